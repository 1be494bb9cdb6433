"""How the five evaluations came to stand where they stand: every step through the door."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID

from models.queries.evaluations import find_header
from models.vocabulary import Action, Source
from web.cases.importing import import_case, read_case
from web.demo.people import Account
from web.door import House, act
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

    def accept_scores(self) -> Scoring:
        """Return a review that takes every self score as it is."""
        rows = {
            row.stored.id: RowScore(score=row.stored.self_score) for row in self.read().scored_rows
        }
        return Scoring(rows=rows, comment="各项得分与佐证一致，同意自评结果。")

    def _id(self, who: str) -> UUID:
        login = who if "." in who else f"{self.key}.{who}"
        return self.accounts[login].user_id


def stop_at_draft(walk: Walk) -> None:
    """Yueyanglou: filled in, 97 reported, the rows add up to 95."""
    walk.enter("filer")


def stop_at_self_scored(walk: Walk) -> None:
    """Dabu: submitted, waiting for its head."""
    walk.enter("filer")
    walk.do(Action.SUBMIT, "filer", Remark(text="自评完成，请审核。"))


def stop_at_unit_approved(walk: Walk) -> None:
    """Hubei: approved in round 2, after the finance section had returned round 1."""
    walk.enter("filer")
    walk.do(Action.SUBMIT, "filer", Remark())
    walk.do(Action.APPROVE, "head", Remark(text="同意上报。"))
    walk.do(
        Action.RETURN,
        "chief",
        SendingBack(
            reason="请核对重复设置的指标，并说明网上办件事项目标值的依据。",
            due_at=walk.at + timedelta(days=40),
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
