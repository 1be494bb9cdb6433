"""The words people read for each code of the vocabulary. Chinese is the source language."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _l

from models.vocabulary import (
    Action,
    AdminAction,
    Category,
    Form,
    Grade,
    Ground,
    Kind,
    MeasureStep,
    MoneyUnit,
    Office,
    PointKind,
    Reviewer,
    Role,
    Scope,
    ScoreKind,
    Severity,
    Source,
    Standing,
    State,
)

Words: TypeAlias = Mapping[StrEnum, Any]

STATES: Words = {
    State.NONE: _l("尚未建立"),
    State.DRAFT: _l("草稿"),
    State.SELF_SCORED: _l("已自评"),
    State.UNIT_APPROVED: _l("单位已审核"),
    State.FINANCE_REVIEWED: _l("财政已复核"),
    State.PUBLISHED: _l("已公开"),
}

ACTIONS: Words = {
    Action.CREATE: _l("新建"),
    Action.FILL: _l("填报"),
    Action.SCORE: _l("自评打分"),
    Action.AMEND: _l("调整约定指标"),
    Action.ATTACH: _l("上传附件"),
    Action.ASSIGN: _l("指派"),
    Action.COMMENT: _l("评论"),
    Action.ANSWER: _l("回应问题"),
    Action.SUBMIT: _l("提交自评"),
    Action.RECALL: _l("撤回"),
    Action.APPROVE: _l("单位审核"),
    Action.RETURN: _l("退回"),
    Action.SETTLE: _l("问题销号"),
    Action.RESCORE: _l("复核评分"),
    Action.REVIEW: _l("完成复核"),
    Action.REOPEN: _l("重新复核"),
    Action.PUBLISH: _l("公开发布"),
    Action.CORRECT: _l("更正"),
    Action.DISCARD: _l("作废"),
    Action.ASK_ERASURE: _l("申请清除文字"),
    Action.ERASE: _l("同意清除文字"),
    Action.DECLINE_ERASURE: _l("终止清除申请"),
    Action.PLAN_MEASURE: _l("制定整改措施"),
    Action.REPORT_MEASURE: _l("报告整改完成"),
    Action.ACCEPT_MEASURE: _l("整改验收通过"),
    Action.REFUSE_MEASURE: _l("整改验收退回"),
    Action.ESCALATE: _l("催办"),
}

MEASURE_STEPS: Words = {
    MeasureStep.PLAN: _l("制定措施"),
    MeasureStep.CHANGE: _l("调整措施"),
    MeasureStep.DONE: _l("报告完成"),
    MeasureStep.ACCEPT: _l("验收通过"),
    MeasureStep.REFUSE: _l("验收退回"),
    MeasureStep.CARRY: _l("转入本年度"),
}

STANDINGS: Words = {
    Standing.OPEN: _l("未定措施"),
    Standing.PLANNED: _l("整改中"),
    Standing.DONE: _l("待验收"),
    Standing.REFUSED: _l("退回再改"),
    Standing.ACCEPTED: _l("已整改"),
}

GROUNDS: Words = {
    Ground.PERSONAL_DATA: _l("含个人信息"),
    Ground.CONFIDENTIAL: _l("含不应公开的秘密"),
    Ground.OTHER: _l("其他原因"),
}

OFFICES: Words = {
    Office.CHIEF: _l("财政业务科科长"),
    Office.AUDITOR: _l("审计人员"),
}

REVIEWERS: Words = {
    Reviewer.HEAD: _l("单位负责人"),
    Reviewer.CHIEF: _l("财政业务科室"),
}

POINT_KINDS: Words = {
    PointKind.RAISE: _l("提出问题"),
    PointKind.ANSWER: _l("回应"),
    PointKind.SETTLE: _l("销号"),
    PointKind.INSIST: _l("仍未解决"),
    PointKind.CARRY: _l("带入问题"),
}

ROLES: Words = {
    Role.FILER: _l("填报人"),
    Role.UNIT_HEAD: _l("单位负责人"),
    Role.FINANCE_CHIEF: _l("财政业务科科长"),
    Role.AUDITOR: _l("审计人员"),
    Role.ADMINISTRATOR: _l("系统管理员"),
}

KINDS: Words = {
    Kind.PROJECT: _l("项目自评"),
    Kind.DEPARTMENT: _l("部门整体自评"),
    Kind.FINANCE: _l("财政评价"),
}

CATEGORIES: Words = {
    Category.EXECUTION: _l("预算执行"),
    Category.DECISION: _l("决策"),
    Category.PROCESS: _l("过程"),
    Category.OUTPUT: _l("产出"),
    Category.OUTCOME: _l("效益"),
    Category.SATISFACTION: _l("满意度"),
    Category.MANAGEMENT: _l("管理"),
    Category.OTHER: _l("其他"),
}

SCORE_KINDS: Words = {
    ScoreKind.SELF: _l("自评得分"),
    ScoreKind.REVIEW: _l("复核得分"),
}

GRADES: Words = {
    Grade.EXCELLENT: _l("优"),
    Grade.GOOD: _l("良"),
    Grade.FAIR: _l("中"),
    Grade.POOR: _l("差"),
}

SEVERITIES: Words = {
    Severity.ERROR: _l("错误"),
    Severity.WARNING: _l("警告"),
    Severity.INFORMATION: _l("提示"),
}

MONEY_UNITS: Words = {
    MoneyUnit.YUAN: _l("元"),
    MoneyUnit.WAN: _l("万元"),
}

SOURCES: Words = {
    Source.PAGE: _l("网页"),
    Source.IMPORT: _l("导入"),
    Source.COMMAND: _l("命令行"),
    Source.DEMO: _l("演示"),
    Source.API: _l("接口"),
}

ADMIN_ACTIONS: Words = {
    AdminAction.ADD_PERSON: _l("新增人员"),
    AdminAction.ISSUE_LINK: _l("发放一次性链接"),
    AdminAction.SET_PASSWORD: _l("设置密码"),
    AdminAction.DISABLE_PERSON: _l("停用人员"),
    AdminAction.ENABLE_PERSON: _l("启用人员"),
    AdminAction.CHANGE_ROLES: _l("变更角色"),
    AdminAction.CHANGE_UNIT: _l("变更单位"),
    AdminAction.ADD_UNIT: _l("新增单位"),
    AdminAction.ADD_SECTION: _l("新增财政业务科室"),
    AdminAction.ADD_CYCLE: _l("新增年度评价任务"),
    AdminAction.ADD_SCHEME: _l("登记评价方案"),
    AdminAction.BEGIN_DEMO: _l("装载演示数据"),
    AdminAction.EDIT_UNIT: _l("修改单位"),
    AdminAction.CHANGE_CYCLE: _l("调整年度评价任务"),
    AdminAction.ACTIVATE_SCHEME: _l("启用评价方案"),
    AdminAction.ISSUE_TOKEN: _l("发放接口令牌"),
    AdminAction.REVOKE_TOKEN: _l("吊销接口令牌"),
    AdminAction.CLOCK_WENT_BACK: _l("服务器时钟倒退"),
    AdminAction.ROTATE_KEY: _l("更换封印密钥"),
    AdminAction.DELEGATE: _l("设立代办"),
    AdminAction.END_DELEGATION: _l("终止代办"),
}

SCOPES: Words = {
    Scope.READ: _l("只读"),
    Scope.ACT: _l("读取并办理"),
}

FORM_NAMES: Words = {
    Form.FUNDS: _l("资金"),
    Form.INDICATORS: _l("指标"),
    Form.NARRATIVE: _l("文字"),
    Form.FINISH: ACTIONS[Action.REVIEW],
    **{form: ACTIONS[Action(form)] for form in Form if form.value in set(Action)},
}
"""A form of one action bears its name."""

WORDS: Mapping[type[StrEnum], Words] = {
    State: STATES,
    Action: ACTIONS,
    Role: ROLES,
    Kind: KINDS,
    Category: CATEGORIES,
    ScoreKind: SCORE_KINDS,
    Grade: GRADES,
    Severity: SEVERITIES,
    MoneyUnit: MONEY_UNITS,
    Source: SOURCES,
    AdminAction: ADMIN_ACTIONS,
    Scope: SCOPES,
    Form: FORM_NAMES,
    Ground: GROUNDS,
    Office: OFFICES,
    MeasureStep: MEASURE_STEPS,
    Standing: STANDINGS,
    Reviewer: REVIEWERS,
    PointKind: POINT_KINDS,
}
"""Every vocabulary with its words; a test walks the vocabulary and finds the one without."""


def label(vocabulary: type[StrEnum], code: str) -> str:
    """Return the words for one code of a vocabulary; a code of a later version shows itself."""
    try:
        return str(WORDS[vocabulary][vocabulary(code)])
    except ValueError:
        return code
