"""Where a unit writes of its own problems: what is followed up where there are no findings."""

PROBLEM_KEYS = frozenset({"problems", "variance"})
"""Sections of the schemes of this release in which a unit says what went wrong."""
PROBLEM_WORDS = ("问题", "偏差", "偏离", "不足", "未完成")
"""Words in the titles of such sections, for the schemes of others."""
NOTHING = frozenset({"", "无", "没有", "暂无", "不适用", "无问题", "不存在问题", "/", "-", "—"})
_AROUND = " \t\n\u3000。.；;，,"


def speaks_of_problems(key: str, *, title: str) -> bool:
    """Say whether a section of the narrative is where problems are told."""
    return key in PROBLEM_KEYS or any(word in title for word in PROBLEM_WORDS)


def names_a_problem(text: str) -> bool:
    """Say whether a text tells of a problem at all: "无" does not."""
    return text.strip(_AROUND) not in NOTHING
