"""The trail made readable: what each event changed, from what to what, and why."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from models.queries.trail import EventRow
from models.tables import Evaluation
from models.vocabulary import (
    Action,
    Ground,
    MeasureStep,
    PointKind,
    ScoreKind,
    Severity,
    State,
)
from policies.checking import Inconsistency
from policies.texts import strip_bidi_controls
from web.format import NOTHING, format_day, name_doer, shorten_hash
from web.show.changes import EMPTY_CLAIM, Change, Names, is_changed, is_claimed, list_changes
from web.show.erased import tell_erased
from web.show.parts import name_place
from web.texts import describe_check
from web.words import label

SAVING = frozenset({Action.FILL, Action.SCORE, Action.AMEND, Action.RESCORE})
"""What a form leads to that may be saved as it was shown."""
IN_EVERY_BODY = {"roles", "round", "source"}
"""What a body says of every event; what changed stands beside it."""


@dataclass(frozen=True)
class Kin:
    """Another evaluation that an event speaks of."""

    text: str
    evaluation_id: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of the trail as a person reads it. `file` is the name of a document; `same` are
    first review scores that only repeat the self score; `carried` is what a new edition took over.
    `erased` says what became of what was said, where it was erased; `sealed` whether the ledger
    holds the event.
    """

    seq: int
    action: Action
    actor: str
    roles: tuple[str, ...]
    at: datetime
    round: int
    hash: str
    from_state: str
    to_state: str
    source: str
    summary: tuple[str, ...]
    file: str | None
    changes: tuple[Change, ...]
    same: tuple[Change, ...]
    said: str | None
    erased: str
    sealed: bool
    carried: tuple[Change, ...] = ()
    kin: tuple[Kin, ...] = ()
    noted: Inconsistency | None = None
    """What a reviewer noted by hand."""

    @property
    def moved(self) -> bool:
        """Say whether the evaluation went to another state."""
        return self.from_state != self.to_state


def describe_event(row: EventRow, *, names: Names) -> Event:
    """Read one body. A key it does not have is left out, so that older bodies stay readable."""
    body: dict[str, Any] = json.loads(row.body)
    data: dict[str, Any] = body.get("data", {})
    changes = list(list_changes(data, row=row, names=names))
    attachment = data.get("attachment")
    takes_over = "supersedes" in data
    noted = _read_noted(data)
    summary = (*_count_changes(data, action=Action(row.action)), *_spell_marks(data))
    if noted is not None:
        summary = (*summary, _spell_noted(noted, names=names))
    if row.action in SAVING and data.keys() <= IN_EVERY_BODY:
        summary = (_("内容没有改动"),)
    return Event(
        seq=row.seq,
        action=Action(row.action),
        actor=name_doer(row.actor_name, row.for_name),
        roles=tuple(data.get("roles", ())),
        at=row.at,
        round=data.get("round", 0),
        hash=row.hash,
        from_state=row.from_state,
        to_state=row.to_state,
        source=data.get("source", ""),
        summary=summary,
        file=strip_bidi_controls(attachment["name"]) if attachment else None,
        changes=() if takes_over else tuple(one for one in changes if not one.is_own),
        same=tuple(change for change in changes if change.is_own),
        said=row.text,
        erased=tell_erased(row.text_id) if row.text_id is not None and row.text is None else "",
        sealed=row.sealed,
        carried=tuple(changes) if takes_over else (),
        kin=tuple(_list_kin(data)),
        noted=noted,
    )


def _read_noted(data: Mapping[str, Any]) -> Inconsistency | None:
    noted = data.get("noted")
    if noted is None:
        return None
    return Inconsistency(
        noted["code"],
        Severity(noted["severity"]),
        noted["where"],
        noted["numbers"],
        explained=noted["explained"],
    )


def _spell_noted(noted: Inconsistency, *, names: Names) -> str:
    place = name_place(noted.where, rows=names.rows) or NOTHING
    found = describe_check(noted.code, noted.numbers)
    told: str = _(
        "注明 %(code)s（%(place)s）：%(found)s", code=noted.code, place=place, found=found
    )
    return told


def _list_kin(data: Mapping[str, Any]) -> Iterator[Kin]:
    if successor := data.get("successor"):
        yield Kin(_("打开更正稿"), successor)
    if earlier := data.get("supersedes"):
        yield Kin(_("更正第 %(edition)s 版", edition=data["edition"] - 1), earlier)
    if predecessor := data.get("predecessor"):
        yield Kin(_("指标沿用自以前年度的评价"), predecessor)


