"""The tables tested as tables: walk all, collect all problems, assert once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import LIFECYCLE, Action, State
from policies import predicates
from policies.checking import CHECKS
from policies.permissions import PERMISSIONS
from tests.support.records import rows_of
from web.texts import SENTENCES
from workflow import machine, table
from workflow.changes import CHANGES
from workflow.machine import MACHINE, Step
from workflow.table import EDGE_OF, EDGES, list_sources

ERASING = {Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE}
MEASURING = {
    Action.PLAN_MEASURE,
    Action.REPORT_MEASURE,
    Action.ACCEPT_MEASURE,
    Action.REFUSE_MEASURE,
}
STAYING = {Action.COMMENT, Action.SETTLE, Action.CORRECT, Action.ASSIGN, Action.ESCALATE}
FILLED_IN = {State.DRAFT, State.UNIT_APPROVED}
ENGINES = ["migrated_sqlite", pytest.param("migrated_postgres", marks=pytest.mark.pg)]


def find_edge_faults() -> Iterator[str]:
    """What is wrong with the table of edges by itself."""
    pairs = [(edge.action, edge.source) for edge in EDGES]
    yield from (f"{pair} stands twice" for pair in set(pairs) if pairs.count(pair) > 1)
    for edge in EDGES:
        if edge.target is State.NONE:
            yield f"{edge} leads back to nothing"
        if (edge.source is State.NONE) != (edge.action is Action.CREATE):
            yield f"{edge}: only a creation begins with nothing"
        erases = edge.action is Action.ERASE and edge.source in FILLED_IN
        stays = edge.action in {*STAYING, *ERASING, *MEASURING} and not erases
        if edge.content == stays:
            yield f"{edge}: some actions alone leave the content as it is"
        if not edge.content and edge.target is not edge.source:
            yield f"{edge} moves the state without moving the content version"
    for action in Action:
        if EDGE_OF.keys() & {(action, state) for state in State} != {
            (action, source) for source in list_sources(action)
        }:
            yield f"{action}: its sources are not those of its edges"


def find_missing_rows() -> Iterator[str]:
    """What an action of the vocabulary lacks."""
    for name, rows in (
        ("edge", {edge.action for edge in EDGES}),
        ("permission", set(PERMISSIONS)),
        ("change", set(CHANGES)),
    ):
        yield from (f"{action} has no {name}" for action in set(Action) - rows)
    yield from (f"{action} has no way" for action, ways in PERMISSIONS.items() if not all(ways))
    known = {function for name, function in vars(predicates).items() if not name.startswith("_")}
    for action, ways in PERMISSIONS.items():
        yield from (
            f"{action}: {predicate} is no predicate"
            for way in ways
            for predicate in way
            if predicate not in known
        )


def find_state_faults() -> Iterator[str]:
    """States that nothing leads to, and dead ends."""
    reached, news = {State.NONE}, {State.NONE}
    while news:
        news = {edge.target for edge in EDGES if edge.source in news} - reached
        reached |= news
    yield from (f"{state} is never reached" for state in set(State) - reached)
    ends = set(State) - {edge.source for edge in EDGES if edge.target is not edge.source}
    if ends != {State.PUBLISHED}:
        yield f"dead ends are {ends}"
    yield from (
        f"{edge} starts from what is published"
        for edge in EDGES
        if edge.source in ends and edge.action not in {Action.CORRECT, *ERASING, *MEASURING}
    )


def find_machine_faults() -> Iterator[str]:
    """Moves that the library knows and the table does not."""
    if set(MACHINE.events) != set(map(str, Action)):
        yield f"the machine knows {set(MACHINE.events) ^ set(map(str, Action))}"
    for state in State:
        expected = sorted({str(edge.action) for edge in EDGES if edge.source is state})
        if sorted(MACHINE.get_triggers(str(state))) != expected:
            yield f"{state}: {MACHINE.get_triggers(str(state))}, the table says {expected}"
    for edge in EDGES:
        (transition,) = MACHINE.events[str(edge.action)].transitions[str(edge.source)]
        if (transition.dest or transition.source) != str(edge.target):
            yield f"{edge}: the machine leads to {transition.dest}"
        if [condition.func for condition in transition.conditions] != [machine._raise_reasons]:
            yield f"{edge}: its one condition is not that which raises"
    if MACHINE.models:
        yield "something is bound to the machine"


def find_codes() -> Iterator[str]:
    """The code of every reason in the texts of the workflow; `*` where it is put together."""
    for path in sorted(Path(table.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            func = node.func if isinstance(node, ast.Call) else None
            name = getattr(func, "id", "") or getattr(func, "attr", "")
            if isinstance(node, ast.Call) and name in {"unmet", "conflict", "_complain"}:
                # What passes a code on is called with one.
                yield from () if isinstance(node.args[0], ast.Name) else [read_code(node.args[0])]
            elif isinstance(node, ast.Call) and name == "Reason":
                codes = [word.value for word in node.keywords if word.arg == "code"]
                yield from (str(code.value) for code in codes if isinstance(code, ast.Constant))


def read_code(node: ast.expr) -> str:
    """The code as it stands in the text."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "*" for part in node.values)
        return "".join(map(str, parts))
    assert isinstance(node, ast.Constant), ast.dump(node)
    return str(node.value)


