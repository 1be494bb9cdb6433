"""Stands in for curl where there is none: as much of it as the page about the interface uses."""

import sys
import urllib.request
from pathlib import Path
from urllib.error import HTTPError


def run(arguments: list[str]) -> int:
    """Send what the arguments say and print the answer."""
    headers, body, address = {}, None, ""
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "-H":
            name, _colon, value = next(waiting).partition(":")
            headers[name] = value.strip()
        elif argument == "-d":
            given = next(waiting)
            named = given.startswith("@")
            body = Path(given[1:]).read_bytes() if named else given.encode()
        elif argument != "-sS":
            address = argument
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 -- the server of a test
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 -- as above
            sys.stdout.buffer.write(answer.read())
    except HTTPError as error:
        sys.stdout.buffer.write(error.read())
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
