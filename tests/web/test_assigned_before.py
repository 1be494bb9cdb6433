"""Who was asked for what in an edition or a year before is asked again with one press."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.papers import OPINION, VISITS
from tests.support.years import begin_next_year
from workflow.assigning import load_staff
from workflow.data import Assigning, SendingBack
from workflow.ledger.verify import verify_database
from workflow.people import add_person


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def share_out(stage: Stage, evaluation: UUID) -> None:
    """Ask one for the funds and a row, another for a row."""
    desk, people = stage.desk(evaluation), stage.people
    places = {
        "funds": people["second_filer"],
        f"row:{desk.row(VISITS)}": people["second_filer"],
        f"row:{desk.row(OPINION)}": people["leaver"],
    }
    stage.do("filer", Action.ASSIGN, evaluation, Assigning(places=places))


def add_leaver(stage: Stage) -> None:
    """Add a filer of the unit who is about to leave it."""
    with stage.database.writing() as session:
        stage.people["leaver"] = add_person(
            session,
            login="leaver",
            name="leaver",
            roles=[Role.FILER],
            unit_id=stage.offices["center"],
            section_id=None,
            actor_id=None,
            at=stage.tick(),
        )


def correct(stage: Stage, published: UUID) -> UUID:
    """The next edition."""
    data = SendingBack(reason="请更正", due_at=datetime.now(UTC) + timedelta(days=9))
    successor = stage.do("chief", Action.CORRECT, published, data).successor_id
    assert successor is not None
    return successor


@pytest.mark.parametrize("go_on", [begin_next_year, correct])
def test_who_still_belongs_is_asked_again_and_nobody_else(
    stage: Stage, go_on: Callable[[Stage, UUID], UUID]
) -> None:
    add_leaver(stage)
    before = stage.stand(State.DRAFT)
    share_out(stage, before)
    stage.finish(before)
    stage.move("leaver", to="school", role=Role.FILER)
    later = go_on(stage, before)
    page = f"/evaluations/{later}/assign"
    filer = stage.site.visitor("filer")
    shown = filer.get(page)
    assert "2 处指派给仍在本单位填报的人" in shown.text
    filer.send_form(find_form(shown, "/assign"), button="before")
    second = stage.people["second_filer"]
    with stage.database.reading() as session:
        standing = load_staff(session, stage.case("filer", later).facts).standing
    assert standing == {"funds": second, f"row:{stage.desk(later).row(VISITS)}": second}
    assert "沿用上一份的指派" not in filer.get(page).text
    with stage.database.reading() as session:
        assert verify_database(session)["replay"].ok
