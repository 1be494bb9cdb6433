"""A deadline is told to the second, and that second still counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from models.database import Database
from models.tables import Cycle
from models.vocabulary import Action, State
from policies.deadlines import has_passed
from tests.support.app import Site
from tests.support.crawl import Stage, let_in, send
from web import desk, door
from workflow.data import SendingBack

SECOND, MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
CLOSES = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
SHOWN = "2026-06-30 23:59:59 (UTC+08:00)"


@pytest.mark.parametrize("part", [timedelta(), timedelta(microseconds=999_999)])
def test_the_second_that_is_shown_counts_to_its_last_microsecond(part: timedelta) -> None:
    """Whether a deadline was stored with the end of its second or with the beginning."""
    last = CLOSES + SECOND - MICROSECOND
    assert not has_passed(CLOSES + part, at=last)
    assert has_passed(CLOSES + part, at=last + MICROSECOND)


def stop_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    for module in (door, desk):
        monkeypatch.setattr(module, "now", lambda: at)


def close_at(site: Site, moment: datetime) -> None:
    with site.database.writing() as session:
        cycle = site.cycles["national_project"]
        opens = moment - timedelta(days=90)
        times = {"opens_at": opens, "closes_at": moment}
        session.execute(update(Cycle).where(Cycle.id == cycle).values(times))


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


@pytest.mark.parametrize(
    ("after", "status"),
    [(-SECOND, 303), (timedelta(), 303), (SECOND - MICROSECOND, 303), (SECOND, 409)],
)
def test_submitting_around_the_end_of_a_cycle(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch, after: timedelta, status: int
) -> None:
    draft = stage.stand(State.DRAFT)
    close_at(site, CLOSES)
    filer = let_in(site, "filer")
    version = {"content_version": stage.version(draft), "text": ""}
    stop_clock(monkeypatch, CLOSES + after)
    answer = send(filer, f"/evaluations/{draft}/submit", version)
    assert answer.status_code == status, answer.text
    stands = State.SELF_SCORED if status == 303 else State.DRAFT
    assert stage.header(draft).evaluation.state == stands


def test_submitting_around_the_day_that_a_return_gave(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form asks for a day; its last microsecond is the deadline."""
    drafts = [send_back(stage) for _ in range(2)]
    close_at(site, stage.now - timedelta(days=1))
    filer, statuses = let_in(site, "filer"), []
    for draft, after in zip(drafts, (timedelta(), SECOND), strict=True):
        due = stage.header(draft).evaluation.due_at
        assert due is not None
        with monkeypatch.context() as patch:
            stop_clock(patch, due + after)
            form = {"content_version": stage.version(draft), "text": ""}
            statuses.append(send(filer, f"/evaluations/{draft}/submit", form).status_code)
    assert statuses == [303, 409]


def send_back(stage: Stage) -> UUID:
    draft = stage.stand(State.SELF_SCORED)
    data = SendingBack(reason="请补充", due_at=stage.now + timedelta(days=20))
    stage.do("head", Action.RETURN, draft, data, leads_to=State.DRAFT)
    return draft


def test_creating_around_the_end_of_a_cycle(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of open cycles and the guard judge by the same rule."""
    close_at(site, CLOSES)
    filer, offered = let_in(site, "filer"), []
    for after in (SECOND - MICROSECOND, SECOND):
        with monkeypatch.context() as patch:
            stop_clock(patch, CLOSES + after)
            page = filer.client.get("/evaluations/new").text
            offered.append(str(site.cycles["national_project"]) in page)
    assert offered == [True, False]


def test_a_deadline_is_shown_to_the_second_where_it_binds(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = stage.stand(State.DRAFT)
    close_at(site, CLOSES)
    filer = let_in(site, "filer")
    stop_clock(monkeypatch, CLOSES - timedelta(days=9))
    for part in ("fill/funds", "fill/indicators", "attachments", "submit"):
        assert f">{SHOWN}</time>" in filer.get(f"/evaluations/{draft}/{part}").text, part
    assert f'title="{SHOWN}"' in filer.client.get("/inbox").text


def test_the_desk_shows_the_second_of_a_deadline_that_is_near(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.stand(State.DRAFT)
    close_at(site, CLOSES)
    filer, seen = let_in(site, "filer"), []
    for ahead in (timedelta(hours=48), timedelta(hours=48) + SECOND, -SECOND):
        with monkeypatch.context() as patch:
            patch.setattr("web.pages.inbox.now", lambda ahead=ahead: CLOSES - ahead)
            seen.append(f">{SHOWN}</time>" in filer.client.get("/inbox").text)
    assert seen == [True, False, False]
