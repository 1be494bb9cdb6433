"""A correction: the next edition of a published result, with all that the last one held."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import FreeText, Indicator, Section
from models.vocabulary import Action, Role, State
from policies.limits import MAX_CELL, MAX_ROWS
from tests.support.offices import CLOSES, OPENS
from tests.support.papers import AMENDED, LINES, VISITS, begin, fill_in, send_back
from tests.support.records import read_bodies, rows_of
from tests.support.scenes import DUE, Scene
from tests.workflow.forging import tell_everything
from tests.workflow.races import find_broken_proofs, find_faults, race
from tests.workflow.refusing import refuse
from workflow.audit import hash_text
from workflow.content import Content
from workflow.cycles import NewCycle, add_cycle
from workflow.data import NewEvaluation
from workflow.ids import new_id
from workflow.refusals import Why

HAS_SUCCESSOR = (Why.CONFLICT, ["has_no_successor"])


def say_all(content: Content) -> dict[str, object]:
    """What somebody reads, without ids."""
    rows = {row.stored.id: row.stored.position for row in content.rows}
    return {
        "rows": [
            (
                *(row.stored.position, row.depth, row.stored.category, row.stored.name),
                *(row.stored.weight, row.stored.target_text, row.stored.rule),
                *(row.stored.actual_text, row.stored.self_score, row.stored.self_reason),
                *(row.stored.agreed_name, row.stored.agreed_weight, row.stored.agreed_target),
                row.stored.agreed_reason,
            )
            for row in content.rows
        ],
        "lines": [line._replace(id=new_id())[1:] for line in content.lines],
        "sections": [(key, text.position, text.text) for key, text in content.sections.items()],
        "findings": [(text.key, text.text) for text in content.findings],
        "recommendations": [(text.key, text.text) for text in content.recommendations],
        "claim": (
            content.reported_total,
            content.reported_grade,
            content.claim_reason.text if content.claim_reason else None,
        ),
        "files": Counter(
            (file.name, file.sha256, rows[file.indicator_id] if file.indicator_id else None)
            for file in content.attachments
        ),
    }


@pytest.mark.parametrize("cycle", ["project", "finance"])
def test_the_next_edition_holds_all_but_the_review(scene: Scene, cycle: str) -> None:
    first = tell_everything(scene, cycle=cycle)
    held = scene.content(first)
    second = scene.correct(first)
    taken = scene.content(second)
    assert say_all(taken) == say_all(held)
    assert {row.stored.review_score for row in taken.rows} <= {None}
    assert {row.stored.review_reason for row in taken.rows} <= {None}
    assert taken.total == (held.self_total if held.recomputable else held.reported_total)
    header = scene.header(second)
    stands = header.evaluation
    assert (stands.state, stands.round, stands.due_at) == ("draft", 1, DUE)
    assert (stands.edition, stands.supersedes_id, stands.first_edition_id) == (2, first, first)
    assert (stands.version, stands.content_version, header.successor_id) == (1, 1, None)
    before = scene.header(first)
    assert (before.successor_id, before.successor_state) == (second, "draft")
    assert not find_broken_proofs(scene)


def test_everything_compared_was_there_to_be_taken_over(sqlite_scene: Scene) -> None:
    """The test above compares nothing with nothing."""
    project = say_all(sqlite_scene.content(tell_everything(sqlite_scene)))
    finance = say_all(sqlite_scene.content(tell_everything(sqlite_scene, cycle="finance")))
    assert all(project[key] for key in ("rows", "lines", "sections", "files"))
    assert all(finance[key] for key in ("findings", "recommendations", "claim", "files"))
    assert AMENDED[VISITS].name in repr(project["rows"])
    assert len(project["files"]) == 2  # type: ignore[arg-type]  # a Counter


def test_the_two_events_name_each_other(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    at = scene.tick()
    outcome = scene.do("chief", Action.CORRECT, first, at=at)
    assert outcome.successor_id is not None
    corrected = read_bodies(scene.database, first)[-1]
    (begun,) = read_bodies(scene.database, outcome.successor_id)
    assert (corrected["action"], begun["action"]) == ("correct", "create")
    assert corrected["data"]["successor"] == begun["evaluation"] == str(outcome.successor_id)
    assert begun["data"]["supersedes"] == str(first)
    assert begun["data"]["corrects"] == {
        "event": corrected["seq"],
        "hash": scene.header(first).evaluation.head,
    }
    assert {body["actor"] for body in (corrected, begun)} == {str(scene.people["chief"])}
    assert corrected["at"] == begun["at"]
    told = {key: begun["data"][key] for key in ("edition", "first_edition", "round", "source")}
    assert told == {"edition": 2, "first_edition": str(first), "round": 1, "source": "page"}
    # Why it was opened is said where everybody looks who read the first edition.
    assert corrected["data"]["comment"]
    assert "comment" not in begun["data"]


def test_texts_are_kept_once_more_under_salts_of_their_own(scene: Scene) -> None:
    """Each edition can be erased by itself; the same words have another commitment."""
    first = scene.walk(State.PUBLISHED)
    second = scene.correct(first)

    def read(evaluation: UUID) -> dict[str | None, tuple[int, bytes | None, str]]:
        written = select(Section.text_id).where(Section.evaluation_id == evaluation)
        reasons = select(Indicator.self_reason_id).where(Indicator.evaluation_id == evaluation)
        with scene.database.reading() as session:
            texts = session.scalars(
                select(FreeText).where(FreeText.id.in_(written) | FreeText.id.in_(reasons))
            )
            return {text.text: (text.id, text.salt, text.commitment) for text in texts}

    one, other = read(first), read(second)
    assert one.keys() == other.keys() != set()
    for text in one:
        assert not set(one[text]) & set(other[text]), text


def test_actual_values_enter_the_trail_by_their_hash(scene: Scene) -> None:
    """A body has a limit, and here all of them come at once."""
    second = scene.correct(scene.walk(State.PUBLISHED))
    (begun,) = read_bodies(scene.database, second)
    held = {str(row.stored.id): row.stored.actual_text for row in scene.content(second).rows}
    wanted = {row: hash_text(text) for row, text in held.items() if text}
    assert begun["data"]["actuals_taken_over"] == wanted != {}
    assert "actuals" not in begun["data"]


def test_the_largest_form_can_be_corrected(sqlite_scene: Scene) -> None:
    """Every row has an actual value as long as may be; they were filled in piece by piece."""
    scene, evaluation, desk = sqlite_scene, new_id(), sqlite_scene.desk()
    row = next(row for row in desk.form if row.weight is not None)
    names = [f"指标{number}" for number in range(MAX_ROWS)]
    points = Decimal(100) / MAX_ROWS
    rows = tuple(replace(row, name=name, weight=points, rule="") for name in names)
    data = NewEvaluation(
        unit_id=desk.unit, cycle_id=desk.cycle, title="长表", rows=rows, lines=LINES
    )
    scene.do("filer", Action.CREATE, evaluation, data)
    scene.do("filer", Action.FILL, evaluation, fill_in(scene.desk(evaluation)))
    desk = scene.desk(evaluation)
    for start in range(0, MAX_ROWS, 40):
        given = dict.fromkeys(names[start : start + 40], str(points))
        actual = dict.fromkeys(given, "完" * MAX_CELL)
        scores = desk.scores(given, reason="按完成情况", actual=actual)
        scene.do("filer", Action.SCORE, evaluation, scores)
    scene.do("filer", Action.SUBMIT, evaluation)
    scene.do("head", Action.APPROVE, evaluation)
    review = desk.scores(dict.fromkeys(names, str(points)))
    scene.do("chief", Action.REVIEW, evaluation, review)
    scene.do("chief", Action.PUBLISH, evaluation, leads_to=State.PUBLISHED)
    second = scene.correct(evaluation)
    assert say_all(scene.content(second)) == say_all(scene.content(evaluation))


def test_what_was_published_stays_as_it_is(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    before, held = scene.header(first).evaluation, scene.content(first)
    copies = rows_of(scene.database, "publication")
    second = scene.correct(first)
    scene.do("filer", Action.SCORE, second, scene.desk(second).scores({VISITS: "10"}, reason="错"))
    after = scene.header(first).evaluation
    assert (after.state, after.state_since) == ("published", before.state_since)
    assert (after.version, after.content_version) == (before.version + 1, before.content_version)
    assert scene.content(first) == held
    assert rows_of(scene.database, "publication") == copies


def test_one_open_correction_at_most(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    scene.correct(first)
    assert refuse(scene, "second_chief", Action.CORRECT, first) == HAS_SUCCESSOR


def test_the_next_edition_is_published_and_only_the_latest_is_corrected(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    second = scene.correct(first)
    scene.finish(second)
    assert scene.header(first).successor_state == "published"
    assert refuse(scene, "chief", Action.CORRECT, first) == HAS_SUCCESSOR
    third = scene.correct(second)
    stands = scene.header(third).evaluation
    assert (stands.edition, stands.supersedes_id, stands.first_edition_id) == (3, second, first)
    assert refuse(scene, "chief", Action.CORRECT, second) == HAS_SUCCESSOR
    scene.finish(third)
    assert not find_broken_proofs(scene)


def test_a_discarded_correction_makes_room_for_another(scene: Scene) -> None:
    """Even one that the unit had submitted, after it was sent back."""
    first = scene.walk(State.PUBLISHED)
    mistaken = scene.correct(first)
    scene.do("filer", Action.SUBMIT, mistaken)
    answer = refuse(scene, "chief", Action.DISCARD, mistaken)
    assert answer == (Why.CONFLICT, ["not_from_this_state"])
    scene.do("head", Action.RETURN, mistaken, leads_to=State.DRAFT)
    answer = refuse(scene, "filer", Action.DISCARD, mistaken)
    assert answer.why is Why.FORBIDDEN
    scene.do("chief", Action.DISCARD, mistaken, leads_to=State.DRAFT)
    assert scene.header(first).successor_id is None
    second = scene.correct(first, who="second_chief")
    assert scene.header(first).successor_id == second != mistaken
    assert scene.header(second).evaluation.edition == 2
    scene.finish(second)
    answer = refuse(scene, "chief", Action.DISCARD, mistaken)
    assert answer == (Why.CONFLICT, ["is_not_discarded"])
    assert not find_broken_proofs(scene)


def test_the_window_of_a_correction_is_that_of_its_author(scene: Scene) -> None:
    """The cycle has closed; the last instant of the due date still counts."""
    first = scene.walk(State.PUBLISHED)
    late, due = CLOSES + timedelta(days=30), CLOSES + timedelta(days=60)
    data = replace(send_back(scene.desk(first)), due_at=due)
    second = scene.do("chief", Action.CORRECT, first, data, at=late).successor_id
    assert second is not None
    scene.do("filer", Action.ATTACH, second, at=due)
    answer = refuse(scene, "filer", Action.ATTACH, second, at=due + timedelta(seconds=1))
    assert answer == (Why.CONFLICT, ["window_is_open"])


def test_what_it_was_brought_along_from_comes_along(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    before, later = scene.walk(State.PUBLISHED), new_id()
    with scene.database.writing() as session:
        cycle_id = add_cycle(
            session,
            cycle=NewCycle(
                name="次年",
                fiscal_year=2026,
                scheme_id=scene.header(before).evaluation.scheme_id,
                section_id=None,
                opens_at=OPENS,
                closes_at=CLOSES,
            ),
            actor_id=None,
            at=OPENS,
        )
    desk = scene.desk()
    data = replace(begin(desk, cycle=cycle_id), predecessor_id=before)
    scene.do("filer", Action.CREATE, later, data)
    for action in (Action.FILL, Action.SCORE):
        scene.do("filer", action, later)
    scene.finish(later)
    second = scene.correct(later)
    assert scene.header(second).evaluation.predecessor_id == before
    assert not find_broken_proofs(scene)


def add_chiefs(scene: Scene, number: int) -> list[str]:
    logins = [f"chief-{count}" for count in range(number)]
    for login in logins:
        scene.add_person(login, {Role.FINANCE_CHIEF}, "section")
    return logins


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def test_of_twenty_who_correct_at_once_one_opens_an_edition(
    engine: str, request: pytest.FixtureRequest
) -> None:
    """On both engines the others are told that there is an edition already."""
    scene: Scene = request.getfixturevalue(f"{engine}_scene")
    number = 20 if engine == "postgres" else 8
    chiefs, first = add_chiefs(scene, number), scene.walk(State.PUBLISHED)
    before = scene.header(first).evaluation.version
    attempt = scene.attempt(chiefs[0], Action.CORRECT, first)
    attempts = [replace(attempt, actor_id=scene.people[chief]) for chief in chiefs]
    tally = race(scene, attempts)
    expected = Counter({"conflict has_no_successor": number - 1})
    assert not find_faults(scene, first, tally, before=before, expected=expected)
    ((_, outcome),) = tally.wins
    assert scene.header(first).successor_id == outcome.successor_id
    opened = [row for row in rows_of(scene.database, "evaluation") if row.supersedes_id == first]
    assert [row.id for row in opened] == [outcome.successor_id]
    assert not find_broken_proofs(scene)


def test_a_wrong_correction_leaves_nothing(scene: Scene) -> None:
    first = scene.walk(State.PUBLISHED)
    data = send_back(scene.desk(first))
    answer = refuse(scene, "chief", Action.CORRECT, first, data=replace(data, reason=""))
    assert answer == (Why.UNMET, ["reason_is_given"])
    past = replace(data, due_at=datetime(2020, 1, 1, tzinfo=UTC))
    answer = refuse(scene, "chief", Action.CORRECT, first, data=past)
    assert answer == (Why.UNMET, ["due_date_is_ahead"])
    for state in (State.DRAFT, State.FINANCE_REVIEWED):
        answer = refuse(scene, "chief", Action.CORRECT, scene.walk(state))
        assert answer == (Why.CONFLICT, ["not_from_this_state"])
