"""How the five evaluations, and one that was made up, came to stand where they stand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from models.vocabulary import Action, Role
from web.demo.people import Account
from web.demo.steps import Walk
from web.door import House
from workflow.data import (
    PlannedMeasure,
    PlanningMeasures,
    Remark,
    SendingBack,
    SettlingPoints,
)

REASONS_OF_DABU = {
    "论证决策": "论证材料不够齐全，自扣1分。",
    "完整性": "绩效目标覆盖不够完整，自扣0.3分。",
    "合理性": "目标设置偏简单，自扣0.3分。",
    "可衡量性": "个别目标没有量化，自扣0.2分。",
    "实施程序": "个别程序的记录不齐全，自扣0.2分。",
    "管理情况": "日常检查的记录不齐全，自扣0.2分。",
    "效率性": "部分设备投入使用较晚，自扣1分。",
    "效果性（社会经济效益和可持续发展效益）": "效果缺少数据佐证，自扣5分。",
    "公平性（服务对象满意度）": "没有用问卷测评满意度，自扣1分。",
}
"""Why the points were deducted: Dabu's form does not say."""
REASONS_OF_HUBEI = {"信息系统运行稳定": "年初批复的绩效目标表列为三行，照此填报。"}
"""Why one indicator stands there three times."""


def stop_at_draft(walk: Walk) -> None:
    """Yueyanglou: filled in, 97 reported, the rows add up to 95."""
    walk.enter("filer")


def stop_at_self_scored(walk: Walk) -> None:
    """Dabu: submitted, waiting for its head."""
    walk.enter("filer")
    walk.explain("filer", REASONS_OF_DABU)
    walk.do(Action.SUBMIT, "filer", Remark(text="自评完成，请审核。"))


def stop_at_unit_approved(walk: Walk) -> None:
    """Hubei: approved in round 2, after the finance section had returned round 1 with two points:
    both are answered, one is settled.
    """
    walk.enter("filer")
    walk.explain("filer", REASONS_OF_HUBEI)
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="同意上报。"))
    walk.do(
        Action.RETURN,
        "chief",
        SendingBack(
            reason="请核对重复设置的指标，并说明网上办件事项目标值的依据。",
            due_at=walk.find_deadline(days=40),
            points=walk.object_to(
                {
                    "信息系统运行稳定": "同一指标设置了三行，请说明依据。",
                    "网上办件事项": "目标15个，完成85个，请说明目标值的依据。",
                }
            ),
        ),
    )
    walk.do(Action.COMMENT, "filer", Remark(text="已核对，指标沿用年初批复。"), hours=26)
    walk.answer("filer", ["年初批复的绩效目标表列为三行，照此填报。", "目标值沿用上年批复。"])
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="同意上报（第2轮）。"))
    first = walk.read_points().all[0]
    walk.do(Action.SETTLE, "chief", SettlingPoints(points=frozenset({first.id})))


def stop_at_finance_reviewed(walk: Walk) -> None:
    """Guangdong: reviewed, ready to be published."""
    walk.enter("filer")
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="同意。"))
    walk.do(Action.REVIEW, "chief", walk.accept_scores())


def stop_at_published(walk: Walk) -> None:
    """Changsha: the finance bureau's own evaluation, confirmed by the unit and published."""
    walk.enter("evaluator")
    walk.do(Action.SUBMIT, "evaluator", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="对评价结论无异议。"))
    walk.do(Action.REVIEW, "chief", walk.accept_scores())
    walk.do(Action.PUBLISH, "chief", Remark())


def stop_when_returned(walk: Walk) -> None:
    """A made-up case: approved by the head's deputy, sent back with two points, of which one is
    answered; a measure is late.
    """
    walk.lend("head", "supervisor", Role.UNIT_HEAD, days=60)
    walk.enter("filer")
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "supervisor", Remark(text="同意。"), acting_for="head")
    walk.do(
        Action.RETURN,
        "chief",
        SendingBack(
            reason="两项指标缺少依据，请逐条回应。",
            due_at=walk.find_deadline(days=40),
            points=walk.object_to(
                {
                    "终端完好率": "请补充巡检记录。",
                    "群众满意度": "请说明问卷的发放范围和份数。",
                }
            ),
        ),
    )
    walk.answer("filer", ["已补充：40台终端每月巡检一次，完好率按月汇总计算。"])
    day = walk.find_deadline(days=1).astimezone(walk.home.settings.time_zone).date()
    measure = PlannedMeasure(text="每季度检查一次自助终端的耗材库存。", owner="综合科", due_on=day)
    walk.do(Action.PLAN_MEASURE, "filer", PlanningMeasures(measures=(measure,)), hours=2)


REGION_OF = {"returned": "guangdong"}
"""Whose people walk a case that is not called by its region."""
WALKS: dict[str, tuple[int, Callable[[Walk], None]]] = {
    "changsha": (12, stop_at_published),
    "guangdong": (9, stop_at_finance_reviewed),
    "hubei": (11, stop_at_unit_approved),
    "dabu": (5, stop_at_self_scored),
    "yueyanglou": (3, stop_at_draft),
    "returned": (8, stop_when_returned),
}
"""How many days ago each evaluation began, and the walk it took."""


def walk_all(home: House, *, accounts: dict[str, Account], at: datetime) -> None:
    """Walk every case to where it stands at `at`."""
    for key, (days, take) in WALKS.items():
        began = at - timedelta(days=days)
        region = REGION_OF.get(key, key)
        take(Walk(home=home, accounts=accounts, key=key, at=began, region=region))
