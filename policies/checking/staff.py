"""Posts and people as a row of the form tells of them in words."""

from decimal import Decimal

from policies.checking.sheet import Staff
from policies.reading import Figure, ValueKind, read_figures

_RATIOS = ("供养人员控制率", "在职人员控制率", "人员编制控制率")
_AUTHORISED, _ACTUAL = ("编制", "编制数", "编制人数"), ("实有", "在职", "实有人数", "在职人数")
_PEOPLE = ("", "人", "名", "个")
_LONGEST_TEXT = 400


def names_staff(name: str) -> bool:
    """Whether a row is called like the ratio of people to authorised posts (case 003, A1.1)."""
    return any(word in name for word in _RATIOS)


def read_staff(text: str) -> Staff:
    """Return authorised posts, people and their ratio from "编制6人、实有10人（=166.67%）".

    Empty where one of the three is not told exactly once.
    """
    figures = read_figures(text) if len(text) <= _LONGEST_TEXT else ()
    posts = [number for each in figures if (number := _take_people(each, _AUTHORISED)) is not None]
    people = [number for each in figures if (number := _take_people(each, _ACTUAL)) is not None]
    shares = [each.reading.value for each in figures if each.reading.unit == "%"]
    if len(posts) != 1 or len(people) != 1 or len(shares) != 1 or shares[0] is None:
        return Staff()
    return Staff(authorised=posts[0], actual=people[0], ratio_text=f"{shares[0]:f}%")


def _take_people(figure: Figure, words: tuple[str, ...]) -> Decimal | None:
    reading = figure.reading
    if reading.kind is not ValueKind.NUMBER or reading.unit not in _PEOPLE:
        return None
    return reading.value if figure.label.strip().rstrip("为是：: ").endswith(words) else None
