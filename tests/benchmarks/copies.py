"""A trail of as many events as wanted: the lifecycles of the benchmark are walked once each through
the door, into an SQLite file, and then copied row by row, with ids of their own and with hashes and
chains made anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

import workflow.ids
from models.tables import BudgetLine, Indicator
from tests.benchmarks.lifecycle import Ours, Story, begin, cast_of, go_on
from tests.support.databases import migrate
from tests.support.offices import Offices
from workflow.audit import hash_copy
from workflow.ids import new_id

MARK, DASHED = "eeeeeeeeeeee", "eeeeeeee-eeee"
"""Begins every id that a copy has for itself, as both are spelled."""
NO_HASH = "0" * 64
TABLES = (
    "evaluation",
    "indicator",
    "budget_line",
    "section",
    "audit_event",
    "free_text",
    "score_change",
    "comment",
    "submission",
    "publication",
    "evaluation_listing",
)
NUMBERED = {"free_text", "audit_event", "score_change", "comment", "submission", "publication"}
TEXTS = {"claim_reason_id", "self_reason_id", "review_reason_id", "reason_id", "text_id"}
COPIES_AT_ONCE = 500


@dataclass
class Mould:
    """What is copied: the rows of one evaluation by table, as columns and values."""

    rows: dict[str, list[dict[str, Any]]]
    highest: dict[str, int] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many events it has."""
        return len(self.rows["audit_event"])


