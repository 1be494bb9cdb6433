"""Whether the cases of a rule (R24) cover every situation its named amounts can be in.

A situation is one order of the amounts that a rule compares, among themselves and with the numbers
of the rule ("0 < 上年结转 < 结余"). All orders are listed; a set of them is an integer of bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import chain, islice, product
from math import prod
from operator import and_, or_

from policies.numbers import format_points
from policies.scoring.conditions import (
    ITSELF,
    Amount,
    Chain,
    Condition,
    Words,
    is_otherwise,
    read_claim,
)

_MOST_ORDERS = 2000
# More names, or more of them compared with one another, have more orders than that.
_MOST_NAMES, _MOST_TOGETHER = 28, 4
_MOST_STANDINGS = 19_997
_MOST_TOLD = 3
_LESS, _SAME, _MORE = -1, 0, 1
_SIDES = {
    "<": frozenset({_LESS}),
    "=": frozenset({_SAME}),
    ">": frozenset({_MORE}),
    "≤": frozenset({_LESS, _SAME}),
    "≥": frozenset({_SAME, _MORE}),
    "≠": frozenset({_LESS, _MORE}),
}
_SIGNS = {sides: sign for sign, sides in _SIDES.items()}
_WIDER = (_SIDES["≤"], _SIDES["≥"])

Operand = str | Decimal
Pair = tuple[str, Operand]
"""A name and what it is compared with."""
Sides = frozenset[int]
Order = tuple[tuple[Operand, ...], ...]
"""Groups of equal operands, the smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cases of a rule leave open, spelled as conditions, and the places (from 0) of those
    that can never be the first to hold.
    """

    left_open: tuple[str, ...] = ()
    never_first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """All situations: in which of them a pair stands how, and the usual ones, which are to be
    covered; `percent` are the names that are compared with percentages.
    """

    everything: int
    usual: int
    standing: Mapping[Pair, Mapping[int, int]]
    percent: frozenset[str]

    def hold(self, pair: Pair, sides: Sides) -> int:
        """The situations in which a pair stands in one of these ways."""
        return reduce(or_, (self.standing[pair][side] for side in sides))

    def hold_all(self, claims: Mapping[Pair, Sides]) -> int:
        """The situations in which all of these hold, at least one."""
        return reduce(and_, (self.hold(pair, sides) for pair, sides in claims.items()))


def cover_situations(conditions: Sequence[Condition]) -> Cover:
    """Return what some conditions leave open, and which of them those before leave nothing to.

    Decided is what can be: comparisons of names and numbers, and "无结余" or "有结余" where 结余 is
    compared elsewhere. Other words may hold or not. So a case of words alone may mean whatever is
    left, and beside it, as beside "其他", nothing more is demanded. An amount is not negative
    unless the rule compares it with less than 0. Between two neighbouring whole numbers of a rule
    nothing is demanded, for the amount may be a count. Nothing is said where percentages and plain
    numbers are mixed, or where there are too many orders to list.
    """
    plain = _make_plain(conditions)
    space = _span(plain)
    if space is None:
        return Cover()
    before, possible = 0, 0
    never_first = []
    for place, condition in enumerate(plain):
        possible_here = _find_held(condition, space, words=True)
        if not possible_here & ~before:
            never_first.append(place)
        before |= _find_held(condition, space, words=False)
        possible |= possible_here
    left_open = islice(_describe(space.usual & ~possible, space), _MOST_TOLD)
    return Cover(left_open=tuple(left_open), never_first=tuple(never_first))


def _make_plain(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions with one name for the actual value, and "无结余" as 结余=0."""
    names = dict.fromkeys(name for each in _list_chains(conditions) for name in each.operands)
    itself = next((name for name in names if name in ITSELF), None)

    def rewrite(part: Words | Chain) -> Words | Chain:
        if isinstance(part, Chain):
            operands = (itself if name in ITSELF else name for name in part.operands)
            return Chain(tuple(name for name in operands if name is not None), part.signs)
        claim = read_claim(part.words)
        if claim is None or claim.name not in names:
            return part
        return Chain((claim.name, Amount(value=Decimal(0))), ("=" if claim.denied else ">",))

    return [tuple(tuple(map(rewrite, parts)) for parts in each) for each in conditions]


