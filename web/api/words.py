"""What people read about the interface: each operation, parameter and field in a sentence."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

OPERATION_WORDS: Mapping[str, Any] = {
    "show_me": _l("令牌代表谁，能做什么"),
    "list_cycles": _l("现在可以新建哪些评价：开放的年度任务及其表格、可选的单位、可沿用的往年评价"),
    "list_evaluations": _l("能看到的评价，最近变动的在前"),
    "create_evaluation": _l("新建一份评价"),
    "show_evaluation": _l("一份评价的全部内容，以及现在能办理什么、为什么不能"),
    "show_trail": _l("一份评价的审计记录，最近的在前"),
    "download_attachment": _l("下载一个附件"),
    "fill_evaluation": _l("填写资金、文字、自报结果、问题与建议；没有提到的不变"),
    "score_evaluation": _l("填写完成值、自评得分和理由；没有提到的行不变"),
    "attach_evaluation": _l("上传一个附件"),
    "assign_evaluation": _l("指派由谁填报哪些地方；只是分工，不限制别人填报；不看 If-Match"),
    "comment_evaluation": _l("评论；不受其间变动的影响，不看 If-Match"),
    "amend_evaluation": _l("调整约定指标的名称、分值、指标值，须写明理由"),
    "answer_evaluation": _l("回应退回问题，每个写明怎样改了，或为什么不改；没有提到的不变"),
    "submit_evaluation": _l("提交自评，本轮内容随即封存"),
    "recall_evaluation": _l("撤回刚提交、还没有人处理的自评"),
    "approve_evaluation": _l("单位负责人审核通过"),
    "return_evaluation": _l("退回，须写明理由和期限，可逐条提出问题"),
    "settle_evaluation": _l("已回应的问题销号；不看 If-Match"),
    "rescore_evaluation": _l("暂存复核得分和理由"),
    "review_evaluation": _l("完成复核；每一行都要有复核得分"),
    "reopen_evaluation": _l("重新复核，须写明理由"),
    "publish_evaluation": _l("公开发布"),
    "correct_evaluation": _l("为已公开的结果打开更正版，须写明理由和期限；不看 If-Match"),
    "discard_evaluation": _l("作废草稿，须写明理由"),
    "ask_erasure_evaluation": _l(
        "由科长或审计人员申请清除一段文字，以其承诺值指明，须写明原因和理由；不看 If-Match"
    ),
    "erase_evaluation": _l(
        "同意另一方的清除申请（科长与审计人员各一人），文字随即清除；不看 If-Match"
    ),
    "escalate_evaluation": _l("逾期之后催办；只提醒，不改变状态；不看 If-Match"),
    "decline_erasure_evaluation": _l("不同意清除申请，或撤回自己的，须写明理由；不看 If-Match"),
    "plan_measure_evaluation": _l("针对问题制定或调整整改措施；不看 If-Match"),
    "report_measure_evaluation": _l("报告一项整改措施完成；不看 If-Match"),
    "accept_measure_evaluation": _l("整改措施验收通过；不看 If-Match"),
    "refuse_measure_evaluation": _l("整改措施验收退回，须写明理由；不看 If-Match"),
}

PARAMETER_WORDS: Mapping[str, Any] = {
    "evaluation_id": _l("评价的编号"),
    "attachment_id": _l("附件的编号"),
    "Idempotency-Key": _l("本次请求的编号，由您自拟；同一编号再发一次，只办理一次，回答相同"),
    "Acting-For": _l("您代谁办理：他的编号；须有此时有效的代办，缺省为以本人身份办理"),
    "If-Match": _l("您所依据的内容版本（content_version），带引号；其间有变动则回答 412"),
    "year": _l("预算年度"),
    "unit": _l("单位的编号，连同下级单位"),
    "kind": _l("评价类型"),
    "state": _l("状态"),
    "grade": _l("等级"),
    "person": _l("办理过的人的编号"),
    "q": _l("名称或内容里的词，用空格隔开"),
    "superseded": _l("也列出已被更正版取代的"),
    "discarded": _l("也列出已作废的"),
    "limit": _l("每页最多几项"),
    "after": _l("从这里往后，见上一页的链接"),
    "before": _l("从这里往前，见上一页的链接"),
    "action": _l("办理的事项"),
    "indicator": _l("指标的编号"),
    "since": _l("从哪一天起"),
    "until": _l("到哪一天为止"),
    "below": _l("早于这个序号的记录"),
}

FIELD_WORDS: Mapping[str, Any] = {
    "cycle_id": _l("年度任务的编号，见开放的年度任务"),
    "title": _l("评价名称；沿用往年评价时可以为空"),
    "origin": _l("指标从哪里来：依次为评价方案、往年评价、随请求给出"),
    "predecessor_id": _l("往年评价的编号，见开放的年度任务"),
    "evaluated_unit": _l("被评价单位的编号，只由财政业务科室填报人给出"),
    "rows": _l("指标，以编号为键；新建时为列表"),
    "lines": _l("资金行，以编号为键；三个金额一起给出，单位与读到的资金表相同"),
    "sections": _l("文字部分，以各部分的代码为键"),
    "reported_total": _l("自报总分；三个自报字段一起给出"),
    "reported_grade": _l("自报等级"),
    "claim_reason": _l("自报结果的说明"),
    "findings": _l("发现的问题；与建议一起给出，取代原有的"),
    "recommendations": _l("建议"),
    "places": _l(
        "要指派的地方和填报人的编号，null 为不再指派；"
        "地方写作 funds、row:指标编号、section:文字部分代码或 whole"
    ),
    "answers": _l("回应，以问题的编号为键"),
    "points": _l(
        "退回时以位置为键写明问题：row:指标编号、section:代码、funds 或 whole；销号时列出问题编号"
    ),
    "text": _l("意见"),
    "commitment": _l("要清除的文字的承诺值，见审计记录"),
    "ground": _l("清除的原因，公开可见"),
    "request": _l("清除申请那条记录的序号"),
    "measures": _l("整改措施；验收时为编号的列表"),
    "measure": _l("整改措施；报告完成时为其编号"),
    "own": _l("要调整的整改措施的编号，新的不给"),
    "about": _l("所针对的问题：那段文字的承诺值"),
    "basis": _l("所依据的建议：那段文字的承诺值"),
    "owner": _l("责任科室或岗位，公开可见"),
    "attachment_id": _l("作为佐证的附件的编号，可以不给"),
    "code": _l("只有人看得出来的核对代码，由审核人或复核人注明；与位置一起给出"),
    "where": _l("所注明的位置：指标的编号，或表格一部分的代码，如 narrative"),
    "reason": _l("理由"),
    "comment": _l("复核意见"),
    "due_on": _l("期限的日期，例如 2026-06-30，当日 24 时截止"),
    "file": _l("文件"),
    "score": _l("得分"),
    "actual": _l("完成值；资金行里是执行数"),
    "original": _l("年初预算数"),
    "revised": _l("调整后预算数"),
    "category": _l("类别"),
    "name": _l("名称"),
    "weight": _l("分值"),
    "target": _l("指标值"),
    "target_text": _l("指标值"),
    "children": _l("下级指标，写法相同"),
    "indicator_id": _l("附件所属指标的编号，可以不给"),
}
