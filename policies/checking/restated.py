"""Passages of targets that tell what was done instead of what was wanted."""

from collections.abc import Iterator

from policies.checking.sheet import Passage, Sheet
from policies.reading import ValueKind, read_figures
from policies.texts import fold_words

_TARGETS = ("绩效目标", "年度目标", "总体目标", "预期目标")
_NOT_TARGETS = ("完成", "实现", "分析", "结论", "情况", "成效", "偏差")
_DONE = ("已", "累计", "完成了", "超额")
_RESULTS = ("完成情况", "实现情况", "效能", "产出", "效益", "成效", "主要绩效", "完成")
_FEWEST_FIGURES = 3
_FEWEST_SIGNS = 2
_LONGEST_LABEL = 4


def find_restated_targets(sheet: Sheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The place of each passage of targets with the figures that a passage of results repeats.

    Case 001: 一（三）"部门整体支出绩效目标" says "粤省事已累计进驻 165 项" as does 二（二）. Found
    are three figures or more that have the same words before them and the same unit in both, where
    the targets are written in words of completion. A target that was met to the unit has the same
    figures, too, but says nothing of having been done.
    """
    written = [
        passage
        for passage in sheet.sections
        if _is_of_targets(passage) and any(word in passage.text for word in _DONE)
    ]
    results = [
        _name_figures(passage)
        for passage in (sheet.sections if written else ())
        if any(word in passage.title for word in _RESULTS) and not _is_of_targets(passage)
    ]
    for targets in written:
        wanted = _name_figures(targets)
        for reached in results:
            common = tuple(shown for named, shown in wanted.items() if named in reached)
            if len(common) >= _FEWEST_FIGURES:
                yield targets.key, common
                break


def _is_of_targets(passage: Passage) -> bool:
    title = passage.title
    return any(word in title for word in _TARGETS) and not any(
        word in title for word in _NOT_TARGETS
    )


def _name_figures(passage: Passage) -> dict[tuple[str, str, str], str]:
    """Each figure as printed, by the last words before it, its number and its unit."""
    found = {}
    for figure in read_figures(passage.text):
        reading = figure.reading
        label = "".join(fold_words(figure.label).split())[-_LONGEST_LABEL:]
        if reading.kind is ValueKind.NUMBER and reading.value and len(label) >= _FEWEST_SIGNS:
            found[label, str(reading.value.normalize()), reading.unit] = reading.raw.strip()
    return found
