"""Posts and people as a row of the form tells of them in words."""

from policies.checking.sheet import Staff
from policies.scoring.told_posts import read_posts

_RATIOS = ("供养人员控制率", "在职人员控制率", "人员编制控制率")


def names_staff(name: str) -> bool:
    """Whether a row is called like the ratio of people to authorised posts (case 003, A1.1)."""
    return any(word in name for word in _RATIOS)


def read_staff(text: str) -> Staff:
    """Return authorised posts, people and their ratio from "编制6人、实有10人（=166.67%）".

    Empty where one of the three is not told exactly once.
    """
    told = read_posts(text)
    if told is None:
        return Staff()
    return Staff(authorised=told.authorised, actual=told.actual, ratio_text=f"{told.ratio:f}%")
