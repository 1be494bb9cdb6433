"""Schemes: the bundled files, and what a file with mistakes is told."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from models.vocabulary import Category, Grade, Kind, MoneyUnit
from policies import scheme as scheme_module
from policies.disclosure import find_personal_data, find_prompts
from policies.scheme import (
    ActualValues,
    RowSpec,
    Scheme,
    SchemeProblem,
    load_bundled_schemes,
    parse_scheme,
    walk_rows,
)
from policies.scoring import FAMILIES, ScoreInput, WhyNot, compute_score, grade_of

SCHEMES_FOLDER = Path(scheme_module.__file__).parent / "schemes"
BUNDLED = {scheme.name: scheme for scheme in load_bundled_schemes()}

SMALL = """
[scheme]
name = "small"
version = "1"
title = "小表"
title_en = "Small"
kind = "project_self_evaluation"
[scoring]
total = 100
places = 2
tolerance = 0.01
[[bands]]
grade = "good"
lower = 60
upper = 100
[[bands]]
grade = "poor"
lower = 0
upper = 60
[form]
actual_values = "required"
scored = true
money_unit = "万元"
[[form.funds]]
name = "总额"
total = true
[[sections]]
key = "conclusion"
title = "结论"
title_en = "Conclusion"
required = true
max_chars = 100
[[rows]]
category = "execution"
name = "执行率"
weight = 10.5
rule = { family = "exec_rate" }
[[rows]]
category = "output"
name = "产出"
  [[rows.children]]
  category = "output"
  name = "数量"
  weight = 89.5
    [[rows.children.children]]
    category = "output"
    name = "明细"