def find_return(events: Iterable[Event], *, evaluation: Evaluation) -> Event | None:
    """Return the event that sent a draft back; None where it is none, or was recalled since."""
    if evaluation.state != State.DRAFT:
        return None
    # An event that opens a round bears the number of the one it closed.
    closed = evaluation.round - 1
    return next(
        (each for each in events if (each.action, each.round) == (Action.RETURN, closed)), None
    )


def find_discard(events: Iterable[Event], *, evaluation: Evaluation) -> Event | None:
    """Return the event that set an evaluation aside; None where it was not."""
    if not evaluation.discarded:
        return None
    return next((each for each in events if each.action is Action.DISCARD), None)


def _count_scores(given: Collection[Mapping[str, Any]], *, action: Action) -> Iterator[str]:
    """Yield how many scores an event changed, and of how many the reason alone."""
    scores = [score for score in given if is_changed(score)]
    if scores and action is Action.RETURN:
        yield _("复核得分清零 %(count)s 项", count=len(scores))
    elif scores:
        kind = label(ScoreKind, scores[0]["kind"])
        yield _("%(kind)s %(count)s 项", kind=kind, count=len(scores))
    if len(given) > len(scores):
        yield ngettext("原因 %(num)s 项", "原因 %(num)s 项", len(given) - len(scores))


def _count_changes(data: Mapping[str, Any], *, action: Action) -> Iterator[str]:
    yield from _count_scores(data.get("scores", ()), action=action)
    if actuals := data.get("actuals") or data.get("actuals_taken_over"):
        yield ngettext("完成值 %(num)s 项", "完成值 %(num)s 项", len(actuals))
    if amended := data.get("amended"):
        yield _("约定指标 %(count)s 项", count=len(amended))
    takes_over = "supersedes" in data
    if (action is not Action.CREATE or takes_over) and (budget := data.get("budget")):
        yield ngettext("资金 %(num)s 行", "资金 %(num)s 行", len(budget))
    if sections := data.get("sections"):
        yield ngettext("文字 %(num)s 部分", "文字 %(num)s 部分", len(sections))
    if (claim := data.get("claim")) and claim != EMPTY_CLAIM:
        told = _("自报总分 %(total)s", total=claim["total"] or NOTHING)
        yield told if is_claimed(claim) else _("自报结果的说明")
    if "findings" in data and (data["findings"] or not takes_over):
        found = len(data["findings"])
        yield ngettext("问题与建议 %(num)s 条", "问题与建议 %(num)s 条", found)
    for kind, steps in groupby(data.get("measures", ()), key=itemgetter("kind")):
        yield _("整改%(step)s %(count)s 项", step=label(MeasureStep, kind), count=len([*steps]))
    if assigned := data.get("assigned"):
        yield from _count_assigned(assigned)
    yield from _count_points(data.get("points", ()))
    if files := data.get("attachments"):
        yield _("附件 %(count)s 份", count=len(files))


def _count_points(steps: Collection[Mapping[str, Any]]) -> Iterator[str]:
    for kind, number in Counter(step["kind"] for step in steps).items():
        told = label(PointKind, kind)
        yield _("%(kind)s %(count)s 个", kind=told, count=number)


def _count_assigned(places: Collection[Mapping[str, Any]]) -> Iterator[str]:
    given = sum(place["new"] is not None for place in places)
    if given:
        yield ngettext("指派 %(num)s 处", "指派 %(num)s 处", given)
    if taken := len(places) - given:
        yield ngettext("收回指派 %(num)s 处", "收回指派 %(num)s 处", taken)


def _spell_marks(data: Mapping[str, Any]) -> Iterator[str]:
    if due_at := data.get("due_at") or data.get("successor_due_at"):
        yield _("期限 %(day)s", day=format_day(datetime.fromisoformat(due_at)))
    if content := data.get("content"):
        round_, digest = data.get("round", 0), shorten_hash(content)
        yield _("封存第 %(round)s 轮，内容哈希 %(digest)s", round=round_, digest=digest)
    if erasure := data.get("erasure"):
        yield from _spell_erasure(erasure)
    if publication := data.get("publication"):
        yield _("公开副本哈希 %(digest)s", digest=shorten_hash(publication))


def _spell_erasure(erasure: Mapping[str, Any]) -> Iterator[str]:
    if ground := erasure.get("ground"):
        yield _("原因：%(ground)s", ground=label(Ground, ground))
    if text := erasure.get("text"):
        yield _("文字的承诺值 %(digest)s", digest=shorten_hash(text))
    if request := erasure.get("request"):
        yield _("答复第 %(seq)s 条记录的申请", seq=request)
    if texts := erasure.get("texts"):
        yield ngettext("清除文字 %(num)s 段", "清除文字 %(num)s 段", len(texts))
