"""What lists show and search by follows every action, and can be made anew."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from models.queries.listing import Listing, find_listing, list_evaluations_after
from models.tables import EvaluationListing
from models.vocabulary import Action, State
from tests.support.papers import SPENT, VISITS, Desk, fill_in
from tests.support.records import rows_of
from tests.support.scenes import Scene
from tests.workflow.forging import tell_everything
from web.cli.listing import list_anew
from workflow import actions
from workflow.actions import Outcome
from workflow.data import Attempt, Filling, FoundItem
from workflow.ledger.verify import verify_database
from workflow.listing import MOST_CHARACTERS, find_listing_faults
from workflow.refusals import Refused


def read_listing(scene: Scene, evaluation: UUID) -> Listing:
    """What lists show of an evaluation."""
    with scene.database.reading() as session:
        listing = find_listing(session, evaluation)
    assert listing is not None
    return listing


def find_faults(scene: Scene, evaluation: UUID) -> list[str]:
    """How the listing differs from what the evaluation holds."""
    with scene.database.reading() as session:
        return list(find_listing_faults(session, evaluation))


class Watched(Scene):
    """Looks at the listing after every action."""

    watched = 0

    def act(self, attempt: Attempt) -> Outcome:
        outcome = super().act(attempt)
        for evaluation in filter(None, (outcome.evaluation_id, outcome.successor_id)):
            assert not find_faults(self, evaluation), attempt.action
            self.watched += 1
        return outcome


@pytest.mark.parametrize("cycle", ["project", "finance"])
def test_after_every_action_it_is_what_the_evaluation_holds(scene: Scene, cycle: str) -> None:
    watched = Watched(scene.database)
    first = tell_everything(watched, cycle=cycle)
    filer = "section_filer" if cycle == "finance" else "filer"
    second = watched.correct(first)
    watched.do(filer, Action.FILL, second, mix_findings(watched.desk(second)))
    watched.do(filer, Action.ATTACH, second)
    watched.do("chief", Action.DISCARD, second)
    third = watched.correct(first)
    watched.do(filer, Action.ANSWER, third)
    watched.finish(third, cast={"filer": filer})
    assert watched.watched > 20


def mix_findings(desk: Desk) -> Filling:
    """Recommendations between findings, a section emptied, another changed."""
    assert desk.content is not None
    first, *_, last = desk.content.sections
    items = tuple(
        FoundItem(category="", text=f"第{number}条", is_recommendation=number % 2 == 0)
        for number in range(5)
    )
    return Filling(sections={first: "", last: "改写了。"}, findings=items)


def test_its_total_is_the_reviewed_one_else_the_units_own(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    totals = []
    for who, action in (
        ("filer", Action.SUBMIT),
        ("head", Action.APPROVE),
        ("chief", Action.REVIEW),
        ("chief", Action.RETURN),
    ):
        scene.do(who, action, evaluation)
        listing = read_listing(scene, evaluation)
        totals.append((action, listing.total, listing.grade))
    assert totals == [
        (Action.SUBMIT, Decimal(96), "excellent"),
        (Action.APPROVE, Decimal(96), "excellent"),
        (Action.REVIEW, Decimal("94.50"), "excellent"),
        (Action.RETURN, Decimal(96), "excellent"),
    ]


def test_a_correction_is_listed_with_the_units_own_total(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    second = scene.correct(first)
    assert read_listing(scene, first).total == Decimal("94.50")
    assert read_listing(scene, second).total == Decimal(96)
    assert read_listing(scene, second).text == read_listing(scene, first).text


def test_it_holds_what_figures_are_made_of(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.do("chief", Action.RETURN, evaluation)
    scene.finish(evaluation)
    listed, sealed = read_listing(scene, evaluation), scene.content(evaluation).inconsistencies
    # A minute lay between any two steps, three of them before it was first submitted.
    assert listed[3:7] == (Decimal(96), Decimal("94.50"), SPENT.revised, SPENT.actual)
    assert listed.codes == " ".join(sorted({each.code for each in sealed}))
    assert listed[8:] == (180 + 60, 120, 120, 60)


def test_it_is_found_by_what_it_says_folded(scene: Scene) -> None:
    def fill(desk: Desk) -> Filling:
        filled = fill_in(desk)
        key = next(iter(filled.sections))
        return replace(filled, sections={**filled.sections, key: "ＡＢＣ　系统\n\n  Ｘ"})

    evaluation = scene.walk(State.DRAFT, fill=fill)
    text = read_listing(scene, evaluation).text
    assert "abc 系统 x" in text
    assert text.startswith("信息化运维 center ")
    assert VISITS in text
    scene.do("filer", Action.AMEND, evaluation)
    text = read_listing(scene, evaluation).text
    assert "巡检与保养次数" in text
    assert VISITS not in text


def test_a_long_text_is_searched_as_far_as_it_goes(sqlite_scene: Scene) -> None:
    scene, evaluation = sqlite_scene, sqlite_scene.begin("section_filer", cycle="finance")
    items = tuple(FoundItem(category="", text=f"{at}" + "长" * 5000) for at in range(20))
    scene.do("section_filer", Action.FILL, evaluation, Filling(findings=items))
    assert len(read_listing(scene, evaluation).text) == MOST_CHARACTERS
    assert not find_faults(scene, evaluation)


def test_a_listing_that_is_wrong_is_named_and_made_anew(scene: Scene) -> None:
    wrong, missing = scene.walk(State.SELF_SCORED), scene.walk(State.SELF_SCORED)
    right = read_listing(scene, wrong)
    before = rows_of(scene.database, "audit_event")
    with scene.database.writing() as session:
        is_wrong = EvaluationListing.evaluation_id == wrong
        session.execute(update(EvaluationListing).where(is_wrong).values(total=Decimal(1)))
        is_missing = EvaluationListing.evaluation_id == missing
        session.execute(delete(EvaluationListing).where(is_missing))
    with scene.database.reading() as session:
        reports = verify_database(session)
    assert [check for check, report in reports.items() if not report.ok] == ["listing"]
    assert {wrong, missing} == {
        one for one in (wrong, missing) if any(str(one) in f for f in reports["listing"].faults)
    }
    assert list_anew(scene.database, only_unlisted=True) == 1
    assert not find_faults(scene, missing)
    assert find_faults(scene, wrong)
    assert list_anew(scene.database) == len(rows_of(scene.database, "evaluation"))
    assert read_listing(scene, wrong) == right
    assert rows_of(scene.database, "audit_event") == before
    assert list_anew(scene.database, only_unlisted=True) == 0


@pytest.mark.parametrize("action", [Action.FILL, Action.SCORE, Action.AMEND])
def test_what_is_not_listed_yet_is_listed_by_its_next_change(scene: Scene, action: Action) -> None:
    """A database was brought up to date by other means than the command."""
    evaluation = scene.walk(State.DRAFT)
    with scene.database.writing() as session:
        session.execute(delete(EvaluationListing))
    scene.do("filer", action, evaluation)
    assert not find_faults(scene, evaluation)
    assert list_anew(scene.database) > 0


def test_a_change_that_is_refused_lists_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The listing stands and falls with the transaction."""
    evaluation = scene.walk(State.DRAFT)
    listed = rows_of(scene.database, "evaluation_listing")
    with pytest.raises(Refused):
        scene.do("head", Action.FILL, evaluation)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "write_listing", fail)
    with pytest.raises(RuntimeError):
        scene.do("filer", Action.AMEND, evaluation)
    assert rows_of(scene.database, "evaluation_listing") == listed


def test_pieces_follow_each_other(sqlite_scene: Scene) -> None:
    for _ in range(3):
        sqlite_scene.begin()
    with sqlite_scene.database.reading() as session:
        everything = list_evaluations_after(session, None, size=1000)
        first = list_evaluations_after(session, None, size=2)
        rest = list_evaluations_after(session, first[-1], size=1000)
    assert first + rest == everything == sorted(everything)
