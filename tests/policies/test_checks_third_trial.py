"""What the third trial of blind forms showed the checks to miss, and its neighbours."""

import pytest

from models.vocabulary import Category
from policies.checking import Sheet, SheetRow
from policies.checking.comparisons import check_units
from policies.checking.entries import check_quantified_targets
from policies.checking.weights import check_weight_of_parents
from tests.policies.sheets import make_leaf, make_row, make_sheet


def list_places(sheet: Sheet, check: str) -> list[str]:
    checks = {
        "I08": check_quantified_targets,
        "I14": check_units,
        "W02": check_weight_of_parents,
    }
    return [found.where for found in checks[check](sheet)]


def vague(rule_text: str, **changes: str) -> Sheet:
    """A sheet with one row of outcome that wants "进一步提升"."""
    texts = {"target_text": "进一步提升", "actual_text": "有所提升", **changes}
    row = make_leaf("1", category=Category.OUTCOME, rule_text=rule_text, **texts)
    return make_sheet(row)


@pytest.mark.parametrize(
    "rule_text",
    [
        "根据工作完成情况酌情打分",
        "酌情扣分",
        "视改善程度给分",
        "由评价组打分",
        "结合实际效果评分",
    ],
)
def test_a_rule_of_discretion_grades_no_target(rule_text: str) -> None:
    assert list_places(vague(rule_text), "I08") == ["1"]
    assert list_places(vague(rule_text, target_text="", actual_text="良好"), "I08") == ["1"]


@pytest.mark.parametrize(
    "rule_text",
    [
        "显著得5分，一般得3分，其余酌情给分",
        "根据完成情况分三档打分",
        "有提升得满分，否则酌情扣分",
        "按照是否提升评分",
        "提升得满分",
    ],
)
def test_a_rule_that_grades_leaves_words_as_they_are(rule_text: str) -> None:
    assert list_places(vague(rule_text), "I08") == []


@pytest.mark.parametrize(
    ("target", "actual", "found"),
    [
        ("≥95%", "23个村", True),
        ("≥95%", "12家企业", True),
        ("24个行政村", "95%", True),
        ("≥95%", "23个村中的22个村", False),
        ("≥95%", "覆盖23个村", False),
        ("≥95%", "23个未入库", False),
        ("≥95%", "约23个村", False),
        ("≥95%", "23个多月", False),
        ("约24个行政村", "95%", False),
        ("≥24个", "23个村", False),
        ("≥24万元", "23个村", False),
    ],
)
def test_a_share_and_so_many_things_are_no_pair(target: str, actual: str, *, found: bool) -> None:
    row = make_leaf("1", target_text=target, actual_text=actual)
    errors = [each.severity.value for each in check_units(make_sheet(row))]
    assert errors == (["E"] if found else [])


def heading(*, weights: tuple[str | None, ...]) -> tuple[SheetRow, ...]:
    """A heading of 15 points above one row without a weight, and other rows of these weights."""
    others = (
        make_leaf(f"other{place}", parent_id="other", weight=weight, score="5")
        for place, weight in enumerate(weights)
    )
    return (
        make_row("above", weight="15"),
        make_leaf("alone", parent_id="above", weight=None, score="15"),
        make_row("other"),
        *others,
    )


def test_a_heading_whose_only_row_has_no_weight_does_not_add_up() -> None:
    assert list_places(make_sheet(*heading(weights=("5", "5", "5"))), "W02") == ["above"]


def test_a_form_that_gives_its_headings_the_weights_is_not_blamed() -> None:
    assert list_places(make_sheet(*heading(weights=("5", "5", None))), "W02") == []
    assert list_places(make_sheet(*heading(weights=())), "W02") == []
