"""A scheme that contradicts itself is told where: by line and by path, with the numbers."""

from decimal import Decimal
from pathlib import Path

import pytest

from policies import scheme as scheme_module
from policies.scheme import SchemeProblem, load_bundled_schemes, parse_scheme, walk_rows
from tests.support.effort import count_looks

EXAMPLE = (
    Path(scheme_module.__file__).parent / "schemes" / "example_of_every_rule.toml"
).read_text(encoding="utf-8")
TEXTS = {scheme.name: scheme.text for scheme in load_bundled_schemes()}
TEXTS["example"] = EXAMPLE


def messages_for(text: str) -> tuple[str, ...]:
    with pytest.raises(SchemeProblem) as caught:
        parse_scheme(text)
    return caught.value.messages


def break_scheme(name: str, old: str, new: str) -> tuple[str, int]:
    """The text of a scheme with its first `old` replaced, and the line it stood on."""
    text = TEXTS[name]
    assert old in text
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "message"),
    [
        (
            *("national_project_cost", 'weight = 8\n    target = "≤320万元"'),
            *('weight = 7\n    target = "≤320万元"', "rows[2].points"),
            ("the weights add up to 19, not to 20: 1 missing (“经济成本指标” 13, “社会成本指标” 3, "
            "“生态环境成本指标” 3)"),
        ),
        (
            *("sichuan_project", 'weight = 15\n    target = "≥36口"'),
            *('weight = 17.5\n    target = "≥36口"', "rows[2].points"),
            ("the weights add up to 52.5, not to 50: 2.5 too many (“数量指标” 27.5, “质量指标” 10, "
            "“时效指标” 5, “成本指标” 10)"),
        ),
        (
            *("example", '["75", "85", "1"]', '["75", "80", "1"]'),
            *("rows[3].children[1].rule.params.bands", "leave a gap from 80 to 85"),
        ),
        (
            *("example", '["75", "85", "1"]', '["75", "90", "1"]'),
            *("rows[3].children[1].rule.params.bands", "overlap: [75, 90) and [85, 95)"),
        ),
        (
            *("example", '["", "75", "0"]', '["10", "75", "0"]'),
            *("rows[3].children[1].rule.params.bands", "leave a gap below 10"),
        ),
        (
            *("example", '["95", "", "5"]', '["95", "100", "5"]'),
            *("rows[3].children[1].rule.params.bands", "leave a gap above 100"),
        ),
        (
            *("example", '["95", "", "5"]', '["95", "", "4"]', "rows[3].children[1].rule"),
            "the best of params.bands earns 4, not the weight of 5",
        ),
        (
            *("example", 'points = ["1", "1", "1"]', 'points = ["1", "1", "0.5"]'),
            *("rows[3].children[6].rule.params.points", "add up to 2.5, not to 3: 0.5 missing"),
        ),
        (
            *("example", 'points = ["2", "2"], ded', 'points = ["2", "3"], ded'),
            *("rows[3].children[7].rule.params.points", "add up to 5, not to 4: 1 too many"),
        ),
        (
            *("example", 'params = { per = "1" }', 'params = { per = "1", pre = "2" }'),
            *("rows[3].children[5].rule.params.pre", "is not known"),
        ),
        (
            *("example", 'target = "2025年9月30日前"', 'target = "尽快"'),
            *("rows[4].children[2].target", "is no date, which the rule deadline needs"),
        ),
        (
            *("example", '["80", "50"], ["50", "0"]', '["80", "50"], ["60", "0"]'),
            *("rows[4].children[1].rule.params.levels", "overlap: 80–50 and 60–0"),
        ),
        (
            *("example", 'target = "≤400元"\n  rule = { family = "ratio_reverse"'),
            'target = "≤400元"\n  rule = { params.threshold = "400", family = "ratio_reverse"',
            "rows[2].children[2].rule.params.threshold",
            "has no direction in this family, threshold_le and threshold_ge have one",
        ),
        (
            *("example", 'target = "≤400元"', 'target = "≥400元"', "rows[2].children[2].target"),
            "asks for ≥, which contradicts the rule ratio_reverse",
        ),
        (
            *("example", 'target = "≥300人"', 'target = "少于300人"', "rows[2].children[1].target"),
            "asks for <, which contradicts the rule ratio_forward",
        ),
        (
            *("example", 'target = "0起"', 'target = "≥1起"', "rows[2].children[5].target"),
            "asks for ≥, which contradicts the rule zero_target",
        ),
        (
            *("example", 'target = "≤100%"\n    [rows.children.rule]\n    family'),
            *("[rows.children.rule]\n    family", "rows[3].children[3].rule.params.threshold"),
            "is missing, and there is no target to take it from",
        ),
        (
            *("example", 'params = { mode = "worst" } }', 'params = { mode = "sum" } }'),
            *("rows[5].children[1].rule", "the points of the rows below it add up to 10, "),
        ),
        (
            *("example", 'rule = { family = "ratio_forward", params = { max = "5" } }'),
            'rule = { family = "ratio_forward" }',
            *("rows[5].children[1].rule", "needs a rule with params.max on every row below it"),
        ),
        (
            *("example", 'family = "external_conversion"', 'family = "group"'),
            *("rows[4].children[7].rule", "needs rows below it, of which it makes up its points"),
        ),
        (
            *("example", 'name = "由几行合成"'),
            'name = "由几行合成"\nrule = { family = "boolean" }',
            "rows[5].rule",
            "a heading earns nothing by itself, its rule would never be used",
        ),
        (
            *("example", 'family = "ratio_reverse" }'),
            'family = "ratio_reverse", params.cut = "zero" }',
            "rows[2].children[2].rule.params.cut",
            "has no effect in the family ratio_reverse",
        ),
        (
            *("example", "weight = 6", "weight = 6\n  points = 6", "rows[1].children[1].points"),
            "only a heading states the points of its rows, this row has a weight",
        ),
        (
            *("example", 'max = "3"', 'max = "很多"'),
            "rows[5].children[2].children[1].rule.params.max",
            "must be a number",
        ),
        (
            *("example", 'params = { per = "1" }', 'params = { per = "1", max = "9" }'),
            *("rows[3].children[5].rule.params.max", "is 9, not the weight of 3"),
        ),
        (
            *("example", '"ratio_forward", params = { max = "5" }'),
            '"per_occurrence", params = { per = "6", max = "5" }',
            *("rows[5].children[1].children[1].rule.params.per", "is more than the weight of 5"),
        ),
        (
            *("example", '"ratio_forward", params = { max = "3" }'),
            '"case", params = { max = "3", cases = [["无结余", "3"], ["0<结余≤上年结转", "0"]] }',
            *("rows[5].children[2].children[1].rule.params.cases", "leave 结余>上年结转 open"),
        ),
        (
            *("example", '"ratio_forward", params = { max = "3" }', '"ratio_forward"'),
            *("rows[5].children[2].children[1].rule.params.max", "is missing"),
        ),
        (
            *("example", 'max = "3"', 'max = "0"'),
            *("rows[5].children[2].children[1].rule.params.max", "must be more than 0"),
        ),
        (
            *("example", 'max = "3"', 'max = "2"', "rows[5].children[2].rule"),
            "the points of the rows below it add up to 2, not to 3: 1 missing",
        ),
        (
            *("example", 'pct = "5"', 'pct = "4"', "rows[4].children[5].rule.params.pct"),
            "gives at most 4 points, not 5: 1 missing",
        ),
        ("example", "lower = 90", "lower = 91", "bands[2].upper", "leaves a gap below"),
        (
            *("example", 'not_applicable = "scale"', 'not_applicable = "often"'),
            *("whole.not_applicable", "must be one of none, scale, redistribute"),
        ),
        (
            *("example", "execution_removable = false ", "execution_removable = 1 "),
            *("whole.execution_removable", "must be true or false"),
        ),
        (
            *("example", "bonus_ceiling = 3 ", "bonus_ceiling = -3 "),
            *("whole.bonus_ceiling", "must be a number from 0 to 300"),
        ),
        (
            *("example", 'veto = "grade"  ', 'veto = "leaf"  ', "whole.veto_grade"),
            "has no effect unless veto is grade",
        ),
        (
            *("example", 'veto_grade = "poor" ', "veto_total = 59 ", "whole.veto_total"),
            "has no effect unless veto is total",
        ),
        (
            *("example", 'veto_grade = "poor" ', 'veto_grade = "bad" ', "whole.veto_grade"),
            "must be one of excellent, good, fair, poor",
        ),
        (
            *("example", "grade_gap = [0.9, 0.8, 0.7]", "grade_gap = [0.9, 0.95]"),
            *("whole.grade_gap", "must fall, a wider gap never costs less"),
        ),
        (
            *("example", "grade_gap = [0.9, 0.8, 0.7]", "grade_gap = [1.1]"),
            *("whole.grade_gap[1]", "must be a number from 0 to 1"),
        ),
        (
            *("example", "grade_gap = [0.9, 0.8, 0.7]", "grade_gap = 0.9"),
            *("whole.grade_gap", "must be a list of numbers"),
        ),
        (
            *("example", "grade_gap = [0.9, 0.8, 0.7]", "grade_gap = [0.9, 0.8, 0.7, 0.6]"),
            *("whole.grade_gap", "has more than 3 factors"),
        ),
        (
            *("example", "bonus = true }", 'bonus = "yes" }', "rows[6].children[1].rule"),
            "bonus must be true or false",
        ),
        (
            *("example", ', text = "发生截留、挤占、挪用资金的，等级为差。" }', " }"),
            *("rows[4].children[3].rule", "text must name the condition that takes the points"),
        ),
        (
            *("example", "points = 6\n  split = true", "split = true", "rows[4].children[6].split"),
            "needs the points of the heading, and rows without a weight",
        ),
        ("example", "lower = 90", "lower = 89", "bands[2].upper", "overlaps the band before it"),
    ],
)  # fmt: skip
def test_a_contradiction_names_line_and_path(
    name: str, old: str, new: str, path: str, message: str
) -> None:
    text, line = break_scheme(name, old, new)
    if path == "rows[3].children[3].rule.params.threshold":
        text = text.replace('threshold = "100", step', "step", 1).replace(
            "每超过一个百分点扣0.5分", "超过就扣分", 1
        )
    found = [told for told in messages_for(text) if f"{path}: {message}" in told]
    assert len(found) == 1, messages_for(text)
    told = int(found[0].removeprefix("line ").partition(",")[0])
    # The line of the key itself, or of the table or row it is written in, never one behind it.
    near = 30 if path.endswith(("points", "upper")) else 7
    assert abs(told - line) <= near, found


