"""What is wrong with the file of a scheme, told on the command line."""

from pathlib import Path

from policies.scheme import SchemeProblem
from web.cli.terminal import complain
from web.show.scheme_problems import describe_problems


def complain_of_scheme(file: Path | str, problem: SchemeProblem) -> None:
    """Print every problem of a scheme as a line of trouble, with its place in the file."""
    for fault in describe_problems(problem.messages):
        told = ": ".join(part for part in (fault.place, fault.what, fault.raw) if part)
        complain(f"{file}: {told}")
