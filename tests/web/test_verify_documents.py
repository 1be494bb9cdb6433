"""Verification looks at the stored documents too: each is there, and is what was handed in."""

from pathlib import Path

import pytest

from models.database import Database
from tests.support.app import Site
from tests.support.scripts import make_script
from web.cli import main
from web.cli.documents import DOCUMENTS, LookAtDocuments
from web.files import Store


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def look(site: Site) -> tuple[int, list[str]]:
    job = LookAtDocuments(folder=site.files, limit=1, after="", upto=None)
    with site.database.reading() as session:
        report = job.run(session).reports[DOCUMENTS]
    return report.examined, report.faults


def test_verify_tells_of_documents_beside_the_other_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HENGJIAN_DATABASE_URL", raising=False)
    assert main(["upgrade"]) == 0
    assert main(["verify"]) == 0
    assert "documents：" in capsys.readouterr().out


def test_a_document_that_is_missing_or_altered_is_named(site: Site) -> None:
    visitor = site.visitor("filer")
    evaluation = site.begin(visitor)
    for name, content in ("a.pdf", b"alpha"), ("b.pdf", b"alpha"), ("c.pdf", b"gamma"):
        visitor.upload(evaluation, name, content)
    assert look(site) == (3, [])
    script = make_script(site, "filer")
    documents = script.get(f"/evaluations/{evaluation}")["attachments"]
    by_name = {document["name"]: document for document in documents}
    store = Store(site.files, limit=1)
    store.find(by_name["a.pdf"]["sha256"]).unlink()
    store.find(by_name["c.pdf"]["sha256"]).write_bytes(b"delta")
    faults = look(site)[1]
    told = {"a.pdf": "is missing", "b.pdf": "is missing", "c.pdf": "was altered"}
    assert sorted(faults) == sorted(
        f"attachment {by_name[name]['id']}: its file {what}" for name, what in told.items()
    )
    for name in told:
        answer = script.client.get(by_name[name]["links"]["self"], headers=script.headers)
        assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
        (reason,) = (answer.json or {})["reasons"]
        assert reason["code"] == "document_is_missing"
        assert reason["message"] != reason["code"]
