"""What verification finds: nothing in an honest database, every forged row by its id."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.records import dump
from tests.support.scenes import Scene
from tests.workflow.forgeries import (
    DISCARDED,
    EDITION,
    FINANCE,
    PROJECT,
    Forgery,
    change_evaluation,
    edit_scheme,
)
from tests.workflow.forging import Forger, open_for_forging, tell_everything
from workflow.ledger.verify import CHECKS, verify_database


@dataclass(frozen=True)
class Story:
    """A project, a finance evaluation, a correction under way and a discarded draft to forge, and
    one that stays honest.
    """

    database: Database
    project: UUID
    finance: UUID
    edition: UUID
    discarded: UUID
    honest: UUID


@pytest.fixture(scope="module")
def story(shared: Database) -> Story:
    """The evaluations; forgeries are undone, so that the tests share them."""
    scene = Scene(shared)
    discarded = scene.walk(State.DRAFT)
    scene.do("filer", Action.DISCARD, discarded)
    return Story(
        database=shared,
        project=tell_everything(scene),
        finance=tell_everything(scene, cycle="finance"),
        edition=scene.correct(tell_everything(scene)),
        discarded=discarded,
        honest=tell_everything(scene),
    )


FORGERIES = {
    "project": PROJECT,
    "finance": FINANCE,
    "edition": EDITION,
    "discarded": DISCARDED,
}
CASES = [
    (kind, name, *case) for kind, forgeries in FORGERIES.items() for name, case in forgeries.items()
]


def test_an_untouched_database_is_clean(story: Story) -> None:
    with story.database.reading() as session:
        reports = verify_database(session)
    assert tuple(reports) == CHECKS
    for report in reports.values():
        assert report.ok, report
        assert report.examined > 0


@pytest.mark.parametrize(
    ("kind", "check", "forge"),
    [pytest.param(kind, check, forge, id=f"{kind}-{name}") for kind, name, check, forge in CASES],
)
def test_what_was_forged_is_named(story: Story, kind: str, check: str, forge: Forgery) -> None:
    """By the check that it concerns, with the id first, and nothing honest is accused."""
    forged: UUID = getattr(story, kind)
    with open_for_forging(story.database) as session:
        forger = Forger(session=session, evaluation=forged, other=story.honest)
        named = forge(forger)
        reports = forger.verify()
    report = reports[check]
    assert not report.ok
    assert any(named in fault for fault in report.faults), report.faults
    faults = [fault for one in reports.values() for fault in one.faults]
    assert not [fault for fault in faults if str(story.honest) in fault]


def test_a_scheme_rewritten_with_its_hash_is_noticed_by_all_that_are_pinned_to_it(
    story: Story,
) -> None:
    with open_for_forging(story.database) as session:
        forger = Forger(session=session, evaluation=story.project, other=story.honest)
        edit_scheme(forger, rehash=True)
        reports = forger.verify()
    assert [report.check for report in reports.values() if not report.ok] == [
        "replay",
        "administration",
    ]
    faults = reports["replay"].faults
    # The edition that is corrected as well.
    assert len(faults) == 5
    for pinned in (story.project, story.edition, story.discarded, story.honest):
        assert any(str(pinned) in fault and "scheme" in fault for fault in faults)


def test_forgeries_are_undone(story: Story) -> None:
    """The tests above share one database, so that each must leave it as it was."""
    before = dump(story.database)
    with open_for_forging(story.database) as session:
        change_evaluation(state="draft")(
            Forger(session=session, evaluation=story.project, other=story.honest)
        )
    assert dump(story.database) == before
