"""A page costs a handful of queries, whatever the number of rows it shows."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Category, Source, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage
from tests.support.queries import count_queries
from web.door import House, act
from workflow.data import (
    Attempt,
    Data,
    NewEvaluation,
    NewIndicator,
    NewLine,
    Remark,
    RowScore,
    Scoring,
)
from workflow.ids import new_id

LOOKED = 2
"""What a look costs where others did something since the last one: it is kept, and what is unread
counted anew."""
RULE = '{"family":"ratio_forward","params":{}}'
INDICATORS = 20
EVENTS = 60


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def enter(site: Site, who: str) -> Visitor:
    """Somebody who has opened a page already: what he has not read is counted once a minute."""
    visitor = site.visitor(who)
    with count_queries(site.database) as asked:
        visitor.get("/account")
    assert len(asked) <= 3, asked
    return visitor


def make_doer(site: Site, who: str) -> Callable[..., UUID]:
    home = House(settings=site.settings, database=site.database)

    def do(action: Action, data: Data, *, evaluation: UUID, seen: int | None = None) -> UUID:
        return act(
            home,
            Attempt(
                action=action,
                evaluation_id=evaluation,
                actor_id=site.people[who],
                data=data,
                at=datetime.now(UTC),
                source=Source.PAGE,
                seen=seen,
            ),
        ).evaluation_id

    return do


def begin(site: Site, *, rows: int, title: str = "信息化运行维护") -> UUID:
    indicators = tuple(
        NewIndicator(
            category=Category.OUTPUT,
            name=f"指标{number}",
            weight=Decimal(5),
            target_text="≥10次",
            rule=RULE,
        )
        for number in range(rows)
    )
    data = NewEvaluation(
        unit_id=site.offices.offices["center"],
        cycle_id=site.cycles["national_project"],
        title=title,
        rows=indicators,
        lines=(NewLine(name="合计", is_total=True),),
    )
    return make_doer(site, "filer")(Action.CREATE, data, evaluation=new_id())


def fill_up(site: Site, *, rows: int, events: int) -> UUID:
    """An evaluation with so many rows, each with a score and a reason, and so many events."""
    evaluation = begin(site, rows=rows)
    do = make_doer(site, "filer")
    ids = [row["id"] for row in read_rows(site, evaluation)]
    scores = {
        row_id: RowScore(score=Decimal(4), reason="少一次", actual_text="8次") for row_id in ids
    }
    do(Action.SCORE, Scoring(rows=scores), evaluation=evaluation, seen=1)
    for number in range(events - 2):
        do(Action.COMMENT, Remark(text=f"第 {number} 条"), evaluation=evaluation)
    return evaluation


def read_rows(site: Site, evaluation: UUID) -> list[dict[str, UUID]]:
    with site.database.engine.connect() as connection:
        statement = "SELECT id FROM indicator WHERE evaluation_id = ? ORDER BY position"
        found = connection.exec_driver_sql(statement, (evaluation.hex,)).scalars()
        return [{"id": UUID(row)} for row in found]


@pytest.mark.parametrize("who", ["filer", "head", "bureau_head", "chief", "auditor"])
def test_one_evaluation_takes_at_most_ten_queries(site: Site, who: str) -> None:
    """And one more for whoever may type something here: what he typed and has not saved."""
    evaluation = fill_up(site, rows=INDICATORS, events=EVENTS)
    visitor = enter(site, who)
    with count_queries(site.database) as asked:
        page = visitor.get(f"/evaluations/{evaluation}").text
    assert "指标19" in page
    assert "第 57 条" in page
    most = (10 if who == "auditor" else 11) + (0 if who == "filer" else LOOKED)
    assert len(asked) <= most, asked


def test_more_rows_cost_no_more_queries(site: Site) -> None:
    small, large = fill_up(site, rows=2, events=3), fill_up(site, rows=40, events=30)
    visitor = enter(site, "filer")
    counts = []
    for evaluation in (small, large):
        for address in (f"/evaluations/{evaluation}", f"/evaluations/{evaluation}/trail"):
            with count_queries(site.database) as asked:
                visitor.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("who", ["filer", "head", "chief", "section_filer"])
def test_the_inbox_takes_at_most_seven_queries(site: Site, who: str) -> None:
    for number in range(30):
        begin(site, rows=1, title=f"项目{number}")
    visitor = enter(site, who)
    for query in ("", "?q=项目", "?state=draft"):
        with count_queries(site.database) as asked:
            visitor.get(f"/inbox{query}")
        assert 1 < len(asked) <= 7, asked


@pytest.mark.parametrize("who", ["filer", "head", "bureau_head", "chief", "auditor"])
def test_the_list_takes_four_queries_and_one_more_for_a_person(site: Site, who: str) -> None:
    """Who asks, what is listed, which units there are, saved views; and who is meant by a name.
    Whoever has no desk finds here what is asked of him: one more.
    """
    for number in range(30):
        begin(site, rows=1, title=f"项目{number}")
    visitor = enter(site, who)
    unit = site.offices.offices["center"]
    for query, most in (
        ("", 4),
        (f"?year=2025&unit={unit}&state=draft&kind=project_self_evaluation", 4),
        ("?q=项目&superseded=1", 4),
        ("?who=filer", 5),
    ):
        with count_queries(site.database) as asked:
            page = visitor.get(f"/evaluations{query}").text
        assert "项目29" in page, query
        assert len(asked) <= most + (who == "auditor"), asked


def test_the_trail_of_all_costs_no_more_for_more(site: Site) -> None:
    visitor = enter(site, "auditor")
    counts = []
    for _step in range(2):
        fill_up(site, rows=15, events=20)
        with count_queries(site.database) as asked:
            page = visitor.get("/trail").text
        counts.append(len(asked))
        assert "指标0" in page
    assert counts[0] == counts[1] <= 7


def test_a_published_result_and_an_event_cost_a_handful_with_their_proofs(site: Site) -> None:
    evaluation = Stage(site).stand(State.PUBLISHED)
    site.seal()
    visitor = enter(site, "auditor")
    for address, most in (
        (f"/published/{evaluation}", 7),
        (f"/published/{evaluation}/qr", 6),
        (f"/evaluations/{evaluation}/events/7", 13),
    ):
        with count_queries(site.database) as asked:
            assert visitor.client.get(address).status_code == 200
        assert len(asked) <= most, (address, len(asked))


def test_the_public_pages_ask_once_and_for_no_person(site: Site) -> None:
    client = enter(site, "auditor").client
    with count_queries(site.database) as asked:
        assert client.get("/published").status_code == 200
    assert len(asked) == 1
    assert "publication" in asked[0]
