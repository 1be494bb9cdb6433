"""Every task of the day, from the start page to its result, in as many pages and clicks as a table
says and no more: a design that asks for one more must change the table.
"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.counting import Cost, Person, seat
from tests.browser.papers import ACTUALS, AMOUNTS, COLUMNS
from tests.browser.site import Site

pytestmark = pytest.mark.browser

TASKS = {
    "fill in and submit": Cost(pages=6, clicks=6, fields=42),
    "approve": Cost(pages=2, clicks=2, fields=0),
    "return with two points": Cost(pages=3, clicks=3, fields=4),
    "answer them, submit again": Cost(pages=4, clicks=4, fields=4),
    "approve on a phone": Cost(pages=2, clicks=2, fields=1),
    "review with three changed scores": Cost(pages=2, clicks=2, fields=6),
    "publish": Cost(pages=3, clicks=3, fields=0),
    "find a change in the trail": Cost(pages=2, clicks=2, fields=1),
    "read a published result": Cost(pages=1, clicks=1, fields=0),
    "follow a finding: plan": Cost(pages=3, clicks=3, fields=3),
    "follow a finding: report": Cost(pages=3, clicks=3, fields=2),
    "follow a finding: accept": Cost(pages=3, clicks=3, fields=0),
}
"""What each task takes. Publishing keeps a page of its own: it cannot be taken back."""
TITLE, FINDING, MEASURE = "信息系统运行维护（日常办理）", "巡检台账不全", "逐月补登巡检台账"
CHANGED = "运行维护管理制度健全性"
REVIEWED = {"故障修复率": "6", "系统正常运行率": "7", "使用单位满意度": "9"}
PHONE = {"width": 375, "height": 812}


def fill_in(filer: Person) -> None:
    filer.go("新建评价")
    filer.choose("年度评价任务", "2026")
    filer.fill("评价名称", TITLE)
    filer.press("新建并开始填报")
    for line, amounts in AMOUNTS.items():
        for column, amount in zip(COLUMNS, amounts, strict=True):
            filer.fill(f"{line} · {column}", amount)
    filer.press("保存并填下一部分")
    for row, (actual, score) in ACTUALS.items():
        filer.fill(f"{row} · 完成值", actual)
        filer.fill(f"{row} · 自评得分", score)
    filer.press("保存并填下一部分")
    filer.fill("年度总体目标完成情况", "系统全年稳定运行，年度目标全部完成。")
    filer.fill("内容", FINDING)
    filer.press("保存并预览")
    filer.press("提交自评")
    filer.reads("已办理：提交自评")


def approve(head: Person, said: str = "") -> None:
    head.go(TITLE)
    if said:
        head.fill("审核意见", said)
    head.press("审核通过")
    head.reads("已办理：单位审核", TITLE)


def send_back(chief: Person) -> None:
    chief.go(TITLE)
    chief.go("退回…")
    chief.fill(f"{CHANGED} · 提出的问题", "请说明制度健全性的依据")
    chief.fill("整体 · 提出的问题", "缺少盖章页")
    chief.fill("理由", "见问题清单")
    chief.fill("修改期限", f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}")
    chief.press("退回")
    chief.reads("已办理：退回")


def answer(filer: Person) -> None:
    filer.go(TITLE)
    filer.reads("请说明制度健全性的依据", "缺少盖章页")
    filer.fill(f"{CHANGED} · 自评得分", "9")
    filer.fill(f"{CHANGED} · 原因", "缺应急预案")
    filer.fill("回应", "改为9分，已说明原因")
    filer.press("保存并填下一部分")
    filer.fill("回应", "盖章页已上传")
    filer.press("保存并预览")
    filer.press("提交自评")
    filer.reads("已办理：提交自评", "已自评 · 第 2 轮")


def review(chief: Person) -> None:
    chief.go(TITLE)
    for row, score in REVIEWED.items():
        chief.fill(f"{row} · 复核得分", score)
        chief.fill(f"{row} · 差异说明", f"{row}抽查不符")
    chief.press("完成复核")
    chief.reads("已完成复核", TITLE)


def publish(chief: Person) -> None:
    chief.go(TITLE)
    chief.go("公开发布…")
    chief.press("确认公开")
    chief.reads("已办理：公开发布", TITLE)


def find_change(auditor: Person) -> None:
    auditor.go("审计记录", within="nav")
    auditor.fill("指标名称", CHANGED)
    auditor.press("查找")
    auditor.reads("10.00 → 9.00", "缺应急预案", TITLE)


def read_result(citizen: Person) -> None:
    citizen.go(TITLE)
    citizen.reads(TITLE, "95.50", FINDING)


def plan(filer: Person) -> None:
    filer.go("整改", within="nav")
    filer.go(TITLE)
    filer.fill("整改措施", MEASURE)
    filer.fill("责任科室或岗位", "运维科")
    filer.fill("完成期限", "2099-06-30")
    filer.press("保存全部措施")
    filer.reads(MEASURE, "整改中")


def report(filer: Person) -> None:
    filer.go("整改", within="nav")
    filer.go("报告完成")
    filer.fill("完成情况", "台账已逐月补齐")
    filer.attach("佐证材料", "台账.pdf")
    filer.press("报告完成")
    filer.reads("台账已逐月补齐", "待验收")


def accept(chief: Person) -> None:
    chief.go("整改", within="nav")
    chief.go(MEASURE)
    chief.press("这一项验收通过")
    chief.reads("已整改")


def test_no_task_takes_more_than_the_table_says(own_site: Site) -> None:
    """One evaluation from its first figure to the finding that was put right."""
    taken: dict[str, Cost] = {}
    with (
        seat(own_site, "hubei.filer") as filer,
        seat(own_site, "hubei.head") as head,
        seat(own_site, "hubei.head", viewport=PHONE) as phone,
        seat(own_site, "hubei.chief") as chief,
        seat(own_site, "auditor") as auditor,
        seat(own_site) as citizen,
    ):
        for task, who, do in (
            ("fill in and submit", filer, fill_in),
            ("approve", head, approve),
            ("return with two points", chief, send_back),
            ("answer them, submit again", filer, answer),
            ("approve on a phone", phone, lambda one: approve(one, "同意上报")),
            ("review with three changed scores", chief, review),
            ("publish", chief, publish),
            ("find a change in the trail", auditor, find_change),
            ("read a published result", citizen, read_result),
            ("follow a finding: plan", filer, plan),
            ("follow a finding: report", filer, report),
            ("follow a finding: accept", chief, accept),
        ):
            who.begin()
            do(who)
            taken[task] = who.cost
            if task == "publish":
                own_site.seal()
    assert taken == TASKS
