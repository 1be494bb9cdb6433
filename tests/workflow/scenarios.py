"""For every guard somebody who is refused for its reason alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from models.vocabulary import Action, State
from tests.support.offices import CLOSES, START
from tests.support.papers import (
    OPINION,
    PLAN,
    RATE,
    VISITS,
    Desk,
    amend,
    amend_to_nothing,
    begin,
    fill_in,
)
from tests.support.scenes import DUE, Scene
from workflow.data import Assigning, Claim, Data, Filling, Remark, RowScore, Scoring, SendingBack
from workflow.ids import new_id

LATE = CLOSES + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Somebody who is refused for one reason alone.

    `stopped` says that the database would not take what the guard lets through: the second line.
    """

    who: str
    walk: Callable[[Scene], UUID]
    data: Callable[[Desk], Data] | None = None
    at: datetime | None = None
    code: str = ""
    stopped: bool = False


def stand(state: State, **walked: object) -> Callable[[Scene], UUID]:
    """Walk to a state."""
    return lambda scene: scene.walk(state, **walked)  # type: ignore[arg-type]  # walk's own words


def nothing(_scene: Scene) -> UUID:
    """An evaluation that is yet to begin."""
    return new_id()


def commented(scene: Scene) -> UUID:
    """Submitted, and somebody has said something since."""
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.COMMENT, evaluation)
    return evaluation


def discarded(scene: Scene) -> UUID:
    """Ready to be submitted, and discarded."""
    evaluation = scene.walk(State.DRAFT)
    scene.do("filer", Action.DISCARD, evaluation)
    return evaluation


def corrected(scene: Scene) -> UUID:
    """Published, and its correction is under way."""
    evaluation = scene.walk(State.PUBLISHED)
    scene.do("chief", Action.CORRECT, evaluation)
    return evaluation


def correction(scene: Scene) -> UUID:
    """The draft of a correction."""
    outcome = scene.do("chief", Action.CORRECT, scene.walk(State.PUBLISHED))
    assert outcome.successor_id is not None
    return outcome.successor_id


def returned(scene: Scene) -> UUID:
    """A draft again, in its second round."""
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, evaluation)
    return evaluation


def urged(state: State) -> Callable[[Scene], UUID]:
    """Late, and urged already."""

    def walk(scene: Scene) -> UUID:
        evaluation = scene.walk(state)
        scene.do("chief", Action.ESCALATE, evaluation, at=LATE)
        return evaluation

    return walk


def empty(scene: Scene) -> UUID:
    """Begun and not filled in."""
    return scene.begin()


def unexplained(scene: Scene) -> UUID:
    """Complete, with a score that is not the computed one and no word about it."""
    evaluation = scene.walk(State.DRAFT)
    scores = scene.desk(evaluation).scores({VISITS: "50"})
    scene.do("filer", Action.SCORE, evaluation, scores)
    return evaluation


def reviewed_with(written: str) -> Callable[[Scene], UUID]:
    """Reviewed, and somewhere in the narrative stands this."""

    def fill(desk: Desk) -> Filling:
        filled = fill_in(desk)
        key = next(iter(filled.sections))
        # A prompt is an error at the submission too: it is let through with a reason.
        claim = Claim(total=None, grade=None, reason="照原件填报")
        return replace(filled, sections={**filled.sections, key: written}, claim=claim)

    return stand(State.FINANCE_REVIEWED, fill=fill)


def too_high(desk: Desk) -> Scoring:
    """More than the row carries, explained."""
    return Scoring(rows={desk.row(OPINION): RowScore(score=Decimal("30.01"), reason="多")})


def unexplained_review(desk: Desk) -> Scoring:
    """Every row settled, one differs without a word."""
    return desk.scores({RATE: "9", VISITS: "10", OPINION: "27"})


def unsettled(desk: Desk) -> Scoring:
    """One row left out."""
    return desk.scores({RATE: "9", VISITS: "60"})


def send_back(*, reason: str = "补充", due_at: datetime | None = DUE) -> Callable[[Desk], Data]:
    """A return."""
    return lambda _desk: SendingBack(reason=reason, due_at=due_at)


