"""The parameters without which a family of rules cannot be read."""

from collections.abc import Mapping

BANDS = '[["95", "", "5"], ["0", "95", "3"]]'
CONDITION = "发生违规使用资金的，等级为差"
"""The text of a rule that knocks out, which it cannot do without."""
BASE: Mapping[str, dict[str, str]] = {
    "exec_rate_stepped": {"bands": BANDS},
    "ratio_vs_time_progress": {"base": "62.5"},
    "step_bands": {"bands": BANDS},
    "case": {"cases": '[["A≤3", "3"], ["A>3", "0"]]'},
    "linear_deduction_over": {"per_step": "0.5"},
    "linear_deduction_under": {"per_step": "0.5"},
    "per_occurrence": {"per": "1"},
    "checklist": {"points": '["1", "2"]'},
    "checklist_with_deductions": {"points": '["1", "2"]', "deductions": '["1", "1"]'},
    "subtable": {"sub_max": "10"},
    "weighted_conversion": {"pct": "5"},
}
"""By the name of the family."""