def test_a_cap_without_its_points_and_a_row_that_may_not_be_left_out_are_named() -> None:
    capped = EXAMPLE.replace('veto = "grade"  ', 'veto = "total"  ')
    assert any(
        "whole.veto_total: is missing, the best total" in each for each in messages_for(capped)
    )
    idle = EXAMPLE.replace('not_applicable = "scale"', 'not_applicable = "none"').replace(
        "execution_removable = false", "execution_removable = true"
    )
    assert any(
        "whole.execution_removable: has no effect while not_applicable is none" in each
        for each in messages_for(idle)
    )


def test_the_points_of_a_heading_are_split_and_the_last_row_takes_the_rest() -> None:
    text = (
        EXAMPLE.replace("points = 6\n  split = true", "points = 5\n  split = true")
        .replace('name = "预算执行率"\n  weight = 6', 'name = "预算执行率"\n  weight = 7')
        .replace("points = 16", "points = 17")
        .replace("points = 24", "points = 23")
    )
    rows = {row.name: row.weight for row in walk_rows(parse_scheme(text).rows)}
    assert [rows["得分系数"], rows["任务完成率"]] == [Decimal(3), Decimal(2)]
    whole = {row.name: row.weight for row in walk_rows(parse_scheme(EXAMPLE).rows)}
    assert [whole["得分系数"], whole["任务完成率"]] == [Decimal(3), Decimal(3)]


