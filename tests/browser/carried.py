"""An evaluation whose rows were carried over and changed since, and a unit that nobody is left to
sign for: what the demonstration does not have.
"""

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from models.queries.people import find_person_by_login
from models.tables import Unit
from models.vocabulary import Role
from tests.browser.site import Site
from web.passwords import hash_password
from workflow.offices import add_unit
from workflow.people import add_person, write_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONE, PASSWORD = "lone", "a lantern over the lake"
WHY = "根据批复文件调整。" * 12


def add_carried(site: Site) -> None:
    """Carry last year's rows over and change two of them; let the only head of a unit file."""
    with contextlib.closing(site.open("hubei.filer")) as context:
        page = context.new_page()
        site.evaluations["carried"] = carry_over(page)
        page.goto(f"/evaluations/{site.evaluations['carried']}/amend")
        page.locator("input.score").nth(1).fill("1")
        page.locator("tr:not(.head) input.wide").nth(2).fill("改过的名称")
        page.fill("[name=reason]", WHY)
        with page.expect_navigation():
            page.click("main form button.primary")
    _add_lone(site)
    with contextlib.closing(site.open(LONE)) as context:
        page = context.new_page()
        page.goto("/evaluations/new")
        page.fill("[name=title]", "水文监测")
        site.evaluations["unsigned"] = send(page)


def carry_over(page: "Page") -> str:
    """Begin an evaluation in the latest task with the rows of the first one that is offered."""
    page.goto("/evaluations/new")
    choose_task(page)
    page.check("[name=origin][value=predecessor]")
    page.select_option("[name=predecessor_id]", index=1)
    return send(page)


def choose_task(page: "Page") -> None:
    """Choose the task of the latest year."""
    years = page.locator("[name=cycle_id] option")
    found = years.evaluate_all("all => all.map(one => [one.dataset.year, one.value])")
    page.select_option("[name=cycle_id]", value=max(found)[1])


def send(page: "Page") -> str:
    """Send the form of a new evaluation and return the id of what began."""
    with page.expect_navigation():
        page.click("main form button.primary")
    return page.url.split("/evaluations/")[1].split("/")[0]


def _add_lone(site: Site) -> None:
    at = datetime.now(UTC)
    with site.database.writing() as session:
        filer = find_person_by_login(session, "hubei.filer")
        assert filer is not None
        above = session.get(Unit, filer.unit_id)
        assert above is not None
        unit = add_unit(
            session,
            code="lone",
            name="水文站",
            region=above.region,
            section_id=above.section_id,
            supervising_unit_id=above.id,
            actor_id=None,
            at=at,
        )
        person = add_person(
            session,
            login=LONE,
            name="站长",
            roles={Role.UNIT_HEAD, Role.FILER},
            unit_id=unit,
            section_id=None,
            actor_id=None,
            at=at,
        )
        password = hash_password(PASSWORD)
        write_password(session, user_id=person, password_hash=password, actor_id=None, at=at)
    site.demo.passwords[LONE] = PASSWORD
