"""What each action changes: one function per action, in a table that `perform` looks up."""

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy.orm import Session

from models.vocabulary import Action
from workflow.changes.amending import amend_rows
from workflow.changes.assigning import assign
from workflow.changes.attaching import attach_file
from workflow.changes.change import Change
from workflow.changes.correcting import correct
from workflow.changes.creating import create_evaluation
from workflow.changes.discarding import discard
from workflow.changes.erasing import ask_erasure, decline_erasure, erase
from workflow.changes.filling import fill_in
from workflow.changes.following import (
    accept_measures,
    plan_measures,
    refuse_measures,
    report_measure,
)
from workflow.changes.moving import approve, comment, escalate, recall, reopen, send_back
from workflow.changes.pointing import answer_points, settle_points
from workflow.changes.publishing import publish
from workflow.changes.scoring import give_review_scores, give_self_scores
from workflow.changes.submitting import submit
from workflow.guards import Case

Changer: TypeAlias = Callable[[Session, Case], Change]

CHANGES: dict[Action, Changer] = {
    Action.CREATE: create_evaluation,
    Action.FILL: fill_in,
    Action.SCORE: give_self_scores,
    Action.AMEND: amend_rows,
    Action.ATTACH: attach_file,
    Action.ASSIGN: assign,
    Action.COMMENT: comment,
    Action.ANSWER: answer_points,
    Action.SUBMIT: submit,
    Action.RECALL: recall,
    Action.APPROVE: approve,
    Action.RETURN: send_back,
    Action.SETTLE: settle_points,
    Action.RESCORE: give_review_scores,
    Action.REVIEW: give_review_scores,
    Action.REOPEN: reopen,
    Action.PUBLISH: publish,
    Action.CORRECT: correct,
    Action.DISCARD: discard,
    Action.ASK_ERASURE: ask_erasure,
    Action.ERASE: erase,
    Action.DECLINE_ERASURE: decline_erasure,
    Action.PLAN_MEASURE: plan_measures,
    Action.REPORT_MEASURE: report_measure,
    Action.ACCEPT_MEASURE: accept_measures,
    Action.REFUSE_MEASURE: refuse_measures,
    Action.ESCALATE: escalate,
}