def _list_chains(conditions: Sequence[Condition]) -> Iterator[Chain]:
    parts = chain.from_iterable(chain.from_iterable(conditions))
    return (part for part in parts if isinstance(part, Chain))


def _list_steps(comparison: Chain) -> Iterator[tuple[str | Amount, Sides, str | Amount]]:
    """Each two neighbours of a comparison and how they are to stand, the name first."""
    operands = comparison.operands
    for left, sign, right in zip(operands, comparison.signs, operands[1:], strict=False):
        if isinstance(left, str):
            yield left, _SIDES[sign], right
        else:
            yield right, frozenset(-side for side in _SIDES[sign]), left


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """What a rule compares: its pairs, and the names compared with something below 0, with
    percentages and with plain numbers other than 0.
    """

    pairs: tuple[Pair, ...]
    signed: frozenset[str]
    percent: frozenset[str]
    plain: frozenset[str]


def _list_compared(conditions: Sequence[Condition]) -> _Compared:
    pairs: dict[Pair, None] = {}
    signed: set[str] = set()
    percent: set[str] = set()
    plain: set[str] = set()
    for comparison in _list_chains(conditions):
        for left, sides, right in _list_steps(comparison):
            if not isinstance(left, str) or left == right:
                continue
            number = None if isinstance(right, str) else right.value
            pairs[left, right if isinstance(right, str) else right.value] = None
            if number is not None and (number < 0 or (number == 0 and sides == _SIDES["<"])):
                signed.add(left)
            if isinstance(right, Amount) and number:
                (percent if right.unit else plain).add(left)
    return _Compared(
        pairs=tuple(pairs),
        signed=frozenset(signed),
        percent=frozenset(percent),
        plain=frozenset(plain),
    )


def _span(conditions: Sequence[Condition]) -> _Space | None:
    found = _list_compared(conditions)
    pairs = found.pairs
    if len({each for pair in pairs for each in pair if isinstance(each, str)}) > _MOST_NAMES:
        return None
    groups = _group_names(pairs)
    if not groups or max(map(len, groups)) > _MOST_TOGETHER:
        return None
    if any(group & found.percent and group & found.plain for group in groups):
        return None
    orders = [tuple(islice(_list_orders(pairs, group), _MOST_ORDERS)) for group in groups]
    size = prod(map(len, orders))
    if size >= _MOST_ORDERS or size * len(pairs) > _MOST_STANDINGS:
        return None
    percent = frozenset[str]().union(*(group for group in groups if group & found.percent))
    return _lay_out(pairs, orders, signed=found.signed, percent=percent)


def _group_names(pairs: Sequence[Pair]) -> list[frozenset[str]]:
    """The names that are compared with one another, directly or by others, together."""
    groups: list[frozenset[str]] = []
    for pair in pairs:
        joined = frozenset(each for each in pair if isinstance(each, str))
        touched = [group for group in groups if group & joined]
        groups = [group for group in groups if not group & joined]
        groups.append(joined.union(*touched))
    return groups


def _list_orders(pairs: Sequence[Pair], group: frozenset[str]) -> Iterator[Order]:
    """Every order of some names with 0 and the numbers they are compared with."""
    numbers = {right for left, right in pairs if left in group and isinstance(right, Decimal)}
    start: Order = tuple((number,) for number in sorted(numbers | {Decimal(0)}))
    return _put_in(tuple(sorted(group)), start)


def _put_in(names: tuple[str, ...], order: Order) -> Iterator[Order]:
    if not names:
        yield order
        return
    name, rest = names[0], names[1:]
    for place, equals in enumerate(order):
        yield from _put_in(rest, (*order[:place], (*equals, name), *order[place + 1 :]))
    for place in range(len(order) + 1):
        yield from _put_in(rest, (*order[:place], (name,), *order[place:]))


