"""The walk that the page about the interface shows, pasted into a shell, against a real server."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import Evaluation
from models.vocabulary import Scope
from tests.support.app import Site
from tests.support.records import read_bodies
from tests.support.scripts import give_token
from tests.support.served import serve
from tests.support.shell import list_programs, read_code
from web.api.walk import TOKENS, WALK, write_walk
from workflow.ledger.verify import verify_database

WHO = {"FILER": "filer", "HEAD": "head", "CHIEF": "chief", "AUDITOR": "auditor"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_walk_of_the_page_leads_from_create_to_published(
    database: Database, tmp_path: Path, language: str
) -> None:
    site = Site(database, tmp_path)
    tokens = {name: (WHO[name], scope) for name, _words, scope in TOKENS}
    given = {
        name: give_token(database, site.people[who], scope=scope)
        for name, (who, scope) in tokens.items()
    }
    page = site.visitor().client.get("/api", headers={"Accept-Language": language})
    settings, *commands = read_code(page.text)
    lines = [line for line in settings.splitlines() if line]
    assert lines[1:] == [f"{name}=hj_…" for name in WHO], "no comments, which zsh does not take"
    with site.app.test_request_context(headers={"Accept-Language": language}):
        assert commands == [command for _words, command in write_walk()]
    with serve(site.app) as address:
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", "\n".join(commands)],
            cwd=tmp_path,
            env={
                **given,
                "SITE": address,
                "TMPDIR": str(tmp_path),
                "PATH": list_programs(tmp_path),
                "no_proxy": "*",
                # Names and texts are Chinese, whatever the terminal is set to.
                "LC_ALL": "C",
                "PYTHONCOERCECLOCALE": "0",
                "PYTHONUTF8": "0",
                "PYTHONIOENCODING": "ascii",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.splitlines()[-2:] == ["published", "publish"], done.stdout
    with database.reading() as session:
        (evaluation,) = session.scalars(select(Evaluation)).all()
        assert all(report.ok for report in verify_database(session).values())
    assert evaluation.state == "published"
    events = [
        (body["action"], body["data"]["source"]) for body in read_bodies(database, evaluation.id)
    ]
    ways = ("create", "fill", "score", "submit", "approve", "review", "publish")
    assert events == [(action, "api") for action in ways]
    site.visitor().get(f"/published/{evaluation.id}")


def test_the_walk_has_every_step_in_words(database: Database, tmp_path: Path) -> None:
    site = Site(database, tmp_path)
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        words = [f"{words} {command}" for words, command in write_walk()]
    assert len(words) == len(WALK)
    assert all(text.isascii() for text in words)
    assert [scope for _name, _words, scope in TOKENS] == [Scope.ACT] * 3 + [Scope.READ]
