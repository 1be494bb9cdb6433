"""Answers to points that are given while somebody fills in, each beside what it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from models.vocabulary import Action, Form
from web.desk import load_sent
from web.drafts import Kept, find_kept
from web.schemas.base import FormSchema, Handed
from web.schemas.pointing import AnswerSchema
from web.sent import ANSWER, Sent, split_answers
from web.show.points import list_answer_entries
from workflow.data import AnsweringPoints
from workflow.guards import Case
from workflow.machine import why_not
from workflow.points import find_new_answers
from workflow.refusals import Reason, Refused, Why


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The fields of answers with what stands in them, or what was typed into the list of points
    and not saved.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    kept: Kept | None = None


@dataclass(frozen=True)
class Filled:
    """What the form of a section came to, and the answers that came with it; None where nothing
    new is answered.
    """

    section: Handed
    answers: AnsweringPoints | None


def read_answers(session: Session, case: Case) -> Answers:
    """Return the answers as the page of filling in shows them. One query, none without points."""
    if not case.points().unsettled:
        return Answers()
    kept = find_kept(session, case, form=Form.ANSWER)
    standing = {entry.name: entry.value for entry in list_answer_entries(case)}
    return Answers(values=standing | dict(kept.sent.fields if kept else {}), kept=kept)


def load_filled(case: Case, *, action: Action, sent: Sent, schema: FormSchema) -> Filled:
    """Return what a form of filling in came to, with the answers in it. Raises Refused with every
    problem of both, so that nothing of either is written.
    """
    parted, faults, section, answers = split_answers(sent), list[Reason](), None, None
    try:
        section = load_sent(case, action=action, sent=parted.form, schema=schema)
    except Refused as refused:
        faults.extend(refused.reasons)
    try:
        answers = _load_answers(case, sent=parted.answers)
    except Refused as refused:
        faults.extend(refused.reasons)
    if section is None or faults:
        raise Refused(*faults)
    return Filled(section, answers)


def _load_answers(case: Case, *, sent: Sent) -> AnsweringPoints | None:
    """Judge the answers before anything is written; whether somebody else came first is judged with
    the rest of the form.
    """
    if not sent.fields:
        return None
    sent = replace(sent, fields={**sent.fields, "content_version": "0"})
    handed = load_sent(case, action=Action.ANSWER, sent=sent, schema=AnswerSchema())
    given = handed.data
    if not isinstance(given, AnsweringPoints):
        raise TypeError(given)
    standing = {entry.name: entry.value for entry in list_answer_entries(case)}
    if all(standing.get(f"{ANSWER}{own}", "") == text for own, text in given.answers.items()):
        return None
    asked = replace(case, data=given, seen=case.facts.content_version)
    reasons = [each for each in why_not(action=Action.ANSWER, case=asked) if each.why is Why.UNMET]
    if reasons:
        raise Refused(*reasons)
    return given if find_new_answers(case.points(), given.answers) else None