def _lay_out(
    pairs: Sequence[Pair],
    orders: Sequence[Sequence[Order]],
    *,
    signed: frozenset[str],
    percent: frozenset[str],
) -> _Space:
    standing: dict[Pair, dict[int, int]] = {pair: {_LESS: 0, _SAME: 0, _MORE: 0} for pair in pairs}
    usual, bit = 0, 1
    for situation in product(*orders):
        for order in situation:
            rank = {each: place for place, equals in enumerate(order) for each in equals}
            for pair, found in standing.items():
                if pair[0] in rank:
                    left, right = rank[pair[0]], rank[pair[1]]
                    found[(left > right) - (left < right)] |= bit
        if all(_is_usual(order, signed=signed, percent=percent) for order in situation):
            usual |= bit
        bit <<= 1
    return _Space(everything=bit - 1, usual=usual, standing=standing, percent=percent)


def _is_usual(order: Order, *, signed: frozenset[str], percent: frozenset[str]) -> bool:
    """Whether nothing is negative that is not known to be, or lies between two whole numbers that
    are neighbours.
    """
    last: Decimal | None = None
    between = False
    for equals in order:
        number = next((each for each in equals if isinstance(each, Decimal)), None)
        names = {each for each in equals if isinstance(each, str)}
        if number is None:
            between = between or not names & percent
        else:
            whole = last is not None and number - last == 1 and number == int(number)
            if between and whole:
                return False
            last, between = number, False
        is_negative = number is None if last is None else last < 0
        if is_negative and names - signed:
            return False
    return True


def _find_held(condition: Condition, space: _Space, *, words: bool) -> int:
    """The situations in which a condition holds, where words that cannot be decided do or not."""
    if is_otherwise(condition):
        return space.everything
    return reduce(or_, (_find_all_held(parts, space, words=words) for parts in condition))


def _find_all_held(parts: Sequence[Words | Chain], space: _Space, *, words: bool) -> int:
    held = space.everything
    for part in parts:
        if isinstance(part, Words):
            held &= space.everything if words else 0
            continue
        for left, sides, right in _list_steps(part):
            held &= _find_step_held(left, sides, right, space)
    return held


def _find_step_held(left: str | Amount, sides: Sides, right: str | Amount, space: _Space) -> int:
    if isinstance(left, str) and left != right:
        return space.hold((left, right if isinstance(right, str) else right.value), sides)
    if isinstance(left, Amount) and isinstance(right, Amount):
        side = (left.value > right.value) - (left.value < right.value)
    else:
        side = _SAME
    return space.everything if side in sides else 0


def _describe(open_: int, space: _Space) -> Iterator[str]:
    """Conditions that together hold in just these of the usual situations, each as short and as
    wide as can be; those where amounts differ come first, for they are told with their edges.
    """
    covered = space.usual & ~open_
    for seed in sorted(range(open_.bit_length()), key=lambda place: _count_equals(space, place)):
        if not open_ >> seed & 1:
            continue
        claims = _widen(_read_claims(space, seed), covered, space)
        yield "且".join(
            _spell(pair, sides, percent=space.percent) for pair, sides in claims.items()
        )
        open_ &= ~space.hold_all(claims)


def _count_equals(space: _Space, place: int) -> int:
    return sum(found[_SAME] >> place & 1 for found in space.standing.values())


def _read_claims(space: _Space, place: int) -> dict[Pair, Sides]:
    """How every pair stands in one situation."""
    return {
        pair: frozenset({side})
        for pair, found in space.standing.items()
        for side, held in found.items()
        if held >> place & 1
    }


def _widen(claims: dict[Pair, Sides], covered: int, space: _Space) -> dict[Pair, Sides]:
    """The claims without what is not needed to stay out of what is covered."""
    for pair in tuple(claims):
        fewer = {each: sides for each, sides in claims.items() if each != pair}
        if fewer and not space.hold_all(fewer) & covered:
            claims = fewer
    for pair, wider in product(tuple(claims), _WIDER):
        wide = {**claims, pair: wider}
        gained = space.hold_all(wide) & ~space.hold_all(claims) & space.usual
        if claims[pair] < wider and gained and not gained & covered:
            claims = wide
    return claims


def _spell(pair: Pair, sides: Sides, *, percent: frozenset[str]) -> str:
    left, right = pair
    if isinstance(right, Decimal):
        right = format_points(right) + ("%" if right and left in percent else "")
    return f"{left}{_SIGNS[sides]}{right}"
