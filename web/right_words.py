"""What a right depends on, in words: the predicates that a history decides, and the guards."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from workflow.rights import Place

NEEDS: Mapping[str, Any] = {
    "submitted_this_round": _l("本轮自评由您提交"),
    "had_no_part_in_filling": _l("您没有参与过它的填报"),
    "did_not_approve": _l("您没有代表单位审核过它"),
    "did_not_review_where_separated": _l("您没有复核过它"),
    "was_never_submitted": _l("从未提交过"),
    "begins_the_first_edition": _l("不是更正稿"),
    "corrects_an_edition": _l("是更正稿"),
    "cycle_is_open": _l("年度评价任务正在开放"),
    "unit_takes_part_in_the_cycle": _l("单位在任务的范围内"),
    "is_not_discarded": _l("没有作废"),
    "window_is_open": _l("填报期限还没有过"),
    "budget_is_sound": _l("资金数填写正确"),
    "actuals_and_scores_are_sound": _l("完成值和得分填写正确"),
    "file_is_named": _l("选择了文件"),
    "agreed_rows_are_sound": _l("约定的指标填写正确"),
    "reason_is_given": _l("写明理由"),
    "text_is_present": _l("写明内容"),
    "note_is_sound": _l("注明的核对代码用得对"),
    "is_complete": _l("该填的都已填"),
    "errors_are_explained": _l("查出的错误都已改正或说明"),
    "nobody_has_acted_since": _l("提交之后没有他人处理"),
    "due_date_is_ahead": _l("给出还没有过去的期限"),
    "differences_have_reasons": _l("与自评不同的得分写明原因"),
    "review_is_settled": _l("每项都有复核得分"),
    "discloses_no_personal_data": _l("公开的内容不含个人信息"),
    "leaves_no_prompt": _l("没有留下填表提示语"),
    "has_no_successor": _l("这一版还没有更正版"),
    "text_can_be_erased": _l("这段文字可以清除"),
    "request_is_waiting": _l("有等待办理的清除申请"),
    "another_office_asked": _l("由另一方的人申请"),
    "had_no_part_in_measures": _l("您没有制定过或报告过这些措施"),
    "measures_are_sound": _l("每项措施写明内容、责任和期限"),
    "measure_can_be_reported": _l("措施正在整改"),
    "measures_are_reported": _l("措施已报告完成"),
    "assignment_is_sound": _l("指派给本单位现在的填报人"),
    "deadline_is_over": _l("期限已过"),
    "nobody_has_urged_lately": _l("近一天没有人催办过"),
    "points_are_sound": _l("每个退回问题写明位置和内容"),
    "answers_are_sound": _l("有待回应的退回问题，并写明回应"),
    "points_are_answered": _l("退回问题都已回应"),
    "points_can_be_settled": _l("有已回应、等您销号的问题"),
}
"""Each as what must hold; a test finds the guard or predicate that has no words."""

PLACES: Mapping[Place, Any] = {
    Place.OWN_UNIT: _l("本单位的评价"),
    Place.UNIT_BELOW: _l("下级单位的评价，其负责人都参与过填报时"),
    Place.OWN_SECTION: _l("本科室归口单位的评价"),
    Place.BY_OWN_SECTION: _l("本科室开展的财政评价"),
    Place.ELSEWHERE: "",
}
"""Of which evaluations somebody's office is told."""


def spell_need(name: str) -> str:
    """Return what must hold; a condition without words shows its name."""
    return str(NEEDS.get(name, name))
