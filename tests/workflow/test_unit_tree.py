"""The tree of units: no circles, however many change it at once, by hand or from a table."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from models.database import Database
from models.queries.units import list_units
from tests.support.offices import START, Offices
from tests.support.records import dump, rows_of
from workflow.offices import UnitValues, edit_unit, values_of
from workflow.refusals import Refused, Why
from workflow.unit_import import import_units
from workflow.unit_plan import UnitEntry, UnitTable, plan_units, restore_table, spell_table

WAIT_SECONDS = 60
HEADINGS = {name: name for name in ("code", "name", "region", "supervising", "section")}


@pytest.fixture
def offices(database: Database) -> Offices:
    return Offices(database)


def read_values(offices: Offices, code: str) -> UnitValues:
    with offices.database.reading() as session:
        units = {unit.id: unit for unit in list_units(session, held=False)}
    return values_of(units[offices.offices[code]])


def put_below(offices: Offices, code: str, above: str | None) -> str:
    """Put a unit below another one; what came of it."""
    new = replace(
        read_values(offices, code),
        supervising_unit_id=offices.offices[above] if above else None,
    )
    try:
        with offices.database.writing() as session:
            edit_unit(session, unit_id=offices.offices[code], new=new, actor_id=None, at=START)
    except Refused as refused:
        return refused.reasons[0].code
    return "done"


def test_a_unit_does_not_come_below_itself(offices: Offices) -> None:
    before = dump(offices.database)
    assert put_below(offices, "bureau", "bureau") == "unit_stands_above_itself"
    assert put_below(offices, "bureau", "center") == "unit_stands_above_itself"
    assert dump(offices.database) == before
    assert put_below(offices, "school", "center") == "done"
    assert put_below(offices, "bureau", "school") == "unit_stands_above_itself"
    assert put_below(offices, "center", None) == "done"


def test_a_stale_look_changes_nothing(offices: Offices) -> None:
    seen = read_values(offices, "center")
    assert put_below(offices, "center", "hospital") == "done"
    before = dump(offices.database)
    with pytest.raises(Refused) as refused, offices.database.writing() as session:
        edit_unit(
            session,
            unit_id=offices.offices["center"],
            new=replace(seen, name="新名"),
            seen=seen,
            actor_id=None,
            at=START,
        )
    assert refused.value.why is Why.CONFLICT
    assert dump(offices.database) == before


@pytest.mark.pg
def test_two_who_put_each_others_unit_below_make_no_circle(migrated_postgres: Database) -> None:
    offices = Offices(migrated_postgres)
    for code in ("center", "school"):
        assert put_below(offices, code, None) == "done"
    for _ in range(5):
        barrier = threading.Barrier(2)

        def move(pair: tuple[str, str], barrier: threading.Barrier = barrier) -> str:
            barrier.wait(WAIT_SECONDS)
            return put_below(offices, *pair)

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(move, (("center", "school"), ("school", "center"))))
        assert outcomes == ["done", "unit_stands_above_itself"]
        for code in ("center", "school"):
            put_below(offices, code, None)


def entry(offices: Offices, row: int, code: str, **given: str | None) -> UnitEntry:
    section = f"section-{offices.mark}"
    return UnitEntry(row=row, code=code, **{"name": code, "section": section, **given})  # type: ignore[arg-type]


def table_of(*entries: UnitEntry) -> UnitTable:
    return UnitTable(entries=entries, headings=HEADINGS)


def test_a_table_survives_the_way_to_its_confirmation(offices: Offices) -> None:
    table = table_of(entry(offices, 2, "1", region=None), entry(offices, 3, "2", supervising="1"))
    assert restore_table(spell_table(table)) == table


def test_a_circle_through_known_and_new_units_is_found(offices: Offices) -> None:
    bureau, center = f"bureau-{offices.mark}", f"center-{offices.mark}"
    table = table_of(
        entry(offices, 2, bureau, supervising="new"), entry(offices, 3, "new", supervising=center)
    )
    with pytest.raises(Refused) as refused, offices.database.reading() as session:
        plan_units(session, table, held=False)
    found = {(r.code, r.params["row"], r.params["column"]) for r in refused.value.reasons}
    assert found == {
        ("cell_makes_a_circle", "2", "supervising"),
        ("cell_makes_a_circle", "3", "supervising"),
    }


def test_a_table_enters_whole_or_not_at_all(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the machine after the first row leaves nothing."""
    table = table_of(entry(offices, 2, "1"), entry(offices, 3, f"center-{offices.mark}"))
    before = dump(offices.database)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("workflow.unit_import.write_unit", fail)
    with offices.database.reading() as session:
        plan = plan_units(session, table, held=False)
    with pytest.raises(RuntimeError), offices.database.writing() as session:
        import_units(session, plan, actor_id=None, at=START)
    assert dump(offices.database) == before
    assert len(rows_of(offices.database, "unit")) == 4
