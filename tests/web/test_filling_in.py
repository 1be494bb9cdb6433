"""Filling in: computed scores are taken over on demand, documents go to their rows, and what is
previewed is what is sealed.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from werkzeug.datastructures import FileStorage

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage
from tests.support.records import rows_of
from workflow.ledger.verify import verify_database


@dataclass
class Desk:
    """A draft that could be submitted, and the browser of its filer."""

    site: Site
    filer: Visitor
    evaluation: UUID

    @property
    def page(self) -> str:
        return f"/evaluations/{self.evaluation}"


@pytest.fixture
def desk(migrated_sqlite: Database, tmp_path: Path) -> Desk:
    site = Site(migrated_sqlite, tmp_path)
    return Desk(site, site.visitor("filer"), Stage(site).stand(State.DRAFT))


def test_what_is_previewed_is_what_is_sealed(desk: Desk) -> None:
    page = desk.filer.get(f"{desk.page}/preview")
    digest = re.search(r'id="digest" title="([0-9a-f]{64})"', page.text)
    assert digest is not None
    desk.filer.send_form(find_form(page, "/submit"), {"text": "请审核"})
    sealed = rows_of(desk.site.database, "submission")[-1]
    assert sealed.content_hash == digest[1]


def test_the_preview_tells_what_is_missing_and_what_was_not_saved(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/fill/narrative"), "/narrative")
    section = next(name for name in form.fields if name.startswith("section-"))
    desk.filer.send_form(form, {section: ""}, button="next")
    kept = {name: text for name, text in form.fields.items() if name != "button"}
    desk.filer.post(f"{desk.page}/drafts/narrative", {**kept, section: "还没有保存"}, expect=200)
    page = desk.filer.get(f"{desk.page}/preview").text
    assert f'/fill/narrative#{section}"' in page
    assert 'id="unsaved"' in page
    assert "还没有保存</p>" not in page
    assert f'action="{desk.page}/submit"' not in page


def test_computed_scores_fill_what_was_left_empty_and_nothing_is_saved(desk: Desk) -> None:
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), "/indicators")
    computed, judged = [name for name in form.fields if name.startswith("score-")][1:3]
    before = form.fields[computed]
    # The document is no part of this form, and its button saves nothing.
    answer = desk.filer.send_form(form, {computed: "", judged: "1"}, button="adopt", expect=200)
    filled = find_form(answer, "/indicators").fields
    assert (filled[computed], filled[judged]) == (before, "1")
    assert "还没有保存" in answer.text
    stands = find_form(desk.filer.get(address), "/indicators").fields
    assert (stands[computed], stands[judged]) == (before, form.fields[judged])


def test_a_document_is_sent_to_its_row_and_leads_back_to_it(desk: Desk) -> None:
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), "attachments?back=indicators")
    file = FileStorage(BytesIO(b"%PDF"), filename="台账.pdf")
    sent = desk.filer.post(form.action, {**form.fields, "file": file}, expect=303)
    row = form.fields["indicator_id"]
    assert sent.headers["Location"].endswith(f"/fill/indicators#row-{row}")
    shown = desk.filer.get(address).text.partition(f'id="evidence-{row}"')[2]
    assert "台账.pdf" in shown.partition("</details>")[0]


def test_rows_are_shared_out_and_everybody_sees_his_own(desk: Desk) -> None:
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(f"{desk.page}/assign"), "/assign")
    rows = [name for name in form.fields if name.startswith("tick-row:")]
    assert form.fields["person"] == str(desk.site.people["second_filer"]), "who asks, asks another"
    others = dict.fromkeys((name for name in form.fields if name.startswith("tick-")), None)
    ticked = dict.fromkeys((*rows[:2], "tick-funds"), "1")
    fields = {name: text for name, text in form.fields.items() if name not in others}
    second = str(desk.site.people["second_filer"])
    desk.filer.post(form.action, {**fields, **ticked, "person": second}, expect=303)
    colleague = desk.site.visitor("second_filer")
    assert "只看指派给我的 2 行" in colleague.get(address).text
    page = colleague.get(f"{address}?only=mine")
    shown = re.findall(r'<tr id="row-([0-9a-f-]{36})"', page.text)
    assert [f"tick-row:{row}" for row in shown] == rows[:2]
    # What he does not see goes with it unchanged, and he is led back to his own rows.
    own = find_form(page, "/indicators?only=mine")
    saved = colleague.send_form(own, {f"actual-{shown[0]}": "15 次"}, button="save")
    assert saved.headers["Location"].endswith("/fill/indicators?only=mine")
    whole = find_form(colleague.get(address), "/indicators").fields
    assert whole[f"actual-{shown[0]}"] == "15 次"
    assert {
        name: text for name, text in own.fields.items() if name.startswith("score-")
    }.items() <= (whole.items())
    # Advice, never a lock: the first one still fills in all, and takes it back.
    mine = find_form(desk.filer.get(address), "/indicators")
    desk.filer.send_form(mine, {f"actual-{shown[0]}": "16 次"}, button="save")
    desk.filer.post(form.action, {**fields, **ticked, "person": ""}, expect=303)
    assert "只看指派给我的" not in colleague.get(address).text
    with desk.site.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())
    events = desk.filer.get(f"{desk.page}/trail").text
    assert "指派 3 处" in events
    assert re.search(r"资金 · 由谁填：.*second_filer", events)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "请至少勾选一处"),
        ({"tick-row:nobody": "1"}, "这份表没有这一处"),
        (
            {"tick-funds": "1", "person": "00000000-0000-4000-8000-000000000000"},
            "本单位现在的填报人",
        ),
        ({"tick-funds": "1", "person": "张三"}, "编号的格式不对"),
    ],
)
def test_what_cannot_be_assigned_is_named(desk: Desk, typed: dict[str, str], told: str) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/assign"), "/assign")
    fields = {name: text for name, text in form.fields.items() if not name.startswith("tick-")}
    answer = desk.filer.post(form.action, {**fields, "person": "", **typed}, expect=422)
    assert told in answer.text
