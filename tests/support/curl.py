"""Stands in for curl where there is none: as much of it as pages tell people to use."""

import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError


def run(arguments: list[str]) -> int:
    """Send what the arguments say and print the answer."""
    headers, body, address, out, fails = {}, None, "", None, False
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "-H":
            name, _colon, value = next(waiting).partition(":")
            headers[name] = value.strip()
        elif argument == "-d":
            given = next(waiting)
            named = given.startswith("@")
            body = Path(given[1:]).read_bytes() if named else given.encode()
        elif argument == "-o":
            out = Path(next(waiting))
        elif argument in {"-sS", "-fsS"}:
            fails = "f" in argument
        else:
            address = argument
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 -- the server of a test
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
            content = answer.read()
    except HTTPError as error:
        if fails:
            return 22
        content = error.read()
    if out is not None:
        out.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
