"""Every key of a scheme is found on the line it stands on."""

import tomllib

import pytest

from policies.scheme import SchemeProblem, load_bundled_schemes, parse_scheme
from policies.toml_lines import find_lines, locate

TEXT = '''# a comment
[scheme]
name = "a" # with [brackets] = in a comment

[[rows]]
name = "one"
  [[rows.children]]
  name = "deeper [x] = 1"
    [rows.children.rule.params]
    bands = [
      ["1", "2"],
    ]
    per = "1"
[[rows]]
name = """
[not_a_table]
key = "no"
"""
weight = 5
rule = { family = "exec_rate" }
'''


def test_keys_are_found_by_path() -> None:
    tomllib.loads(TEXT)
    lines = find_lines(TEXT)
    assert lines["scheme.name"] == 3
    assert lines["rows[1]"] == 5
    assert lines["rows[1].children[1].name"] == 8
    assert lines["rows[1].children[1].rule.params.per"] == 13
    assert lines["rows[2].weight"] == 19
    assert "not_a_table" not in lines
    assert "rows[2].key" not in lines


def test_what_has_no_line_of_its_own_is_found_around_it() -> None:
    lines = find_lines(TEXT)
    assert locate("rows[2].rule.family", lines) == 20
    assert locate("rows[1].children[1].weight", lines) == 7
    assert locate("form.funds", lines) is None


@pytest.mark.parametrize("scheme", load_bundled_schemes(), ids=lambda scheme: scheme.name)
def test_the_lines_of_the_bundled_schemes_hold_their_keys(scheme: object) -> None:
    text = scheme.text  # type: ignore[attr-defined]
    written = text.split("\n")
    for path, number in find_lines(text).items():
        key = path.rpartition(".")[2].partition("[")[0]
        assert key in written[number - 1], (path, number)


def test_a_problem_names_its_line() -> None:
    text = load_bundled_schemes()[0].text
    number = next(at for at, line in enumerate(text.split("\n"), start=1) if "weight = " in line)
    broken = text.split("\n")
    broken[number - 1] = "weight = -1"
    with pytest.raises(SchemeProblem) as caught:
        parse_scheme("\n".join(broken))
    assert caught.value.messages[0].startswith(f"line {number}, rows[")


def test_hostile_lines_cost_no_more_than_their_length() -> None:
    for line in (
        "[" * 100_000,
        '"' * 100_000,
        "a=" * 50_000,
        " " * 100_000 + "x",
        "[[" + " a" * 50_000,
    ):
        assert len(find_lines(line)) <= 1
