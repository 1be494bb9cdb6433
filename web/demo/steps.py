"""The steps of a case of the demonstration, each of them through the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from uuid import UUID

from models.queries.evaluations import find_header
from models.vocabulary import Action, Role, Source
from policies.checking import blocks_submission
from web.cases.importing import import_case, read_case
from web.demo.people import Account
from web.door import House, act
from web.schemas.special import end_of_day
from workflow.content import Content, load_content
from workflow.data import (
    AnsweringPoints,
    Attempt,
    Data,
    NewPoint,
    RowScore,
    Scoring,
)
from workflow.delegating import NewDelegation, delegate
from workflow.points import Points, load_points, row_place


@dataclass
class Walk:
    """One evaluation on its way; the clock of the demonstration moves on by hours. `key` names the
    file of its case, and its region unless that is told.
    """

    home: House
    accounts: dict[str, Account]
    key: str
    at: datetime
    region: str = ""
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

    def do(
        self, action: Action, who: str, data: Data, *, hours: int = 20, acting_for: str = ""
    ) -> None:
        """Take one step, some hours after the last; perhaps as somebody's deputy."""
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
                acting_for=self._id(acting_for) if acting_for else None,
            ),
        )

    def read(self) -> Content:
        """Return what the evaluation holds now."""
        with self.home.database.reading() as session:
            header = find_header(session, self.evaluation_id)
            if header is None:
                raise LookupError(self.evaluation_id)
            return load_content(session, header)

    def read_points(self) -> Points:
        """Return the points of its returns as they stand now."""
        with self.home.database.reading() as session:
            header = find_header(session, self.evaluation_id)
            if header is None:
                raise LookupError(self.evaluation_id)
            return load_points(session, header.evaluation)

    def object_to(self, said: Mapping[str, str]) -> tuple[NewPoint, ...]:
        """Return one point for each row, by its name: what is wrong there."""
        rows = {row.stored.name: row.stored.id for row in self.read().rows}
        return tuple(
            NewPoint(place=row_place(rows[name]), text=text) for name, text in said.items()
        )

    def answer(self, who: str, answers: Sequence[str]) -> None:
        """Answer the points of a return in their order, as many as there are answers."""
        given = {
            point.id: text
            for point, text in zip(self.read_points().unsettled, answers, strict=False)
        }
        self.do(Action.ANSWER, who, AnsweringPoints(answers=given))

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

    def lend(self, principal: str, deputy: str, role: Role, *, days: int) -> None:
        """Let somebody act for another from now on, for so many days."""
        given = NewDelegation(
            deputy_id=self._id(deputy),
            role=role,
            unit_id=None,
            starts_at=self.at,
            ends_at=self.find_deadline(days=days),
            reason="外出培训",
        )
        with self.home.database.writing() as session:
            own = self._id(principal)
            delegate(session, given, principal_id=own, actor_id=own, at=self.at)

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
        login = who if "." in who else f"{self.region or self.key}.{who}"
        return self.accounts[login].user_id
