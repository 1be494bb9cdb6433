"""What a half-typed form comes to: scores, checks and totals while somebody types, nothing kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, get_template_attribute, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.vocabulary import Grade
from policies.checking import Inconsistency
from policies.scoring import Computed
from web.asking import require_actor
from web.desk import look_up, require
from web.door import database
from web.format import format_percent, format_points, format_weight
from web.pages.fill import ADDRESS, BUTTONS
from web.sent import read_sent
from web.show.checks import Checked, sort_checks
from web.show.completeness import measure_progress
from web.show.entries import Entry, action_of, list_entries
from web.show.moves import link_to_field
from web.show.noting import count_noted
from web.show.supposed import read_supposed
from web.show.whole_words import describe_steps
from web.texts import describe_check, describe_notice, describe_reason, describe_why_not_computed
from web.words import label
from workflow.content import Content, Row
from workflow.guards import Case
from workflow.refusals import Reason

blueprint = Blueprint("preview", __name__)
SHEET, CHECKS, MARKS = "parts/sheet.html", "parts/checks.html", "parts/marks.html"


@blueprint.post(f"{ADDRESS}/look")
def look(evaluation_id: UUID, section: str) -> ResponseReturnValue:
    """Tell the script of a form what it would come to as it stands; this reads and changes nothing,
    so that a refusal is not kept either.
    """
    actor = require_actor()
    sent = read_sent(request.form, request.files, buttons=BUTTONS)
    with database().reading() as session:
        action = action_of(section)
        case = look_up(session, evaluation_id=evaluation_id, actor=actor, action=action)
        require(case, action=action)
        content, noted = case.content(), count_noted(session, case)
    entries = {entry.name: entry for entry in list_entries(content, section=section)}
    supposed = read_supposed(case, section=section, sent=sent)
    seen = replace(case, content=lambda: supposed.content)
    unread = [_describe_unread(reason, entries=entries) for reason in supposed.unread]
    return _answer(seen, section=section, unread=unread, noted=noted)


def _answer(
    case: Case, *, section: str, unread: list[dict[str, str]], noted: int
) -> dict[str, Any]:
    content, checked = case.content(), sort_checks(case)
    evaluation_id = case.facts.evaluation_id
    todo = link_to_field(checked.left[0], evaluation_id=evaluation_id) if checked.left else None
    totals, progress = _spell_totals(content), measure_progress(case)
    evaluation = case.header.evaluation if case.header else None
    return {
        "unread": unread,
        "rows": [_describe_row(row, checked=checked) for row in content.rows],
        "lines": [_describe_found(line.id, checked=checked) for line in content.lines],
        "totals": totals,
        "errors": checked.errors,
        "warnings": checked.warnings,
        "explained": checked.explained,
        "missing": {name: each.left for name, each in progress.items()},
        "said": _say(totals, checked=checked),
        "counted": _render(CHECKS, "counted", checked, noted),
        "panel": _render(CHECKS, "panel", checked, evaluation_id, section, todo, unread, noted),
        "tabs": _render(SHEET, "tabs", evaluation, section, progress, len(content.attachments)),
    }


def _render(template: str, macro: str, *given: object) -> str:
    return str(get_template_attribute(template, macro)(*given))


def _describe_unread(reason: Reason, *, entries: dict[str, Entry]) -> dict[str, str]:
    entry = entries.get(reason.field or "")
    return {
        "field": entry.name if entry else "",
        "row": entry.row if entry else "",
        "label": entry.label if entry else "",
        "sentence": describe_reason(reason),
    }


def _describe_row(row: Row, *, checked: Checked) -> dict[str, Any]:
    computed, found = row.computed, _describe_found(row.stored.id, checked=checked)
    return {
        **found,
        "marks": _render(MARKS, "row_stands", row) + found["marks"],
        **(_describe_computed(computed) if computed else {}),
        "cell": _render(SHEET, "computed", row),
    }


def _describe_computed(computed: Computed) -> dict[str, Any]:
    return {
        "computed": None if computed.score is None else format_points(computed.score),
        "formula": computed.formula,
        "why_not": None
        if computed.why_not is None
        else describe_why_not_computed(computed.why_not),
        "notices": [describe_notice(notice) for notice in computed.notices],
    }


def _describe_found(where: UUID, *, checked: Checked) -> dict[str, Any]:
    found = checked.list_at(where)
    return {
        "id": str(where),
        "codes": [*_list_codes(found)],
        "marks": _render(CHECKS, "codes", found),
    }


def _list_codes(found: tuple[Inconsistency, ...]) -> Iterator[dict[str, Any]]:
    for each in found:
        yield {
            "code": each.code,
            "severity": str(each.severity),
            "sentence": describe_check(each.code, each.numbers),
            "explained": each.explained,
        }


def _tell_computable(content: Content) -> str:
    if content.computed_total is not None:
        return ""
    rows = content.scored_rows
    some = sum(row.computed is not None and row.computed.score is not None for row in rows)
    return str(_("%(some)s/%(all)s 项", some=some, all=len(rows)))


def _spell_totals(content: Content) -> dict[str, str]:
    grade = content.own.grade if content.recomputable else content.grade
    return {
        "weights": format_weight(content.weight_total),
        "computed": format_points(content.computed_total),
        "computable": _tell_computable(content),
        "self": format_points(content.self_total),
        "grade": label(Grade, grade) if grade else "—",
        "steps": _("；").join(describe_steps(content.own.steps)),
        "rate": format_percent(content.rate),
    }


def _say(totals: dict[str, str], *, checked: Checked) -> str:
    """Return what is read out when it changes."""
    said: str = _(
        "核算 %(computed)s，自评合计 %(own)s，%(errors)s 错误 · %(warnings)s 警告",
        computed=totals["computed"],
        own=totals["self"],
        errors=checked.errors,
        warnings=checked.warnings,
    )
    return said
