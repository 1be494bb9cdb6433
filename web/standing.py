"""Where somebody who signed in stands: by his own right first, else as somebody's deputy.

What changes something says for whom it is done: a page in a hidden field, a script in a header.
What only shows something is shown from wherever the person may see it.
"""

from dataclasses import replace
from uuid import UUID

from flask import abort, g, request
from sqlalchemy.orm import Session

from models.queries.evaluations import Header
from models.vocabulary import Action, Role
from policies.facts import Actor, Mandate
from policies.predicates import may_see
from web.door import database, now
from web.sent import ACTING_FOR
from workflow.deputising import choose_standing, list_deputed
from workflow.guards import Case
from workflow.load import load_facts
from workflow.machine import why_not
from workflow.opening import look_from
from workflow.refusals import hidden, nobodys_deputy

HEADER = "Acting-For"
"""Where a script says for whom it acts: the id of a person."""


def read_acting_for() -> UUID | None:
    """Return for whom this request says that it acts; 400 for what is no id.

    The body of a form that nobody has read yet is left alone: such a form says it in its address.
    """
    given = request.args.get(ACTING_FOR, "") or request.headers.get(HEADER, "")
    if not given and "form" in vars(request):
        given = request.form.get(ACTING_FOR, "")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        abort(400)


def list_own_deputed(actor: Actor, *, session: Session | None = None) -> tuple[Actor, ...]:
    """Return where a person stands as a deputy at the time of this request. One query, however
    often it is asked; none where the sign-in has found that he is nobody's.
    """
    if not g.get("deputises", True):
        return ()
    known: dict[UUID, tuple[Actor, ...]] = g.setdefault("deputed", {})
    if actor.id not in known:
        if session is not None:
            known[actor.id] = list_deputed(session, actor, at=now())
        else:
            with database().reading() as reading:
                known[actor.id] = list_deputed(reading, actor, at=now())
    return known[actor.id]


def stand(
    session: Session,
    case: Case,
    *,
    action: Action | None,
    strict: bool,
    acting_for: UUID | None = None,
) -> Case:
    """Return the case from where the person stands for this action.

    What acts (`strict`) stands where it says, everything else where nothing is in the way. Raises
    Refused where the request names somebody whose deputy he is not.
    """
    deputed = list_own_deputed(case.actor, session=session)
    asked = acting_for or read_acting_for()
    if asked is not None:
        deputed = tuple(each for each in deputed if each.principal_id == asked)
        if not deputed:
            raise nobodys_deputy() if may_see(case.actor, case.facts) else hidden()
    if deputed:
        case = look_from(session, case, deputed=deputed)
    if asked is not None:
        case = replace(case, standings=deputed, actor=deputed[0])
    elif strict:
        return case
    if action is not None:
        case = for_action(case, action=action)
    elif not may_see(case.actor, case.facts):
        seeing = (each for each in case.standings if may_see(each, case.facts))
        case = replace(case, actor=next(seeing, case.actor))
    g.mandate = case.actor.mandate
    return case


def for_action(case: Case, *, action: Action) -> Case:
    """Return the case from where this person can take an action now, his own right first; where he
    cannot, from where it belongs to his office.
    """
    if len(case.standings) <= 1:
        return case
    each = (replace(case, actor=actor) for actor in case.standings)
    free = next((one for one in each if not why_not(action=action, case=one)), None)
    if free is not None:
        return free
    chosen = choose_standing(case.standings, action=action, facts=case.facts)
    return replace(case, actor=chosen)


def choose_filer(actor: Actor, *, strict: bool = False) -> Actor:
    """Return where somebody stands who begins an evaluation: for whom the request says, else by his
    own right; the page, which is not `strict`, also where he is a filer's deputy alone.

    Raises Refused where the request names somebody whose deputy he is not.
    """
    asked, deputed = read_acting_for(), list_deputed_filers(actor)
    if asked is not None:
        chosen = next((each for each in deputed if each.principal_id == asked), None)
        if chosen is None:
            raise nobodys_deputy()
    elif strict or Role.FILER in actor.roles:
        chosen = actor
    else:
        chosen = next(iter(deputed), actor)
    g.mandate = chosen.mandate
    return chosen


def list_deputed_filers(actor: Actor) -> list[Actor]:
    """Return where a person stands as the deputy of somebody who fills in."""
    return [each for each in list_own_deputed(actor) if Role.FILER in each.roles]


def sees(session: Session, *, header: Header, actor: Actor) -> bool:
    """Say whether this person may see an evaluation, himself or as somebody's deputy."""
    facts = load_facts(session, header=header, actor=actor)
    if may_see(actor, facts):
        return True
    return any(may_see(each, facts) for each in list_own_deputed(actor, session=session))


def current_mandate() -> Mandate | None:
    """Return the delegation under which the forms of this page act, for templates."""
    mandate: Mandate | None = g.get("mandate")
    return mandate
