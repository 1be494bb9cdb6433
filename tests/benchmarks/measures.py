"""What is measured of the two sides in turn, what is aimed at, and how it is told."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One run of one side: what it took of the client's processor, in milliseconds for one
    lifecycle or page; and its pace, in lifecycles or pages per second.
    """

    cpu_ms: float
    per_second: float

    @property
    def seconds(self) -> float:
        """What one took by the clock."""
        return 1 / self.per_second


class Measure(StrEnum):
    """The number of a sample that the sides are compared by."""

    PACE = "per_second"
    CPU = "cpu_ms"
    SECONDS = "seconds"


@dataclass(frozen=True, kw_only=True)
class Result:
    """Both sides, and ours by the reference: at least `target`, or at most where `at_most`."""

    name: str
    ours: Sample
    reference: Sample
    ratio: float
    target: float
    at_most: bool

    @property
    def met(self) -> bool:
        """Say whether the target was met."""
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def as_data(self) -> dict[str, object]:
        """Return the result for a machine."""
        return {**asdict(self), "met": self.met}


def compare(
    name: str,
    runs: Mapping[str, Callable[[], Sample]],
    *,
    measure: Measure,
    target: float,
    rounds: int = ROUNDS,
) -> Result:
    """Run `ours` and `reference` in turn, so that a busy neighbour meets both, and compare round
    by round. The medians of everything are the result.
    """
    pairs = [(runs["ours"](), runs["reference"]()) for _ in range(rounds)]
    ratios = [getattr(ours, measure) / getattr(reference, measure) for ours, reference in pairs]
    return Result(
        name=name,
        ours=take_median([ours for ours, _ in pairs]),
        reference=take_median([reference for _, reference in pairs]),
        ratio=statistics.median(ratios),
        target=target,
        at_most=measure is not Measure.PACE,
    )


def take_median(samples: Sequence[Sample]) -> Sample:
    """Return the median of each number."""
    return Sample(
        cpu_ms=statistics.median(sample.cpu_ms for sample in samples),
        per_second=statistics.median(sample.per_second for sample in samples),
    )


def draw_table(results: Sequence[Result]) -> str:
    """Return the results for people, one line each."""
    width = max(len(result.name) for result in results)
    lines = [
        f"{'':{width}}  {'per second':>19}  {'client CPU ms':>17}  {'ratio':>5}  target",
        f"{'':{width}}  {'ours':>8}  {'reference':>9}  {'ours':>6}  {'reference':>9}",
    ]
    for result in results:
        ours, reference = result.ours, result.reference
        sign = "≤" if result.at_most else "≥"
        verdict = "" if result.met else "  missed"
        lines.append(
            f"{result.name:{width}}  {ours.per_second:8.1f}  {reference.per_second:9.1f}"
            f"  {ours.cpu_ms:6.2f}  {reference.cpu_ms:9.2f}  {result.ratio:5.2f}"
            f"  {sign} {result.target:.2f}{verdict}"
        )
    return "\n".join(lines)
