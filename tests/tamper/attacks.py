"""One attack at random, and what verification said of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.tamper.bundles import check_bundle, forge_bundle
from tests.tamper.files import spoil_document, spoil_tree
from tests.tamper.ground import Ground, keep_folder
from tests.tamper.lies import add_event, forget_comment, forget_evaluation, tell_lie
from tests.tamper.rows import (
    NOWHERE,
    Places,
    add_row,
    change_value,
    cut_off,
    remove_row,
    swap_values,
    take_from_another,
)
from workflow.ledger.covered import COVERED, GUARDS, By

ROWS = (change_value, change_value, swap_values, remove_row, add_row, take_from_another, cut_off)
LIES = (tell_lie, tell_lie, forget_comment, forget_evaluation, add_event)
FILES = (spoil_tree, spoil_document)
COLUMNS = tuple(
    (table, column)
    for table, columns in COVERED.items()
    for column, cover in columns.items()
    if isinstance(cover, By) and cover.check != GUARDS
)
"""Those that verification covers; the guards themselves were taken away."""


@dataclass
class Tally:
    """How many attacks of each kind there were, and those that were missed or not located."""

    made: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    unlocated: list[str] = field(default_factory=list)


def attack_many(ground: Ground, *, count: int, seed: int, folder: Path) -> Tally:
    """Make so many attacks, one after the other, each undone before the next."""
    random, tally = Random(seed), Tally()
    while tally.made.total() < count:
        kind = random.choice((attack_row, attack_row, attack_row, attack_trail, attack_bundle))
        kind = attack_file if random.randrange(20) == 0 else kind
        kind(ground, random, tally, folder=folder)
    return tally


HARMLESS = frozenset({("add_row", "free_text"), ("add_row", "evaluation_listing")})
"""A text that nobody refers to, or the listing of no evaluation, is on no page."""


def attack_row(ground: Ground, random: Random, tally: Tally, *, folder: Path) -> None:  # noqa: ARG001 -- one signature for all
    """Attack one column of one table."""
    table, column = random.choice(COLUMNS)
    way = random.choice(ROWS)
    if (way.__name__, table) in HARMLESS:
        return
    change = partial(way, table=table, column=column)
    _attack(ground, random, tally, name=f"{way.__name__} {table}.{column}", change=change)


def attack_trail(ground: Ground, random: Random, tally: Tally, *, folder: Path) -> None:  # noqa: ARG001 -- one signature for all
    """Tell something else, and make everything agree."""
    lie = random.choice(LIES)
    _attack(ground, random, tally, name=lie.__name__, change=lie)


def _attack(
    ground: Ground,
    random: Random,
    tally: Tally,
    *,
    name: str,
    change: Callable[[Session, Random], Places],
) -> None:
    point = ground.session.begin_nested()
    try:
        places = change(ground.session, random)
        if places:
            _judge(ground, tally, name=name, places=places)
    except SQLAlchemyError:
        # What the database refuses even to its owner needs no verification.
        pass
    finally:
        point.rollback()
        ground.session.expunge_all()


def attack_file(ground: Ground, random: Random, tally: Tally, *, folder: Path) -> None:  # noqa: ARG001 -- one signature for all
    """Spoil a file of the ledger or a document."""
    way = random.choice(FILES)
    with keep_folder(ground.ledger.folder), keep_folder(ground.settings.files):
        places = way(ground, random)
        if places != NOWHERE:
            _judge(ground, tally, name=way.__name__, places=places)


def _judge(ground: Ground, tally: Tally, *, name: str, places: Places) -> None:
    tally.made[name.partition(" ")[0]] += 1
    faults = ground.find_faults()
    if not faults:
        tally.missed.append(f"{name}: {sorted(places)}")
    elif not any(place in fault for fault in faults for place in places):
        tally.unlocated.append(f"{name}: {sorted(places)}: {faults[:3]}")


def attack_bundle(ground: Ground, random: Random, tally: Tally, *, folder: Path) -> None:
    """Forge a bundle."""
    forged = forge_bundle(ground, random)
    if forged is None:
        return
    way, data, head = forged
    tally.made[f"bundle: {way}"] += 1
    if check_bundle(data, key=ground.key, head=head, folder=folder) is None:
        kept = folder / f"missed.{len(tally.missed)}.bundle"
        kept.write_bytes(data)
        tally.missed.append(f"bundle: {way}: {kept}")
