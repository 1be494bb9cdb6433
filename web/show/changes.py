"""What one event changed, value by value: from what, to what, and why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from models.queries.evaluations import IndicatorRow
from models.queries.events import RowName
from models.queries.trail import EventRow, ScoreReason, SelfScore
from models.vocabulary import Action, Grade, MoneyUnit, PointKind, ScoreKind
from policies.scheme import Scheme
from policies.texts import strip_bidi_controls
from web.format import NOTHING, format_money, format_weight
from web.show.erased import tell_erased
from web.show.point_places import name_place
from web.show.written import Written
from web.texts import name_section
from web.words import label
from workflow.assigning import FUNDS, WHOLE

REVIEWS = frozenset({Action.RESCORE, Action.REVIEW})
EMPTY_CLAIM = {"total": None, "grade": None, "reason": None, "old": {"total": None, "grade": None}}
"""What an edition takes over where nobody had reported a total."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value before and after. `row` is the name of what it belongs to, as people entered it;
    `reason` is what was given for it, None where nothing was. A text has a `verdict`, that it was
    written, changed or emptied, and where it was read `texts`: the whole before and after.
    `difference` is review score minus self score.
    """

    what: str
    row: str = ""
    old: str = NOTHING
    new: str = NOTHING
    reason: str | None = None
    verdict: str = ""
    texts: tuple[str, str] | None = None
    entered: bool = False
    difference: Decimal | None = None
    is_own: bool = False
    """Say whether a first review score is the self score itself."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names behind the ids and keys of event bodies; `money_unit` is the form's. `own` are the
    self scores of each row with the events that gave them, in their order. `former` are the
    reasons that stood before, `people` whoever was asked to fill in a place, `written` the texts
    where they are to be shown.
    """

    rows: Mapping[str, str]
    sections: Mapping[str, str]
    money_unit: str
    reasons: Mapping[tuple[int, str, str], str] = field(default_factory=dict)
    own: Mapping[str, tuple[SelfScore, ...]] = field(default_factory=dict)
    former: Mapping[tuple[int, str, str], str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    written: Written | None = None


def name_things(
    scheme: Scheme,
    *,
    rows: Iterable[IndicatorRow | RowName],
    reasons: Collection[ScoreReason] = (),
    own: Collection[SelfScore] = (),
    written: Written | None = None,
    people: Mapping[str, str] | None = None,
) -> Names:
    """Return the names that event bodies leave to the form and to the rows, with the reasons and
    self scores that the bodies do not hold.
    """
    given: dict[str, list[SelfScore]] = {}
    for score in own:
        given.setdefault(str(score.indicator_id), []).append(score)
    return Names(
        rows={str(row.id): row.name for row in rows},
        sections={section.key: name_section(section) for section in scheme.sections},
        money_unit=scheme.form.money_unit,
        reasons={
            _key(one): one.text or tell_erased(one.text_id)
            for one in reasons
            if one.text_id is not None
        },
        former={
            _key(one): one.old or tell_erased(one.old_id)
            for one in reasons
            if one.old_id is not None
        },
        written=written,
        people=people or {},
        own={each: tuple(scores) for each, scores in given.items()},
    )


def _key(reason: ScoreReason) -> tuple[int, str, str]:
    return reason.event_seq, str(reason.indicator_id), reason.kind


def list_changes(data: Mapping[str, Any], *, row: EventRow, names: Names) -> Iterator[Change]:
    """Yield what the body of an event says was changed; of a review the differences first."""
    scores = [_read_score(score, row=row, names=names) for score in data.get("scores", ())]
    yield from sorted(scores, key=lambda change: not change.difference)
    for actual in data.get("actuals", ()):
        yield Change(
            row=names.rows.get(actual["indicator"], NOTHING),
            what=_("完成值"),
            old=actual["old"] or NOTHING,
            new=actual["new"] or NOTHING,
            entered=True,
        )
    for assigned in data.get("assigned", ()) if names.people else ():
        yield _read_assigned(assigned, names=names)
    for amended in data.get("amended", ()):
        yield from _list_amended(amended, names=names)
    for line in data.get("budget", ()):
        yield from _compare_lines(line, unit=names.money_unit)
    for section in data.get("sections", ()):
        marks = section["old"], section["new"]
        texts = _differ(*map(names.written.spell, marks)) if names.written else None
        title = names.sections.get(section["key"], section["key"])
        yield Change(what=title, verdict=_judge_text(*marks), texts=texts)
    yield from _list_replaced(data, seq=row.seq, written=names.written)
    for step in data.get("points", ()):
        yield _read_point(step, names=names)
    for file in data.get("attachments", ()):
        yield Change(what=_("附件"), new=strip_bidi_controls(file["name"]), entered=True)


def _read_assigned(assigned: Mapping[str, Any], *, names: Names) -> Change:
    kind, _colon, key = assigned["place"].partition(":")
    old, new = (names.people.get(assigned[part] or "", NOTHING) for part in ("old", "new"))
    if kind == "row":
        row, place = names.rows.get(key, NOTHING), ""
    else:
        words = {FUNDS: _("资金"), WHOLE: _("自报结果、问题与建议")}
        row, place = "", words.get(kind) or names.sections.get(key, key)
    what = _("%(place)s · 由谁填", place=place) if place else _("由谁填")
    return Change(row=row, what=what, old=old, new=new, entered=True)


def _read_point(step: Mapping[str, Any], *, names: Names) -> Change:
    """Return the step of a point: what it speaks of, and what was said where it was read."""
    place = name_place(step["place"], rows=names.rows, sections=names.sections)
    said = names.written.spell(step["text"]) if names.written and step["text"] else None
    return Change(
        row=place, what=_("退回问题"), verdict=label(PointKind, step["kind"]), reason=said
    )


def _list_amended(amended: Mapping[str, Any], *, names: Names) -> Iterator[Change]:
    """Yield what was changed of one agreed row, each value with the reason of them all."""
    old, new = amended["old"], amended["new"]
    titles = {"name": _("名称"), "weight": _("权重"), "target": _("目标值")}
    reason = names.written.spell(amended["reason"]) if names.written else None
    for part, title in titles.items():
        if old[part] != new[part]:
            spell = _spell_weight if part == "weight" else _spell_agreed
            yield Change(
                row=names.rows.get(amended["indicator"], NOTHING),
                what=title,
                old=spell(old[part]),
                new=spell(new[part]),
                reason=reason,
                entered=part != "weight",
            )


def _spell_weight(weight: str | None) -> str:
    return format_weight(None if weight is None else Decimal(weight))


def _spell_agreed(text: str) -> str:
    return text or NOTHING


def _list_replaced(
    data: Mapping[str, Any], *, seq: int, written: Written | None
) -> Iterator[Change]:
    if (claim := data.get("claim")) and claim != EMPTY_CLAIM:
        texts = None
        if written is not None:
            before = written.replaced.get((seq, "claim"), {}).get("reason")
            texts = _differ(written.spell(before), written.spell(claim["reason"]))
        if is_claimed(claim):
            old, new = _spell_claim(claim["old"]), _spell_claim(claim)
            yield Change(what=_("自报总分与等级"), old=old, new=new, texts=texts)
        else:
            before_it = None if texts and texts[0] == NOTHING else NOTHING
            verdict = _judge_text(before_it, claim["reason"])
            yield Change(what=_("自报结果的说明"), verdict=verdict, texts=texts)
    if written is None or "findings" not in data:
        return
    for recommends, title in ((False, _("问题")), (True, _("建议"))):
        marks = written.replaced.get((seq, "findings"), ()), data["findings"]
        texts = _differ(*(written.list_findings(one, recommends=recommends) for one in marks))
        if texts is not None:
            none = [None if text == NOTHING else text for text in texts]
            yield Change(what=title, verdict=_judge_text(*none), texts=texts)


def _differ(old: str, new: str) -> tuple[str, str] | None:
    return None if old == new else (old, new)


def is_changed(score: Mapping[str, Any]) -> bool:
    """Say whether an event changed a score itself, and not its reason alone."""
    return bool(score["old"] != score["new"])


def is_claimed(claim: Mapping[str, Any]) -> bool:
    """Say whether an event changed the reported result itself, and not its explanation alone."""
    return any(claim[part] != claim["old"][part] for part in ("total", "grade"))


def _read_reason(score: Mapping[str, Any], *, row: EventRow, names: Names) -> Change:
    """Return the change of a reason whose score stayed as it was."""
    row_id, key = score["indicator"], (row.seq, score["indicator"], score["kind"])
    reason, former = names.reasons.get(key), names.former.get(key)
    old = "" if former is None and reason is not None else former
    return Change(
        row=names.rows.get(row_id, NOTHING),
        what=_("原因"),
        verdict=_judge_text(None if old == "" else old or NOTHING, score["reason"]),
        reason=reason,
        texts=_differ(former, reason or NOTHING) if former else None,
    )


def _read_score(score: Mapping[str, Any], *, row: EventRow, names: Names) -> Change:
    if not is_changed(score):
        return _read_reason(score, row=row, names=names)
    row_id, kind, old, new = (score[key] for key in ("indicator", "kind", "old", "new"))
    difference = None
    if Action(row.action) in REVIEWS and new is not None:
        own = [one.new for one in names.own.get(row_id, ()) if one.event_seq < row.seq]
        if own and own[-1] is not None:
            difference = Decimal(new) - own[-1]
    reason, former = (each.get((row.seq, row_id, kind)) for each in (names.reasons, names.former))
    return Change(
        row=names.rows.get(row_id, NOTHING),
        what=label(ScoreKind, kind),
        old=old or NOTHING,
        new=new or NOTHING,
        reason=reason,
        texts=_differ(former, reason or NOTHING) if former else None,
        difference=difference,
        is_own=old is None and difference == 0,
    )


def _compare_lines(line: Mapping[str, Any], *, unit: str) -> Iterator[Change]:
    columns = {"original": _("年初预算"), "revised": _("调整后预算"), "actual": _("执行数")}
    before = line.get("old", {})
    for column, title in columns.items():
        if line.get(column) != before.get(column):
            old, new = _spell_money(before.get(column), unit), _spell_money(line[column], unit)
            yield Change(row=line["name"], what=title, old=old, new=new)


def _spell_money(amount: str | None, unit: str) -> str:
    if amount is None:
        return NOTHING
    spelled = format_money(Decimal(amount), unit)
    return str(_("%(amount)s %(unit)s", amount=spelled, unit=label(MoneyUnit, unit)))


def _judge_text(old: str | None, new: str | None) -> str:
    if new is None:
        return str(_("已清空"))
    return str(_("已填写") if old is None else _("已修改"))


def _spell_claim(claim: Mapping[str, Any]) -> str:
    grade = label(Grade, claim["grade"]) if claim["grade"] else ""
    return f"{claim['total'] or NOTHING} {grade}".strip()
