"""What a reader notes by hand is spelled like what a check finds."""

import pytest

from models.vocabulary import Severity
from policies.checking import Inconsistency
from policies.checking.by_hand import note_by_hand


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("F13", Severity.WARNING),
        ("I16", Severity.WARNING),
        ("N01", Severity.WARNING),
        ("N12", Severity.INFORMATION),
        ("W04", Severity.INFORMATION),
    ],
)
def test_what_only_a_reader_sees_warns_or_informs(code: str, severity: Severity) -> None:
    noted = note_by_hand(code, "funds", severities={})
    assert noted == Inconsistency(code, severity, "funds", {}, explained=False)


def test_the_scheme_may_judge_a_note_otherwise_too() -> None:
    noted = note_by_hand("F13", "row", severities={"F13": Severity.ERROR})
    assert noted == Inconsistency("F13", Severity.ERROR, "row", {}, explained=False)


@pytest.mark.parametrize("code", ["W01", "Z99", ""])
def test_what_checks_find_themselves_or_nobody_knows_is_not_noted(code: str) -> None:
    assert note_by_hand(code, "weights", severities={}) is None
