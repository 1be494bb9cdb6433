"""The pages of figures: what they are called, and which tables stand on which."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

VIEWS: Mapping[str, Any] = {
    "show": _l("汇总"),
    "show_gaps": _l("自评与复核"),
    "show_rates": _l("执行率与得分"),
    "show_stays": _l("用时与轮次"),
    "show_codes": _l("常见不一致"),
    "show_indicator": _l("同一指标历年"),
    "show_shared": _l("多单位汇总表"),
}
_TABLES: Mapping[str, tuple[str, ...]] = {
    "show": ("units", "years"),
    "show_gaps": ("gap_spans", "gaps_units", "gaps_years"),
    "show_rates": ("rates",),
    "show_stays": ("stays", "rounds"),
    "show_codes": ("codes",),
    "show_indicator": ("indicator_years", "indicator_rows"),
}


def find_view(table: str) -> str | None:
    """Return the page that a table stands on; None for no table."""
    return next((view for view, tables in _TABLES.items() if table in tables), None)
