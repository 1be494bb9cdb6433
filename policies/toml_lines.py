"""On which line of a TOML file each key stands: the library that reads it does not say."""

import re
from collections.abc import Mapping

_HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<path>[\w.\-\" ]{1,300}?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"(?P<key>[\w\-\"'][\w\-.\"' \t]{0,300}?)=")
_MULTILINE = ('"""', "'''")
_BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}
_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')
_MOST_PARTS = 50
# Every alternative matches whatever follows it, so that no character is looked at twice.
_PIECE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?'
    r"|'''(?:[^']|'(?!''))*+(?:''')?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?|#[^\n]*+|[.=,{}\[\]\n]",
    re.DOTALL,
)


def find_long_key(text: str) -> int | None:
    """Return the number of the first line with a key of more than fifty parts ("a.b.c…"), if any.

    The library needs quadratic time for such a key, and what it builds is too deep to be written.
    """
    line, parts = 1, 0
    for piece in _PIECE.finditer(text):
        found = piece[0]
        parts = parts + 1 if found == "." else (0 if len(found) == 1 else parts)
        if parts > _MOST_PARTS:
            return line
        line += found.count("\n")
    return None


def find_lines(text: str) -> Mapping[str, int]:
    """Return the number of the line, from one, of every table and every key that stands on a line
    of its own, by its path: `rows[2].children[1].weight`. Positions in a path count from one.

    The text is one that a TOML library has read; keys inside inline tables have no line of their
    own, `locate` finds the one they stand on.
    """
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    table = ""
    quotes = ""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if quotes:
            quotes = "" if quotes in line else quotes
            continue
        if depth == 0 and (header := _HEADER.fullmatch(line)):
            table = _open_table(header, counted)
            found.setdefault(table, number)
            continue
        if depth == 0 and (key := _KEY.match(line.lstrip())):
            name = ".".join(part.strip().strip("\"'") for part in key["key"].split("."))
            found.setdefault(f"{table}.{name}".lstrip("."), number)
        quotes, depth = _scan_values(line, depth)
    return found


def _open_table(header: re.Match[str], counted: dict[str, int]) -> str:
    """Return the path of a table with the positions of the lists it stands in."""
    parts = [part.strip().strip('"') for part in header["path"].split(".")]
    path = ""
    for place, part in enumerate(parts):
        path = f"{path}.{part}".lstrip(".")
        is_last = place == len(parts) - 1
        if header["open"] == "[[" and is_last:
            counted[path] = counted.get(path, 0) + 1
        if path in counted:
            path = f"{path}[{counted[path]}]"
    return path


def _scan_values(line: str, depth: int) -> tuple[str, int]:
    """Return the quotes of a text that goes on, and how many brackets stay open."""
    place = 0
    while found := _TOKEN.search(line, place):
        token, place = found[0], found.end()
        if token in _MULTILINE:
            end = line.find(token, place)
            if end < 0:
                return token, depth
            place = end + len(token)
        elif token in _BRACKETS:
            depth += _BRACKETS[token]
    return "", max(depth, 0)


def locate(path: str, lines: Mapping[str, int]) -> int | None:
    """Return the line of a path, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path)
