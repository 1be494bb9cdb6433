"""A published result with its proof: on the page, in files, and in a code that can be printed."""

import html
import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
import segno
from sqlalchemy import Connection, select, update

from models.database import Database
from models.tables import AuditEvent, Publication
from models.vocabulary import HashName, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.records import rows_of
from web.show import paper
from workflow.audit import hash_body, hash_copy
from workflow.ledger.checkpoint import ProofFile, check_proof, read_proof
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import (
    ED25519,
    NoteProblem,
    PrivateKey,
    check_note,
    read_public_key,
)

CODE = re.compile(r"<code[^>]*>([^<]*)</code>")
STRANGER = PrivateKey("other.example/trail", ED25519, b"\x09" * 32)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path, public_url="https://pingjia.example")


@pytest.fixture
def published(site: Site) -> UUID:
    return Stage(site).stand(State.PUBLISHED)


def read_body(site: Site, evaluation: UUID) -> str:
    """The body of the event that published an evaluation."""
    events = rows_of(site.database, "audit_event")
    return str(
        next(
            row.body
            for row in events
            if UUID(str(row.evaluation_id)) == evaluation and row.action == "publish"
        )
    )


def read_commands(page: str) -> list[str]:
    lines = page.partition('<ol class="lines">')[2].partition("</ol>")[0]
    return [html.unescape(found) for found in CODE.findall(lines)]


def fetch_proof(site: Site, evaluation: UUID) -> ProofFile:
    return read_proof(site.visitor().get(f"/published/{evaluation}/proof").text)


def test_the_page_shows_the_head_its_place_and_a_proof_that_holds(
    site: Site, published: UUID
) -> None:
    """The head is the hash of the event that published, which names the copy by its hash."""
    page = site.visitor().get(f"/published/{published}").text
    body = read_body(site, published)
    head = hash_body(body)
    (copy,) = re.findall(r'<p class="hash">([0-9a-f]{64})</p>', page)
    assert json.loads(body)["data"]["publication"] == copy
    assert f'<dd class="hash">{head}</dd>' in page
    proof = fetch_proof(site, published)
    checkpoint = check_proof(proof, entry=body.encode(), hasher=Hasher())
    assert f"序号 {proof.index}（从 0 起），账本共 {checkpoint.size} 条" in page
    assert f"/published/{published}/proof" in page
    assert f"/published/{published}/bundle" in page


def test_three_lines_say_how_to_check(site: Site, published: UUID) -> None:
    take, fetch, ask = read_commands(site.visitor().get(f"/published/{published}").text)
    assert take == "curl -fsS -o verify_bundle.py https://pingjia.example/ledger/verify_bundle.py"
    address = f"https://pingjia.example/published/{published}/bundle"
    assert fetch == f"curl -fsS -o bundle.jsonl {address}"
    words = ask.split()
    assert words[:4] == ["python3", "verify_bundle.py", "bundle.jsonl", "--key"]
    assert words[5:] == ["--head", hash_body(read_body(site, published))]
    note = fetch_proof(site, published).checkpoint
    assert check_note(note, keys=[read_public_key(words[4])])
    with pytest.raises(NoteProblem):
        check_note(note, keys=[STRANGER.public])


def read_squares(svg: str) -> list[list[bool]]:
    """The dark squares of a picture, read from the strokes of its one dark path: each is drawn
    half a square below its upper edge.
    """
    picture = ET.fromstring(svg)  # noqa: S314 -- drawn by ourselves
    side = int(picture.attrib["viewBox"].split()[2])
    squares = [[False] * side for _ in range(side)]
    (strokes,) = (
        each.attrib["d"] for each in picture.iter() if each.attrib.get("stroke") == "#000"
    )
    x, y = 0, 0.0
    for letter, numbers in re.findall(r"([Mmh])([^Mmh]*)", strokes):
        values = [float(each) for each in re.findall(r"-?[0-9.]+", numbers)]
        if letter == "h":
            for place in range(x, x + int(values[0])):
                squares[int(y)][place] = True
            x += int(values[0])
        elif letter == "M":
            x, y = int(values[0]), values[1]
        else:
            x, y = x + int(values[0]), y + values[1]
    return squares


def test_the_code_carries_address_head_and_proof(site: Site, published: UUID) -> None:
    """Square by square it is the code of that very content, with a quiet edge of four."""
    visitor = site.visitor()
    page = visitor.get(f"/published/{published}").text
    assert f'<img src="/published/{published}/qr"' in page
    answer = visitor.get(f"/published/{published}/qr")
    assert answer.mimetype == "image/svg+xml"
    proof = visitor.get(f"/published/{published}/proof").text
    head = hash_body(read_body(site, published))
    carried = (f"{head}\n{proof}").replace("—", "%E2%80%94").replace(" ", "%20")
    content = f"https://pingjia.example/published/{published}#" + carried.replace("\n", "%0A")
    code = segno.make(content, error="l", micro=False)
    assert read_squares(answer.text) == [
        [bool(square) for square in row] for row in code.matrix_iter(border=4)
    ]
    address, _sign, rest = content.partition("#")
    assert address.endswith(f"/published/{published}")
    assert unquote(rest) == f"{head}\n{proof}"