def test_the_line_is_that_of_the_parameter() -> None:
    text = TEXTS["yueyanglou_department"]
    broken = text.replace('["75", "85", "1"]', '["75", "80", "1"]', 1)
    line = next(
        at for at, one in enumerate(broken.split("\n"), start=1) if '["75", "80", "1"]' in one
    )
    assert messages_for(broken) == (
        (
            f"line {line}, rows[4].children[1].children[2].rule.params.bands: "
            "leave a gap from 80 to 85"
        ),
    )


def test_a_dotted_or_quoted_key_is_found_on_its_line() -> None:
    text = EXAMPLE.replace("low_rate = 90 ", '"low_rate" = 9000 ', 1)
    line = next(at for at, one in enumerate(text.split("\n"), start=1) if "9000" in one)
    assert messages_for(text)[0].startswith(f"line {line}, checks.low_rate: must be a number")


def test_the_whole_misses_by_so_much_and_names_its_headings() -> None:
    text = EXAMPLE.replace('name = "预算执行率"\n  weight = 6', 'name = "预算执行率"\n  weight = 7')
    assert text != EXAMPLE
    assert (
        "the weights add up to 101, not to 100: 1 too many (“预算执行” 17, “与目标值比较” 20, "
        "“分档、扣分和清单” 28, “定性、时限和折算” 24, “由几行合成” 12, “加分项” 0)"
    ) in messages_for(text)[-1]


RULE = 'rule = { family = "external_conversion", params = { source_required = true } }'


