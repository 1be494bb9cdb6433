"""The table of indicators that is handed out, to be filled in and read again."""

from collections.abc import Sequence

from flask_babel import gettext as _

from web.sheets.write import Cell
from web.words import CATEGORIES
from workflow.data import NewIndicator


def lay_out_template(rows: Sequence[NewIndicator]) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and cells for these rows: each name in the column of its level, as
    `read_indicators` reads it. There are three levels at least, the usual form.
    """
    levels = [_("一级指标"), _("二级指标"), _("三级指标")]
    levels += [_("四级指标"), _("五级指标"), _("六级指标")]
    depths: list[int] = []
    for row in rows:
        depths.append(0 if row.parent is None else depths[row.parent] + 1)
    count = max(3, *(depth + 1 for depth in depths)) if depths else 3
    columns = [*levels[:count], _("类别"), _("分值"), _("指标值")]
    cells: list[list[Cell]] = [
        [
            *(row.name if depth == level else None for level in range(count)),
            str(CATEGORIES[row.category]),
            row.weight,
            row.target_text,
        ]
        for row, depth in zip(rows, depths, strict=True)
    ]
    return columns, cells
