"""Supporting documents: names and bytes as they were, and nothing left of refused ones."""

import io
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.evaluations import AttachmentRow, list_attachments
from models.tables import AuditEvent, Refusal
from tests.support.app import Site, Visitor, find_form
from tests.support.keys import SECRET_KEY
from tests.support.uploads import Unread, spell_multipart
from web.settings import read_settings

LIMIT = 100_000
NAMES = (
    *("佐证材料.pdf", "２０２５年 自评报告（定稿）.docx", "𠮷野家发票.jpg", "①②③.xls"),
    *("👩\u200d👩\u200d👧.png", "résumé.pdf", unicodedata.normalize("NFD", "résumé.pdf")),
    *("ａ.ＰＤＦ", "表-1_2.xlsx", "a\u202egnp.exe", "\u2066a\u2069.pdf", "\u200fb.pdf"),
    *("零\u200b宽.pdf", "x y  z.txt", "CON", "con.txt", "NUL.pdf", "aux", "...pdf", ".htaccess"),
    *("~$文件.docx", "-rf", "%2e%2e.pdf", "%00.pdf", "a;b.pdf", "a,b.pdf", "a=b.pdf", "a'b.pdf"),
    *("a(b).pdf", "a&b.pdf", "<b>.pdf", "filename*=UTF-8''x.pdf", "=1+1.csv", "＝1.csv", "@x.csv"),
    *("index.html", "x.svg", "无扩展名", "字" * 251 + ".pdf", "a" * 251 + ".pdf", "😀" * 60),
)
PATHS = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "C:\\我的文档\\报告.pdf": "报告.pdf",
    "/绝对/路径.pdf": "路径.pdf",
    "a\x00b.pdf": "ab.pdf",
    "a\x1b[31m.pdf": "a[31m.pdf",
    "a\u2028b.pdf": "ab.pdf",
    "a\x85b.pdf": "ab.pdf",
}
NO_NAMES = ("..", ".", "/", "a/", "   ", "\x00", "x" * 256, "字" * 300)


@dataclass
class Desk:
    """One draft and the browser of its filer."""

    site: Site
    filer: Visitor
    evaluation: UUID

    @property
    def page(self) -> str:
        return f"/evaluations/{self.evaluation}"

    def documents(self) -> list[AttachmentRow]:
        with self.site.database.reading() as session:
            return list_attachments(session, self.evaluation)

    def address(self, document: AttachmentRow) -> str:
        return f"{self.page}/attachments/{document.id}"

    def stored(self) -> list[Path]:
        """Every file below the store."""
        return [path for path in self.site.files.rglob("*") if path.is_file()]

    def count(self) -> int:
        with self.site.database.reading() as session:
            return session.scalars(
                select(func.count()).where(AuditEvent.evaluation_id == self.evaluation)
            ).one()


@pytest.fixture
def desk(migrated_sqlite: Database, tmp_path: Path) -> Desk:
    """A draft; documents may be up to LIMIT bytes."""
    site = Site(migrated_sqlite, tmp_path, max_file_size=LIMIT)
    filer = site.visitor("filer")
    return Desk(site, filer, site.begin(filer))


def test_names_and_bytes_come_back_as_they_were(desk: Desk) -> None:
    for number, name in enumerate(NAMES):
        content = f"{number} {name}".encode() + bytes(range(256))
        upload_exactly(desk, name, content, expect=303)
        document = desk.documents()[-1]
        assert document.name == name
        answer = desk.filer.get(desk.address(document))
        assert answer.data == content
        disposition, options = parse_options_header(answer.headers["Content-Disposition"])
        assert (disposition, options["filename"]) == ("attachment", name)


def test_paths_and_control_characters_are_no_part_of_a_name(desk: Desk) -> None:
    for sent, kept in PATHS.items():
        upload_exactly(desk, sent, b"x", expect=303)
        assert desk.documents()[-1].name == kept
    for name in NO_NAMES:
        answer = upload_exactly(desk, name, b"x", expect=422)
        assert 'id="file-error"' in answer.text
    assert len(desk.documents()) == len(PATHS)


def test_direction_marks_are_not_shown(desk: Desk) -> None:
    upload_exactly(desk, "a\u202egnp.exe", b"x", expect=303)
    for address in (f"{desk.page}/attachments", desk.page):
        shown = desk.filer.get(address).text
        assert "agnp.exe" in shown
        assert "\u202e" not in shown


def test_a_download_is_nothing_but_a_download(desk: Desk) -> None:
    types = {"a.pdf": "application/pdf", "a.html": "application/octet-stream"}
    types |= {"a.svg": "application/octet-stream", "a.txt": "text/plain; charset=utf-8"}
    for name, media_type in types.items():
        desk.filer.upload(desk.evaluation, name, b"<script>alert(1)</script>")
        answer = desk.filer.get(desk.address(desk.documents()[-1]))
        assert answer.headers["Content-Type"] == media_type
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_limit_is_twenty_megabytes_unless_set() -> None:
    settings = read_settings({"HENGJIAN_SECRET_KEY": SECRET_KEY})
    assert settings.max_file_size == 20 * 1024 * 1024


def test_a_document_beyond_the_limit_leaves_nothing(desk: Desk) -> None:
    before = desk.count()
    for size in (LIMIT + 1, LIMIT + 3_000_000):
        answer = upload_exactly(desk, "big.pdf", b"x" * size, expect=413)
        assert "内容太大" in answer.text
        assert (desk.stored(), desk.count()) == ([], before)
    desk.filer.upload(desk.evaluation, "just.pdf", b"x" * LIMIT)
    assert [path.stat().st_size for path in desk.stored()] == [LIMIT]


