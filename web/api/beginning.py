"""A new evaluation: its rows come from the scheme, from an earlier year, or with the request."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import post_load

from models.vocabulary import Action, Scope
from policies.facts import Actor
from web.api.acting import act_once, answer_refused
from web.api.asked import identify, read_body, read_parameters, refuse_other_answers
from web.api.blueprint import answer, blueprint
from web.api.callers import require_caller
from web.api.queries import NothingSchema
from web.api.rows import AT_MOST, PLACE, GivenRow, GivenRowSchema, lay_out
from web.api.spelling import link_to, spell_outcome, tag
from web.beginning import complete
from web.desk import at
from web.door import database
from web.schemas.base import load_json
from web.schemas.beginning import Beginning, BeginningSchema, Origin
from web.schemas.fields import Id, Part, Rows
from web.show.offer import Offer, read_offer
from web.standing import choose_filer
from workflow.data import Data, NewIndicator
from workflow.ids import new_id
from workflow.refusals import Reason, Refused, Why, unmet

UNIT = "evaluated_unit"


@dataclass(frozen=True, kw_only=True)
class Creation:
    """What a script says of a new evaluation, with the rows where it brings them itself."""

    beginning: Beginning
    rows: list[GivenRow] | None


class CreateSchema(BeginningSchema):
    """A new evaluation. Its rows come from the scheme; with `origin` predecessor from the
    evaluation `predecessor_id`; with `origin` file they are those in `rows`. The finance section
    names the unit that it evaluates.
    """

    evaluated_unit = Id()
    rows = Rows(Part(GivenRowSchema), validate=AT_MOST)

    @post_load
    def build(self, data: dict[str, Any], **named: Any) -> Creation:
        """Return what was said of it."""
        rows = data.pop("rows", None)
        return Creation(beginning=super().build(data, **named), rows=rows)


@blueprint.post("/evaluations")
def create() -> ResponseReturnValue:
    """Begin an evaluation. The same request again, by the same key, leads to the same one."""
    actor = require_caller(Scope.ACT).actor
    refuse_other_answers()
    read_parameters(NothingSchema())
    body = read_body()
    once, evaluation_id = identify(body), new_id()
    try:
        outcome = act_once(
            lambda: _prepare(body, actor=actor),
            action=Action.CREATE,
            evaluation_id=evaluation_id,
            actor=actor,
            seen=None,
            once=once,
        )
    except Refused as refused:
        return answer_refused(
            refused, evaluation_id=evaluation_id, seen=None, schema=CreateSchema()
        )
    headers = {"Location": link_to(outcome.evaluation_id), **tag(outcome)}
    return answer(spell_outcome(outcome), HTTPStatus.CREATED, headers=headers)


def _prepare(body: dict[str, Any], *, actor: Actor) -> Data:
    with database().reading() as session:
        standing = choose_filer(actor, strict=True)
        offer = read_offer(session, actor=standing, at=at())
    creation: Creation = load_json(CreateSchema(), body)
    beginning = creation.beginning
    faults = [*_judge_unit(beginning, for_finance=offer.for_finance), *_judge_origin(creation)]
    if faults:
        raise Refused(*faults)
    return complete(beginning, rows=_lay_out(creation, offer=offer), offer=offer)


def _judge_unit(beginning: Beginning, *, for_finance: bool) -> list[Reason]:
    given = beginning.evaluated_unit is not None
    if for_finance and not given:
        return [unmet("field_is_required", field=UNIT)]
    if given and not for_finance:
        return [Reason(why=Why.UNMET, code="field_is_unknown", field=UNIT, params={"field": UNIT})]
    return []


def _judge_origin(creation: Creation) -> list[Reason]:
    wanted, given = creation.beginning.origin is Origin.FILE, creation.rows is not None
    if wanted and not given:
        return [unmet("field_is_required", field=PLACE)]
    return [unmet("rows_are_not_wanted", field=PLACE)] if given and not wanted else []


def _lay_out(creation: Creation, *, offer: Offer) -> tuple[NewIndicator, ...] | None:
    chosen = offer.find_cycle(creation.beginning.cycle_id)
    if creation.rows is None or chosen is None:
        return None
    return lay_out(creation.rows, scheme=chosen[1])
