"""The trail made readable: what each event changed, from what to what, and why."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from models.queries.evaluations import IndicatorRow
from models.queries.trail import EventRow, ScoreReason
from models.vocabulary import Action, Grade, ScoreKind
from policies.scheme import Scheme
from policies.texts import strip_bidi_controls
from web.format import NOTHING, format_day, format_money, shorten_hash
from web.words import label


@dataclass(frozen=True)
class Change:
    """One value before and after; `reason` is what was given for it, None where nothing was."""

    what: str
    old: str
    new: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of the trail as a person reads it."""

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
    changes: tuple[Change, ...]
    said: str | None
    erased: bool

    @property
    def moved(self) -> bool:
        """Say whether the evaluation went to another state."""
        return self.from_state != self.to_state


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names behind the ids and keys of event bodies; `money_unit` is the form's."""

    rows: Mapping[str, str]
    sections: Mapping[str, str]
    money_unit: str
    reasons: Mapping[tuple[int, str, str], str] = field(default_factory=dict)


def name_things(scheme: Scheme, *, rows: Iterable[IndicatorRow]) -> Names:
    """Return the names that event bodies leave to the form and to the rows."""
    return Names(
        rows={str(row.id): row.name for row in rows},
        sections={section.key: section.title for section in scheme.sections},
        money_unit=scheme.form.money_unit,
    )


def index_reasons(reasons: Collection[ScoreReason]) -> dict[tuple[int, str, str], str]:
    """Return the reasons by event, row and kind of score."""
    erased = _("（已清除）")
    return {
        (reason.event_seq, str(reason.indicator_id), reason.kind): reason.text or erased
        for reason in reasons
    }


def describe_event(row: EventRow, *, names: Names) -> Event:
    """Read one body. A key it does not have is left out, so that older bodies stay readable."""
    body: dict[str, Any] = json.loads(row.body)
    data: dict[str, Any] = body.get("data", {})
    return Event(
        seq=row.seq,
        action=Action(row.action),
        actor=row.actor_name,
        roles=tuple(data.get("roles", ())),
        at=row.at,
        round=data.get("round", 0),
        hash=row.hash,
        from_state=row.from_state,
        to_state=row.to_state,
        source=data.get("source", ""),
        summary=(*_count_changes(data, action=Action(row.action)), *_spell_marks(data)),
        changes=tuple(_list_changes(data, row=row, names=names)),
        said=row.text,
        erased=row.text_id is not None and row.text is None,
    )


def _count_changes(data: Mapping[str, Any], *, action: Action) -> Iterator[str]:
    scores = data.get("scores", ())
    if scores and action is Action.RETURN:
        yield _("复核得分清零 %(count)s 项", count=len(scores))
    elif scores:
        kind = label(ScoreKind, scores[0]["kind"])
        yield _("%(kind)s %(count)s 项", kind=kind, count=len(scores))
    if actuals := data.get("actuals"):
        yield ngettext("完成值 %(num)s 项", "完成值 %(num)s 项", len(actuals))
    if action is not Action.CREATE and (budget := data.get("budget")):
        yield ngettext("资金 %(num)s 行", "资金 %(num)s 行", len(budget))
    if sections := data.get("sections"):
        yield ngettext("文字 %(num)s 部分", "文字 %(num)s 部分", len(sections))
    if claim := data.get("claim"):
        yield _("自报总分 %(total)s", total=claim["total"] or NOTHING)
    if "findings" in data:
        found = len(data["findings"])
        yield ngettext("问题与建议 %(num)s 条", "问题与建议 %(num)s 条", found)


def _spell_marks(data: Mapping[str, Any]) -> Iterator[str]:
    if attachment := data.get("attachment"):
        yield strip_bidi_controls(attachment["name"])
    if due_at := data.get("due_at"):
        yield _("期限 %(day)s", day=format_day(datetime.fromisoformat(due_at)))
    if content := data.get("content"):
        round_, digest = data.get("round", 0), shorten_hash(content)
        yield _("封存第 %(round)s 轮，内容哈希 %(digest)s", round=round_, digest=digest)
    if publication := data.get("publication"):
        yield _("公开副本哈希 %(digest)s", digest=shorten_hash(publication))


def _list_changes(data: Mapping[str, Any], *, row: EventRow, names: Names) -> Iterator[Change]:
    for score in data.get("scores", ()):
        name = names.rows.get(score["indicator"], NOTHING)
        kind = score["kind"]
        yield Change(
            f"{name} · {label(ScoreKind, kind)}",
            score["old"] or NOTHING,
            score["new"] or NOTHING,
            names.reasons.get((row.seq, score["indicator"], kind)),
        )
    for actual in data.get("actuals", ()):
        name = names.rows.get(actual["indicator"], NOTHING)
        old, new = actual["old"] or NOTHING, actual["new"] or NOTHING
        yield Change(f"{name} · {_('完成值')}", old, new)
    for line in data.get("budget", ()):
        yield from _compare_lines(line, unit=names.money_unit)
    for section in data.get("sections", ()):
        title = names.sections.get(section["key"], section["key"])
        yield Change(title, _mark(section["old"]), _mark(section["new"]))
    if claim := data.get("claim"):
        yield Change(_("自报总分与等级"), _spell_claim(claim["old"]), _spell_claim(claim))


def _compare_lines(line: Mapping[str, Any], *, unit: str) -> Iterator[Change]:
    columns = {"original": _("年初预算"), "revised": _("调整后预算"), "actual": _("执行数")}
    before = line.get("old", {})
    for column, title in columns.items():
        if line.get(column) != before.get(column):
            old, new = _spell_money(before.get(column), unit), _spell_money(line[column], unit)
            yield Change(f"{line['name']} · {title}", old, new)


def _spell_money(amount: str | None, unit: str) -> str:
    return NOTHING if amount is None else f"{format_money(Decimal(amount), unit)} {unit}"


def _mark(commitment: str | None) -> str:
    return NOTHING if commitment is None else f"#{shorten_hash(commitment)}"


def _spell_claim(claim: Mapping[str, Any]) -> str:
    grade = label(Grade, claim["grade"]) if claim["grade"] else ""
    return f"{claim['total'] or NOTHING} {grade}".strip()
