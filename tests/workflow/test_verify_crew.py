"""Verification by several processes: what one finds, nothing while others write, never a part."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, text

import workflow.ledger.evaluations as spans
import workflow.ledger.trail_plan as pieces
import workflow.ledger.written as texts
from models.database import Database
from models.snapshots import read_whole
from models.vocabulary import Action, State
from tests.support.offices import START
from tests.support.scenes import Scene
from tests.workflow.dying import Dying, Failing
from tests.workflow.forging import open_for_forging
from workflow.data import Remark
from workflow.ledger.crew import Crew, open_crew
from workflow.ledger.findings import Report
from workflow.ledger.hands import CutShort, Job
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import look_at_everything


@dataclass(frozen=True)
class Office:
    """A scene with a ledger of its own."""

    scene: Scene
    ledger: Ledger

    @property
    def database(self) -> Database:
        return self.scene.database

    def seal(self) -> None:
        seal_trail(self.database.writing, ledger=self.ledger, at=START)

    def trust(self) -> Trusted:
        return Trusted(
            tiles=self.ledger.tiles,
            hasher=self.ledger.hasher,
            keys=[self.ledger.key.public],
            checkpoint=self.ledger.read_checkpoint(),
        )

    def verify(self, *, processes: int) -> Mapping[str, Report]:
        trusted = self.trust()
        with open_crew(self.database.engine, processes=processes) as crew:
            return look_at_everything(crew, trusted=trusted)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    return Office(Scene(database), Ledger(folder=tmp_path / "ledger", key=key, hasher=Hasher()))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut everything into the smallest pieces."""
    monkeypatch.setattr(spans, "EVALUATIONS_OF_A_SPAN", 1)
    monkeypatch.setattr(pieces, "PIECE", 3)
    monkeypatch.setattr(texts, "TEXTS_OF_A_PIECE", 2)


def tell(reports: Mapping[str, Report]) -> dict[str, tuple[int, list[str]]]:
    return {name: (report.examined, report.faults) for name, report in reports.items()}


def forge(database: Database, *statements: str) -> None:
    with open_for_forging(database) as session:
        for statement in statements:
            session.execute(text(statement))
        session.commit()


@pytest.mark.usefixtures("small")
def test_several_processes_find_what_one_finds(office: Office) -> None:
    evaluations = [office.scene.walk(State.PUBLISHED) for _ in range(3)]
    office.seal()
    office.scene.correct(evaluations[0])
    office.scene.walk(State.SELF_SCORED)
    office.seal()
    alone = office.verify(processes=1)
    assert all(report.ok and report.examined for report in alone.values()), alone
    assert tell(office.verify(processes=2)) == tell(alone)
    forge(
        office.database,
        f"UPDATE audit_event SET hash = '{'0' * 64}' WHERE id = 2",
        "UPDATE audit_event SET body = '{}' WHERE id = 9",
        "UPDATE evaluation SET round = 7",
        "UPDATE free_text SET text = 'x' WHERE id = 3",
        "UPDATE admin_event SET action = 'add_unit' WHERE id = 1",
        "UPDATE unit SET name = 'x'",
    )
    forged = office.verify(processes=1)
    assert [name for name, report in forged.items() if report.ok] == ["entries"]
    assert len(forged["replay"].faults) >= 5
    assert tell(office.verify(processes=2)) == tell(forged)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [1, 2])
def test_writers_meanwhile_are_no_fault(office: Office, processes: int) -> None:
    scene = office.scene
    evaluations = [scene.walk(State.DRAFT) for _ in range(3)]
    office.seal()
    done, failed = threading.Event(), []

    def write(evaluation: UUID) -> None:
        number = 0
        try:
            while not done.is_set():
                number += 1
                said = Remark(text=f"第{number}条")
                scene.act(scene.attempt("filer", Action.COMMENT, evaluation, said))
                scene.walk(State.DRAFT)
                office.seal()
        except BaseException as error:  # noqa: BLE001 -- told by the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=write, args=(each,)) for each in evaluations[:1]]
    for thread in threads:
        thread.start()
    try:
        found = [office.verify(processes=processes) for _ in range(3)]
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failed == []
    for reports in found:
        assert all(report.ok for report in reports.values()), reports
    examined = [reports["hash"].examined for reports in found]
    assert examined == sorted(examined)
    assert examined[-1] > examined[0], "somebody wrote meanwhile"


@pytest.mark.parametrize("job", [Dying(), Failing()])
def test_a_part_that_nobody_could_look_at_is_no_result(office: Office, job: Job) -> None:
    office.seal()
    with (
        open_crew(office.database.engine, processes=2) as crew,
        pytest.raises(CutShort, match=r"ended too early|RuntimeError: no answer from"),
    ):
        look_at_everything(crew, trusted=office.trust(), more=[job] * 3)


def test_what_is_seen_stays_as_it_was(office: Office) -> None:
    office.scene.walk(State.DRAFT)
    with read_whole(office.database.engine) as session:
        before = look_at_everything(Crew(session))
        office.scene.walk(State.SELF_SCORED)
        assert tell(look_at_everything(Crew(session))) == tell(before)


@pytest.mark.pg
def test_a_long_look_is_not_cut_off_by_the_limits_of_the_site(migrated_postgres: Database) -> None:
    shown = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with read_whole(migrated_postgres.engine) as session:
        assert [session.scalar(text(f"SHOW {name}")) for name in shown] == ["0", "0", "0"]
        assert session.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        assert session.scalar(text("SHOW transaction_read_only")) == "on"
    with migrated_postgres.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() != "0"


def test_a_file_that_cannot_be_written_is_looked_at_by_one(
    migrated_sqlite: Database,
) -> None:
    """Where writers cannot be held, nobody knows whether two processes see the same."""
    Scene(migrated_sqlite)
    holder = migrated_sqlite.engine.connect()
    event.listen(
        migrated_sqlite.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout=50")
    )
    holder.exec_driver_sql("ROLLBACK")
    holder.exec_driver_sql("BEGIN IMMEDIATE")
    with open_crew(migrated_sqlite.engine, processes=2) as crew:
        assert crew.hands == ()
        reports = look_at_everything(crew)
    assert all(report.ok for report in reports.values())
    holder.exec_driver_sql("ROLLBACK")
    holder.close()