def with_rule(rule: str) -> str:
    assert RULE in EXAMPLE
    return EXAMPLE.replace(RULE, rule, 1)


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE.replace("weight = 6", "weight = 1e99999999999999999999", 1),
        EXAMPLE.replace("weight = 6", "weight = 1e999999", 1),
        EXAMPLE.replace("weight = 6", "weight = 1e-99999999999", 1),
        EXAMPLE.replace("weight = 6", f"weight = {'1' * 1000}", 1),
        EXAMPLE.replace("weight = 6", f"weight = 1.{'1' * 1000}", 1),
        EXAMPLE.replace("weight = 6", f"weight = {'1' * 100_000}", 1),
        EXAMPLE.replace("weight = 6", "weight = -inf", 1),
        EXAMPLE.replace("weight = 6", "weight = 2020-01-01", 1),
        EXAMPLE.replace('"≥300人"', f'"{"9" * 10_000}"', 1),
        EXAMPLE.replace('"≥300人"', f'"≥{"9" * 250}人"\nweight_ = 1', 1),
        with_rule(f"rule.family{'.a' * 20_000} = 1"),
        with_rule(f'rule.family = "group"\nrule.params{".a" * 20_000} = 1'),
        with_rule(f'rule.family = "group"\nrule.params.x{".a" * 40} = {"[" * 80}{"]" * 80}'),
        with_rule('rule = { family = ["group"] }'),
        with_rule("rule = { family = { a = 1 } }"),
        with_rule('rule = { family = "group", params = [1] }'),
        with_rule('rule = { family = "group", text = 5 }'),
        with_rule('rule = { family = "group", text = "' + "长" * 99_999 + '", params.x = 1 }'),
        with_rule('rule = { family = "step_bands", params = { bands = "' + "[" * 100_000 + '" } }'),
        with_rule('rule = { family = "step_bands", params = { bands = [' + "1," * 50_000 + "] } }"),
        with_rule('rule = { family = "step_bands", params = { bands = [[{a=1}, [], true]] } }'),
        with_rule('rule = { family = "boolean", params = { max = 1e999999 } }'),
        with_rule(f'rule = {{ family = "boolean", params = {{ max = {"9" * 1000} }} }}'),
        with_rule('rule = { family = "per_occurrence", params.per = 1e99999999999999999999 }'),
        with_rule('rule = { family = "per_occurrence", params = { per = 1979-05-27T07:32:00Z } }'),
        with_rule('rule = { family = "group", params = { mode = "sum", max = "1e999999" } }'),
        with_rule('rule = { family = "case", params.cases = [["' + "且" * 99_999 + '", 3]] }'),
        with_rule('rule = { family = "case", params = { cases = [["' + "0<" * 99 + '1", 3]] } }'),
        with_rule('rule = { family = "deadline", params = { year = 1e15 } }'),
        "x = 1\n" * 2 + EXAMPLE,
        EXAMPLE + "".join(f'"{number}: \\n" = 1\n' for number in range(5_000)),
        EXAMPLE + "[[rows]]\n" * 9_000,
        EXAMPLE + f'["{"a" * 100_000}"]\n',
        EXAMPLE + "[[rows" + ".children" * 49 + "]]\n",
        EXAMPLE + f"{'a.' * 50_000}b = 1\n",
        EXAMPLE + f"k = {{ {'a.' * 50_000}b = 1 }}\n",
        EXAMPLE + f"[{'a.' * 50_000}b]\n",
        EXAMPLE + "k = " + "[" * 100_000,
        EXAMPLE + "k = " + "{a=" * 30_000,
        EXAMPLE + 'k = "' + '\\"' * 50_000,
        EXAMPLE + "k = '''" + "''" * 50_000,
        EXAMPLE + " " * 100_000 + "x",
        EXAMPLE + "k" + " " * 100_000 + "= 1",
        EXAMPLE.replace("[checks]", "[checks]\nlevel_one = 1\nseverities2 = 1", 1),
        EXAMPLE.replace('{ F08 = "E" }', '{ F08 = "X", Z99 = "E", F09 = 1 }', 1),
        EXAMPLE.replace("low_rate = 90 ", "low_rate = [] ", 1),
        "rows = [1, [2], {}, 'a']\nbands = [{}]\nsections = {}\n",
    ],
    ids=lambda text: str(len(text)),
)  # fmt: skip
def test_a_malformed_file_is_told_so_in_linear_time(text: str) -> None:
    messages = messages_for(text)
    assert count_looks(lambda: messages_for(text)) < 250
    assert messages
    assert len(messages) <= scheme_module.MOST_PROBLEMS + 1
    assert all(len(told) <= scheme_module.LONGEST_PROBLEM + 40 for told in messages)


def test_a_form_without_scores_may_list_rows_without_weights() -> None:
    text = (
        TEXTS["result_only"] + '[[rows]]\ncategory = "output"\nname = "培训人次"\ntarget = "≥1"\n'
    )
    scheme = parse_scheme(text)
    assert (scheme.form.scored, scheme.rows[0].weight) == (False, None)
