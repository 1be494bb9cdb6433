"""What the benchmark of verification measures is a true trail, and really verified."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from models.database import make_engine
from models.snapshots import read_whole
from tests.benchmarks.verifying import CHECKS, EVENTS, make_trail, measure_verifying
from workflow.ledger.verify import verify_database


def test_copies_make_a_trail_without_a_fault(tmp_path: Path) -> None:
    trail = make_trail(tmp_path / "trail", events=100)
    assert trail.events >= 100
    engine = make_engine(f"sqlite:///{trail.path}")
    with read_whole(engine) as session:
        reports = verify_database(session)
        assert session.scalar(text("SELECT count(*) FROM audit_event")) == trail.events
    assert all(report.ok and report.examined for report in reports.values()), reports


def test_targets_are_met_or_missed() -> None:
    assert [(check.target, EVENTS) for check in CHECKS] == [(0.06, 1_000_000), (0.02, 1_000_000)]
    easy, hard = (
        replace(check, target=target) for check, target in zip(CHECKS, (0, 1), strict=True)
    )
    told: list[str] = []
    results = list(measure_verifying([easy, hard], events=200, tell=told.append))
    assert [result.met for result in results if not result.at_most] == [True, False]
    assert all(result.ours.per_second > 0 for result in results)
    assert any("cores kept busy" in line for line in told)
