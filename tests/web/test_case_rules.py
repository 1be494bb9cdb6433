"""Case files whose rules are words only."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.checking.sheet import SheetRow
from policies.scoring import Notice, WhyNot
from web.cli.checking import read_file

FORM = (
    Path(__file__).resolve().parents[1]
    / "forms"
    / "third"
    / "02_ningxia_2021_project_self_eval.json"
)
BY_WORDS = {"1.1.1": "R01", "1.3.1": "R21", "2.3.1": "R03"}
"""The rows of this form whose rules have no family, and the rules that were used."""


def lay_rows(path: Path) -> dict[str, SheetRow]:
    return {row.id: row for row in read_file(path, given=None).sheet.leaves}


def change_rule(path: Path, **changes: Any) -> dict[str, SheetRow]:
    """The rows of the form with another rule on its first row, written to `path`."""
    case = json.loads(FORM.read_text(encoding="utf-8"))
    case["indicators"][0]["children"][0]["children"][0]["rule"].update(changes)
    path.write_text(json.dumps(case), encoding="utf-8")
    return lay_rows(path)


def test_a_rule_without_a_family_is_scored_by_its_words_and_says_so() -> None:
    rows = lay_rows(FORM)
    for place, rule in BY_WORDS.items():
        computed = rows[place].computed
        assert computed is not None
        assert (computed.rule, computed.score) == (rule, rows[place].weight)
        assert Notice.RULE_READ_FROM_TEXT in computed.notices


@pytest.mark.parametrize(
    ("changes", "why_not"),
    [
        ({"text": "根据完成情况酌情打分"}, WhyNot.RULE_UNKNOWN),
        ({"text": None}, WhyNot.RULE_UNKNOWN),
        ({"family": "other"}, WhyNot.RULE_UNKNOWN),
    ],
)
def test_a_rule_that_its_words_do_not_name_is_left_to_a_person(
    tmp_path: Path, changes: dict[str, Any], why_not: WhyNot
) -> None:
    computed = change_rule(tmp_path / "case.json", **changes)["1.1.1"].computed
    assert computed is not None
    assert (computed.score, computed.why_not, computed.notices) == (None, why_not, ())


def test_a_family_that_is_given_bears_no_notice(tmp_path: Path) -> None:
    computed = change_rule(tmp_path / "case.json", family="ratio_forward")["1.1.1"].computed
    assert computed is not None
    assert computed.score == 8
    assert computed.notices == ()


def test_bands_in_words_may_call_the_points_of_the_row_full(tmp_path: Path) -> None:
    text = "1.2万亩（含）以上得满分；1（含）-1.2万亩得5分；1万亩以下不得分"
    row = change_rule(tmp_path / "case.json", family="step_bands", text=text)["1.1.1"]
    assert row.computed is not None
    assert row.computed.score is None, "万亩 is no unit of bands"
    text = "1.2（含）以上得满分；1（含）-1.2得5分；1以下不得分"
    row = change_rule(tmp_path / "case.json", family="step_bands", text=text)["1.1.1"]
    assert row.computed is not None
    assert row.computed.score == 8
    assert row.rule_text == text, "the words of the form stay as they are"
