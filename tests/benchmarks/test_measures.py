import json
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from tests.benchmarks import __main__ as bench
from tests.benchmarks import checking, writers
from tests.benchmarks.durability import NotDurableError, read_settings
from tests.benchmarks.lifecycle import Story
from tests.benchmarks.measures import Measure, Sample, compare, draw_table
from tests.benchmarks.writers import Task


def play(numbers: Iterable[float]) -> Callable[[], Sample]:
    """A side whose runs took these numbers."""
    samples = iter([Sample(cpu_ms=number, per_second=number) for number in numbers])
    return lambda: next(samples)


@pytest.mark.parametrize(
    ("measure", "target", "met"),
    [
        (Measure.PACE, 0.5, True),
        (Measure.PACE, 0.51, False),
        (Measure.CPU, 0.5, True),
        (Measure.CPU, 0.49, False),
    ],
)
def test_a_pace_is_at_least_and_a_cost_at_most_the_target(
    measure: Measure, target: float, *, met: bool
) -> None:
    # A neighbour slowed two rounds down: the pairs agree where the medians of the sides would not.
    runs = {"ours": play((5, 2, 1, 9, 3)), "reference": play((10, 4, 2, 10, 10))}
    result = compare("each", runs, measure=measure, target=target)
    assert (result.ratio, result.met) == (0.5, met)
    assert (result.ours.cpu_ms, result.reference.per_second) == (3, 10)
    assert result.as_data()["met"] is met
    assert draw_table([result]).endswith("missed") is not met


def test_what_is_measured_of_a_check_is_a_whole_check(monkeypatch: pytest.MonkeyPatch) -> None:
    text = checking.read_case("003_yueyanglou_2020_dept_self_eval.json")
    found = checking.check(json.loads(text), scheme=checking.find_scheme(text))
    assert {("S01", "97", "95")} == {
        (each.code, each.numbers["reported"], each.numbers["derived"])
        for each in found
        if each.code == "S01"
    }
    monkeypatch.setattr(checking, "RUNS", {"ours": 1, "reference": 1})
    easy, hard = (replace(checking.CASES[0], target=target) for target in (1e9, 0))
    met = [result.met for result in checking.measure_checks([easy, hard])]
    assert met == [True, False]


@pytest.mark.pg
def test_a_server_that_may_forget_is_not_measured(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        durable = connection.exec_driver_sql("SHOW fsync").scalar_one() == "on"
    engine.dispose()
    if durable:
        pytest.skip("the server given is durable")
    with pytest.raises(NotDurableError, match="fsync = off, synchronous_commit = off"):
        read_settings(postgres_url)


@pytest.mark.pg
def test_the_command_prints_one_object_and_answers_1_when_a_target_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    easy = bench.Lifecycle(name="easy", task=Task(Story.ONE_FORM, 1), writers=2, target=0)
    monkeypatch.setattr(bench, "LIFECYCLES", (easy, replace(easy, name="hard", target=100)))
    monkeypatch.setattr(bench, "PAGES", ())
    monkeypatch.setattr(bench, "CASES", ())
    monkeypatch.setattr(bench, "VERIFYING", ())
    monkeypatch.setattr(bench, "SEALS", ())
    monkeypatch.setattr(bench, "measure_rollups", lambda *_: ())
    monkeypatch.setattr(writers, "WARM_UP", 1)
    assert bench.main(["--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["machine"]["fsync"] == "on"
    assert [(result["name"], result["met"]) for result in told["results"]] == [
        ("easy", True),
        ("hard", False),
    ]
    assert all(result["ours"]["cpu_ms"] > 0 for result in told["results"])
