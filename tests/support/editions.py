"""Results that are published, corrected and published again, through the door."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.papers import OPINION, PLAN, RATE, SELF, SPENT, VISITS
from workflow.data import AgreedRow, Amending, Amounts, Data, Filling, Remark, SendingBack

WRONG = "执行数少计一笔尾款"
VOUCHER = "支付凭证.pdf"
SLIP = "名称与批复不一致"
RENAMED = "现场巡检次数"
SPENT_MORE = Amounts(original=SPENT.original, revised=SPENT.revised, actual=Decimal(950))
LATER = timedelta(days=9)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A published result and the published edition that corrects it."""

    stage: Stage
    first: UUID
    second: UUID


def correct(stage: Stage, evaluation: UUID, *, reason: str = WRONG) -> UUID:
    """Open the next edition."""
    data = SendingBack(reason=reason, due_at=datetime.now(UTC) + LATER)
    successor = stage.do("chief", Action.CORRECT, evaluation, data).successor_id
    assert successor is not None
    return successor


def return_to_unit(stage: Stage, evaluation: UUID, *, reason: str = "请写具体") -> None:
    """Send back what was submitted."""
    data = SendingBack(reason=reason, due_at=datetime.now(UTC) + LATER)
    stage.do("head", Action.RETURN, evaluation, data)


def revise(stage: Stage, edition: UUID) -> None:
    """Change an amount, a text, an actual value, a score and an agreed row."""
    desk = stage.desk(edition)
    assert desk.content is not None
    total = next(line for line in desk.content.lines if line.is_total)
    visits = desk.content.row_of[desk.row(VISITS)].stored
    renamed = AgreedRow(name=RENAMED, weight=visits.weight, target_text=visits.target_text)
    key, text = next((each.key, each.text) for each in desk.content.sections.values())
    filling = Filling(lines={total.id: SPENT_MORE}, sections={key: f"{text}\n另补一段。"})
    actual = {RATE: "", VISITS: "11次", OPINION: "基本满意"}
    scores = {**SELF, RATE: "9.5", VISITS: "55"}
    steps: tuple[tuple[Action, Data], ...] = (
        (Action.SCORE, desk.scores(scores, reason="按更正后的数", actual=actual)),
        (Action.FILL, filling),
        (Action.AMEND, Amending(rows={visits.id: renamed}, reason=SLIP)),
        (Action.ATTACH, replace(PLAN, name=VOUCHER, sha256="cd" * 32)),
    )
    for action, data in steps:
        stage.do("filer", action, edition, data)


def publish(stage: Stage, edition: UUID) -> None:
    """Take a draft that is complete to publication, every score as the unit gave it."""
    stage.do("filer", Action.SUBMIT, edition, Remark())
    stage.do("head", Action.APPROVE, edition, Remark())
    desk = stage.desk(edition)
    assert desk.content is not None
    given = {row.stored.name: str(row.stored.self_score) for row in desk.content.scored_rows}
    stage.do("chief", Action.REVIEW, edition, desk.scores(given))
    stage.do("chief", Action.PUBLISH, edition, Remark())


def stand_corrected(site: Site) -> Chain:
    """A result, published, corrected and published again."""
    stage = Stage(site)
    first = stage.stand(State.PUBLISHED)
    second = correct(stage, first)
    revise(stage, second)
    publish(stage, second)
    return Chain(stage=stage, first=first, second=second)