def find_unknown_reasons() -> Iterator[str]:
    """Codes without a sentence."""
    known = set(SENTENCES) | {"not_from_this_state", "inconsistency_*"}
    if {"missing_S10", "missing_I10"} <= known:
        known.add("missing_*")
    codes = set(find_codes())
    codes |= {
        predicate.__name__ for ways in PERMISSIONS.values() for way in ways for predicate in way
    }
    yield from (f"{code} has no sentence" for code in codes - known)


def test_the_tables_hold_together() -> None:
    problems = [
        *find_edge_faults(),
        *find_missing_rows(),
        *find_state_faults(),
        *find_machine_faults(),
        *find_unknown_reasons(),
    ]
    assert not problems, "\n".join(problems)


def test_reasons_are_found_in_the_text() -> None:
    """The search for codes sees plain ones, those put together, and those with a family."""
    codes = set(find_codes())
    assert {"due_date_is_ahead", "missing_*", "not_found", "account_is_disabled"} <= codes
    assert len(codes) > 20
    assert set(CHECKS) >= {"S10", "I10"}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_database_knows_the_same_edges(engine: str, request: pytest.FixtureRequest) -> None:
    database: Database = request.getfixturevalue(engine)
    rows = {tuple(row) for row in rows_of(database, "workflow_edge")}
    edges = {(edge.action, edge.source, edge.target) for edge in EDGES}
    assert not edges - rows, "the database lacks these edges: add a migration with their rows"
    assert not rows - edges, "workflow/table.py lacks these edges, or a migration has to go"


def test_there_is_no_way_around_the_guards() -> None:
    """The library would offer `to_published` by itself."""
    assert not [name for name in MACHINE.events if name.startswith("to_")]
    assert "to_published" not in MACHINE.events
    assert not hasattr(Step(state="draft"), "to_published")
    assert not hasattr(Step(state="draft"), "trigger")
    assert not MACHINE.auto_transitions
    assert not MACHINE.ignore_invalid_triggers
    assert not MACHINE.on_exception


def test_states_follow_each_other() -> None:
    """Forward one step at a time; backward only to the draft or to take a review up again."""
    moves = {(edge.source, edge.target) for edge in EDGES if edge.source is not edge.target}
    forward = set(zip((State.NONE, *LIFECYCLE), LIFECYCLE, strict=False))
    backward = {
        (State.SELF_SCORED, State.DRAFT),
        (State.UNIT_APPROVED, State.DRAFT),
        (State.FINANCE_REVIEWED, State.DRAFT),
        (State.FINANCE_REVIEWED, State.UNIT_APPROVED),
    }
    assert moves == forward | backward
    assert {(edge.action, edge.source): edge for edge in EDGES} == table.EDGE_OF
