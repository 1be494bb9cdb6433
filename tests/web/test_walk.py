"""How each score came about: who gave it, when and why, on the page and in files."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.editions import LATER
from tests.support.papers import OPINION, RATE, VISITS
from tests.support.queries import count_queries
from web.show.walk import Stage as Stop
from web.show.walk import Walk, list_walks, read_steps
from workflow.data import Remark, SendingBack


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    return Stage(Site(database, tmp_path))


def read_walks(stage: Stage, evaluation: UUID) -> dict[str, Walk]:
    case = stage.case("chief", evaluation)
    with stage.site.app.test_request_context(), stage.database.reading() as session:
        return {walk.name: walk for walk in list_walks(case, read_steps(session, case))}


def reviewed_twice(stage: Stage) -> UUID:
    """Reviewed, sent back, scored otherwise and reviewed again."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    back = SendingBack(reason="请核对", due_at=datetime.now(UTC) + LATER)
    stage.do("chief", Action.RETURN, evaluation, back)
    scores = stage.desk(evaluation).scores({VISITS: "59"}, reason="少一次")
    stage.do("second_filer", Action.SCORE, evaluation, scores)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    stage.do("head", Action.APPROVE, evaluation, Remark())
    stage.do("chief", Action.REVIEW, evaluation)
    return evaluation


def test_every_step_names_person_time_and_reason(stage: Stage) -> None:
    walks = read_walks(stage, reviewed_twice(stage))
    assert list(walks) == [RATE, VISITS, OPINION, "合计"]
    visits = walks[VISITS]
    assert (visits.computed.score, visits.computed.reason) == (Decimal(60), "12 ≥ 12 → 60.00")
    assert (visits.own.score, visits.own.difference) == (Decimal(59), Decimal(-1))
    assert (visits.own.who, visits.own.reason) == ("second_filer", "少一次")
    assert visits.signed is not None
    assert (visits.signed.score, visits.signed.who) == (Decimal(59), "head")
    assert visits.review is not None
    assert (visits.review.score, visits.review.difference) == (Decimal("58.5"), Decimal("-0.5"))
    assert (visits.review.who, visits.review.reason) == ("chief", "缺一次记录")
    times = [visits.own.at, visits.signed.at, visits.review.at]
    assert times == sorted(times)  # type: ignore[type-var]  # each stage has its time
    assert [(each.old, each.new, each.who) for each in visits.former] == [
        (None, Decimal(60), "filer"),
        (None, Decimal("58.5"), "chief"),
        (Decimal("58.5"), None, "chief"),
    ]
    assert walks[VISITS].varies
    assert not walks[RATE].varies
    total = walks["合计"]
    assert (total.own.score, total.own.who) == (Decimal(95), "filer、second_filer")
    assert total.review is not None
    assert (total.review.score, total.review.difference) == (Decimal("94.5"), Decimal("-0.5"))


def test_the_page_shows_the_way_with_signs(stage: Stage) -> None:
    evaluation = reviewed_twice(stage)
    page = stage.site.visitor("auditor").get(f"/evaluations/{evaluation}").text
    card = page.partition('id="walk"')[2].partition("</section>")[0]
    first, _mark, others = card.partition("各步得分一致")
    assert VISITS in first
    assert "合计" in first
    assert RATE not in first
    assert RATE in others
    words = re.sub(r"\s+", " ", re.sub("<[^>]*>", "", first))
    assert "59.00 (−1.00)" in words
    assert "58.50 (−0.50)" in words
    assert "58.50 → —" in words


def test_an_erased_reason_is_said_to_be_erased(migrated_sqlite: Database, tmp_path: Path) -> None:
    stage = Stage(Site(migrated_sqlite, tmp_path))
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    stage.erase(evaluation, "缺一次记录")
    review = read_walks(stage, evaluation)[VISITS].review
    assert review is not None
    assert review.reason is None


def test_before_the_signature_nobody_signed(stage: Stage) -> None:
    walk = read_walks(stage, stage.stand(State.SELF_SCORED))[VISITS]
    assert walk.signed is None
    assert walk.review is None


def test_a_draft_never_submitted_is_asked_nothing_more(stage: Stage) -> None:
    """And anything else one query more."""
    draft, submitted = stage.stand(State.DRAFT), stage.stand(State.SELF_SCORED)
    chief = stage.site.visitor("chief")
    counts = []
    for evaluation in (draft, submitted):
        with count_queries(stage.database) as asked:
            page = chief.get(f"/evaluations/{evaluation}").text
        counts.append(len(asked))
        assert ("得分经过" in page) is (evaluation == submitted)
    assert counts[1] - counts[0] == 1


def test_a_draft_leaves_without_names_and_a_submission_with_them(stage: Stage) -> None:
    auditor = stage.site.visitor("auditor")
    for state, who in ((State.DRAFT, ""), (State.SELF_SCORED, "filer")):
        evaluation = stage.stand(state)
        raw = auditor.get(f"/evaluations/{evaluation}/indicators/csv").get_data()
        columns, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        assert columns[-9:] == [
            *("核算", "核算依据", "自评", "自评人", "自评理由", "复核", "复核人", "复核理由"),
            "核对发现",
        ]
        table = [dict(zip(columns, row, strict=True)) for row in rows]
        assert {row["自评人"] for row in table[:-1]} == {who}
        assert {row["复核人"] for row in table} == {""}


def count_folded(page: str) -> list[str]:
    """What stands above each folded table of the way of the scores, without its marks."""
    card = page.partition('id="walk"')[2].partition("</section>")[0]
    return re.findall(r'<details class="body"><summary class="soft">([^<]*)</summary>', card)


def test_what_was_not_computed_or_does_not_apply_is_not_said_to_agree(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    auditor, page = stage.site.visitor("auditor"), f"/evaluations/{evaluation}"
    assert count_folded(auditor.get(page).text) == [
        "其余 2 项各步得分一致",
        "1 项无法核算，只有人打的分",
    ]


@pytest.mark.parametrize(
    ("computed", "applies", "kinds"),
    [
        (Decimal(5), True, (True, False)),
        (None, True, (False, True)),
        (None, False, (False, False)),
        (Decimal(4), True, (False, False)),
    ],
)
def test_a_way_agrees_only_where_there_is_something_to_compare(
    computed: Decimal | None, *, applies: bool, kinds: tuple[bool, bool]
) -> None:
    walk = Walk(
        name="x",
        row_id=None,
        computed=Stop(score=computed),
        own=Stop(score=Decimal(5)),
        signed=None,
        review=None,
        applies=applies,
    )
    assert (walk.agrees, walk.is_uncomputed) == kinds


def test_a_reason_given_later_draws_no_arrow_between_equal_scores(stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    scores = stage.desk(evaluation).scores({VISITS: "60"}, reason="补写理由")
    stage.do("filer", Action.SCORE, evaluation, scores)
    scores = stage.desk(evaluation).scores({VISITS: "60"}, reason="再补")
    stage.do("filer", Action.SCORE, evaluation, scores)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    page = stage.site.visitor("auditor").get(f"/evaluations/{evaluation}").text
    assert "只改了原因" in page
    assert "60.00 → 60.00" not in page
