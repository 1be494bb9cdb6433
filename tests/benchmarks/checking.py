"""What it takes to recompute and check a case, against reading its text as JSON by the standard
library.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from policies.checking import Inconsistency, find_inconsistencies
from policies.scheme import Scheme, load_bundled_schemes
from tests.benchmarks.measures import Measure, Result, Sample, compare
from web.cases.sheet import lay_case
from web.cli.checking import USUAL, find_by_form

FOLDER = Path(__file__).parents[1] / "cases"
RUNS = {"ours": 40, "reference": 2000}
"""How often each side runs for one sample: both take about as long."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One of the cases as they were given, and how many readings of it a check may cost."""

    name: str
    file: str
    target: float


CASES = (
    Case(
        name="check of the case of Hubei",
        file="004_hubei_2020_project_self_eval.json",
        target=150,
    ),
)


def measure_checks(cases: Sequence[Case]) -> Iterator[Result]:
    """Measure each case. What reads a text twice remembers it, so this is a form whose texts were
    seen before, as on every page after the first.
    """
    for case in cases:
        text = read_case(case.file)
        sides: dict[str, Callable[[], object]] = {
            "ours": partial(check, json.loads(text), scheme=find_scheme(text)),
            "reference": partial(json.loads, text),
        }
        runs = {name: partial(take, side, times=RUNS[name]) for name, side in sides.items()}
        for run in runs.values():
            run()
        yield compare(case.name, runs, measure=Measure.CPU, target=case.target)


def read_case(file: str) -> str:
    """The text of a case."""
    return (FOLDER / file).read_text("utf-8")


def find_scheme(text: str) -> Scheme:
    """The scheme of a case, as the command finds it."""
    usual = next(each for each in load_bundled_schemes() if each.name == USUAL)
    return find_by_form(json.loads(text)["form_family"]) or usual


def check(data: dict[str, Any], *, scheme: Scheme) -> tuple[Inconsistency, ...]:
    """Recompute and check a case that was parsed already."""
    case = lay_case(data, scheme=scheme, usual=scheme.terms)
    return find_inconsistencies(case.sheet)


def take(run: Callable[[], object], *, times: int) -> Sample:
    """What one run took of the processor, and how many would be done in a second."""
    began, began_at = time.process_time(), time.perf_counter()
    for _ in range(times):
        run()
    spent, passed = time.process_time() - began, time.perf_counter() - began_at
    return Sample(cpu_ms=1000 * spent / times, per_second=times / passed)
