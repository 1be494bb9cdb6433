"""Indicators that stand twice: what is told of them, and which of them it is told of."""

from policies.checking.indicators import CHECKS
from tests.policies.sheets import describe_found, list_found, make_leaf, make_sheet

TARGET = "每年故障少于2次"


def test_an_indicator_that_stands_twice_is_told_with_the_points_it_takes() -> None:
    rows = (
        make_leaf("1", name="系统稳定", target_text=TARGET, weight="4.5"),
        make_leaf("2", name="系统稳定", target_text=TARGET, weight=None),
        make_leaf("3", name="系统 稳定", target_text=TARGET, weight=3),
    )
    (found,) = list_found(CHECKS["I01"], make_sheet(*rows))
    assert (found.severity.value, found.where) == ("E", "1")
    assert found.numbers == {
        "name": "系统稳定",
        "target": TARGET,
        "count": "3",
        "points": "7.5",
    }


def test_a_shared_target_is_told_of_each_name_but_the_one_that_stands_most_often() -> None:
    names = ("网络", "系统", "业务", "系统")
    rows = [
        make_leaf(str(place), name=name, target_text=TARGET) for place, name in enumerate(names)
    ]
    sheet = make_sheet(*rows)
    assert describe_found(CHECKS["I01"], sheet) == [
        ("I01", "E", "1"),
        ("I01", "W", "2"),
        ("I01", "W", "0"),
    ]
    assert list_found(CHECKS["I01"], sheet)[1].numbers == {
        "name": "业务",
        "other": "系统",
        "target": TARGET,
    }


def test_of_two_names_that_stand_once_the_order_of_the_form_does_not_matter() -> None:
    for first, second, where in (("丙系统", "乙系统", "2"), ("乙系统", "丙系统", "1")):
        sheet = make_sheet(
            make_leaf("1", name=first, target_text=TARGET),
            make_leaf("2", name=second, target_text=TARGET),
        )
        (found,) = list_found(CHECKS["I01"], sheet)
        assert (found.where, found.numbers["name"]) == (where, "乙系统")
