"""For every predicate somebody who is refused for its reason alone."""

from collections.abc import Callable
from uuid import UUID

from models.vocabulary import Action, Role, State
from tests.support.scenes import Scene
from tests.workflow.scenarios import LATE, Scenario, correction, nothing, returned, stand


def both(state: State, *, part: str, role: Role = Role.UNIT_HEAD) -> Callable[[Scene], UUID]:
    """Walked by somebody who plays a part and, afterwards, holds another role at the same place
    or, as a chief, in the section.
    """

    def walk(scene: Scene) -> UUID:
        scene.add_person("both", {Role.FILER if part == "filer" else Role.UNIT_HEAD}, "center")
        evaluation = scene.walk(state, cast={part: "both"})
        if role is Role.FINANCE_CHIEF:
            scene.move("both", to="section", role=role)
        else:
            scene.give_roles("both", role)
        return evaluation

    return walk


CHIEF = Role.FINANCE_CHIEF
PREDICATES: dict[tuple[Action, str], Scenario] = {
    (Action.CREATE, "files_for_the_unit"): Scenario(who="head", walk=nothing),
    **{
        (action, "files_for_the_unit"): Scenario(who="head", walk=stand(State.DRAFT))
        for action in (
            Action.FILL,
            Action.SCORE,
            Action.AMEND,
            Action.ATTACH,
            Action.ASSIGN,
            Action.SUBMIT,
        )
    },
    (Action.COMMENT, "takes_part"): Scenario(who="auditor", walk=stand(State.DRAFT)),
    (Action.RECALL, "files_for_the_unit"): Scenario(
        who="both", walk=both(State.SELF_SCORED, part="filer")
    ),
    (Action.RECALL, "submitted_this_round"): Scenario(
        who="second_filer", walk=stand(State.SELF_SCORED)
    ),
    (Action.APPROVE, "heads_the_unit"): Scenario(who="chief", walk=stand(State.SELF_SCORED)),
    (Action.APPROVE, "had_no_part_in_filling"): Scenario(
        who="both", walk=both(State.SELF_SCORED, part="filer")
    ),
    (Action.RETURN, "heads_the_unit"): Scenario(who="filer", walk=stand(State.SELF_SCORED)),
    (Action.RETURN, "lies_with_the_head"): Scenario(who="head", walk=stand(State.UNIT_APPROVED)),
    (Action.RETURN, "oversees_the_unit"): Scenario(who="filer", walk=stand(State.UNIT_APPROVED)),
    (Action.RETURN, "lies_with_the_chief"): Scenario(
        who="chief", walk=stand(State.SELF_SCORED), code="heads_the_unit"
    ),
    **{
        (action, "oversees_the_unit"): Scenario(who="second_head", walk=stand(state))
        for action, state in (
            (Action.RESCORE, State.UNIT_APPROVED),
            (Action.REVIEW, State.UNIT_APPROVED),
            (Action.REOPEN, State.FINANCE_REVIEWED),
            (Action.PUBLISH, State.FINANCE_REVIEWED),
            (Action.CORRECT, State.PUBLISHED),
        )
    },
    (Action.DISCARD, "files_for_the_unit"): Scenario(who="head", walk=stand(State.DRAFT)),
    (Action.DISCARD, "begins_the_first_edition"): Scenario(who="filer", walk=correction),
    (Action.DISCARD, "was_never_submitted"): Scenario(who="filer", walk=returned),
    (Action.DISCARD, "oversees_the_unit"): Scenario(who="head", walk=correction),
    (Action.DISCARD, "corrects_an_edition"): Scenario(who="chief", walk=returned),
    **{
        (action, "had_no_part_in_filling"): Scenario(
            who="both", walk=both(State.UNIT_APPROVED, part="filer", role=CHIEF)
        )
        for action in (Action.RESCORE, Action.REVIEW)
    },
    **{
        (action, "did_not_approve"): Scenario(
            who="both", walk=both(State.UNIT_APPROVED, part="head", role=CHIEF)
        )
        for action in (Action.RESCORE, Action.REVIEW)
    },
    **{
        (Action.ESCALATE, predicate): Scenario(
            who="head", walk=stand(State.DRAFT), at=LATE, code="oversees_the_unit"
        )
        for predicate in ("oversees_the_unit", "supervises_the_unit")
    },
    (Action.PUBLISH, "did_not_review_where_separated"): Scenario(
        who="chief", walk=stand(State.FINANCE_REVIEWED)
    ),
}
"""One for each predicate of each permission."""
