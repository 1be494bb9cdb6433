"""The demonstration: five real cases, five states, one that was sent back, and what was done in it
is kept.
"""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database, make_engine
from models.queries.evaluations import find_header
from models.tables import AuditEvent, Cycle, Evaluation
from models.vocabulary import Action, Grade, State
from web.cli import main
from web.demo.walk import WALKS
from web.settings import read_settings
from workflow.content import Content, load_content
from workflow.ledger.verify import verify_database
from workflow.measures import load_measures
from workflow.points import load_points


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which the demonstration was loaded once."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("HENGJIAN_DATABASE_URL", raising=False)
        patch.delenv("HENGJIAN_PUBLIC_URL", raising=False)
        assert main(["demo", "--no-serve", "--port", "8123"]) == 0
        yield folder


@pytest.fixture(scope="module")
def loaded(folder: Path) -> dict[str, tuple[Evaluation, Content]]:
    """Each evaluation with its content, by the name of its scheme."""
    database = Database(make_engine(f"sqlite:///{folder}/var/hengjian.db"))
    found = {}
    with database.reading() as session:
        for evaluation_id in session.scalars(select(Evaluation.id)):
            header = find_header(session, evaluation_id)
            assert header is not None
            found[header.scheme_name] = (header.evaluation, load_content(session, header))
    database.dispose()
    return found


@pytest.mark.parametrize(
    ("scheme", "state", "round_", "total", "grade"),
    [
        ("hubei_project", State.UNIT_APPROVED, 2, "98.36", Grade.EXCELLENT),
        ("guangdong_department", State.FINANCE_REVIEWED, 1, "96.95", Grade.EXCELLENT),
        ("dabu_project", State.SELF_SCORED, 1, "90.80", Grade.EXCELLENT),
        ("yueyanglou_department", State.DRAFT, 1, "95.00", Grade.EXCELLENT),
        ("result_only", State.PUBLISHED, 1, "83.48", Grade.GOOD),
        ("national_project", State.DRAFT, 2, "99.50", Grade.EXCELLENT),
    ],
)
def test_each_case_stands_where_it_should(
    loaded: dict[str, tuple[Evaluation, Content]],
    scheme: str,
    state: State,
    round_: int,
    total: str,
    grade: Grade,
) -> None:
    evaluation, content = loaded[scheme]
    assert (evaluation.state, evaluation.round) == (state, round_)
    assert (content.total, content.grade) == (Decimal(total), grade)


def test_dabu_reports_no_total_and_changsha_cannot_be_recomputed(
    loaded: dict[str, tuple[Evaluation, Content]],
) -> None:
    assert loaded["dabu_project"][0].reported_total is None
    assert not loaded["result_only"][1].recomputable


def test_yueyanglou_says_97_and_adds_up_to_95(
    loaded: dict[str, tuple[Evaluation, Content]],
) -> None:
    _, content = loaded["yueyanglou_department"]
    (found,) = [one for one in content.inconsistencies if one.code == "S01"]
    assert dict(found.numbers) == {"reported": "97", "derived": "95"}


def test_points_of_a_return_are_there_in_every_standing(folder: Path) -> None:
    """One evaluation waits for an answer, another was handed in again with its answers; and there
    are a deputy's event and a measure that is late.
    """
    database = Database(make_engine(f"sqlite:///{folder}/var/hengjian.db"))
    found = {}
    with database.reading() as session:
        for evaluation_id in session.scalars(select(Evaluation.id)):
            header = find_header(session, evaluation_id)
            assert header is not None
            points = load_points(session, header.evaluation).all
            measures = load_measures(session, header.evaluation).all
            found[header.scheme_name] = (
                [str(point.standing) for point in points],
                [measure.is_late(f"{datetime.now(UTC):%Y-%m-%d}") for measure in measures],
            )
        events = select(AuditEvent.action).where(AuditEvent.for_id.is_not(None))
        assert [*session.scalars(events)] == [Action.APPROVE]
    database.dispose()
    assert found["hubei_project"] == (["settled", "answered"], [])
    assert found["national_project"] == (["answered", "open"], [True])


def test_every_deadline_is_the_end_of_a_day(folder: Path) -> None:
    """As one that was chosen on a page."""
    zone = read_settings({}).time_zone
    database = Database(make_engine(f"sqlite:///{folder}/var/hengjian.db"))
    with database.reading() as session:
        ends = [*session.scalars(select(Cycle.closes_at))]
        ends += [at for at in session.scalars(select(Evaluation.due_at)) if at is not None]
    database.dispose()
    assert len(ends) > len(WALKS)
    assert {f"{at.astimezone(zone):%H:%M:%S}" for at in ends} == {"23:59:59"}


def test_the_loaded_trail_verifies(folder: Path) -> None:
    database = Database(make_engine(f"sqlite:///{folder}/var/hengjian.db"))
    with database.reading() as session:
        reports = verify_database(session)
    database.dispose()
    assert {report.check: report.faults for report in reports.values()} == {
        "hash": [],
        "chain": [],
        "replay": [],
        "listing": [],
        "administration": [],
    }
    assert reports["chain"].examined > 20


def test_its_ledger_is_called_by_the_address_it_is_served_at(folder: Path) -> None:
    assert "127.0.0.1:8123/trail" in (folder / "var" / "ledger" / "keys").read_text()


def test_accounts_are_for_their_owner_alone(folder: Path) -> None:
    accounts = folder / "var" / "demo-accounts.txt"
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600
    passwords = [line.split()[1] for line in accounts.read_text(encoding="utf-8").splitlines()]
    assert len(passwords) == len(set(passwords)) == 22


def test_a_second_start_keeps_what_was_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "var" / "demo-accounts.txt").read_bytes()
    assert main(["demo", "--no-serve"]) == 0
    assert (folder / "var" / "demo-accounts.txt").read_bytes() == before
    assert "hubei.filer" in capsys.readouterr().out


def test_reset_refuses_a_database_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 0
    assert main(["section", "add", "S1", "社会保障处"]) == 0
    assert main(["demo", "--no-serve", "--reset"]) == 1
    assert "var/hengjian.db" in capsys.readouterr().err
    assert main(["section", "add", "S1", "社会保障处"]) == 1, "it is gone"


def test_reset_loads_the_demonstration_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["demo", "--no-serve"]) == 0
    before = (tmp_path / "var" / "demo-accounts.txt").read_bytes()
    assert main(["demo", "--no-serve", "--reset"]) == 0
    assert (tmp_path / "var" / "demo-accounts.txt").read_bytes() != before


def test_reset_replaces_a_demonstration_that_another_release_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["demo", "--no-serve"]) == 0
    with closing(sqlite3.connect(tmp_path / "var" / "hengjian.db")) as connection:
        connection.execute("DROP TRIGGER audit_event_refuse_delete")
    assert main(["demo", "--no-serve"]) == 1
    assert "audit_event_refuse_delete" in capsys.readouterr().err
    assert main(["demo", "--no-serve", "--reset"]) == 0


def test_reset_refuses_what_is_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    path = tmp_path / "var" / "hengjian.db"
    path.parent.mkdir()
    path.write_bytes(b"this is no database")
    assert main(["demo", "--no-serve", "--reset"]) == 1
    assert path.read_bytes() == b"this is no database"
