"""How the five evaluations came to stand where they stand: every step through the door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID

from models.queries.evaluations import find_header
from models.vocabulary import Action, Source
from policies.checking import blocks_submission
from web.cases.importing import import_case, read_case
from web.demo.people import Account
from web.door import House, act
from web.schemas.special import end_of_day
from workflow.content import Content, load_content
from workflow.data import Attempt, Data, Remark, RowScore, Scoring, SendingBack


@dataclass
class Walk:
    """One evaluation on its way; the clock of the demonstration moves on by hours."""

    home: House
    accounts: dict[str, Account]
    key: str
    at: datetime
    evaluation_id: UUID = field(init=False)

    def enter(self, filer: str) -> None:
        """Let the case enter as the filer would import it."""
        raw = resources.files("web.demo").joinpath("cases", f"{self.key}.json").read_bytes()
        outcome = import_case(
            self.home,
            read_case(raw),
            actor_id=self._id(filer),
            at=self.at,
            source=Source.DEMO,
        )
        self.evaluation_id = outcome.evaluation_id

    def do(self, action: Action, who: str, data: Data, *, hours: int = 20) -> None:
        """Take one step, some hours after the last."""
        self.at += timedelta(hours=hours)
        with self.home.database.reading() as session:
            header = find_header(session, self.evaluation_id)
        act(
            self.home,
            Attempt(
                action=action,
                evaluation_id=self.evaluation_id,
                actor_id=self._id(who),
                data=data,
                at=self.at,
                source=Source.DEMO,
                seen=header.evaluation.content_version if header else None,
            ),
        )

    def read(self) -> Content:
        """Return what the evaluation holds now."""
        with self.home.database.reading() as session:
            header = find_header(session, self.evaluation_id)
            if header is None:
                raise LookupError(self.evaluation_id)
            return load_content(session, header)

    def explain(self, who: str, reasons: Mapping[str, str]) -> None:
        """Give the reason for each error on the row it was found on, by the name of the row."""
        content = self.read()
        blamed = {one.where for one in content.inconsistencies if blocks_submission(one)}
        rows = {
            row.stored.id: RowScore(score=row.stored.self_score, reason=reasons[row.stored.name])
            for row in content.rows
            if str(row.stored.id) in blamed and row.stored.name in reasons
        }
        self.do(Action.SCORE, who, Scoring(rows=rows), hours=2)

    def find_deadline(self, *, days: int) -> datetime:
        """Return the end of a day some days later, as the page for sending back gives it."""
        zone = self.home.settings.time_zone
        return end_of_day((self.at + timedelta(days=days)).astimezone(zone).date(), zone=zone)

    def accept_scores(self) -> Scoring:
        """Return a review that takes every self score as it is."""
        rows = {
            row.stored.id: RowScore(score=row.stored.self_score) for row in self.read().scored_rows
        }
        return Scoring(rows=rows, comment="各项得分与佐证一致，同意自评结果。")

    def _id(self, who: str) -> UUID:
        login = who if "." in who else f"{self.key}.{who}"
        return self.accounts[login].user_id


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
    """Hubei: approved in round 2, after the finance section had returned round 1."""
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
        ),
    )
    walk.do(Action.COMMENT, "filer", Remark(text="已核对，指标沿用年初批复。"), hours=26)
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="同意上报（第2轮）。"))


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


WALKS: dict[str, tuple[int, Callable[[Walk], None]]] = {
    "changsha": (12, stop_at_published),
    "guangdong": (9, stop_at_finance_reviewed),
    "hubei": (11, stop_at_unit_approved),
    "dabu": (5, stop_at_self_scored),
    "yueyanglou": (3, stop_at_draft),
}
"""How many days ago each evaluation began, and the walk it took."""


def walk_all(home: House, *, accounts: dict[str, Account], at: datetime) -> None:
    """Walk every case to where it stands at `at`."""
    for key, (days, take) in WALKS.items():
        take(Walk(home=home, accounts=accounts, key=key, at=at - timedelta(days=days)))
