"""How the command line talks: answers on standard output, trouble in one line on standard error."""

import os
import signal
import sys

from flask_babel import gettext as _

from web.cases.strict_json import FileProblem
from web.texts import describe_reason, describe_text
from workflow.refusals import Refused


class Trouble(Exception):  # noqa: N818 -- it is told to a person in one line
    """What a person has to mend; the message says what and how."""


def say(line: str = "") -> None:
    """Print one line of an answer."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def end_quietly() -> int:
    """Let go of an output that nobody reads any more; answers the exit code that a shell gives a
    program ended by SIGPIPE.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def say_row(*cells: object) -> None:
    """Print one row of a list, its cells parted by tabs; a cell holds none."""
    say("\t".join(str(cell).replace("\t", " ") for cell in cells))


def complain(line: str) -> None:
    """Print one line of trouble."""
    sys.stderr.write(f"hengjian: {line}\n")


def describe_refusal(refused: Refused) -> str:
    """Return the reasons of a refusal in one line."""
    separator: str = _("；")
    return separator.join(describe_reason(reason) for reason in refused.reasons)


def describe_file_problem(problem: FileProblem) -> str:
    """Return what is wrong with a file, with the place inside it."""
    params = dict(problem.params)
    if problem.code == "case_field_is_wrong":
        params["found"] = describe_text(params["found"], **{"field": problem.place, **params})
    sentence = describe_text(problem.code, **params)
    return f"{problem.place}: {sentence}" if problem.place else sentence