"""


def weights(rows: tuple[RowSpec, ...]) -> list[str]:
    return [str(row.weight) for row in walk_rows(rows) if row.weight is not None]


def messages_for(text: str) -> tuple[str, ...]:
    with pytest.raises(SchemeProblem) as caught:
        parse_scheme(text)
    return caught.value.messages


def test_the_bundled_schemes_are_these() -> None:
    """A scheme that is to be shipped gets its line here."""
    described = [(scheme.name, scheme.version, scheme.kind) for scheme in load_bundled_schemes()]
    assert described == [
        ("chongqing_project", "2023", Kind.PROJECT),
        ("dabu_project", "2021", Kind.PROJECT),
        ("guangdong_department", "2021", Kind.DEPARTMENT),
        ("hubei_department", "2020", Kind.DEPARTMENT),
        ("hubei_project", "2020", Kind.PROJECT),
        ("national_project", "2020", Kind.PROJECT),
        ("national_project_cost", "2021", Kind.PROJECT),
        ("result_only", "2022", Kind.FINANCE),
        ("sichuan_project", "2025", Kind.PROJECT),
        ("yueyanglou_department", "2020", Kind.DEPARTMENT),
    ]


@pytest.mark.parametrize("scheme", BUNDLED.values(), ids=BUNDLED)
def test_the_hash_is_over_the_exact_bytes_of_the_file(scheme: Scheme) -> None:
    content = (SCHEMES_FOLDER / f"{scheme.name}.toml").read_bytes()
    assert scheme.text.encode() == content
    assert scheme.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("scheme", BUNDLED.values(), ids=BUNDLED)
def test_a_bundled_scheme_brings_nothing_that_may_not_be_published(scheme: Scheme) -> None:
    rows = list(walk_rows(scheme.rows))
    texts = [row.name for row in rows] + [row.target_text for row in rows]
    texts += [section.title for section in scheme.sections]
    assert not [text for text in texts if find_prompts(text) or find_personal_data(text)]


@pytest.mark.parametrize(
    ("name", "first_level"),
    [
        ("national_project", {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}),
        ("hubei_project", {"预算执行率": 20, "产出指标": 80}),
        ("guangdong_department", {"履职效能": 50, "管理效率": 50}),
        ("dabu_project", {"决策": 20, "管理": 20, "产出": 30, "效益实现度": 30}),
        ("yueyanglou_department", {"投入": 15, "过程": 40, "产出": 25, "效果": 20}),
        (
            "national_project_cost",
            {
                "预算执行率": 10,
                "成本指标": 20,
                "产出指标": 40,
                "效益指标": 20,
                "满意度指标": 10,
            },
        ),
        *(
            (name, {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10})
            for name in ("sichuan_project", "chongqing_project")
        ),
        (
            "hubei_department",
            {"预算执行率": 20, "产出指标": 40, "效益指标": 30, "满意度指标": 10},
        ),
        ("result_only", {}),
    ],
)
def test_the_weights_of_the_first_level(name: str, first_level: dict[str, int]) -> None:
    derived = {
        row.name: sum(below.weight or 0 for below in walk_rows((row,)))
        for row in BUNDLED[name].rows
    }
    assert derived == first_level


def test_the_national_form_has_every_part() -> None:
    scheme = BUNDLED["national_project"]
    titles = [child.name for row in scheme.rows for child in row.children]
    assert titles == [
        *("数量指标", "质量指标", "时效指标", "成本指标"),
        *("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
        "服务对象满意度指标",
    ]
    assert scheme.rows[0].category is Category.EXECUTION
    assert scheme.rows[0].rule is not None
    assert scheme.rows[0].rule.family == "exec_rate"
    assert all(row.target_text for row in walk_rows(scheme.rows) if row.weight is not None)


def test_the_hubei_form_is_that_of_the_document() -> None:
    scheme = BUNDLED["hubei_project"]
    assert weights(scheme.rows) == ["20", "5", "5", "5", "10", "8", "8", "9", "10", "10", "10"]
    assert (scheme.form.money_unit, scheme.form.actual_values) == (
        MoneyUnit.WAN,
        ActualValues.REQUIRED,
    )


def test_in_guangdong_the_second_level_is_scored_and_its_rows_are_details() -> None:
    overall = BUNDLED["guangdong_department"].rows[0].children[0]
    assert (overall.name, overall.weight) == ("整体效能", Decimal(25))
    assert [child.weight for child in overall.children] == [None, None, None]


def test_yueyanglou_keeps_its_rules_with_their_words() -> None:
    rows = {row.name: row for row in walk_rows(BUNDLED["yueyanglou_department"].rows)}
    satisfaction = rows["社会公众或服务对象满意度"].rule
    assert satisfaction is not None
    assert satisfaction.family == "step_bands"
    assert satisfaction.params["bands"].startswith('[["95","","5"],["85","95","3"]')
    assert "85%（含）-95%，计3分" in satisfaction.text


def test_result_only_has_a_total_and_a_grade_but_no_rows() -> None:
    scheme = BUNDLED["result_only"]
    assert (scheme.rows, scheme.form.scored) == ((), False)
    assert grade_of(Decimal("83.48"), scheme=scheme) is Grade.GOOD


@pytest.mark.parametrize("scheme", BUNDLED.values(), ids=BUNDLED)
def test_the_bands_are_those_of_the_national_rule_but_in_sichuan(scheme: Scheme) -> None:
    bounds = [(str(band.grade), str(band.lower), str(band.upper)) for band in scheme.bands]
    fair = "70" if scheme.name == "sichuan_project" else "60"
    assert bounds == [
        ("excellent", "90", "100"),
        ("good", "80", "90"),
        ("fair", fair, "80"),
        ("poor", "0", fair),
    ]


def test_65_is_fair_by_the_national_rule_and_poor_in_sichuan() -> None:
    score = Decimal(65)
    assert grade_of(score, scheme=BUNDLED["national_project"]) is Grade.FAIR
    assert grade_of(score, scheme=BUNDLED["sichuan_project"]) is Grade.POOR


EXAMPLE = (SCHEMES_FOLDER / "example_of_every_rule.toml").read_text(encoding="utf-8")


def test_the_example_for_authors_shows_every_family_and_is_not_offered() -> None:
    example = parse_scheme(EXAMPLE)
    shown = {row.rule.family for row in walk_rows(example.rows) if row.rule is not None}
    assert shown == set(FAMILIES), "example_of_every_rule.toml has a row for each family"
    assert example.name not in BUNDLED


@pytest.mark.parametrize("scheme", BUNDLED.values(), ids=BUNDLED)
def test_every_rule_of_a_bundled_scheme_can_be_used(scheme: Scheme) -> None:
    for row in walk_rows(scheme.rows):
        if row.rule is not None:
            given = ScoreInput(weight=row.weight or Decimal(1), target_text="", actual_text="")
            computed = compute_score(rule=row.rule, row=given, places=2)
            assert computed.why_not is not WhyNot.RULE_UNUSABLE, row.name


def score(
    scheme: Scheme,
    name: str,
    actual: str,
    *,
    budget: Decimal | None = None,
    spent: Decimal | None = None,
) -> str:
    """The computed score of a row of a scheme, its reason without one."""
    row = next(row for row in walk_rows(scheme.rows) if row.name == name)
    assert row.weight is not None
    given = ScoreInput(
        weight=row.weight,
        target_text=row.target_text,
        actual_text=actual,
        budget=budget,
        spent=spent,
    )
    computed = compute_score(rule=row.rule, row=given, places=scheme.places)
    return str(computed.why_not if computed.score is None else computed.score)


def change(name: str, old: str, new: str) -> Scheme:
    """A bundled scheme with one parameter changed everywhere."""
    text = BUNDLED[name].text
    assert old in text
    return parse_scheme(text.replace(old, new))


@pytest.mark.parametrize(
    ("name", "row", "actual", "before", "old", "new", "after"),
    [
        (
            *("national_project_cost", "购置设备数量", "14台", "0.00"),
            *('gate = "60"', 'gate = "50"', "4.48"),
        ),
        (
            *("national_project_cost", "修缮工程总成本", "400万元", "0.00"),
            *('missed = "zero"', 'missed = "ratio"', "6.40"),
        ),
        (
            *("national_project_cost", "施工扰民投诉次数", "2次", "1.00"),
            *('per_occurrence = "1"', 'per_occurrence = "1.5"', "0.00"),
        ),
        (
            *("national_project_cost", "工程竣工时间", "2021年12月15日", "4.00"),
            *('per_month = "2"', 'per_month = "3"', "2.00"),
        ),
        (
            *("national_project_cost", "办事群众满意度", "85%", "8.00"),
            *('["80", "90", "8"]', '["80", "90", "7"]', "7.00"),
        ),
        (
            *("hubei_department", "长效机制建设情况", "部分达成预期目标并具有一定效果 55%", "8.25"),
            *('["80", "50"], ["50", "0"]', '["80", "60"], ["60", "0"]', "share_outside_level"),
        ),
    ],
)  # fmt: skip
def test_a_parameter_of_a_scheme_changes_the_score(
    name: str, row: str, actual: str, before: str, old: str, new: str, after: str
) -> None:
    assert score(BUNDLED[name], row, actual) == before
    assert score(change(name, old, new), row, actual) == after


def test_the_stepped_execution_rate_is_that_of_the_scheme() -> None:
    amounts = {"budget": Decimal("1688.91"), "spent": Decimal("1550.59")}
    stepped = BUNDLED["national_project_cost"]
    assert score(stepped, "预算执行率", "未完成", **amounts) == "7.00"
    assert score(stepped, "预算执行率", "已完成", **amounts) == "10.00"
    assert score(BUNDLED["national_project"], "预算执行率", "未完成", **amounts) == "9.18"
    other = change("national_project_cost", '["80", "", "7"]', '["80", "", "6"]')
    assert score(other, "预算执行率", "未完成", **amounts) == "6.00"


def test_chongqing_multiplies_the_weight_by_the_coefficient() -> None:
    assert score(BUNDLED["chongqing_project"], "服务站年度考核得分系数", "95%") == "9.50"


def test_in_hubei_several_units_are_weighed_by_their_funds() -> None:
    assert (
        score(BUNDLED["hubei_department"], "所属单位任务完成率", "90%·100万 + 80%·300万") == "8.68"
    )


@pytest.mark.parametrize(
    "name", ["national_project_cost", "sichuan_project", "chongqing_project", "hubei_department"]
)
def test_what_was_not_checked_against_the_regulation_says_so(name: str) -> None:
    assert "待核对" in BUNDLED[name].text


def test_a_small_scheme_is_read_exactly() -> None:
    scheme = parse_scheme(SMALL)
    assert weights(scheme.rows) == ["10.5", "89.5"]
    assert scheme.tolerance == Decimal("0.01")
    assert scheme.sections[0].max_chars == 100
    assert scheme.sha256 != parse_scheme(SMALL + "\n").sha256


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "project', 'sort = "project', "scheme.kind: must be one of"),
        ('kind = "project', 'sort = "project', "scheme.sort: is not known"),
        ('name = "small"', 'name = "Small one"', "scheme.name: must have the form"),
        ('title_en = "Small"', "title_en = 5", "scheme.title_en: must be a text"),
        ("total = 100", 'total = "100"', "scoring.total: must be a number"),
        ("total = 100", "total = nan", "scoring.total: must be a number from 0"),
        ("total = 100", "total = true", "scoring.total: must be a number"),
        ("places = 2", "places = 3", "scoring.places: must be a number from 0 to 2"),
        ("tolerance = 0.01", "tolerance = 0.001", "scoring.tolerance: has more than 2 places"),
        ("lower = 60", "lower = 61", "bands[2].upper: leaves a gap below the band before it"),
        ("lower = 60", "lower = 59", "bands[2].upper: overlaps the band before it, it ends at"),
        ("upper = 100", "upper = 99", "bands[1].upper: the best band must end at 100"),
        ("lower = 0", "lower = 1", "bands[2].lower: the worst band must begin at 0"),
        ('grade = "poor"', 'grade = "good"', "bands: a grade occurs more than once"),
        ('grade = "poor"', 'grade = "bad"', "bands[2].grade: must be one of excellent"),
        ("scored = true", "scored = 1", "form.scored: must be true or false"),
        ("scored = true", "scored = false", "rows: a form that is not scored has no weights"),
        ('money_unit = "万元"', 'money_unit = "千元"', "form.money_unit: must be one of 元, 万元"),
        ("total = true", "total = false", "form.funds: exactly one line must be the total"),
        ("max_chars = 100", "max_chars = 1000000", "sections[1].max_chars: must be a number from"),
        ("weight = 10.5", "weight = 10", "rows: the weights add up to 99.5, not to 100"),
        ("weight = 10.5", "weight = -1", "rows[1].weight: must be a number from 0 to 200"),
        ("weight = 10.5", "weight = 10.555", "rows[1].weight: has more than 2 places"),
        ("weight = 89.5", "", "rows[2].children[1].children[1].weight: missing"),
        ("weight = 10.5", "weight = 0", "rows[1].weight: must be above 0"),
        ('"明细"', '"明细"\nweight = 1', "rows[2].children[1].children[1].weight: a row above it"),
        ('"exec_rate"', '"magic"', "rows[1].rule: unknown family 'magic'"),
        ('{ family = "exec_rate" }', '"exec_rate"', "rows[1].rule: must be a table"),
        ('category = "execution"', 'category = "money"', "rows[1].category: must be one of"),
        ('name = "执行率"', 'name = " "', "rows[1].name: must be a text that is not empty"),
        ('"执行率"', f'"{"长" * 201}"', "rows[1].name: is longer than 200 characters"),
        ("[form]\n", "[form]\nsecret = 1\n", "form.secret: is not known"),
        ("[scoring]", "[scoring", "(at line 8, column 9)"),
        ('title = "小表"', "title = 小表", "(at line 5, column 9)"),
        ('title = "小表"', 'title = "\ud800"', "not readable"),
        ("total = 100", f"total = {'1' * 5000}", "not readable"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_place(old: str, new: str, message: str) -> None:
    assert old in SMALL
    found = messages_for(SMALL.replace(old, new, 1))
    assert any(message in line for line in found), found


def test_every_mistake_is_named_at_once() -> None:
    broken = SMALL.replace("places = 2", "places = 9").replace('"execution"', '"x"')
    assert len(messages_for(broken)) == 2


def test_a_section_key_is_used_once() -> None:
    section = SMALL[SMALL.index("[[sections]]") : SMALL.index("[[rows]]")]
    found = messages_for(SMALL.replace(section, section * 2))
    assert found == ("sections: the key 'conclusion' occurs more than once",)


def test_a_band_is_wider_than_nothing() -> None:
    empty = '[[bands]]\ngrade = "fair"\nlower = 60\nupper = 60\n'
    found = messages_for(
        SMALL.replace("[form]", f"{empty}[form]").replace("lower = 0", "lower = 60")
    )
    assert "bands: lower must be below upper" in found


def test_a_form_has_at_most_two_hundred_rows() -> None:
    detail = SMALL[SMALL.index("    [[rows.children.children]]") :]
    found = messages_for(SMALL + detail * 197)
    assert found == ("rows: more than 200",)
    assert len(list(walk_rows(parse_scheme(SMALL + detail * 196).rows))) == 200


@pytest.mark.parametrize("text", ["", "[scheme]", "rows = 5\n", "scheme = 5\n", "\x00"])
def test_what_is_no_scheme_is_refused(text: str) -> None:
    assert messages_for(text)


def test_a_tree_that_is_too_deep_is_refused() -> None:
    row = 'category = "output"\nname = "x"\n'
    deep = "".join(f"[[rows{'.children' * level}]]\n{row}" for level in range(40))
    head = SMALL[: SMALL.index("[[rows]]")]
    assert "deeper than 6 levels" in messages_for(head + deep)[0]
