"""The sentences of what checks find and of how scores were computed, by code.

A code whose numbers say `what` has a sentence for each of its cases: `S07_missed`.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _l

Sentences: TypeAlias = Mapping[str, Any]

CHECKS: Sentences = {
    "W01": _l("权重合计 %(derived)s ≠ %(expected)s"),
    "W02": _l("权重 %(reported)s ≠ 下级合计 %(derived)s"),
    "W03": _l("“%(name)s”的权重 %(reported)s ≠ 方案规定的 %(expected)s"),
    "W07": _l("%(count)s 项打分的指标没有权重"),
    "W10": _l("一个指标占了全部 %(weight)s 分"),
    "S01": _l("自报总分 %(reported)s ≠ 各项合计 %(derived)s"),
    "S02": _l("得分 %(reported)s ≠ 下级合计 %(derived)s"),
    "S03": _l("得分 %(self)s > 满分 %(weight)s"),
    "S04": _l("得分 %(self)s 小于 0"),
    "S05": _l("自评 %(self)s ≠ 核算 %(computed)s"),
    "S06": _l("扣了 %(deducted)s 分（满分 %(weight)s，自评 %(self)s），没有写原因"),
    "S07_missed": _l("没有达到目标（目标 %(target)s，完成 %(actual)s），仍得满分 %(self)s"),
    "S07_missed_untold": _l("没有达到要求（完成 %(actual)s），仍得满分 %(self)s"),
    "S07_not_applicable": _l("写明不适用，仍得满分 %(self)s"),
    "S07_no_projects": _l("表中没有项目支出，仍得满分 %(self)s，宜按不适用处理"),
    "S08": _l("执行率得分 %(self)s ≠ 按规则应得的 %(computed)s"),
    "S08x_over": _l("偏差原因写“无”，而完成值 %(actual)s 是目标 %(target)s 的 %(ratio)s%%"),
    "S08x_under": _l(
        "偏差原因写“无”，而没有达到目标或扣了分（目标 %(target)s，完成 %(actual)s，%(ratio)s%%）"
    ),
    "S08x_under_untold": _l("偏差原因写“无”，而没有达到要求或扣了分（%(ratio)s%%）"),
    "S09": _l("没有写总分；各项合计为 %(derived)s"),
    "S10": _l("没有自评得分"),
    "S11": _l("得分 %(self)s 像是已按权重 %(weight)s 折算后又乘了一次权重（应为 %(points)s）"),
    "S90": _l("只有自报总分 %(reported)s，没有评分表，无法复算"),
    "R01z": _l("目标值为零（%(target)s），不能求比值，按零目标计分"),
    "F01": _l("印的执行率 %(reported)s%% ≠ %(actual)s ÷ %(budget)s = %(derived)s%%"),
    "F02": _l("执行率 %(rate)s%%，支出 %(actual)s > 预算 %(budget)s"),
    "F03": _l("合计 %(reported)s ≠ 各项之和 %(derived)s，相差 %(difference)s"),
    "F03_column": _l("%(column)s合计 %(reported)s ≠ 各项之和 %(derived)s，相差 %(difference)s"),
    "F04": _l("结余 %(reported)s ≠ 收入 %(income)s − 支出 %(expense)s = %(derived)s"),
    "F05_sum": _l("年初 %(original)s + 调整 %(adjustment)s = %(derived)s ≠ 调整后 %(revised)s"),
    "F05_change": _l(
        "预算由 %(original)s 调整为 %(revised)s（%(adjustment)s，%(percent)s%%），没有说明原因"
    ),
    "F06": _l("写的是 %(reported)s，而下面合计或已支出 %(derived)s"),
    "F06_column": _l("%(column)s写的是 %(reported)s，而下面合计或已支出 %(derived)s"),
    "F07": _l("%(reported)s 像是写错了金额单位（元与万元），应为 %(derived)s"),
    "F07_column": _l("%(column)s %(reported)s 像是写错了金额单位（元与万元），应为 %(derived)s"),
    "F08": _l("执行率 %(rate)s%% 低于 %(limit)s%%（%(actual)s ÷ %(budget)s），没有说明原因"),
    "F09": _l(
        "支出 %(expense)s > 收入 %(income)s，多出 %(difference)s，"
        "没有说明上年结转（写的是 %(carried)s）"
    ),
    "F10": _l("比上年增减 %(reported)s 与算出的 %(derived)s 不一致（本年 %(this)s）"),
    "F11": _l("预算 %(budget)s 与执行 %(actual)s 相差太大（%(rate)s%%），没有说明原因"),
    "F14": _l("印的比率 %(reported)s%% ≠ 实有 %(actual)s ÷ 编制 %(authorised)s = %(derived)s%%"),
    "F15": _l("单价 %(price)s × 数量 %(count)s = %(derived)s ≠ 金额 %(reported)s"),
    "I01": _l("“%(name)s”重复 %(count)s 次（目标 %(target)s），共占 %(points)s 分"),
    "I01_shared": _l("与“%(other)s”的目标文字相同：%(target)s"),
    "I02": _l("“%(name)s”看来是%(looks)s指标，列在%(filed)s之下"),
    "I03": _l(
        "完成 %(actual)s，目标 %(target)s，是目标的 %(ratio)s%%（超过 %(limit)s%%），"
        "请说明目标为何偏低"
    ),
    "I04": _l("没有效益指标"),
    "I05": _l("没有满意度指标"),
    "I06": _l("没有成本指标"),
    "I07": _l("没有时效指标"),
    "I08": _l("目标或完成值没有量化（目标：%(target)s；完成：%(actual)s）"),
    "I09": _l("完成值照抄了目标值，不是实际完成数：%(actual)s"),
    "I10": _l("没有完成值"),
    "I10_none": _l("完成值写“%(actual)s”：是零，还是不适用？"),
    "I11": _l("目标的方向与“%(name)s”不符：%(target)s"),
    "I12": _l("一个指标里有 %(count)s 个目标：%(target)s"),
    "I13": _l("留有模板的提示文字：%(text)s"),
    "I14": _l("完成值 %(actual)s 与目标 %(target)s 的单位不同"),
    "I15": _l("%(count)s 项产出都完成 100%%，而执行率只有 %(rate)s%%（低于 %(limit)s%%）"),
    "G01": _l("自报等级“%(reported)s”≠ 总分 %(total)s 对应的“%(derived)s”"),
    "G02": _l("没有写等级；总分 %(total)s 对应“%(derived)s”"),
    "G03": _l("等级“%(reported)s”不是方案里的等级"),
    "N01": _l("“%(said)s”与“%(against)s”矛盾"),
    "N01_changed": _l("“%(said)s”与“%(against)s”的预算由 %(original)s 变为 %(revised)s 矛盾"),
    "N02": _l("全年的报告里有年中或以前年度的日期：%(text)s（共 %(count)s 处）"),
    "N03": _l("文字里“%(name)s”为 %(said)s，表里为 %(table)s %(unit)s"),
    "N07": _l(
        "口径不一：%(count)s 占 %(share)s%% 推得 %(base)s，"
        "%(other_count)s 占 %(other_share)s%% 推得 %(other_base)s"
    ),
    "P01": _l("含有个人信息（%(kind)s %(text)s，共 %(count)s 处），公开前应删去"),
}
"""What each check finds; what it speaks of stands beside it."""

NAMING = frozenset({"F01", "F02", "F03", "F06", "F07", "F08", "F10", "F11"})
"""The codes whose numbers name, as `what`, the amount they speak of: it stands before the sentence
where it does not stand beside it anyway.
"""

COLUMNS: Sentences = {
    "original": _l("年初预算"),
    "adjustment": _l("预算调整"),
    "revised": _l("调整后预算"),
    "actual": _l("执行数"),
}
"""The columns of a table of funds."""

BY_HAND: Sentences = {
    "W04": _l("表上没有分值一栏"),
    "W05": _l("表上没有得分"),
    "W06": _l("合并的行共用一个得分"),
    "W08": _l("能看到的部分已超出应有的分值"),
    "W09": _l("各部分相加不等于合计"),
    "W11": _l("平均分配后取整，合计超出"),
    "W12": _l("下级行重复写了权重和得分"),
    "F12": _l("没有列出单价或分项金额"),
    "F13": _l("支出里列入了折旧"),
    "I16": _l("照搬模板的行，没有按本单位、本年度改写"),
    "N01": _l("文字与表格或前后文矛盾"),
    "N04": _l("编号有跳跃"),
    "N05": _l("引用的附件没有附上"),
    "N06": _l("签字、盖章或日期空白"),
    "N10": _l("问题与措施没有对应，或全写“无”"),
    "N12": _l("完成率与完成值混淆"),
}
"""What only a reader can see, and records by hand."""

SCORING: Sentences = {
    "no_rule": _l("没有评分规则，由人打分"),
    "rule_unknown": _l("评分规则不认识，由人打分"),
    "rule_unusable": _l("评分规则的参数有误，由人打分"),
    "param_missing": _l("评分规则缺少参数，由人打分"),
    "weight_unusable": _l("权重不能用于计算"),
    "target_missing": _l("没有目标值"),
    "target_not_a_number": _l("目标值不是一个明确的数"),
    "actual_missing": _l("还没有完成值"),
    "actual_not_a_number": _l("完成值不是一个明确的数"),
    "actual_copies_target": _l("完成值照抄了目标值，不是实际完成数"),
    "actual_unclear": _l("完成值有几种读法，请写明确"),
    "none_or_zero": _l("完成值写的是没有：是零，还是不适用？请写明确"),
    "out_of_range": _l(
        "完成值超出范围：百分制的分数或百分比在 0 到 100 之间，子表得分不超过子表满分"
    ),
    "share_or_percent": _l("系数不大于 1，看不出 0.5 是一半还是百分之零点五：请写百分号"),
    "units_differ": _l("目标值与完成值的单位不同"),
    "direction_unclear": _l("目标值的方向与规则不符"),
    "zero_target": _l("目标值为零，不能求比值"),
    "budget_missing": _l("没有调整后预算数"),
    "spent_missing": _l("没有执行数"),
    "zero_budget": _l("调整后预算数为零，不能求执行率"),
    "amount_unusable": _l("金额不能用于计算"),
    "finished_unsaid": _l("请在完成值里说明项目是否完成：已完成，或未完成"),
    "level_missing": _l("请在这一档的区间内写明百分比"),
    "level_unclear": _l("“基本达成”属于哪一档？请写明档次或百分比"),
    "share_outside_level": _l("百分比不在所选的一档之内"),
    "items_unclear": _l("看不出哪些条已做到；请写如“①是②否”"),
    "no_case_fits": _l("没有一种情形适用"),
    "cause_missing": _l("大幅超过目标，请写明原因"),
    "details_missing": _l("下面的行还没有全部算出"),
    "not_applicable": _l("写明不适用"),
    "veto_unanswered": _l("请写明情形是否发生：是、否，或发生的次数"),
    "by_a_person": _l("由人判断打分"),
}
"""Why the rules computed no score."""

NOTICES: Sentences = {
    "taken_from_sentence": _l("数取自一句话，请核对"),
    "bound_taken_as_value": _l("完成值写的是界限，按这个数计算"),
    "zero_target": _l("目标值为零，按零目标计分"),
    "far_over_target": _l("大幅超过目标，请说明目标为何偏低"),
    "overspent": _l("支出超过预算，按满分计"),
    "steps_are_linear": _l("不足一个百分点的部分按比例扣分"),
    "parts_taken_as_full": _l("不能核算的部分按满分计"),
    "blank_taken_as_zero": _l("空白按零计"),
    "nothing_taken_as_zero": _l("完成值写的是没有，按零计"),
    "level_taken_as_full": _l("只写了第一档，没有写百分比，按满分计"),
    "gate_missed": _l("没有达到及格线，不得分"),
    "date_end_assumed": _l("期限按上一个月的最后一天理解"),
    "rule_read_from_text": _l("扣分或分档的数取自评分标准的文字，请核对"),
    "ratio_reckoned": _l("印的比率与人数、编制数不符，按实有 ÷ 编制计算"),
}
"""What a person should know about a score that was computed."""

MEASURES: Sentences = {
    "quantity": _l("数量"),
    "quality": _l("质量"),
    "timeliness": _l("时效"),
    "cost": _l("成本"),
    "outcome": _l("效益"),
    "satisfaction": _l("满意度"),
    "fairness": _l("公平性"),
}
"""What an indicator measures."""

PERSONAL: Sentences = {
    "mobile": _l("手机号"),
    "identity_number": _l("身份证号"),
    "landline": _l("座机号"),
    "email": _l("电子邮箱"),
    "contact": _l("联系人或电话"),
}
"""What kinds of personal data are called."""
