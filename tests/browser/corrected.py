"""A result that was returned, published, corrected and is being corrected again, and a draft that
was set aside: what the demonstration does not have.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import resources
from uuid import UUID

from models.queries.evaluations import find_header
from models.queries.people import find_person_by_login
from models.vocabulary import Action, Source
from policies.checking import blocks_submission
from tests.browser.site import Site
from web.cases.importing import import_case, read_case
from web.demo.walk import REASONS_OF_DABU
from web.door import act, house
from workflow.actions import Outcome
from workflow.content import Content, load_content
from workflow.data import (
    AgreedRow,
    Amending,
    Attempt,
    Claim,
    Data,
    Filling,
    Remark,
    RowScore,
    Scoring,
    SendingBack,
)

KEY = "dabu"
"""The case that is gone through once more."""


class Story:
    """One evaluation after the other, a minute between two steps."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.app.app_context():
            self.home = house()
        self.at = datetime.now(UTC) - timedelta(hours=2)

    def person(self, who: str) -> UUID:
        with self.site.database.reading() as session:
            person = find_person_by_login(session, f"{KEY}.{who}")
            assert person is not None
            return person.id

    def enter(self) -> UUID:
        raw = resources.files("web.demo").joinpath("cases", f"{KEY}.json").read_bytes()
        case, filer = read_case(raw), self.person("filer")
        entered = import_case(self.home, case, actor_id=filer, at=self.at, source=Source.DEMO)
        return entered.evaluation_id

    def do(self, who: str, action: Action, evaluation: UUID, data: Data) -> Outcome:
        self.at += timedelta(minutes=1)
        with self.site.database.reading() as session:
            header = find_header(session, evaluation)
        assert header is not None
        attempt = Attempt(
            action=action,
            evaluation_id=evaluation,
            actor_id=self.person(who),
            data=data,
            at=self.at,
            source=Source.DEMO,
            seen=header.evaluation.content_version,
        )
        return act(self.home, attempt)

    def read(self, evaluation: UUID) -> Content:
        with self.site.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            return load_content(session, header)

    def explain(self, evaluation: UUID) -> None:
        """Give the reasons of the case for what the checks find."""
        content = self.read(evaluation)
        blamed = {one.where for one in content.inconsistencies if blocks_submission(one)}
        scores = {
            row.id: RowScore(score=row.self_score, reason=REASONS_OF_DABU[row.name])
            for row in (each.stored for each in content.scored_rows)
            if str(row.id) in blamed
        }
        self.do("filer", Action.SCORE, evaluation, Scoring(rows=scores))

    def send_back(self, reason: str) -> SendingBack:
        return SendingBack(reason=reason, due_at=datetime.now(UTC) + timedelta(days=9))

    def revise(self, evaluation: UUID) -> None:
        """Half a point less on two rows, another name for a third, one more paragraph."""
        content = self.read(evaluation)
        first, second, third = (row.stored for row in content.scored_rows[1:4])
        scores = {
            row.id: RowScore(
                score=(row.self_score or Decimal(1)) - Decimal("0.5"),
                reason="按更正后的数据重新计算",
                actual_text=row.actual_text,
            )
            for row in (first, second)
        }
        renamed = AgreedRow(
            name=f"{third.name}（修订）", weight=third.weight, target_text=third.target_text
        )
        reason = "批复文件中的名称与录入不一致，按批复改正。"
        self.do("filer", Action.SCORE, evaluation, Scoring(rows=scores))
        self.do(
            "filer", Action.AMEND, evaluation, Amending(rows={third.id: renamed}, reason=reason)
        )
        total = self.read(evaluation).self_total
        key, text = next((key, one.text) for key, one in content.sections.items() if one.text)
        claim = Claim(total=total, grade=self.read(evaluation).grade)
        filling = Filling(sections={key: f"{text}\n补充：已重新核对。"}, claim=claim)
        self.do("filer", Action.FILL, evaluation, filling)

    def publish(self, evaluation: UUID) -> None:
        self.do("filer", Action.SUBMIT, evaluation, Remark())
        self.do("head", Action.APPROVE, evaluation, Remark())
        rows = self.read(evaluation).scored_rows
        scores = {row.stored.id: RowScore(score=row.stored.self_score) for row in rows}
        self.do("chief", Action.REVIEW, evaluation, Scoring(rows=scores))
        self.do("chief", Action.PUBLISH, evaluation, Remark())

    def correct(self, evaluation: UUID, reason: str) -> UUID:
        outcome = self.do("chief", Action.CORRECT, evaluation, self.send_back(reason))
        assert outcome.successor_id is not None
        return outcome.successor_id


def add_editions(site: Site) -> None:
    """Add the editions to what a site can show: {first}, {second}, {third} and {discarded}."""
    story = Story(site)
    first = story.enter()
    story.explain(first)
    story.do("filer", Action.SUBMIT, first, Remark())
    story.do("head", Action.RETURN, first, story.send_back("请核对两项得分。"))
    story.revise(first)
    story.publish(first)
    second = story.correct(first, "公开后发现两项得分多计，需要更正。")
    story.revise(second)
    story.publish(second)
    third = story.correct(second, "又发现一处笔误。")
    discarded = story.enter()
    story.do("filer", Action.DISCARD, discarded, Remark(text="重复建立。"))
    made = {"first": first, "second": second, "third": third, "discarded": discarded}
    site.evaluations.update({name: str(each) for name, each in made.items()})