@contextmanager
def mark_ids() -> Iterator[None]:
    """Let all ids that are made meanwhile begin with the mark."""
    numbers = count(1)

    def make() -> SimpleNamespace:
        return SimpleNamespace(bytes=bytes.fromhex(f"{MARK}7000{(1 << 63) + next(numbers):016x}"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow.ids, "uuid7", make)
        yield


def walk_once(path: Path) -> list[UUID]:
    """Walk one evaluation of each story to publication in a fresh database; answers their ids."""
    migrate(f"sqlite:///{path}")
    performer = Ours(f"sqlite:///{path}")
    cast = cast_of(Offices(performer.database))
    walked = []
    with mark_ids():
        for story in Story:
            evaluation = new_id()
            performer.perform(begin(cast, evaluation))
            with performer.database.reading() as session:
                rows, lines = (
                    list(
                        session.scalars(
                            select(table.id)
                            .where(table.evaluation_id == evaluation)
                            .order_by(table.position)
                        )
                    )
                    for table in (Indicator, BudgetLine)
                )
            for attempt in go_on(cast, evaluation, rows=rows, lines=lines, story=story):
                performer.perform(attempt)
            walked.append(evaluation)
    performer.close()
    return walked


def fill(path: Path, *, events: int) -> int:
    """Fill a fresh database with at least so many events; answers how many there are."""
    walked = walk_once(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.row_factory = sqlite3.Row
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            file.execute(f"PRAGMA {pragma}")
        guards = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(row["name"], row["sql"]) for row in guards.fetchall()]
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        moulds = [_read_mould(file, evaluation.hex) for evaluation in walked]
        highest = {name: _highest(file, name) for name in NUMBERED}
        length = sum(mould.length for mould in moulds)
        copies = -(-events // length) - 1
        for first in range(0, copies, COPIES_AT_ONCE):
            _copy(
                file,
                moulds,
                numbers=range(first, min(first + COPIES_AT_ONCE, copies)),
                highest=highest,
            )
        for _, statement in triggers:
            file.execute(statement)
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (copies + 1) * length


def _highest(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def _read_mould(file: sqlite3.Connection, evaluation: str) -> Mould:
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        if table == "free_text":
            continue
        owner = "id" if table == "evaluation" else "evaluation_id"
        found = file.execute(f"SELECT * FROM {table} WHERE {owner} = ?", (evaluation,))
        rows[table] = [dict(row) for row in found.fetchall()]
    texts = sorted(
        row[column]
        for kept in rows.values()
        for row in kept
        for column in TEXTS & row.keys()
        if row[column] is not None
    )
    marks = ",".join("?" * len(texts))
    found = file.execute(f"SELECT * FROM free_text WHERE id IN ({marks})", texts)
    rows["free_text"] = [dict(row) for row in found.fetchall()]
    rows["audit_event"].sort(key=lambda row: row["seq"])
    return Mould(rows)


def _copy(
    file: sqlite3.Connection, moulds: list[Mould], *, numbers: range, highest: dict[str, int]
) -> None:
    made: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for number in numbers:
        for mould in moulds:
            _make_one(mould, number=number, highest=highest, made=made)
    file.execute("BEGIN")
    for table, rows in made.items():
        if rows:
            names = ", ".join(rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            file.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)
    file.execute("COMMIT")


def _make_one(
    mould: Mould, *, number: int, highest: dict[str, int], made: dict[str, list[dict[str, Any]]]
) -> None:
    own = f"{number:012x}"
    dashed = f"{own[:8]}-{own[8:]}"

    def spell(value: Any) -> Any:
        return value.replace(MARK, own).replace(DASHED, dashed) if isinstance(value, str) else value

    texts: dict[int, int] = {}
    swapped: dict[str, str] = {}
    copied: dict[str, list[dict[str, Any]]] = {}
    for row in mould.rows["free_text"]:
        highest["free_text"] += 1
        texts[row["id"]] = highest["free_text"]
        made["free_text"].append(row | {"id": highest["free_text"]})
    for table, rows in mould.rows.items():
        if table in {"free_text", "audit_event", "evaluation"}:
            continue
        copied[table] = []
        for row in rows:
            copy = {name: spell(value) for name, value in row.items()}
            for column in TEXTS & copy.keys():
                copy[column] = texts.get(copy[column])
            if table in NUMBERED:
                highest[table] += 1
                copy["id"] = highest[table]
            if "content_hash" in copy:
                digest = _hash_content(copy["content"], disclosed=table == "publication")
                swapped[copy["content_hash"]] = copy["content_hash"] = digest
            copied[table].append(copy)
        made[table] += copied[table]
    head = _make_chain(
        mould, spell=spell, swapped=swapped, copied=copied, highest=highest, made=made
    )
    (row,) = mould.rows["evaluation"]
    made["evaluation"].append({name: spell(value) for name, value in row.items()} | {"head": head})


def _make_chain(
    mould: Mould,
    *,
    spell: Any,
    swapped: dict[str, str],
    copied: dict[str, list[dict[str, Any]]],
    highest: dict[str, int],
    made: dict[str, list[dict[str, Any]]],
) -> str:
    before = prev = NO_HASH
    agreed = _hash_agreed(copied["indicator"])
    for row in mould.rows["audit_event"]:
        body = spell(row["body"])
        data = json.loads(row["body"])["data"] if row["seq"] == 1 else {}
        if "agreed" in data:
            body = body.replace(data["agreed"], agreed)
        for old, new in swapped.items():
            body = body.replace(old, new)
        body = body.replace(f'"prev":"{before}"', f'"prev":"{prev}"')
        before, prev = row["hash"], hashlib.sha256(b"\0" + body.encode()).hexdigest()
        highest["audit_event"] += 1
        made["audit_event"].append(
            row
            | {
                "id": highest["audit_event"],
                "evaluation_id": spell(row["evaluation_id"]),
                "body": body,
                "hash": prev,
            }
        )
    return prev


def _hash_content(content: str, *, disclosed: bool) -> str:
    """Hash a sealed round as it is written, a disclosure copy with each text as its commitment."""
    if disclosed:
        return hash_copy(json.loads(content))
    return hashlib.sha256(content.encode()).hexdigest()


def _hash_agreed(rows: list[dict[str, Any]]) -> str:
    described = [
        {
            "id": str(UUID(row["id"])),
            "parent": str(UUID(row["parent_id"])) if row["parent_id"] else None,
            "position": row["position"],
            "category": row["category"],
            "name": row["name"],
            "weight": None if row["weight"] is None else f"{row['weight'] / 100:.2f}",
            "target": row["target_text"],
            "rule": row["rule"],
        }
        for row in sorted(rows, key=lambda row: row["position"])
    ]
    text = json.dumps(described, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
