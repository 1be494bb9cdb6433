"""A table of indicators becomes rows of an evaluation, or says everything that is wrong with it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Category
from policies.limits import MAX_CELL, MAX_NAME, MAX_ROWS
from policies.numbers import format_points
from policies.scheme import Scheme, load_bundled_schemes
from policies.scoring import parse_rule
from web.sheets.indicators import MAX_FAULTS, read_indicators
from web.sheets.read import read_table
from web.sheets.template import lay_out_template
from web.sheets.write import write_csv, write_xlsx
from web.texts import SENTENCES, describe_reason
from web.words import CATEGORIES
from workflow.data import NewIndicator
from workflow.refusals import Refused
from workflow.template import take_rows

SCHEMES = {scheme.name: scheme for scheme in load_bundled_schemes()}
HUBEI, NATIONAL = SCHEMES["hubei_project"], SCHEMES["national_project"]
HEAD = ["一级指标", "二级指标", "三级指标", "分值", "指标值"]
TABLE = [
    ["2026年度项目绩效目标表"],
    [],
    ["一级指标", "二级指标", "三级\n指标", "分值（权重）", "年度指标值", "备注"],
    ["预算执行率", "", "", "10", "100%"],
    ["产出指标", "数量指标", "网上办件事项", "40", "≥1000件", "不读"],
    ["", "", "社保卡制卡人数", "10.5"],
    ["", "质量指标", "数据丢失率", "9.50", "≤1%"],
    ["效益指标", "社会效益指标", "办事更方便", "20", "明显"],
    ["满意度指标", "", "服务对象满意度", "10", "≥90%"],
    ["合 计", "", "", "100"],
]
EXPECTED = [
    ("预算执行率", None, "10", Category.EXECUTION, "100%"),
    ("产出指标", None, None, Category.OUTPUT, ""),
    ("数量指标", "产出指标", None, Category.OUTPUT, ""),
    ("网上办件事项", "数量指标", "40", Category.OUTPUT, "≥1000件"),
    ("社保卡制卡人数", "数量指标", "10.5", Category.OUTPUT, ""),
    ("质量指标", "产出指标", None, Category.OUTPUT, ""),
    ("数据丢失率", "质量指标", "9.5", Category.OUTPUT, "≤1%"),
    ("效益指标", None, None, Category.OUTCOME, ""),
    ("社会效益指标", "效益指标", None, Category.OUTCOME, ""),
    ("办事更方便", "社会效益指标", "20", Category.OUTCOME, "明显"),
    ("满意度指标", None, None, Category.SATISFACTION, ""),
    ("服务对象满意度", "满意度指标", "10", Category.SATISFACTION, "≥90%"),
]

Row = tuple[str, str | None, str | None, Category, str]


def summarize(found: tuple[NewIndicator, ...]) -> list[Row]:
    return [
        (
            row.name,
            None if row.parent is None else found[row.parent].name,
            None if row.weight is None else format_points(row.weight),
            row.category,
            row.target_text,
        )
        for row in found
    ]


def read(rows: list[list[str]], scheme: Scheme = HUBEI) -> list[Row]:
    return summarize(read_indicators(rows, scheme=scheme))


def find_faults(rows: list[list[str]], scheme: Scheme = HUBEI) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refused:
        read_indicators(rows, scheme=scheme)
    reasons = refused.value.reasons
    assert {reason.field for reason in reasons} == {"file"}
    assert {reason.code for reason in reasons} <= set(SENTENCES)
    return [(reason.code, reason.params["row"], reason.params["column"]) for reason in reasons]


def test_a_table_as_offices_print_it() -> None:
    assert read(TABLE) == EXPECTED


def test_a_parent_stands_before_its_children() -> None:
    found = read_indicators(TABLE, scheme=HUBEI)
    assert all(row.parent < place for place, row in enumerate(found) if row.parent is not None)


def test_names_that_are_repeated_instead_of_merged_are_the_same_table() -> None:
    filled, above = [list(row) for row in TABLE[:3]], ["", ""]
    for row in TABLE[3:]:
        first = row[0] or above[0]
        above = [first, row[1] or ("" if row[0] else above[1])]
        filled.append([*above, *row[2:]])
    assert read(filled) == EXPECTED


def test_headings_with_rows_of_their_own_and_with_sums_are_the_same_table() -> None:
    rows = [list(row) for row in TABLE]
    rows[4:5] = [
        ["产出指标", "", "", "60", ""],
        ["", "数量指标", "", "", ""],
        ["", "", "网上办件事项", "40分", "≥1000件"],
    ]
    assert read(rows) == EXPECTED


def test_english_headings_and_two_levels_in_any_order() -> None:
    rows = [
        ["Target", "Weight", "Name", "Level 1", "Category"],
        ["≥ 12", "60%", "Visits\nmade", "产出", "Outcome"],
        ["", "40", "满\n意度", "", "满意度"],
    ]
    assert read(rows) == [
        ("产出", None, None, Category.OUTPUT, ""),
        ("Visits made", "产出", "60", Category.OUTCOME, "≥ 12"),
        ("满意度", "产出", "40", Category.SATISFACTION, ""),
    ]


@pytest.mark.parametrize(
    ("top", "category"),
    [
        ("预算执行情况", Category.EXECUTION),
        ("一、资金（20分）", Category.EXECUTION),
        ("资金管理", Category.MANAGEMENT),
        ("项目决策", Category.DECISION),
        ("过程管理", Category.PROCESS),
        ("产出指标", Category.OUTPUT),
        ("项目效益", Category.OUTCOME),
        ("满意度指标", Category.SATISFACTION),
        ("其余", Category.OTHER),
    ],
)
def test_the_outermost_words_tell_the_category(top: str, category: Category) -> None:
    rows = [HEAD, [top, "产出指标", "甲", "100"]]
    assert [row.category for row in read_indicators(rows, scheme=HUBEI)] == [category] * 3


@pytest.fixture
def page() -> Iterator[None]:
    """A request whose reader has chosen English."""
    app = Flask("web")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=lambda: "en")
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("page")
def test_a_category_is_told_in_every_language() -> None:
    english = {one: str(CATEGORIES[one]) for one in Category}
    assert english[Category.OUTPUT] != "产出"
    for words in (english, {one: one.value.upper() for one in Category}):
        for category, word in words.items():
            rows = [[*HEAD, "类别"], ["其余", "", "甲", "100", "", word]]
            assert {row.category for row in read_indicators(rows, scheme=HUBEI)} == {category}
    rows = [[*HEAD, "类别"], ["其余", "", "甲", "100", "", "预算执行"]]
    assert read_indicators(rows, scheme=HUBEI)[1].category is Category.EXECUTION


def test_a_row_called_like_one_of_the_scheme_takes_its_rule() -> None:
    rules = {row.name: row.rule for row in read_indicators(TABLE, scheme=HUBEI)}
    taken = {name: parse_rule(json.loads(rule)).family for name, rule in rules.items() if rule}
    assert taken == {
        "预算执行率": "exec_rate",
        "网上办件事项": "ratio_forward",
        "社保卡制卡人数": "ratio_forward",
        "数据丢失率": "ratio_reverse",
    }
    heading = ["社保卡制卡人数", "", "甲", "100"]
    assert {row.rule for row in read_indicators([HEAD, heading], scheme=HUBEI)} == {""}
    assert {row.rule for row in take_rows(HUBEI) if row.name in taken} >= set(rules.values()) - {""}


def test_of_rows_of_one_name_the_one_of_the_same_weight_gives_the_rule() -> None:
    forward, reverse = (parse_rule({"family": f"ratio_{way}"}) for way in ("forward", "reverse"))
    row = replace(HUBEI.rows[0], name="甲", weight=Decimal(40), rule=forward)
    scheme = replace(HUBEI, rows=(row, replace(row, weight=Decimal(60), rule=reverse)))
    rows = [["指标名称", "分值"], ["甲", "60"], ["甲", "30"], ["甲", "10"]]
    found = [json.loads(row.rule)["family"] for row in read_indicators(rows, scheme=scheme)]
    assert found == ["ratio_reverse", "ratio_forward", "ratio_forward"]


def test_a_weight_above_rows_without_one_has_details_below() -> None:
    rows = [HEAD, ["产出", "数量", "", "100"], ["", "", "甲", "", "≥1"], ["", "", "乙"]]
    assert read(rows) == [
        ("产出", None, None, Category.OUTPUT, ""),
        ("数量", "产出", "100", Category.OUTPUT, ""),
        ("甲", "数量", None, Category.OUTPUT, "≥1"),
        ("乙", "数量", None, Category.OUTPUT, ""),
    ]


ONE = ["甲", "", "", "100"]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([], [("table_has_no_headings", "1", "A")]),
        ([["分值", "指标值"], ["1", "2"]], [("table_has_no_headings", "1", "A")]),
        ([["x"]] * 10 + [HEAD, ONE], [("table_has_no_headings", "1", "A")]),
        ([["x"], [*HEAD, " 权重"], ONE], [("table_heading_is_doubled", "2", "权重")]),
        ([HEAD], [("indicators_are_missing", "1", "三级指标")]),
        ([HEAD, ["合计", "", "", "100"]], [("indicators_are_missing", "1", "三级指标")]),
        ([HEAD, ["甲", "", "", "100"], ["乙"]], [("indicator_has_no_weight", "3", "分值")]),
        ([HEAD, ONE, ["", "", "", "", "≥1"]], [("indicator_has_no_name", "3", "三级指标")]),
        ([HEAD, ONE, ["乙", "", "", "0.00"]], [("indicator_weighs_nothing", "3", "分值")]),
        ([HEAD, ["甲", "", "", "十分"]], [("cell_not_a_number", "2", "分值")]),
        ([HEAD, ["甲", "", "", "-1"]], [("cell_negative", "2", "分值")]),
        ([HEAD, ["甲", "", "", "1000"]], [("cell_too_many_digits", "2", "分值")]),
        ([HEAD, ["甲", "", "", "1.001"]], [("cell_too_many_places", "2", "分值")]),
        ([HEAD, ["甲", "", "", "101"]], [("cell_too_large", "2", "分值")]),
        ([HEAD, ["甲", "", "", "9\x079"]], [("cell_control_character", "2", "分值")]),
        ([HEAD, ["甲\ud800", "", "", "100"]], [("cell_surrogate", "2", "一级指标")]),
        ([HEAD, ["甲" * (MAX_NAME + 1), "", "", "100"]], [("cell_too_long", "2", "一级指标")]),
        ([HEAD, [*ONE, "甲" * (MAX_CELL + 1)]], [("cell_too_long", "2", "指标值")]),
        ([[*HEAD, "类别"], [*ONE, "", "产量"]], [("category_is_unknown", "2", "类别")]),
        (
            [HEAD, ["甲", "", "", "99"], ["", "", "乙", "60"], ["", "", "丙", "40"]],
            [("heading_adds_up_wrong", "2", "分值")],
        ),
        (
            [HEAD, *([f"甲{number}", "", "", "0.5"] for number in range(MAX_ROWS + 1))],
            [("indicators_are_too_many", "1", "三级指标")],
        ),
    ],
)
def test_every_fault_names_its_row_and_column(
    rows: list[list[str]], faults: list[tuple[str, str, str]]
) -> None:
    assert sorted(find_faults(rows)) == faults


def test_all_faults_are_told_at_once_in_the_order_of_the_rows() -> None:
    rows = [
        [*HEAD, "类别"],
        ["甲", "", "", "x", "", "y"],
        ["", "", "", "5"],
        ["乙", "", "丙"],
        ["丁\x00", "", "", "5", "z" * 400],
    ]
    assert find_faults(rows) == [
        ("cell_not_a_number", "2", "分值"),
        ("category_is_unknown", "2", "类别"),
        ("indicator_has_no_name", "3", "三级指标"),
        ("indicator_has_no_weight", "4", "分值"),
        ("cell_control_character", "5", "一级指标"),
        ("cell_too_long", "5", "指标值"),
    ]
    assert len(find_faults([HEAD, *([["甲", "", "", "x"]] * 50)])) == MAX_FAULTS


def test_a_number_that_cannot_be_read_spoils_no_sum() -> None:
    rows = [HEAD, ["甲", "", "", "50"], ["", "", "乙", "x"], ["", "", "丙", "20"]]
    assert find_faults(rows) == [("cell_not_a_number", "3", "分值")]


def test_a_percentage_is_a_weight_only_of_a_hundred() -> None:
    scheme = replace(HUBEI, total=Decimal(50))
    rows = [HEAD, ["甲", "", "", "50%"]]
    assert find_faults(rows, scheme) == [("cell_not_a_number", "2", "分值")]


def test_a_scheme_without_scores_takes_no_indicators() -> None:
    scheme = SCHEMES["result_only"]
    assert find_faults([HEAD, ONE], scheme) == [("scheme_has_no_weights", "1", "A")]


@pytest.mark.usefixtures("page")
def test_a_fault_is_a_sentence_with_its_place() -> None:
    with pytest.raises(Refused) as refused:
        read_indicators([HEAD, ["甲", "", "", "60"], ["", "", "乙", "x"]], scheme=HUBEI)
    (reason,) = refused.value.reasons
    said = describe_reason(reason)
    assert "3" in said
    assert "分值" in said


SCORED = [scheme for scheme in SCHEMES.values() if scheme.form.scored]


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("scheme", SCORED, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_rows_of_a_scheme_come_back_from_their_table(
    scheme: Scheme, ending: str, language: str
) -> None:
    """Downloaded by an office in either language, and sent back unchanged."""
    rows, zone = take_rows(scheme), ZoneInfo("Asia/Shanghai")
    with force_locale(language):
        columns, cells = lay_out_template(rows)
        if ending == "csv":
            raw = b"".join(write_csv(columns, cells, zone=zone))
        else:
            raw = write_xlsx(columns, cells, zone=zone, at=datetime(2026, 1, 1, tzinfo=UTC))
        assert read_indicators(read_table(f"t.{ending}", raw), scheme=scheme) == rows


def test_the_weights_need_not_add_up_yet() -> None:
    rows = read_indicators([HEAD, ["甲", "", "", "60"], ["乙", "", "", "38"]], scheme=HUBEI)
    assert sum(row.weight or 0 for row in rows) == 98


CELLS = st.sampled_from(
    ["", "", "甲", "乙", "产出", "5", "100", "x", "合计", "指标名称", "分值", "\ud800"]
)


@given(st.lists(st.lists(CELLS, max_size=7), max_size=8))
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    try:
        found = read_indicators([HEAD, *rows], scheme=NATIONAL)
    except Refused as refused:
        reasons = refused.reasons
    else:
        weights = [row.weight for row in found if row.weight is not None]
        assert weights
        assert all(0 < weight <= NATIONAL.total for weight in weights)
        return
    assert all({"row", "column"} <= set(reason.params) for reason in reasons)
    assert all(reason.field == "file" for reason in reasons)