def test_a_proof_too_long_for_paper_goes_without_witnesses(
    site: Site, published: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = site.visitor()
    whole = visitor.get(f"/published/{published}/qr").text
    monkeypatch.setattr(paper, "LONGEST", 1)
    # Nobody has cosigned: what the log itself signed stays.
    assert visitor.get(f"/published/{published}/qr").text == whole


def test_the_files_may_be_kept_and_are_the_same_for_everybody(site: Site, published: UUID) -> None:
    site.seal()
    for what in ("proof", "qr", "bundle"):
        address = f"/published/{published}/{what}"
        first = site.visitor().client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in first.headers
        other = site.visitor("auditor").client.get(address)
        assert (other.data, other.headers["ETag"]) == (first.data, first.headers["ETag"])
        again = site.visitor().client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_nothing_of_it_is_there_before_the_seal(site: Site, published: UUID) -> None:
    client = site.visitor().client
    for what in ("", "/proof", "/qr", "/bundle"):
        assert client.get(f"/published/{published}{what}").status_code == 404, what
    site.seal()
    for what in ("", "/proof", "/qr", "/bundle"):
        assert client.get(f"/published/{published}{what}").status_code == 200, what


def test_of_a_draft_nothing_is_published(site: Site) -> None:
    draft = Stage(site).stand(State.FINANCE_REVIEWED)
    for what in ("proof", "qr", "bundle"):
        site.visitor().get(f"/published/{draft}/{what}", expect=404)


def test_of_another_hash_the_page_says_who_can_check(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    """Verifiers of others know SHA-256 alone."""
    database = Database(migrated_sqlite.engine, hash_name=HashName.SM3)
    site = Site(database, tmp_path, hash_name=HashName.SM3)
    published = Stage(site).stand(State.PUBLISHED)
    site.seal()
    page = site.visitor().client.get(f"/published/{published}").text
    assert "通用的校验程序只认 SHA-256，不适用于本账本" in page
    assert "别人写的程序也能核对" not in page
    assert len(read_commands(page)) == 3


@pytest.mark.parametrize("how", ["lost", "tampered", "foreign", "copy", "text"])
def test_what_is_not_proven_is_not_shown_as_proven(site: Site, published: UUID, how: str) -> None:
    """The page is still readable, says so, and gives no proof of something else."""
    site.seal()
    if how == "lost":
        shutil.rmtree(site.settings.ledger / "tile")
    elif how == "foreign":
        shutil.rmtree(site.settings.ledger)
    elif how == "copy":
        lie_about_copy(site, r'"total":"[0-9.]+"', '"total":"99.99"')
    elif how == "text":
        lie_about_copy(site, r'"text":"[^"]+"', '"text":"别的话"')
    else:
        lie_about(site, published)
    client = site.visitor().client
    page = client.get(f"/published/{published}")
    assert page.status_code == 200
    assert "现在给不出这份副本的证明" in page.text
    assert not read_commands(page.text)
    assert "/qr" not in page.text
    # A bundle with another copy is handed out: its verifier says what was changed.
    for what in ("proof", "qr", *(() if how in {"copy", "text"} else ("bundle",))):
        answer = client.get(f"/published/{published}/{what}")
        assert answer.status_code == 503, what
        assert "现在给不出证明" in answer.text


def lie_about_copy(site: Site, found: str, lie: str) -> None:
    """Change what the copy says, and its hash with it."""
    with site.database.reading() as session:
        ((number, content),) = session.execute(select(Publication.id, Publication.content)).all()
    changed = re.sub(found, lie, content, count=1)
    assert changed != content
    with site.database.engine.begin() as connection:
        drop_guards(connection, "publication")
        change = update(Publication).where(Publication.id == number)
        connection.execute(
            change.values(content=changed, content_hash=hash_copy(json.loads(changed)))
        )


def drop_guards(connection: Connection, table: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    else:
        listed = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        for name in list(connection.exec_driver_sql(listed, (table,)).scalars()):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def lie_about(site: Site, evaluation: UUID) -> None:
    """Change what the event that published says, as the owner of a database could, hash and all."""
    body = read_body(site, evaluation)
    lie = body.replace('"action":"publish"', '"action":"publish" ')
    with site.database.engine.begin() as connection:
        drop_guards(connection, "audit_event")
        change = update(AuditEvent).where(AuditEvent.body == body)
        connection.execute(change.values(body=lie, hash=hash_body(lie)))
