"""Percentages of a change since last year beside the amounts of the same sentence."""

from decimal import Decimal

import pytest

from policies.checking import Passage, Sheet, YearOnYear
from policies.checking.balances import check_years
from policies.checking.told_years import list_told_years
from tests.policies.sheets import make_sheet

TOLD = "2022年支出2,745.60万元，比上年2,640.00万元增加105.60万元，增长{}。"


def tell(*texts: str, years: tuple[YearOnYear, ...] = ()) -> Sheet:
    """A sheet whose narrative is these texts."""
    sections = (Passage(key=f"narrative[{place}]", text=text) for place, text in enumerate(texts))
    return make_sheet(sections=tuple(sections), years=years)


def list_percents(*texts: str, years: tuple[YearOnYear, ...] = ()) -> list[str]:
    """The percentages of the narrative that are not those of their amounts."""
    return [str(year.percent) for _, year in list_told_years(tell(*texts, years=years))]


def list_names(text: str) -> list[str]:
    """What the amounts of a text are said to be of."""
    return [year.what for _, year in list_told_years(tell(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TOLD.format("5.20%"), True),
        (TOLD.format("4.00%"), False),
        (TOLD.format("4%"), False),
        (TOLD.format("约5%"), False),
        (TOLD.format("4个百分点"), False),
        ("支出3.20亿元，同比减少0.11亿元，下降9%。", True),
        ("支出3.20亿元，较上年增加0.11亿元，增长3.5%。", False),
        ("支出3.20亿元，较上年增加1100万元，增长9%。", False),
        ("支出320万元，其中收入比上年减少1万元，下降9%。", False),
        ("支出320万元（比去年增加20万元，增幅为9.5％）", True),
        ("支出 320 万元，比上\n年增加 20 万元，增长 9.5%", True),
    ],
)
def test_a_percentage_told_with_its_amounts_is_theirs(text: str, *, found: bool) -> None:
    places = [each.where for each in check_years(tell(text))]
    assert places == (["narrative[0]"] if found else [])


def test_what_was_told_is_quoted_with_all_its_figures() -> None:
    (found,) = list_told_years(tell("", TOLD.format("5.20%")))
    assert found == (
        "narrative[1]",
        YearOnYear(
            what="支出",
            this=Decimal("2745.60"),
            change=Decimal("105.60"),
            last=Decimal("2640.00"),
            percent=Decimal("5.20"),
        ),
    )


def test_the_change_itself_may_not_be_that_of_the_two_years_told() -> None:
    found = check_years(tell("支出320万元，比上年310万元增加20万元，增长6.67%"))
    assert [(each.numbers["reported"], each.numbers["derived"]) for each in found] == [
        ("20", "10"),
        ("6.67", "6.45"),
    ]


# With 199 last year, printed in whole numbers, 20 more are between 19.5 of 200 (9.75 %) and 20.5 of
# 198; with 201 they are at most 20.5 of 200 (10.25 %). The percentage itself is rounded, too.
@pytest.mark.parametrize(
    ("this", "last", "change", "right", "wrong"),
    [
        ("219", "199", "20", "9.7", "9.6"),
        ("219", "199", "20", "10.4", "10.5"),
        ("221", "201", "20", "10.3", "10.4"),
        ("274", "249", "25", "9.8", "9.7"),
        ("39", "19", "20", "97", "96"),
        ("41", "21", "20", "103", "104"),
        ("21.9", "19.9", "2.0", "9.7", "9.6"),
        ("22.1", "20.1", "2.0", "10.3", "10.4"),
        ("21.90", "19.9", "2", "10.0", "9.9"),
        ("219", "199.00", "20", "10.1", "10.2"),
    ],
)
def test_a_percentage_is_right_where_rounding_explains_it(
    *, this: str, last: str, change: str, right: str, wrong: str
) -> None:
    text = f"支出{this}万元，比上年{last}万元增加{change}万元，增长{{}}%"
    assert list_percents(text.format(right)) == []
    assert list_percents(text.format(wrong)) == [wrong]


@pytest.mark.parametrize(
    ("way", "percent", "found"),
    [
        ("增加20万元，增长6.7%", "6.7", False),
        ("减少20万元，下降5.9%", "5.9", False),
        ("增加20万元，增长7.1%", "7.1", True),
        ("减少20万元，下降5.4%", "5.4", True),
    ],
)
def test_without_the_amount_of_last_year_it_is_that_of_the_change(
    way: str, percent: str, *, found: bool
) -> None:
    assert list_percents(f"支出320万元，比上年{way}") == ([percent] if found else [])


@pytest.mark.parametrize(
    "text",
    [
        "支出9万元，比上年1万元增加8万元，增长900%",
        "支出9万元，比上年0万元增加9万元，增长100%",
        "支出5万元，比上年增加5万元，增长100%",
        "支出5万元，比上年增加8万元，增长100%",
    ],
)
def test_an_amount_that_may_have_been_none_makes_no_percentage(text: str) -> None:
    assert list_percents(text) == []


def test_an_amount_is_not_none_for_being_small() -> None:
    text = "支出{}万元，比上年{}万元增加{}万元，增长10%"
    assert list_percents(text.format("10", "2", "8")) == ["10"]
    assert list_percents(text.format("1.012", "0.012", "1.000")) == ["10"]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("支出", "支出"),
        ("一、2022年度支出", "支出"),
        ("2022年支出", "支出"),
        ("年度一般公共预算财政拨款支出", "一般公共预算财政拨款支出"),
        ("其中：本年一般公共预算财政拨款支出", "一般公共预算财政拨款支出"),
        ("其中：", ""),
        ("", ""),
    ],
)
def test_the_amounts_are_of_what_stands_before_them(before: str, name: str) -> None:
    assert list_names(f"{before}320万元，比上年增加20万元，增长9.5%") == [name]


def test_amounts_in_other_units_end_nothing() -> None:
    text = "支出3.20亿元，较上年增加1100万元，增长9%；收入320万元，比上年增加20万元，增长9.5%"
    assert list_names(text) == ["收入"]


def test_the_same_change_is_told_once() -> None:
    assert list_percents(TOLD.format("5.20%"), TOLD.format("5.30%")) == ["5.20"]


def test_changes_of_other_amounts_are_told_each() -> None:
    text = "支出{}万元，比上年增加{}万元，增长{}%"
    texts = [text.format("320", "20", "9.5"), text.format("420", "20", "9.6")]
    assert list_percents(*texts, text.format("320", "30", "9.7")) == ["9.5", "9.6", "9.7"]


@pytest.mark.parametrize(
    ("this", "change", "percents"),
    [
        ("2745.6", "105.6", []),
        ("2745.6", "-105.6", []),
        ("2745.6", "105.7", ["5.20"]),
        ("2745.7", "105.6", ["5.20"]),
        ("2745.6", "NaN", ["5.20"]),
    ],
)
def test_a_change_that_the_form_prints_is_not_found_twice(
    this: str, change: str, percents: list[str]
) -> None:
    year = YearOnYear(what="支出", this=Decimal(this), change=Decimal(change))
    assert list_percents(TOLD.format("5.20%"), years=(year,)) == percents
