"""What the parts of a form are called at which a reviewer notes something."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from policies.checking import places

PARTS: Mapping[str, Any] = {
    places.WEIGHTS: _l("权重"),
    places.TOTAL: _l("总分"),
    places.GRADE: _l("等级"),
    places.INDICATORS: _l("指标表"),
    places.FUNDS: _l("资金"),
    places.STAFF: _l("人员"),
    places.NARRATIVE: _l("文字部分"),
    places.FINDINGS: _l("问题与建议"),
}


def name_place(where: str, *, rows: Mapping[str, str]) -> str:
    """Return the name of a row by its id, or what a part of the form is called; nothing for a
    place that has no name.
    """
    return rows.get(where) or str(PARTS.get(where, ""))
