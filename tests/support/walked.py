"""What one page said and cost: what of it a browser loads, and what the policy forbids."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.database import Database
from tests.support.queries import count_queries

LEADING = {"action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset"}
"""Attributes that hold an address."""
OWN = re.compile(r"(/(?!/)|[#?.]|data:image/|$)")
"""How an address of this site begins; a picture may stand in the page itself."""
ADDRESS = re.compile(
    r"""url\(\s*["']?([^"')]*)|@import\s*["']?([^"';]*)|(https?://(?!www\.w3\.org/)[^"'\s]*)"""
)
GZIP_LEVEL = 6
"""What servers compress with unless they are told otherwise lies between 1 and 6."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer: the statements it took, what it weighs, and what is wrong with it."""

    status: int
    is_html: bool
    asked: tuple[str, ...]
    weight: int
    """Bytes of the page with its stylesheets and scripts, each compressed."""
    faults: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"<{tag}> within the page")
        for name, value in given.items():
            if name == "style" or name.startswith("on") or "javascript:" in value.lower():
                self.faults.append(f"<{tag} {name}={value!r}>")
            elif name.rpartition(":")[2] in LEADING and not OWN.match(value):
                self.faults.append(f"<{tag} {name}={value!r}> leads elsewhere")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.faults.append("<meta refresh>")
        if tag == "script" and "src" in given:
            self.parts.append(given["src"])
        if tag == "link" and given.get("rel") == "stylesheet":
            self.parts.append(given["href"])


def open_page(client: FlaskClient, address: str, *, database: Database) -> Page:
    """Open one page as a browser does, with what it links to."""
    with count_queries(database) as asked:
        answer = client.get(address, buffered=True)
    reader = _Reader()
    is_html = answer.mimetype == "text/html"
    parts: list[tuple[int, list[str]]] = []
    weight = 0
    if is_html:
        reader.feed(answer.text)
        parts = [_weigh_part(client, part) for part in reader.parts if OWN.match(part)]
        weight = weigh(answer.data) + sum(size for size, _ in parts)
    return Page(
        status=answer.status_code,
        is_html=is_html,
        asked=tuple(asked),
        weight=weight,
        faults=(
            *reader.faults,
            *find_policy_faults(answer),
            *(each for _, foreign in parts for each in foreign),
        ),
    )


def weigh(content: bytes) -> int:
    """Bytes that go over the line."""
    return len(gzip.compress(content, GZIP_LEVEL))


def find_policy_faults(answer: TestResponse) -> Iterator[str]:
    """Yield what an answer lets a browser load or run that does not come from this site."""
    policy = answer.headers.get("Content-Security-Policy", "")
    directives = dict(part.partition(" ")[::2] for part in policy.split("; "))
    if directives.get("default-src") != "'none'":
        yield f"policy {policy!r}"
    for name, value in directives.items():
        allowed = {"'none'", "'self'", "data:"} if name == "img-src" else {"'none'", "'self'"}
        if name != "sandbox" and not set(value.split()) <= allowed:
            yield f"policy {name} {value}"


def find_foreign(text: str) -> list[str]:
    """The addresses of a stylesheet or a script that are not of this site; what begins with
    `http://www.w3.org/` is the name of a kind of element and not fetched.
    """
    found = [next(filter(None, each), "") for each in ADDRESS.findall(text)]
    return [each for each in found if not OWN.match(each)]


_parts: dict[str, tuple[int, list[str]]] = {}


def _weigh_part(client: FlaskClient, part: str) -> tuple[int, list[str]]:
    """What a stylesheet or script weighs, and the foreign addresses in it."""
    if part not in _parts:
        answer = client.get(part, buffered=True)
        assert answer.status_code == 200, part
        foreign = [f"{part}: {each}" for each in find_foreign(answer.text)]
        _parts[part] = weigh(answer.data), foreign
    return _parts[part]
