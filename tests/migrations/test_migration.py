"""The migrations run up and down on both databases and give what the mapper expects."""

import sqlite3

import pytest
from alembic.util import CommandError
from sqlalchemy import Inspector, inspect
from sqlalchemy.exc import DBAPIError

from models.database import Database
from models.integrity import observe_guards, read_manifest
from models.tables import Base
from tests.migrations.raw import SECTION
from tests.migrations.story import connect, dump, tell_story
from tests.support.databases import migrate, open_database

TABLES = set(Base.metadata.tables)


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def look_at(database: Database) -> Inspector:
    return inspect(database.engine)


def test_tables_and_columns_are_those_of_the_mapper(database: Database) -> None:
    found = look_at(database)
    assert set(found.get_table_names()) == TABLES | {"alembic_version"}
    dialect = database.engine.dialect
    for table in Base.metadata.sorted_tables:
        columns = {
            column["name"]: (column["type"].compile(dialect), column["nullable"])
            for column in found.get_columns(table.name)
        }
        expected = {
            column.name: (column.type.compile(dialect), bool(column.nullable))
            for column in table.columns
        }
        assert columns == expected, table.name
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key.columns]


def test_foreign_keys_hold_at_least_those_of_the_mapper(database: Database) -> None:
    found = look_at(database)
    for table in Base.metadata.sorted_tables:
        held = {
            (column, key["referred_table"], referred)
            for key in found.get_foreign_keys(table.name)
            for column, referred in zip(
                key["constrained_columns"], key["referred_columns"], strict=True
            )
        }
        wanted = {
            (key.parent.name, key.column.table.name, key.column.name) for key in table.foreign_keys
        }
        assert wanted <= held, table.name


def test_nothing_cascades(database: Database) -> None:
    for keys in look_at(database).get_multi_foreign_keys().values():
        for key in keys:
            rules = {key["options"].get(event, "NO ACTION") for event in ("ondelete", "onupdate")}
            assert rules == {"NO ACTION"}


def test_no_stored_value_is_a_binary_float(migrated_sqlite: Database) -> None:
    tell_story(migrated_sqlite)
    with connect(migrated_sqlite) as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                query = f"SELECT DISTINCT typeof({column.name}) FROM {table.name}"
                kinds = set(connection.exec_driver_sql(query).scalars())
                assert "real" not in kinds, column


def test_up_down_up_gives_the_same(empty_url: str) -> None:
    for revision in ("head", "base", "head"):
        migrate(empty_url, revision)
        with open_database(empty_url) as database:
            tables = set(look_at(database).get_table_names())
        assert tables == (TABLES if revision == "head" else set()) | {"alembic_version"}
    with open_database(empty_url) as database, connect(database) as connection:
        observed = observe_guards(connection)
    assert observed == read_manifest()[database.engine.dialect.name]


def test_populated_database_goes_down_and_up_again(database: Database) -> None:
    tell_story(database)
    told = dump(database)
    migrate(url_of(database), "base")
    assert look_at(database).get_table_names() == ["alembic_version"]
    if database.engine.dialect.name == "postgresql":
        with connect(database) as connection:
            functions = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            )
            assert functions.scalar() == 0
    migrate(url_of(database))
    tell_story(database)
    assert dump(database) == told


def test_migrating_twice_keeps_every_row(database: Database) -> None:
    tell_story(database)
    told = dump(database)
    migrate(url_of(database))
    assert dump(database) == told


def test_broken_off_migration_leaves_nothing(empty_url: str) -> None:
    # The last table is in the way, so everything else has been made when the migration fails.
    with open_database(empty_url) as database, connect(database) as connection:
        connection.exec_driver_sql("CREATE TABLE admin_event (id integer)")
    with pytest.raises(DBAPIError, match="already exists"):
        migrate(empty_url)
    with open_database(empty_url) as database:
        assert look_at(database).get_table_names() == ["admin_event"]


def test_rows_without_what_they_refer_to_stop_a_migration(migrated_sqlite: Database) -> None:
    unit = ("u", "c", "n", "r", SECTION)
    file = sqlite3.connect(str(migrated_sqlite.engine.url.database))
    file.execute("INSERT INTO unit (id, code, name, region, section_id) VALUES (?,?,?,?,?)", unit)
    file.commit()
    file.close()
    with pytest.raises(CommandError, match="rows without what they refer to"):
        migrate(url_of(migrated_sqlite))
