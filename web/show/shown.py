"""What a form showed to a person whom others have overtaken, read back from the trail."""

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from models.queries.before import (
    ScoreBefore,
    list_bodies_before,
    list_bodies_since,
    list_scores_at,
)
from models.queries.trail import find_texts
from models.vocabulary import Action, MoneyUnit, ScoreKind
from policies.limits import MAX_FINDINGS
from policies.numbers import format_money
from web.show.earlier import find_earlier
from workflow.data import Amounts
from workflow.erasure import load_erasing
from workflow.guards import Case

Shown: TypeAlias = dict[str, str | None]
"""Fields that were changed meanwhile, or may have been, with what stood in them; None where
nobody can tell any more, since the text was erased.
"""
COLUMNS = tuple(column.name for column in fields(Amounts))


def read_scores_shown(session: Session, *, case: Case, seen: int) -> Shown:
    """Return what the form of self scores showed at version `seen` in the rows changed since."""
    given = _index_scores(session, case=case, seen=seen)
    shown: Shown = {}
    for body in list_bodies_since(
        session, case.facts.evaluation_id, seen=seen, actions=[Action.SCORE]
    ):
        data = _read_data(body.body)
        for actual in data.get("actuals", ()):
            shown.setdefault(f"actual-{actual['indicator']}", actual["old"])
        for score in data.get("scores", ()):
            row_id = score["indicator"]
            own = given.get((row_id, ScoreKind.SELF))
            shown[f"score-{row_id}"] = _spell(own.score if own else None)
            shown[f"reason-{row_id}"] = _tell_reason(own)
    erased = _list_erased(session, case=case, seen=seen)
    for row in case.content().rows:
        if row.stored.self_reason_hash in erased:
            shown[f"reason-{row.stored.id}"] = None
    return shown


def read_review_shown(session: Session, *, case: Case, seen: int) -> Shown:
    """Return what the review showed at version `seen`: where it had no score of its own, that of
    the review before or a self score.
    """
    given = _index_scores(session, case=case, seen=seen)
    earlier = find_earlier(session, case=case)
    shown: Shown = {}
    for row in case.content().scored_rows:
        row_id, before = str(row.stored.id), earlier.get(row.stored.id)
        own, review = given.get((row_id, ScoreKind.SELF)), given.get((row_id, ScoreKind.REVIEW))
        score, reason = review.score if review else None, _tell_reason(review)
        if score is None and reason == "" and before is not None and before.was_shown(seen=seen):
            score, reason = before.score, before.reason or ""
        if score is None and own is not None:
            score = own.score
        shown[f"score-{row_id}"] = _spell(score)
        shown[f"reason-{row_id}"] = reason
    return shown


def read_funds_shown(session: Session, *, case: Case, seen: int) -> Shown:
    """Return what the form of funds showed in the lines that were changed since version `seen`."""
    unit = MoneyUnit(case.content().scheme.form.money_unit)
    shown: Shown = {}
    for body in list_bodies_since(
        session, case.facts.evaluation_id, seen=seen, actions=[Action.FILL]
    ):
        for line in _read_data(body.body).get("budget", ()):
            for column in COLUMNS:
                amount = line["old"][column]
                spelled = "" if amount is None else format_money(Decimal(amount), unit=unit)
                shown.setdefault(f"{column}-{line['id']}", spelled)
    return shown


def read_texts_shown(session: Session, *, case: Case, seen: int) -> Shown:
    """Return what the form of texts showed in those that were changed since version `seen`."""
    bodies = list_bodies_since(session, case.facts.evaluation_id, seen=seen, actions=[Action.FILL])
    marks: Shown = {}
    plain: Shown = {}
    first: dict[str, int] = {}
    for body in bodies:
        data = _read_data(body.body)
        for section in data.get("sections", ()):
            marks.setdefault(f"section-{section['key']}", section["old"])
        for part in ("claim", "findings"):
            if part in data:
                first.setdefault(part, body.seq)
        if first.get("claim") == body.seq:
            plain["reported_total"] = data["claim"]["old"]["total"] or ""
            plain["reported_grade"] = data["claim"]["old"]["grade"] or ""
    for part, seq in first.items():
        before = list_bodies_before(session, case.facts.evaluation_id, part=part, seqs=[seq])
        data = _read_data(before[seq]) if seq in before else {}
        if part == "claim":
            marks["claim_reason"] = data.get("claim", {}).get("reason")
        else:
            _place_findings(data.get("findings", ()), marks=marks, plain=plain)
    texts = find_texts(session, {mark for mark in marks.values() if mark})
    told = plain | {name: texts.get(mark) if mark else "" for name, mark in marks.items()}
    return _list_erased_texts(session, case=case, seen=seen) | told


def _list_erased_texts(session: Session, *, case: Case, seen: int) -> Shown:
    """What stood in the form at version `seen` and was erased since: nobody can tell any more."""
    content = case.content()
    written = {f"section-{key}": text for key, text in content.sections.items()}
    for prefix, found in ("finding", content.findings), ("recommendation", content.recommendations):
        written |= {f"{prefix}-{number}": text for number, text in enumerate(found)}
    if content.claim_reason is not None:
        written["claim_reason"] = content.claim_reason
    erased = _list_erased(session, case=case, seen=seen)
    return {name: None for name, text in written.items() if text.commitment in erased}


def _list_erased(session: Session, *, case: Case, seen: int) -> Collection[str]:
    if Action.ERASE not in case.facts.doers:
        return ()
    erased = load_erasing(session, case.facts.evaluation_id, data=None).erased
    return {commitment for commitment, gone in erased.items() if gone.seq > seen}


def _place_findings(findings: Collection[Mapping[str, Any]], *, marks: Shown, plain: Shown) -> None:
    """Put each finding where the form showed it, and nothing into every place behind the last."""
    for number in range(MAX_FINDINGS):
        marks[f"finding-{number}"] = marks[f"recommendation-{number}"] = None
        plain[f"finding_category-{number}"] = ""
    for recommends in (False, True):
        kind = [item for item in findings if item["recommendation"] is recommends]
        for number, item in enumerate(kind):
            prefix = "recommendation" if recommends else "finding"
            marks[f"{prefix}-{number}"] = item["text"]
            if not recommends:
                plain[f"finding_category-{number}"] = item["category"]


def _index_scores(session: Session, *, case: Case, seen: int) -> dict[tuple[str, str], ScoreBefore]:
    found = list_scores_at(session, case.facts.evaluation_id, seen=seen)
    return {(str(one.indicator_id), one.kind): one for one in found}


def _read_data(body: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(body).get("data", {})
    return data


def _spell(score: Decimal | None) -> str:
    return "" if score is None else f"{score:.2f}"


def _tell_reason(given: ScoreBefore | None) -> str | None:
    return "" if given is None or given.reason_id is None else given.reason
