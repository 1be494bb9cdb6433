"""Posts and people that a text tells of, with the ratio it prints beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from policies.reading import Figure, read_figures

_AUTHORISED = ("编制", "编制数", "编制人数")
_ACTUAL = ("实有", "在职", "实有人数", "在职人数")
_PEOPLE = ("", "人", "名", "个")
_RATIOS = ("控制率", "供养率", "比率", "比例", "占比")
_LINKS = "为是达到约 "
_LONGEST_TEXT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPosts:
    """Authorised posts, people and their ratio as printed, in percent; `is_named` is whether the
    ratio stands bare behind them or is called a ratio.
    """

    authorised: Decimal
    actual: Decimal
    ratio: Decimal
    is_named: bool


def read_posts(text: str) -> ToldPosts | None:
    """Return what "编制6人、实有10人（=166.67%）" tells; None where one of the three is not told
    exactly once.
    """
    if "编制" not in text or len(text) > _LONGEST_TEXT:
        return None
    figures = read_figures(text)
    posts = _take_people(figures, _AUTHORISED)
    people = _take_people(figures, _ACTUAL)
    shares = [
        (each.label.rstrip(_LINKS), each.reading.value)
        for each in figures
        if each.reading.unit == "%" and each.reading.value is not None
    ]
    if len(posts) != 1 or len(people) != 1 or len(shares) != 1:
        return None
    label, ratio = shares[0]
    named = not label or label.endswith(_RATIOS)
    return ToldPosts(authorised=posts[0], actual=people[0], ratio=ratio, is_named=named)


def _take_people(figures: Sequence[Figure], words: tuple[str, ...]) -> list[Decimal]:
    return [
        each.reading.value
        for each in figures
        if each.label.endswith(words)
        and each.reading.unit in _PEOPLE
        and each.reading.value is not None
    ]
