"""A filled form as the checks see it: its rows, what was seen of it, what was explained."""

from decimal import Decimal

from policies.checking import Terms
from policies.scoring.standing import Standing
from policies.scoring.whole_terms import WholeTerms
from tests.policies.sheets import make_leaf, make_row, make_sheet, make_terms

ROWS = (
    make_row("h"),
    make_leaf("a", parent_id="h"),
    make_row("k"),
    make_row("m", parent_id="k"),
    make_leaf("b", parent_id="m"),
    make_row("signature"),
)


def test_rows_are_found_by_their_ids_and_their_headings() -> None:
    sheet = make_sheet(*ROWS)
    assert [row.id for row in sheet.leaves] == ["a", "b"]
    assert list(sheet.row_of) == ["h", "a", "k", "m", "b", "signature"]
    below = {name: [row.id for row in rows] for name, rows in sheet.children_of.items()}
    assert below == {"h": ["a"], "k": ["m"], "m": ["b"]}
    assert make_sheet(*ROWS, terms=make_terms(scored=False)).leaves == ()


def test_the_row_above_is_there_unless_it_was_cut() -> None:
    sheet = make_sheet(*ROWS, make_leaf("c", parent_id="gone"))
    above = [sheet.find_above(row) for row in sheet.rows]
    assert [row and row.id for row in above] == [None, "h", None, "k", "m", None, None]


def test_a_cut_form_ends_in_its_last_row_of_the_table_and_the_headings_above_it() -> None:
    sheet = make_sheet(*ROWS, complete=False, cut_at_end=True)
    assert sheet.open_branch == {"b", "m", "k"}
    whole = [row.id for row in sheet.rows if sheet.is_whole(row)]
    assert whole == ["h", "a", "signature"]
    assert all(make_sheet(*ROWS).is_whole(row) for row in ROWS)
    assert not any(make_sheet(*ROWS, complete=False).is_whole(row) for row in ROWS)
    assert make_sheet(make_row("h"), complete=False).open_branch == frozenset()
    assert make_sheet(make_leaf("a"), make_row("h")).open_branch == {"a"}
    detail = make_sheet(make_row("h"), make_row("d", parent_id="h"), make_row("x"))
    assert detail.open_branch == {"d", "h"}


def test_rows_that_stand_above_themselves_end_a_form_too() -> None:
    sheet = make_sheet(make_row("a", parent_id="b"), make_row("b", parent_id="a"))
    assert sheet.open_branch == {"a", "b"}


def test_a_reason_on_the_row_or_for_the_code_explains() -> None:
    rows = (make_leaf("a", reason="天气"), make_leaf("b"))
    sheet = make_sheet(*rows, explained=frozenset({("S03", "b"), ("S01", "total")}))
    asked = [("S05", "a"), ("S03", "b"), ("S05", "b"), ("S01", "total"), ("S09", "total")]
    explained = [sheet.is_explained(code, where) for code, where in asked]
    assert explained == [True, True, False, True, False]


def test_the_most_is_the_total_unless_a_bonus_may_lift_it() -> None:
    assert Terms().most == Decimal(100)
    assert Terms(total=Decimal(120)).most == Decimal(120)
    lifted = WholeTerms(total_cap=Decimal(105))
    assert Terms(whole=lifted).most == Decimal(105)


def test_a_bonus_is_no_regular_row_and_no_form_with_one_is_plain() -> None:
    bonus = make_leaf("c", standing=Standing(is_bonus=True))
    sheet = make_sheet(*ROWS, bonus)
    assert [row.id for row in sheet.regular] == ["a", "b"]
    assert not sheet.is_plain
    assert make_sheet(*ROWS).is_plain
    assert make_sheet(*ROWS).derived_total == Decimal(20)
