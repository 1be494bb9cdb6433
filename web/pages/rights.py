"""What can I do: every action with every state, each cell yes or no, and why."""

from dataclasses import replace

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from models.vocabulary import Kind, State
from policies.facts import Facts
from policies.predicates import may_see
from web.asking import read_id, require_actor
from web.desk import at, look_up
from web.door import database, house
from web.right_words import PLACES, spell_need
from web.standing import list_own_deputed
from web.texts import describe_text
from workflow.guards import Case
from workflow.ids import new_id
from workflow.rights import list_rights, list_rights_on

blueprint = Blueprint("rights", __name__)


@blueprint.get("/rights")
def show() -> ResponseReturnValue:
    """One's own rights and those that others lend, as such or, with `evaluation`, on one evaluation
    as it stands.
    """
    actor, evaluation_id = require_actor(), read_id("evaluation")
    case: Case | None = None
    if evaluation_id is None:
        standings = [
            (each, list_rights(each, _imagine())) for each in (actor, *list_own_deputed(actor))
        ]
    else:
        with database().reading() as session:
            case = look_up(session, evaluation_id=evaluation_id, actor=actor)
            seen = [replace(case, actor=each) for each in case.standings]
            standings = [
                (each.actor, list_rights_on(each))
                for each in seen
                if may_see(each.actor, each.facts)
            ]
        # Every standing has its own table: no form of this page acts for anybody.
        g.pop("mandate", None)
    return render_template(
        "rights.html",
        standings=standings,
        header=case.header if case else None,
        states=tuple(State),
        places=PLACES,
        spell_need=spell_need,
        spell_code=describe_text,
    )


def _imagine() -> Facts:
    """Return an evaluation that is nobody's: no unit and no section has a fresh id."""
    nobody = new_id()
    return Facts(
        evaluation_id=nobody,
        kind=Kind.PROJECT,
        unit_id=nobody,
        supervising_unit_id=None,
        section_id=nobody,
        state=State.NONE,
        round=1,
        version=0,
        content_version=0,
        cycle_opens_at=at(),
        cycle_closes_at=at(),
        separate_publisher=house().settings.separate_publisher,
    )