def say(written: str) -> Callable[[Desk], Data]:
    """A remark."""
    return lambda _desk: Remark(text=written)


def note(*, code: str, where: str) -> Callable[[Desk], Data]:
    """A comment that notes what only a reader can see."""
    return lambda _desk: Remark(text="请看原件", code=code, where=where)


def claim(total: str) -> Callable[[Desk], Data]:
    """A total that somebody reports."""
    return lambda _desk: Filling(claim=Claim(total=Decimal(total), grade=None))


RETURNS = {State.SELF_SCORED: "head", State.UNIT_APPROVED: "chief", State.FINANCE_REVIEWED: "chief"}

GUARDS: dict[tuple[Action, State, str], Scenario] = {
    (Action.CREATE, State.NONE, "cycle_is_open"): Scenario(who="filer", walk=nothing, at=LATE),
    (Action.CREATE, State.NONE, "unit_takes_part_in_the_cycle"): Scenario(
        who="filer", walk=nothing, data=lambda desk: begin(desk, cycle=desk.foreign_cycle)
    ),
    **{
        (action, State.DRAFT, "window_is_open"): Scenario(
            who="filer", walk=stand(State.DRAFT), at=LATE
        )
        for action in (
            Action.FILL,
            Action.SCORE,
            Action.AMEND,
            Action.ATTACH,
            Action.ASSIGN,
            Action.SUBMIT,
        )
    },
    **{
        (action, State.DRAFT, "is_not_discarded"): Scenario(
            who="filer", walk=discarded, stopped=True
        )
        for action in (
            Action.FILL,
            Action.SCORE,
            Action.AMEND,
            Action.ATTACH,
            Action.ASSIGN,
            Action.COMMENT,
            Action.SUBMIT,
            Action.DISCARD,
        )
    },
    (Action.AMEND, State.DRAFT, "agreed_rows_are_sound"): Scenario(
        who="filer", walk=stand(State.DRAFT), data=amend_to_nothing, code="name_is_missing"
    ),
    (Action.AMEND, State.DRAFT, "reason_is_given"): Scenario(
        who="filer",
        walk=stand(State.DRAFT),
        data=lambda desk: replace(amend(desk), reason=""),
    ),
    (Action.DISCARD, State.DRAFT, "reason_is_given"): Scenario(
        who="filer", walk=stand(State.DRAFT), data=say("")
    ),
    (Action.CORRECT, State.PUBLISHED, "has_no_successor"): Scenario(
        who="chief", walk=corrected, stopped=True
    ),
    (Action.CORRECT, State.PUBLISHED, "reason_is_given"): Scenario(
        who="chief", walk=stand(State.PUBLISHED), data=send_back(reason="")
    ),
    (Action.CORRECT, State.PUBLISHED, "due_date_is_ahead"): Scenario(
        who="chief", walk=stand(State.PUBLISHED), data=send_back(due_at=START)
    ),
    (Action.FILL, State.DRAFT, "budget_is_sound"): Scenario(
        who="filer",
        walk=stand(State.DRAFT),
        data=claim("100.01"),
        code="total_out_of_range",
    ),
    (Action.SCORE, State.DRAFT, "actuals_and_scores_are_sound"): Scenario(
        who="filer",
        walk=stand(State.DRAFT),
        data=too_high,
        code="score_out_of_range",
        stopped=True,
    ),
    (Action.ATTACH, State.DRAFT, "file_is_named"): Scenario(
        who="filer", walk=stand(State.DRAFT), data=lambda _desk: replace(PLAN, size=0)
    ),
    (Action.ASSIGN, State.DRAFT, "assignment_is_sound"): Scenario(
        who="filer",
        walk=stand(State.DRAFT),
        data=lambda desk: Assigning(places={"funds": desk.unit}),
        code="person_does_not_fill_in",
        stopped=True,
    ),
    (Action.SUBMIT, State.DRAFT, "is_complete"): Scenario(
        who="filer",
        walk=empty,
        code="missing_S10 missing_I10 section_is_missing funds_are_missing",
    ),
    (Action.SUBMIT, State.DRAFT, "errors_are_explained"): Scenario(
        who="filer", walk=unexplained, code="inconsistency_S05"
    ),
    (Action.RECALL, State.SELF_SCORED, "window_is_open"): Scenario(
        who="filer", walk=stand(State.SELF_SCORED), at=LATE
    ),
    (Action.RECALL, State.SELF_SCORED, "nobody_has_acted_since"): Scenario(
        who="filer", walk=commented
    ),
    **{
        (Action.COMMENT, state, "text_is_present"): Scenario(
            who="filer", walk=stand(state), data=say("")
        )
        for state in (
            State.DRAFT,
            State.SELF_SCORED,
            State.UNIT_APPROVED,
            State.FINANCE_REVIEWED,
        )
    },
    **{
        (Action.COMMENT, state, "note_is_sound"): Scenario(
            who=who, walk=stand(state), data=note(code=code, where=where), code=refusal
        )
        for state, who, code, where, refusal in (
            (State.DRAFT, "chief", "N06", "narrative", "note_is_for_reviewers"),
            (State.SELF_SCORED, "filer", "N06", "narrative", "note_is_for_reviewers"),
            (State.UNIT_APPROVED, "chief", "N06", "nowhere", "note_has_no_such_place"),
            (State.FINANCE_REVIEWED, "head", "N06", "narrative", "note_is_for_reviewers"),
        )
    },
    **{
        (Action.RETURN, state, "reason_is_given"): Scenario(
            who=who, walk=stand(state), data=send_back(reason="")
        )
        for state, who in RETURNS.items()
    },
    **{
        (Action.RETURN, state, "due_date_is_ahead"): Scenario(
            who=who, walk=stand(state), data=send_back(due_at=START)
        )
        for state, who in RETURNS.items()
    },
    (Action.RESCORE, State.UNIT_APPROVED, "actuals_and_scores_are_sound"): Scenario(
        who="chief",
        walk=stand(State.UNIT_APPROVED),
        data=too_high,
        code="score_out_of_range",
        stopped=True,
    ),
    (Action.RESCORE, State.UNIT_APPROVED, "differences_have_reasons"): Scenario(
        who="chief", walk=stand(State.UNIT_APPROVED), data=unexplained_review
    ),
    (Action.REVIEW, State.UNIT_APPROVED, "actuals_and_scores_are_sound"): Scenario(
        who="chief",
        walk=stand(State.UNIT_APPROVED),
        data=lambda desk: Scoring(
            rows={
                **desk.scores({RATE: "9", VISITS: "60"}).rows,
                **too_high(desk).rows,
            }
        ),
        code="score_out_of_range",
        stopped=True,
    ),
    (Action.REVIEW, State.UNIT_APPROVED, "differences_have_reasons"): Scenario(
        who="chief", walk=stand(State.UNIT_APPROVED), data=unexplained_review
    ),
    (Action.REVIEW, State.UNIT_APPROVED, "review_is_settled"): Scenario(
        who="chief", walk=stand(State.UNIT_APPROVED), data=unsettled
    ),
    (Action.REOPEN, State.FINANCE_REVIEWED, "reason_is_given"): Scenario(
        who="chief", walk=stand(State.FINANCE_REVIEWED), data=say("")
    ),
    (Action.PUBLISH, State.FINANCE_REVIEWED, "discloses_no_personal_data"): Scenario(
        who="chief", walk=reviewed_with("联系人电话13812345678")
    ),
    (Action.PUBLISH, State.FINANCE_REVIEWED, "leaves_no_prompt"): Scenario(
        who="chief", walk=reviewed_with("（请填写年度总体目标）")
    ),
    **{
        (Action.ESCALATE, state, guard): Scenario(who="chief", walk=walk(state), at=at)
        for state in (State.DRAFT, State.SELF_SCORED, State.UNIT_APPROVED)
        for guard, walk, at in (
            ("deadline_is_over", stand, START),
            ("nobody_has_urged_lately", urged, LATE),
        )
    },
    (Action.ESCALATE, State.DRAFT, "is_not_discarded"): Scenario(
        who="chief", walk=discarded, at=LATE, stopped=True
    ),
}
"""One for each guard of each edge; the code is the guard's name unless said otherwise."""