def test_an_upload_that_breaks_off_leaves_nothing(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/attachments"), "/attachments")
    whole = spell_multipart(form.fields, "broken.pdf", b"x" * 50_000)
    before = desk.count()
    answer = send_raw(desk, whole[:20_000], length=len(whole))
    assert answer.status_code in {400, 403}
    assert (desk.stored(), desk.count()) == ([], before)


def test_the_same_bytes_are_stored_once(desk: Desk) -> None:
    for name in ("甲.pdf", "乙.pdf"):
        desk.filer.upload(desk.evaluation, name, b"the same")
    assert len(desk.stored()) == 1
    assert [document.name for document in desk.documents()] == ["甲.pdf", "乙.pdf"]
    assert len({document.sha256 for document in desk.documents()}) == 1


def test_an_empty_document_or_a_second_one_is_refused(desk: Desk) -> None:
    desk.filer.upload(desk.evaluation, "empty.pdf", b"", expect=422)
    form = find_form(desk.filer.get(f"{desk.page}/attachments"), "/attachments")
    for part in ("file", "other"):
        body = spell_multipart(form.fields, "a.pdf", b"x", second=part)
        assert send_raw(desk, body).status_code == 422
    assert send_raw(desk, spell_multipart(form.fields, None, b"")).status_code == 422
    foreign = {"indicator_id": "01900000-0000-7000-8000-000000000000"}
    desk.filer.upload(desk.evaluation, "a.pdf", b"x", beside=foreign, expect=422)
    assert desk.documents() == []


def test_nothing_is_read_from_who_may_not(desk: Desk) -> None:
    for login, status in (("head", 403), ("school_filer", 404), ("auditor", 403), (None, 401)):
        visitor = desk.site.visitor(login)
        body = Unread(b"x" * 1000)
        answer = visitor.client.post(
            f"{desk.page}/attachments",
            input_stream=body,
            content_length=1000,
            content_type="multipart/form-data; boundary=b",
        )
        assert (answer.status_code, body.touched) == (status, False), login
    assert desk.stored() == []
    with desk.site.database.reading() as session:
        assert session.scalars(select(func.count()).where(Refusal.action == "attach")).one() == 3


def test_a_document_needs_the_token_of_its_form(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/attachments"), "/attachments")
    for token in ("", "forged", None):
        fields = {name: text for name, text in form.fields.items() if name != "csrf_token"}
        if token is not None:
            fields["csrf_token"] = token
        assert send_raw(desk, spell_multipart(fields, "a.pdf", b"x")).status_code == 403
    assert (desk.stored(), desk.documents()) == ([], [])


def test_a_foreign_document_does_not_exist(desk: Desk) -> None:
    desk.filer.upload(desk.evaluation, "a.pdf", b"x")
    document = desk.documents()[0]
    unknown = "01900000-0000-7000-8000-000000000000"
    stranger = desk.site.visitor("school_filer")
    # A page says at which second it was made.
    pages = [
        re.sub('data-at="[^"]*"', "", stranger.get(address, expect=404).text).replace(
            str(document.id), unknown
        )
        for address in (
            desk.address(document),
            f"{desk.page}/attachments/{unknown}",
            f"/evaluations/{unknown}/attachments/{unknown}",
        )
    ]
    assert len({page.replace(str(desk.evaluation), unknown) for page in pages}) == 1
    desk.site.visitor().get(desk.address(document), expect=401)
    own = desk.site.begin(desk.filer, title="另一项")
    desk.filer.get(f"/evaluations/{own}/attachments/{document.id}", expect=404)
    for login in ("head", "bureau_head", "chief", "auditor"):
        assert desk.site.visitor(login).get(desk.address(document)).data == b"x"


def test_a_lost_document_is_told_and_not_guessed(desk: Desk) -> None:
    desk.filer.upload(desk.evaluation, "a.pdf", b"0123456789")
    path = desk.stored()[0]
    address = desk.address(desk.documents()[0])
    os.truncate(path, 3)
    assert "附件的文件不见了" in desk.filer.get(address, expect=500).text
    path.unlink()
    assert "附件的文件不见了" in desk.filer.get(address, expect=500).text


def test_a_document_is_bound_to_what_was_seen(desk: Desk) -> None:
    form = find_form(desk.filer.get(f"{desk.page}/attachments"), "/attachments")
    desk.filer.send(f"{desk.page}/fill/indicators", button="save")
    answer = send_raw(desk, spell_multipart(form.fields, "a.pdf", b"x"))
    assert answer.status_code == 409
    again = find_form(answer, "/attachments").fields["content_version"]
    assert int(again) > int(form.fields["content_version"])
    assert desk.documents() == []


def upload_exactly(desk: Desk, name: str, content: bytes, *, expect: int) -> TestResponse:
    """Upload under a name spelled as browsers do, whatever characters it holds."""
    form = find_form(desk.filer.get(f"{desk.page}/attachments"), "/attachments")
    answer = send_raw(desk, spell_multipart(form.fields, name, content))
    assert answer.status_code == expect, (name, answer.status_code, answer.text)
    return answer


def send_raw(desk: Desk, body: bytes, *, length: int | None = None) -> TestResponse:
    """Send a body as it is; with another `length` it breaks off early."""
    return desk.filer.client.post(
        f"{desk.page}/attachments",
        input_stream=io.BytesIO(body),
        content_length=length or len(body),
        content_type="multipart/form-data; boundary=border",
    )


def test_fields_that_pretend_to_be_a_document_are_bounded(desk: Desk) -> None:
    """A form without parts is read by the same bounds as every other."""
    sent = "application/x-www-form-urlencoded"
    many = "&".join(f"f{number}=x" for number in range(5000))
    for body in (many, "f=" + "x" * 2_000_000):
        answer = desk.filer.client.post(f"{desk.page}/attachments", data=body, content_type=sent)
        assert answer.status_code == 413
