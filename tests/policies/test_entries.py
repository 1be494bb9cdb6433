"""What the checks of the cells quote, and that no row hides the next one."""

from typing import Any

import pytest

from models.vocabulary import Category
from policies.checking import Passage, Sheet, SheetRow
from policies.checking.indicators import CHECKS
from tests.policies.sheets import (
    describe_found,
    list_found,
    make_leaf,
    make_row,
    make_sheet,
    make_terms,
)


def leaf(place: str, target: str = "", actual: str = "", **changes: Any) -> SheetRow:
    return make_leaf(place, target_text=target, actual_text=actual, **changes)


def list_numbers(code: str, sheet: Sheet) -> list[object]:
    return [dict(found.numbers) for found in CHECKS[code](sheet)]


VAGUE = "进一步推进业务网上办理"


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("I08", (leaf("1", VAGUE, "已办理"),)),
        ("I09", (leaf("1", "≥95%", "≥ 95.0%"),)),
        ("I10", (leaf("1", "≥95%", "无"),)),
    ],
)
def test_target_and_actual_value_are_quoted(code: str, rows: tuple[SheetRow, ...]) -> None:
    (row,) = rows
    expected = {"target": row.target_text, "actual": row.actual_text}
    assert list_numbers(code, make_sheet(row)) == [expected]


def test_a_target_that_the_narrative_quotes_has_no_actual_value() -> None:
    passage = Passage(key="s", text=f"年度指标值设为“{VAGUE}”")
    sheet = make_sheet(sections=(passage,))
    assert list_numbers("I08", sheet) == [{"target": VAGUE, "actual": ""}]


def test_targets_written_as_results_are_told_by_their_figures() -> None:
    text = "进驻事项239项。已累计上线165项，下线9项。"
    sections = (
        Passage(key="wanted", title="绩效目标", text=text),
        Passage(key="reached", title="产出指标完成情况", text=text),
    )
    (found,) = list_found(CHECKS["I09"], make_sheet(sections=sections))
    assert (found.severity.value, found.where) == ("W", "wanted")
    assert found.numbers == {"target": "239项、165项、9项", "actual": "239项、165项、9项"}


def test_two_targets_in_one_cell_are_counted() -> None:
    target = "17台高拍仪、17台扫描仪和15台台式电脑"
    assert list_numbers("I12", make_sheet(leaf("1", target))) == [{"target": target, "count": "3"}]
    assert list_numbers("I12", make_sheet(leaf("1", "1个，完成率50%"))) == []


@pytest.mark.parametrize(
    ("code", "silent", "found"),
    [
        ("I08", leaf("1", VAGUE, family="qualitative"), leaf("2", VAGUE)),
        ("I10", leaf("1", "≥95%", "无", reason="停办"), leaf("2", "≥95%", "无")),
        ("I12", leaf("1", "5个"), leaf("2", "5个、6台")),
    ],
)
def test_a_row_without_a_fault_does_not_hide_the_next_one(
    code: str, silent: SheetRow, found: SheetRow
) -> None:
    assert describe_found(CHECKS[code], make_sheet(silent, found)) == [(code, "W", "2")]


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [("", "", 0), (" ", " ", 0), ("", "已改善", 1), (VAGUE, "", 1), (VAGUE, "是", 1)],
)
def test_a_form_that_is_cut_is_not_blamed_for_a_row_that_shows_nothing(
    target: str, actual: str, count: int
) -> None:
    row = leaf("1", target, actual, category=Category.OUTCOME)
    found = describe_found(CHECKS["I08"], make_sheet(row, complete=False))
    assert found == [("I08", "W", "1")] * count


def test_a_range_is_no_tendency() -> None:
    assert describe_found(CHECKS["I08"], make_sheet(leaf("1", "逐步提升3～5个", "4个"))) == []
    assert describe_found(CHECKS["I08"], make_sheet(leaf("1", "2021年底前逐步完善", "是"))) == []


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [
        ("≥95%", "≥95.0%", 1),
        ("≥95%", ">95%", 0),
        ("≥95%", "≥95人", 0),
        ("≥95%", "及时", 0),
        ("省级和6个市州", "≥6个", 0),
    ],
)
def test_the_same_bound_in_another_spelling_is_a_copy(target: str, actual: str, count: int) -> None:
    assert len(describe_found(CHECKS["I09"], make_sheet(leaf("1", target, actual)))) == count


@pytest.mark.parametrize(
    ("target", "family", "count"), [("有", "", 0), ("≥1项", "boolean", 0), ("≥1项", "", 1)]
)
def test_none_is_an_answer_to_a_question_of_yes_or_no(target: str, family: str, count: int) -> None:
    row = leaf("1", target, "无", family=family)
    assert len(describe_found(CHECKS["I10"], make_sheet(row))) == count


def test_details_stand_in_for_an_actual_value_only_where_all_have_one() -> None:
    terms = make_terms(actuals_required=True)
    details = (make_row("1.1", parent_id="1", actual_text="96%"), make_row("1.2", parent_id="1"))
    sheet = make_sheet(leaf("1", "≥95%"), *details, terms=terms)
    assert describe_found(CHECKS["I10"], sheet) == [("I10", "E", "1")]
    assert list_numbers("I10", sheet) == [{}]
    assert describe_found(CHECKS["I10"], make_sheet(leaf("1", "≥95%"), terms=terms)) != []


def test_a_row_below_another_heading_is_told_with_both() -> None:
    row = leaf("1", "6小时以内", name="故障处理响应时间", measures="quality")
    assert list_numbers("I02", make_sheet(row)) == [
        {
            "name": "故障处理响应时间",
            "target": "6小时以内",
            "filed": "quality",
            "looks": "timeliness",
        }
    ]
    row = leaf("1", "90%", name="公平性（满意度）")
    assert list_numbers("I02", make_sheet(row)) == [
        {
            "name": "公平性（满意度）",
            "target": "90%",
            "filed": "fairness",
            "looks": "satisfaction",
        }
    ]


def test_satisfaction_is_filed_as_fairness_only_by_its_name_or_its_heading() -> None:
    for rows in (
        (make_row("h", name="效益"), leaf("1", "90%", name="群众满意", parent_id="h")),
        (make_row("h", name="公平性"), leaf("1", "90%", name="群众满意")),
        (leaf("1", "90%", name="群众满意", parent_id="gone"),),
        (make_row("h", name="公平性"), leaf("1", "90%", name="办理结果", parent_id="h")),
    ):
        assert describe_found(CHECKS["I02"], make_sheet(*rows)) == []


@pytest.mark.parametrize(
    ("code", "measure"),
    [("I04", "outcome"), ("I05", "satisfaction"), ("I06", "cost"), ("I07", "timeliness")],
)
def test_a_kind_that_is_missing_is_told_by_its_name(code: str, measure: str) -> None:
    terms = make_terms(asks_for=frozenset({measure}))
    rows = (leaf("1", "5个", name="设备"), leaf("2", name=" 无 ", measures=measure))
    assert list_numbers(code, make_sheet(*rows, terms=terms)) == [{"measure": measure}]
