"""Who is left to sign, and who is told early that nobody is."""

from uuid import UUID

import pytest

from models.vocabulary import Action
from policies.facts import Heads
from policies.signing import Trouble, find_trouble, list_fillers

ANNE, BEN, CARL = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("own", "fillers", "filling", "trouble"),
    [
        ({ANNE}, set(), None, None),
        ({ANNE}, {BEN}, BEN, None),
        (set(), set(), BEN, Trouble.NO_HEAD),
        (set(), {BEN}, BEN, Trouble.NO_HEAD),
        ({ANNE}, {ANNE}, ANNE, Trouble.ALL_HAVE_FILLED),
        ({ANNE, BEN}, {ANNE, BEN}, None, Trouble.ALL_HAVE_FILLED),
        ({ANNE, BEN}, {ANNE}, None, None),
        ({ANNE}, set(), ANNE, Trouble.YOU_ARE_THE_LAST),
        ({ANNE, BEN}, {ANNE}, BEN, Trouble.YOU_ARE_THE_LAST),
        ({ANNE, BEN}, set(), BEN, None),
    ],
)
def test_trouble_is_told_before_nobody_is_left(
    own: set[UUID], fillers: set[UUID], filling: UUID | None, trouble: Trouble | None
) -> None:
    heads = Heads(own=frozenset(own), above=frozenset())
    found = find_trouble(heads, fillers=fillers, filling=filling)
    assert (found.trouble if found else None) is trouble


@pytest.mark.parametrize(
    ("above", "can"), [(set(), False), ({CARL}, True), ({BEN}, False), ({BEN, CARL}, True)]
)
def test_the_supervising_unit_helps_with_a_head_who_has_not_filled(
    above: set[UUID], *, can: bool
) -> None:
    heads = Heads(own=frozenset({ANNE}), above=frozenset(above))
    found = find_trouble(heads, fillers={ANNE, BEN})
    assert found is not None
    assert found.above_can_sign is can


def test_whoever_did_any_part_of_filling_has_filled() -> None:
    doers = {
        Action.CREATE: frozenset({ANNE}),
        Action.AMEND: frozenset({BEN}),
        Action.COMMENT: frozenset({CARL}),
        Action.APPROVE: frozenset({CARL}),
    }
    assert list_fillers(doers) == {ANNE, BEN}
