"""A review on its page: what needs no judgement is accepted at once, what changed comes first, and
from one evaluation of the desk one goes on to the next.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.editions import LATER
from tests.support.papers import ACTUAL, OPINION, RATE, SELF, VISITS
from tests.support.records import rows_of
from web.show.chart import draw_scores, draw_walk, list_given, shorten
from workflow.data import Remark, SendingBack


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def read_scores(stage: Stage, evaluation: UUID) -> dict[str, Decimal | None]:
    rows = stage.content(evaluation).scored_rows
    return {row.stored.name: row.stored.review_score for row in rows}


def send_back_changed(stage: Stage) -> UUID:
    """A second round in which the unit changed one row, signed for again."""
    evaluation = stage.stand(State.UNIT_APPROVED)
    back = SendingBack(reason="请写具体", due_at=datetime.now(UTC) + LATER)
    stage.do("chief", Action.RETURN, evaluation, back)
    again = stage.desk(evaluation).scores(
        {**SELF, OPINION: "29"}, reason="按完成情况", actual={**ACTUAL, OPINION: "满意"}
    )
    stage.do("filer", Action.SCORE, evaluation, again)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    stage.do("head", Action.APPROVE, evaluation, Remark())
    return evaluation


def test_what_is_scored_as_computed_is_accepted_at_once(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    address, chief = f"/evaluations/{evaluation}/review", site.visitor("chief")
    page = chief.get(address).text
    assert "接受这 2 项" in page
    assert re.search('/attachments/[0-9a-f-]{36}"><bdi lang="zh-Hans">巡检记录.pdf', page)
    chief.send(address, button="accept")
    assert read_scores(stage, evaluation) == {RATE: 9, VISITS: 60, OPINION: None}
    page = chief.get(address).text
    assert "已复核 2/3 项" in page
    assert page.count("待复核") == 1
    assert "接受这" not in page
    fields = {**find_form(chief.get(address), "/review").fields, "button": "accept"}
    assert "没有自评等于核算" in chief.post(address, fields, expect=422).text


def test_what_was_typed_counts_before_what_is_accepted(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    row = stage.desk(evaluation).row(VISITS)
    address, chief = f"/evaluations/{evaluation}/review", site.visitor("chief")
    typed = {f"score-{row}": "50"}
    refused = chief.send(address, typed, button="accept", expect=422)
    assert f'id="reason-{row}-error"' in refused.text
    chief.send(address, {**typed, f"reason-{row}": "抽查"}, button="accept")
    assert read_scores(stage, evaluation) == {RATE: 9, VISITS: 50, OPINION: None}
    assert len([e for e in rows_of(site.database, "audit_event") if e.action == "rescore"]) == 1


def test_what_an_earlier_review_found_otherwise_is_not_accepted(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    back = SendingBack(reason="请写具体", due_at=datetime.now(UTC) + LATER)
    stage.do("chief", Action.RETURN, evaluation, back)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    stage.do("head", Action.APPROVE, evaluation, Remark())
    address, chief = f"/evaluations/{evaluation}/review", site.visitor("chief")
    chief.send(address, button="accept")
    assert read_scores(stage, evaluation) == {RATE: 9, VISITS: None, OPINION: None}


def test_changed_rows_come_first_with_what_they_were(site: Site, stage: Stage) -> None:
    evaluation = send_back_changed(stage)
    page = site.visitor("chief").get(f"/evaluations/{evaluation}/review").text
    assert "与第 1 轮相比" in page
    table = page.partition("<tbody>")[2].partition("</table>")[0]
    names = [VISITS, OPINION, RATE]
    assert sorted(names, key=table.index) == [OPINION, RATE, VISITS]
    changed, rest = table.partition("没有变动的 2 项")[::2]
    assert "有变动的 1 项" in changed
    olds = re.findall(r"<del>(?:<span[^>]*>[^<]*</span>)?(.*?)</del>", changed)
    assert [re.sub("<[^>]*>", "", old) for old in olds] == ["基本满意", "27.00"]
    assert "<del>" not in rest
    # Whoever only reads sees the same changes above the page.
    read = site.visitor("auditor").get(f"/evaluations/{evaluation}").text
    assert "基本满意" in read.partition('id="since"')[2].partition('class="columns"')[0]


def test_a_round_the_finance_section_never_saw_is_not_what_it_compares_with(
    site: Site, stage: Stage
) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    back = SendingBack(reason="请写具体", due_at=datetime.now(UTC) + LATER)
    stage.do("head", Action.RETURN, evaluation, back)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    assert "与第 1 轮相比" in site.visitor("head").get(f"/evaluations/{evaluation}").text
    stage.do("head", Action.APPROVE, evaluation, Remark())
    page = site.visitor("chief").get(f"/evaluations/{evaluation}/review").text
    assert "此前的各轮没有到过财政部门" in page


def test_what_is_typed_moves_the_totals_and_changes_nothing(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    chief, row = site.visitor("chief"), stage.desk(evaluation).row(VISITS)
    address = f"/evaluations/{evaluation}/review"
    fields = find_form(chief.get(address), "/review").fields
    before = stage.version(evaluation)
    told = chief.post(f"{address}/look", {**fields, f"score-{row}": "50"}, expect=200).json
    assert told is not None
    assert "86.00" in told["totals"]
    assert "−10.00" in told["chart"]
    assert told["unexplained"] == [str(row)]
    half = chief.post(f"{address}/look", {**fields, f"score-{row}": "五"}, expect=200).json
    assert half is not None
    assert "复核" in half["totals"]
    assert stage.version(evaluation) == before


def walk_on(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


def test_one_goes_on_through_the_desk(site: Site, stage: Stage) -> None:
    """In its order, with its filters, and after something is done to what comes next."""
    for _number in range(3):
        stage.stand(State.SELF_SCORED)
    head = site.visitor("head")
    desk = head.get("/inbox?q=信息").text
    first, second, third = re.findall(r'href="(/evaluations/[^"]+desk=[^"]+)"', desk)
    page = head.get(first.replace("&amp;", "&")).text
    assert walk_on(page, "prev") is None
    assert walk_on(page, "next") == second.replace("&amp;", "&")
    assert 'href="/inbox?q=' in page
    middle = head.get(str(walk_on(page, "next")))
    assert walk_on(middle.text, "prev") == first.replace("&amp;", "&")
    done = head.send_form(find_form(middle, urlsplit(second).query.replace("&amp;", "&")))
    assert done.location == third.replace("&amp;", "&")
    assert "已办理：单位审核：" in head.get(done.location).text
    last = head.send_form(find_form(head.get(done.location), done.location.partition("?")[2]))
    assert last.location == first.replace("&amp;", "&")
    all_done = head.send_form(find_form(head.get(last.location), last.location.partition("?")[2]))
    assert all_done.location.startswith("/inbox?q=")
    head.get(first.partition("?")[0] + "?desk=nonsense", expect=400)


def test_a_finished_review_leads_on_with_publishing_at_hand(site: Site, stage: Stage) -> None:
    """To the next on the desk; from the last to the evaluation itself, which waits there still."""
    evaluations = [stage.stand(State.UNIT_APPROVED) for _number in range(2)]
    chief = site.visitor("chief")
    desk = chief.get("/inbox?state=unit_approved").text
    address = re.findall(r'href="(/evaluations/[^"]+desk=[^"]+)"', desk)[0].replace("&amp;", "&")
    for left in (1, 0):
        form = find_form(chief.get(address), f"/review?{address.partition('?')[2]}")
        done = chief.send_form(form, button="review")
        page = chief.get(done.location).text
        reviewed = address.partition("/review")[0]
        told = page.partition('role="status"')[2].partition("</p>")[0]
        assert f'href="{reviewed}/publish?' in told
        assert ("/review?" in done.location) is bool(left)
        assert chief.get(address, expect=302).location.partition("?")[0] == reviewed
        address = done.location
    assert address.partition("?")[0] == reviewed
    assert {stage.header(each).evaluation.state for each in evaluations} == {State.FINANCE_REVIEWED}
    assert "未看过" not in chief.get("/inbox").text


def test_charts_tell_what_made_the_difference(stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    content = stage.content(evaluation)
    with stage.site.app.test_request_context():
        walk, scores = draw_walk(content), draw_scores(list_given(content))
    assert walk is not None
    assert [(bar.label, bar.number) for bar in walk.bars] == [
        ("自评", "96.00"),
        (VISITS, "−1.50"),
        ("复核", "94.50"),
    ]
    own, step, review = walk.bars
    assert own.begin == review.begin < step.begin == review.begin + review.width
    assert scores is not None
    assert [row.number for row in scores.rows] == ["9/10", "58.5/60", "27/30"]
    assert shorten("信息系统运行稳定率") == "信息系统运…"
