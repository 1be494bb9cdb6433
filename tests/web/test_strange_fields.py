"""Nobody hands in what was not asked for: every column of the database, through every form."""

from datetime import UTC, datetime, timedelta

from models.queries.evaluations import find_header
from models.tables import Base, Evaluation
from tests.support.app import Visitor, find_form
from tests.support.drafts import Desk

COLUMNS = {column.name for table in Base.metadata.tables.values() for column in table.columns}
ASKED_FOR = {"/new": {"predecessor_id"}, "/comment": {"code"}}
"""What a form asks for at times: a new evaluation where there is an earlier one to choose, a
comment where a reviewer notes something. Whoever else sends a code is refused too.
"""
STRANGE_FIELDS = COLUMNS | {
    "score",
    "created_by",
    "role",
    "__proto__",
    "constructor",
    "self",
}


def send_strange(
    visitor: Visitor, page: str, ending: str, typed: dict[str, str] | None = None
) -> None:
    """Send a form with every column of the database beside its own fields: each is refused by
    its name. Then send it without them, which is accepted.
    """
    form = find_form(visitor.get(page), ending)
    fields = {**form.fields, **(typed or {})}
    strange = sorted(STRANGE_FIELDS - set(fields) - ASKED_FOR.get(ending, set()))
    answer = visitor.post(form.action, {**fields, **dict.fromkeys(strange, "1")}, expect=422)
    missing = [name for name in strange if f"：{name}<" not in answer.text]
    assert not missing, (ending, missing)
    visitor.send_form(form, typed)


def test_no_column_can_be_assigned_through_any_form(desk: Desk) -> None:
    site, filer, page = desk.site, desk.filer, desk.page
    head, chief = site.visitor("head"), site.visitor("chief")
    cycle = str(site.cycles["national_project"])
    send_strange(filer, "/evaluations/new", "/new", {"title": "x", "cycle_id": cycle})
    fill_everything(desk)
    address = f"{page}/attachments"
    form = find_form(filer.get(address), address)
    strange = dict.fromkeys(STRANGE_FIELDS - set(form.fields), "1")
    answer = filer.upload(desk.evaluation, "a.pdf", b"x", beside=strange, expect=422)
    assert all(f"：{name}<" in answer.text for name in strange)
    send_strange(filer, page, "/comment", {"text": "x"})
    send_strange(filer, page, "/submit")
    send_strange(filer, page, "/recall")
    send_strange(filer, page, "/submit")
    due = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    send_strange(head, page, "/return", {"reason": "x", "due_on": due})
    filer.send(page, ending="/submit")
    send_strange(head, page, "/approve")
    send_strange(chief, f"{page}/review", "/review")
    send_strange(chief, page, "/finish")
    send_strange(chief, page, "/reopen", {"reason": "x"})
    chief.send(page, ending="/finish")
    send_strange(chief, f"{page}/publish", "/publish")
    assert desk.read(Evaluation.state) == "published"
    with site.database.reading() as session:
        header = find_header(session, desk.evaluation)
        assert header is not None
        assert header.evaluation.unit_id == site.offices.offices["center"]


def fill_everything(desk: Desk) -> None:
    """Fill in all three sections, each once with strange fields too."""
    typed = {
        "funds": {"original": "10", "revised": "10", "actual": "9"},
        "indicators": {"actual": "完成", "score": "5", "reason": "按年初目标评分"},
        "narrative": {"section": "已完成。"},
    }
    for section, words in typed.items():
        address = f"{desk.page}/fill/{section}"
        form = find_form(desk.filer.get(address), section)
        given = {
            name: words[name.partition("-")[0]]
            for name in form.fields
            if "-" in name and name.partition("-")[0] in words
        }
        if section == "funds":
            # The whole stands first and is one of its parts, or it would not be their sum.
            given |= dict.fromkeys([*given][2 * len(words) :], "0")
        send_strange(desk.filer, address, section, given)
