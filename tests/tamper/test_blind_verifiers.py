"""A verifier that lost one of its checks is caught: an attack goes unseen that is seen with it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.database import Database
from models.tables import AuditEvent
from tests.support.databases import copy_sqlite
from tests.tamper.files import spoil_document, spoil_tree
from tests.tamper.ground import Ground, keep_folder, open_ground
from tests.tamper.lies import tell_lie
from tests.tamper.rows import add_row, change_value, remove_row
from web.cli.documents import DOCUMENTS
from workflow.ledger import administered, evaluations, replay, written
from workflow.ledger.bundles import ENTRIES
from workflow.ledger.evaluations import CHAIN, HASH
from workflow.ledger.findings import Report
from workflow.ledger.trail import SEAL

TRIES = 40
Attack = Callable[[Session, Random], Any]


@pytest.fixture(scope="module")
def ground(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("attacked")
    with copy_sqlite(sqlite_template, folder) as database:
        assert isinstance(database, Database)
        with open_ground(database, folder) as opened:
            yield opened


def change(table: str, column: str) -> Attack:
    return partial(change_value, table=table, column=column)


def add(table: str, column: str) -> Attack:
    return partial(add_row, table=table, column=column)


BLIND: tuple[tuple[ModuleType, str, object, Attack], ...] = (
    (replay, "_compare_header", (), change("evaluation", "due_at")),
    (replay, "compare_rows", (), change("indicator", "review_score")),
    (replay, "compare_changes", (), change("score_change", "new")),
    (replay, "compare_amendments", (), change("agreed_change", "new_name")),
    (replay, "_compare_assignments", (), change("assignment", "person_id")),
    (replay, "_compare_comments", (), change("comment", "event_seq")),
    (replay, "_compare_points", (), change("point_step", "place")),
    (replay, "_compare_sections", (), change("section", "text_id")),
    (replay, "_compare_findings", (), change("finding", "category")),
    (replay, "_compare_lines", (), change("budget_line", "actual")),
    (replay, "compare_copies", (), change("submission", "content")),
    (replay, "compare_files", (), change("attachment", "name")),
    (replay, "compare_measures", (), change("measure_step", "owner")),
    (evaluations, "find_listing_faults", (), change("evaluation_listing", "text")),
    (evaluations, "_find_strays", (), add("budget_line", "evaluation_id")),
    (administered, "_compare_table", (), change("unit", "name")),
    (administered, "_compare_roles", (), partial(remove_row, table="user_role", column="role")),
    (administered, "_compare_schemes", (), change("scheme", "version")),
    (written, "_is_sound", True, change("free_text", "text")),
)


@pytest.mark.parametrize(
    ("module", "name", "answer", "attack"), BLIND, ids=[name for _, name, _, _ in BLIND]
)
def test_a_missing_comparison_lets_an_attack_pass(
    ground: Ground,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    answer: object,
    attack: Attack,
) -> None:
    seen = see(ground, attack)
    assert seen
    assert all(seen)
    monkeypatch.setattr(module, name, lambda *_, **__: answer)
    assert not all(see(ground, attack))


def see(ground: Ground, attack: Attack) -> list[bool]:
    """Attack a few times, each time the same, and tell which was seen."""
    random, told = Random(7), []
    for _ in range(TRIES):
        point = ground.session.begin_nested()
        try:
            if attack(ground.session, random):
                told.append(bool(ground.find_faults()))
        except SQLAlchemyError:
            # What the database refuses even to its owner needs no verification.
            continue
        finally:
            point.rollback()
            ground.session.expunge_all()
    return told


def change_source(session: Session, random: Random) -> bool:
    """Another source in the body of an event, which nothing but its hash holds."""
    ids = session.scalars(select(AuditEvent.id)).all()
    changed = func.replace(AuditEvent.body, '"source":"page"', '"source":"api"')
    session.execute(
        update(AuditEvent).where(AuditEvent.id == random.choice(ids)).values(body=changed)
    )
    return True


def change_actor(session: Session, random: Random) -> bool:
    """Another person in the column beside a body."""
    return bool(change_value(session, random, table="audit_event", column="actor_id"))


@pytest.mark.parametrize(
    ("check", "attack"),
    [(HASH, change_source), (CHAIN, change_actor), (SEAL, tell_lie)],
    ids=[HASH, CHAIN, SEAL],
)
def test_a_missing_check_lets_an_attack_pass(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, check: str, attack: Attack
) -> None:
    seen = see(ground, attack)
    assert seen
    assert all(seen)
    note = Report.note

    def note_others(self: Report, faults: Iterable[str], *, examined: int = 0) -> None:
        note(self, () if self.check == check else faults, examined=examined)

    monkeypatch.setattr(Report, "note", note_others)
    assert not all(see(ground, attack))


@pytest.mark.parametrize(
    ("check", "spoil"),
    [(ENTRIES, spoil_tree), (DOCUMENTS, spoil_document)],
)
def test_a_missing_look_at_files_lets_an_attack_pass(
    ground: Ground,
    monkeypatch: pytest.MonkeyPatch,
    check: str,
    spoil: Callable[[Ground, Random], object],
) -> None:
    def see_files() -> list[bool]:
        random, told = Random(7), []
        for _ in range(8):
            with keep_folder(ground.ledger.folder), keep_folder(ground.settings.files):
                if spoil(ground, random):
                    told.append(bool(ground.find_faults()))
        return told

    assert all(see_files())
    note = Report.note

    def note_others(self: Report, faults: Iterable[str], *, examined: int = 0) -> None:
        note(self, () if self.check == check else faults, examined=examined)

    monkeypatch.setattr(Report, "note", note_others)
    assert not all(see_files())
