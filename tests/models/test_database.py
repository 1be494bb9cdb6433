"""Sessions mean the same on both engines: one transaction to write, none that a reader holds."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from models.database import Database, make_engine
from models.tables import FinanceSection
from tests.support.databases import open_database

SECTION_ID = UUID(int=1)


def add_section(database: Database, name: str = "社保科") -> None:
    with database.writing() as session:
        session.add(FinanceSection(id=SECTION_ID, code="S1", name=name))


def read_name(database: Database) -> str | None:
    with database.reading() as session:
        return session.scalar(select(FinanceSection.name))


def test_writing_commits_at_the_end(database: Database) -> None:
    add_section(database)
    assert read_name(database) == "社保科"


def test_writing_rolls_back_after_an_error(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            session.add(FinanceSection(id=SECTION_ID, code="S1", name="社保科"))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert read_name(database) is None


def test_rows_stay_readable_after_the_session(database: Database) -> None:
    with database.writing() as session:
        section = FinanceSection(id=SECTION_ID, code="S1", name="社保科")
        session.add(section)
    assert section.name == "社保科"


def test_reader_neither_waits_for_a_writer_nor_sees_it(database: Database) -> None:
    add_section(database)
    with database.writing() as session:
        session.execute(update(FinanceSection).values(name="农业科"))
        assert read_name(database) == "社保科"
    assert read_name(database) == "农业科"


def test_readers_leave_the_write_lock_alone(migrated_sqlite: Database) -> None:
    add_section(migrated_sqlite)
    with migrated_sqlite.reading() as session:
        assert session.scalar(select(FinanceSection.name)) == "社保科"
        with migrated_sqlite.writing() as writer:
            writer.execute(update(FinanceSection).values(name="农业科"))
        # The reader still sees what it saw when it began.
        assert session.scalar(select(FinanceSection.name)) == "社保科"


def test_reader_cannot_write(migrated_sqlite: Database) -> None:
    with (
        migrated_sqlite.reading() as session,
        pytest.raises(OperationalError, match="readonly database"),
    ):
        session.execute(update(FinanceSection).values(name="农业科"))
    add_section(migrated_sqlite)


def test_writer_that_has_read_is_never_turned_away(database: Database) -> None:
    """With the driver's own transactions many of these would fail or be lost."""
    add_section(database, name="0")
    start, failed = threading.Barrier(4), []

    def count_up() -> None:
        start.wait()
        try:
            for _ in range(25):
                with database.writing() as session:
                    query = select(FinanceSection).with_for_update()
                    section = session.scalars(query).one()
                    section.name = str(int(section.name) + 1)
        except DBAPIError as error:
            failed.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert read_name(database) == "100"


def test_errors_hide_the_values(database: Database) -> None:
    add_section(database)
    with pytest.raises(IntegrityError) as refused:
        add_section(database, name="secret words")
    assert "secret words" not in str(refused.value)
    assert "hide_parameters" in str(refused.value)


def test_sqlite_is_set_up_on_every_connection(migrated_sqlite: Database) -> None:
    names = ("foreign_keys", "journal_mode", "synchronous", "recursive_triggers", "busy_timeout")
    with migrated_sqlite.engine.connect(), migrated_sqlite.engine.connect() as second:
        settings = [second.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert settings == [1, "wal", 2, 1, 10_000]


@pytest.mark.pg
def test_nothing_lasts_long_on_postgres(migrated_postgres: Database) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with migrated_postgres.reading() as session:
        limits = [session.scalar(text(f"SHOW {name}")) for name in names]
    assert limits == ["10s", "5s", "10s"]


@pytest.mark.pg
def test_reader_holds_no_transaction_on_postgres(migrated_postgres: Database) -> None:
    with migrated_postgres.reading() as session:
        session.execute(select(FinanceSection))
        with migrated_postgres.writing() as other:
            waiting = text(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"
                " AND datname = current_database()"
            )
            assert other.scalar(waiting) == 0


@pytest.mark.pg
def test_options_of_the_address_come_last(migrated_postgres: Database) -> None:
    address = migrated_postgres.engine.url.set(drivername="postgresql")
    url = address.set(query={"options": "-c statement_timeout=3s"})
    with (
        open_database(url.render_as_string(hide_password=False)) as database,
        database.reading() as session,
    ):
        assert session.scalar(text("SHOW statement_timeout")) == "3s"
        assert session.scalar(text("SHOW lock_timeout")) == "5s"
        assert session.scalar(select(func.count()).select_from(FinanceSection)) == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"needs a file|no database that is supported"):
        make_engine(url)


def test_file_name_may_hold_any_character(tmp_path: Path) -> None:
    folder = tmp_path / "绩效 100%"
    folder.mkdir()
    with (
        open_database(f"sqlite:///{folder / '数据.db'}") as database,
        database.reading() as session,
    ):
        assert session.scalar(text("SELECT 1")) == 1
