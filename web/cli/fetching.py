"""Reads the public side of a ledger from a copy in a folder or from a site, and believes neither:
what is too long, too slow, moved elsewhere or breaks off is told in one sentence.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from flask_babel import gettext as _

from web.cli.terminal import Trouble

LONGEST = 65_536
"""Bytes of one file: a checkpoint with all the signatures it may have, or a tile, has fewer."""
SILENCE = 20.0
"""Seconds without a byte after which a site is given up."""
PATIENCE = 60.0
"""Seconds that one file may take."""
PIECE = 8192
LONGEST_REASON = 200
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)

Read = Callable[[Path], bytes]
"""Answers the bytes of a file of the ledger by its path; raises FileNotFoundError and Trouble."""


def open_source(place: str) -> Read:
    """Return what reads the files of the ledger at an address, or in a folder. Raises Trouble."""
    if place.lower().startswith(("http://", "https://")):
        parts = _split(place)
        if not parts or parts.query or parts.fragment or parts.username is not None:
            raise Trouble(_("%(place)s：地址应写作 https://主机名/ledger", place=_spell(place)))
        base = place.rstrip("/")
        return lambda path: _fetch(f"{base}/{path.as_posix()}")
    folder = Path(place)
    if not folder.is_dir():
        raise Trouble(_("%(place)s：没有这个文件夹，也不是 https:// 地址", place=_spell(place)))
    return lambda path: _read_file(folder / path)


def _split(place: str) -> SplitResult | None:
    try:
        parts = urlsplit(place)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if named and place.isprintable() else None


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
    return _see_that_it_is_short(data, place=str(path))


class _AsItIs(HTTPErrorProcessor):
    """Hands over every answer, a redirect too: who witnesses names the place he looks at."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:  # noqa: ARG002 -- the signature is the library's
        """Return the answer."""
        return response

    https_response = http_response


_OPENER = build_opener(_AsItIs)


def _fetch(address: str) -> bytes:
    request = Request(address, headers={"User-Agent": "hengjian witness"})  # noqa: S310 -- open_source looked at it
    try:
        with _end_after(PATIENCE), _OPENER.open(request, timeout=SILENCE) as answer:
            return _read_answer(answer, address=address)
    except FileNotFoundError:
        raise
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        why = _spell(getattr(reason, "strerror", None) or str(reason) or type(reason).__name__)
        raise Trouble(_("%(place)s 读不到：%(why)s", place=address, why=why)) from None


@contextmanager
def _end_after(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where the block takes longer. A site that sends a byte now and then is
    never silent, neither while it sends its headers.
    """

    def give_up(*_given: object) -> None:
        raise TimeoutError(_("%(most)s 秒还没有传完", most=int(seconds)))

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _refuse_status(address: str, status: int) -> Trouble:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Trouble(
            _(
                "%(place)s 读不到：网站转往别处（%(status)s），不跟随；请直接给出账本的地址",
                place=address,
                status=status,
            )
        )
    return Trouble(_("%(place)s 读不到：网站回答 %(status)s", place=address, status=status))


def _read_answer(answer: HTTPResponse, *, address: str) -> bytes:
    """Return the whole answer. Raises FileNotFoundError where there is none, Trouble for one that
    is too long or cut off.
    """
    if answer.status in GONE:
        raise FileNotFoundError(address)
    if answer.status != HTTPStatus.OK:
        raise _refuse_status(address, answer.status)
    promised, data = answer.length, b""
    while len(data) <= LONGEST and (piece := answer.read1(PIECE)):
        data += piece
    _see_that_it_is_short(data, place=address)
    if promised is not None and len(data) != promised:
        raise Trouble(_("%(place)s 读不到：传到一半断了", place=address))
    return data


def _see_that_it_is_short(data: bytes, *, place: str) -> bytes:
    if len(data) > LONGEST:
        raise Trouble(_("%(place)s 超过 %(most)s 字节，不是账本的文件", place=place, most=LONGEST))
    return data


def _spell(text: str) -> str:
    """Return a foreign text as a terminal may show it."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:LONGEST_REASON]
