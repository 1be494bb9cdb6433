"""What a form shows before anybody types: the name, label and value of each of its fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from flask_babel import gettext as _

from models.queries.evaluations import TextRow
from models.vocabulary import Action, MoneyUnit
from policies.limits import MAX_FINDINGS
from policies.numbers import format_money
from web.show.earlier import Earlier
from web.texts import name_section
from workflow.content import Content, Row

FUNDS, INDICATORS, NARRATIVE = "funds", "indicators", "narrative"
FORM_SECTIONS = (FUNDS, INDICATORS, NARRATIVE)
BLANK_SLOTS = 3
"""Empty places for further findings and recommendations, each time the form is shown."""

_SECTION_OF_PREFIX = {
    "funds": FUNDS,
    "original": FUNDS,
    "revised": FUNDS,
    "line": FUNDS,
    "score": INDICATORS,
    "reason": INDICATORS,
    "actual": INDICATORS,
}


@dataclass(frozen=True)
class Entry:
    """One field of a form: its name, what it is called, what stands in it now; `row` is the name
    of what it belongs to, as people entered it.
    """

    name: str
    label: str
    value: str
    row: str = ""


Entries: TypeAlias = tuple[Entry, ...]
_NONE: Mapping[UUID, Earlier] = MappingProxyType({})


def section_of(field: str | None) -> str:
    """Return the section of the form in which a field is filled in."""
    return _SECTION_OF_PREFIX.get((field or "").partition("-")[0], NARRATIVE)


def action_of(section: str) -> Action:
    """Return the action that saves a section of the form."""
    return Action.SCORE if section == INDICATORS else Action.FILL


def list_entries(content: Content, *, section: str) -> Entries:
    """Return the fields of one section as they stand."""
    fields = {FUNDS: _list_amounts, INDICATORS: _list_scores, NARRATIVE: _list_texts}
    return tuple(fields[section](content))


def list_review_entries(content: Content, *, earlier: Mapping[UUID, Earlier] = _NONE) -> Entries:
    """Return the fields of the review: the review score and its reason, and before there is one
    those of the review before where it stands, else the self score.
    """
    return (*_list_reviewed(content, earlier=earlier), Entry("comment", _("复核意见"), ""))


def _list_amounts(content: Content) -> Iterator[Entry]:
    unit = MoneyUnit(content.scheme.form.money_unit)
    for line in content.lines:
        for column, title in (
            ("original", _("年初预算")),
            ("revised", _("调整后预算")),
            ("actual", _("执行数")),
        ):
            amount = getattr(line, column)
            spelled = "" if amount is None else format_money(amount, unit=unit)
            yield Entry(f"{column}-{line.id}", title, spelled, line.name)


def takes_actual(row: Row) -> bool:
    """Say whether an actual value is typed for a row; headings have none."""
    return not row.is_heading


def _list_scores(content: Content) -> Iterator[Entry]:
    for row in content.rows:
        stored = row.stored
        if takes_actual(row):
            yield Entry(f"actual-{stored.id}", _("完成值"), stored.actual_text, stored.name)
        if row.scored:
            score = "" if stored.self_score is None else f"{stored.self_score:.2f}"
            yield Entry(f"score-{stored.id}", _("自评得分"), score, stored.name)
            reason = stored.self_reason or ""
            yield Entry(f"reason-{stored.id}", _("原因"), reason, stored.name)


def _list_reviewed(content: Content, *, earlier: Mapping[UUID, Earlier]) -> Iterator[Entry]:
    for row in content.scored_rows:
        stored, before = row.stored, earlier.get(row.stored.id)
        given, reason = stored.review_score, stored.review_reason or ""
        if given is None and not reason and before is not None and before.was_shown():
            given, reason = before.score, before.reason or ""
        if given is None:
            given = stored.self_score
        score = "" if given is None else f"{given:.2f}"
        yield Entry(f"score-{stored.id}", _("复核得分"), score, stored.name)
        yield Entry(f"reason-{stored.id}", _("差异说明"), reason, stored.name)


def _list_texts(content: Content) -> Iterator[Entry]:
    for section in content.scheme.sections:
        text = content.sections.get(section.key)
        written = (text.text if text else "") or ""
        yield Entry(f"section-{section.key}", name_section(section), written)
    total = content.reported_total
    yield Entry("reported_total", _("自报总分"), "" if total is None else f"{total:.2f}")
    yield Entry("reported_grade", _("自报等级"), content.reported_grade or "")
    reason = content.claim_reason
    yield Entry(
        "claim_reason",
        _("对整份评价的说明"),
        (reason.text if reason else "") or "",
    )
    for number, found in enumerate(_fill_slots(content.findings)):
        count = number + 1
        category = found.key if found else ""
        yield Entry(f"finding_category-{number}", _("问题 %(n)s · 类别", n=count), category)
        yield Entry(
            f"finding-{number}", _("问题 %(n)s", n=count), (found.text if found else "") or ""
        )
    for number, found in enumerate(_fill_slots(content.recommendations)):
        written = (found.text if found else "") or ""
        yield Entry(f"recommendation-{number}", _("建议 %(n)s", n=number + 1), written)


def _fill_slots(rows: tuple[TextRow, ...]) -> tuple[TextRow | None, ...]:
    blank = max(0, min(BLANK_SLOTS, MAX_FINDINGS - len(rows)))
    return (*rows, *(None,) * blank)
