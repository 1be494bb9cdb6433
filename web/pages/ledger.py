"""The public side of the ledger: for people a page that says how to check it, for programs the
checkpoint, the keys and the tiles, which hold hashes and nothing else.

Nobody is asked who he is, no cookie is set, and caches may keep all of it.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import structlog
from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue

from models.queries.seals import find_last_seal, read_window
from models.vocabulary import HashName
from web.door import database, house
from web.downloads import KEPT_FOR, keep, send_public
from web.ledger import find_archive
from workflow import ledger
from workflow.ledger.archive import COSIGNED, KEYS, WITNESSES, Archive
from workflow.ledger.checkpoint import read_checkpoint
from workflow.ledger.note import Note, NoteProblem, PublicKey, check_note
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.tiles import HEIGHT, WIDTH, TileProblem, name_tile
from workflow.ledger.witnessed import list_standings, read_latest

log = structlog.get_logger()
blueprint = Blueprint("ledger", __name__)
VERIFIER = "verify_bundle.py"
TEXT, HASHES = "text/plain", "application/octet-stream"
MOMENT, YEAR = 5, 365 * 24 * 3600
"""Seconds that a cache may answer without asking again: what grows, and what never changes."""
_TILE = re.compile(r"([0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@blueprint.get("/ledger")
def show() -> ResponseReturnValue:
    """How far the ledger goes, who vouches for it, and how a stranger checks it."""
    settings = house().settings
    archive = note = None
    broken = False
    try:
        archive = find_archive(settings)
        note = None if archive is None else read_latest(archive)
    except NoteProblem as problem:
        log.error("ledger_unreadable", why=str(problem))  # noqa: TRY400 -- it says what it is about
        broken = True
    checkpoint = None if note is None else read_checkpoint(note)
    with database().reading() as session:
        seal = find_last_seal(session)
        window = read_window(session)
    page = render_template(
        "ledger.html",
        archive=archive,
        checkpoint=checkpoint,
        broken=broken,
        sealed_at=seal.at if seal and checkpoint and seal.size == checkpoint.size else None,
        window=window,
        key=None if archive is None else _find_signer(archive, note),
        standings={} if archive is None else _find_standings(archive),
        site=settings.public_url,
        is_foreign=archive is not None and archive.hasher.name != HashName.SHA256,
    )
    response = make_response(page)
    response.vary.update(("Accept-Language", "Cookie"))
    return keep(response)


@blueprint.get("/ledger/checkpoint")
def show_checkpoint() -> ResponseReturnValue:
    """The last checkpoint, with the cosignatures that there are of it (C2SP tlog-checkpoint).

    One that is damaged is answered as it lies there, for a verifier to refuse.
    """
    archive = _find_archive()
    if archive is None:
        return _send_file(house().settings.ledger / CHECKPOINT, seconds=MOMENT)
    try:
        note = read_latest(archive)
    except NoteProblem:
        return _send_file(archive.folder / CHECKPOINT, seconds=MOMENT)
    if note is None:
        return _miss()
    return send_public(note.write().encode(), media_type=TEXT, seconds=MOMENT)


@blueprint.get("/ledger/cosigned")
def show_cosigned() -> ResponseReturnValue:
    """The largest checkpoint that a witness cosigned, which may be an earlier one."""
    return _send_file(house().settings.ledger / COSIGNED, seconds=MOMENT)


@blueprint.get("/ledger/keys")
def show_keys() -> ResponseReturnValue:
    """The public keys of the ledger, one a line, the newest last."""
    return _send_file(house().settings.ledger / KEYS)


@blueprint.get("/ledger/witnesses")
def show_witnesses() -> ResponseReturnValue:
    """The public keys of the witnesses that the site recognises, one a line."""
    return _send_file(house().settings.ledger / WITNESSES)


@blueprint.get("/ledger/tile/<path:name>")
def show_tile(name: str) -> ResponseReturnValue:
    """A tile of hashes (C2SP tlog-tiles), as far as the last checkpoint goes: what it covers never
    changes, what was written behind it may.
    """
    asked = _read_name(name)
    if asked is None:
        return _miss()
    try:
        content = _read_tile(*asked)
    except (NoteProblem, TileProblem, OSError) as problem:
        log.error("ledger_unreadable", why=str(problem))  # noqa: TRY400 -- it says what it is about
        return _miss()
    return _miss() if content is None else send_public(content, media_type=HASHES, seconds=YEAR)


@blueprint.get(f"/ledger/{VERIFIER}")
def show_verifier() -> ResponseReturnValue:
    """The program that verifies a bundle offline, as text to read."""
    return _send_file(Path(ledger.__path__[0]) / VERIFIER)


def _find_signer(archive: Archive, note: Note | None) -> PublicKey:
    """The key that verifiers need now: after a rotation the old one until something is sealed."""
    return archive.keys[-1] if note is None else check_note(note, keys=archive.keys)[-1]


def _find_standings(archive: Archive) -> dict[str, tuple[int, datetime]]:
    """Size and time of what each witness vouched for last, by its key."""
    return {
        standing.key.write(): (standing.checkpoint.size, datetime.fromtimestamp(standing.at, UTC))
        for standing in list_standings(archive)
    }


def _find_archive() -> Archive | None:
    try:
        return find_archive(house().settings)
    except NoteProblem:
        return None


def _read_tile(level: int, number: int, width: int) -> bytes | None:
    """The first hashes of a tile, None where the last checkpoint does not go so far."""
    archive = find_archive(house().settings)
    note = None if archive is None else read_latest(archive)
    if archive is None or note is None:
        return None
    there = min(WIDTH, (read_checkpoint(note).size >> HEIGHT * level) - number * WIDTH)
    if width > there:
        return None
    return b"".join(archive.tiles.read_tile(level, number, width=there)[:width])


def _read_name(name: str) -> tuple[int, int, int] | None:
    """Return level, number and width of a tile, None for a name that is not the one it has."""
    found = _TILE.fullmatch(name)
    if found is None:
        return None
    level, path, part = found.groups()
    number, width = int(re.sub("[x/]", "", path)), int(part or WIDTH)
    if name_tile(level, number, width=width) != f"tile/{name}" or width == 0:
        return None
    return int(level), number, width


def _send_file(path: Path, *, seconds: int = KEPT_FOR) -> Response:
    try:
        content = path.read_bytes()
    except OSError:
        return _miss()
    return send_public(content, media_type=TEXT, seconds=seconds)


def _miss() -> Response:
    """What programs are told where there is nothing: no page, no cookie."""
    return Response("404 Not Found\n", status=404, mimetype=TEXT)
