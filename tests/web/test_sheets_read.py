"""Tables coming in: what people see becomes texts, what is hostile is refused before it is read."""

import csv
import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.support.tables import (
    KIND,
    RELATIONSHIPS,
    SHEET,
    make_book,
    make_package,
    read_part,
    save,
    swap_parts,
)
from web.sheets.grid import MAX_BYTES
from web.sheets.read import read_table
from web.texts import SENTENCES
from workflow.refusals import Refused

STRINGS = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh><t>yi</t></rPh></si>"


def find_faults(name: str, content: bytes) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(Refused) as refused:
        read_table(name, content)
    reasons = refused.value.reasons
    assert all(reason.field == "file" and reason.code in SENTENCES for reason in reasons)
    return [(reason.code, dict(reason.params)) for reason in reasons]


def find_fault(name: str, content: bytes) -> str:
    ((code, _params),) = find_faults(name, content)
    return code


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_of_every_office(encoding: str, sign: str, end: str) -> None:
    lines = ["绩效目标表", "指标{}分值{}目标", '网上办件{}10{}"≥1,000; 件"', "", "满意度{}5{}镕喆"]
    raw = end.join(line.replace("{}", sign) for line in lines).encode(encoding)
    assert read_table("表.CSV", raw) == [
        ["绩效目标表"],
        ["指标", "分值", "目标"],
        ["网上办件", "10", "≥1,000; 件"],
        [],
        ["满意度", "5", "镕喆"],
    ]


def test_a_cell_of_csv_may_hold_lines_and_quotes() -> None:
    assert read_table("t.csv", b'a,"b\r\n""c"""\r\n5"x,\r\n,,\r\n \r\n') == [
        ["a", 'b\r\n"c"'],
        ['5"x'],
    ]


@given(st.lists(st.lists(st.text(alphabet='a网1,;\t"\n =', max_size=5), max_size=4), max_size=5))
def test_csv_as_another_program_writes_it(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["一", "二", "三", "四", "五"], *rows])
    wanted = []
    for row in rows:
        cells = [cell if cell.strip() else "" for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        wanted.append(cells)
    while wanted and not wanted[-1]:
        wanted.pop()
    assert read_table("t.csv", out.getvalue().encode())[1:] == wanted


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "table_is_blank"),
        (b"\xef\xbb\xbf,,\r\n \r\n", "table_is_blank"),
        (b"a,b\x00c", "table_is_unreadable"),
        (b"\x81\xff\xff\x80", "table_is_unreadable"),
        (b"\xff\xfea", "table_is_unreadable"),
        (b'a\r\nb,"c', "table_line_is_broken"),
        (b'a\r\n"b"c', "table_line_is_broken"),
        (b'a,"' + b"x" * 200_000 + b'"', "table_line_is_broken"),
        (b"a," * 61 + b"a", "table_has_too_many_columns"),
        (b"\n" * 2000 + b"a", "table_has_too_many_rows"),
        ("字".encode() * 20_001, "table_cell_is_too_long"),
        (b"a" * (MAX_BYTES + 1), "table_is_too_large"),
    ],
)
def test_csv_that_is_refused(raw: bytes, code: str) -> None:
    assert find_fault("t.csv", raw) == code


def test_csv_up_to_the_limits() -> None:
    rows = read_table("t.csv", (b"a" + b"," * 59 + b"b\n") * 2000)
    assert (len(rows), {len(row) for row in rows}) == (2000, {60})
    assert read_table("t.csv", "字".encode() * 20_000) == [["字" * 20_000]]


# XLSX


def test_xlsx_as_people_see_it() -> None:
    row = [
        "≥95%", 10, 10.0, 0.1 + 0.2, -3.5, 1e-7, 0.95, 0.071, 1234567.891, True,
        date(2026, 6, 30), datetime(2026, 3, 18, 16, 42), time(9, 30), timedelta(hours=30),  # noqa: DTZ001
    ]  # fmt: skip
    formats = {"G1": "0%", "H1": "0.00%", "I1": '"约"#,##0.0_ ;[Red]-0', "M1": "h:mm"}
    assert read_table("T.XLSX", make_book([row], formats)) == [
        [
            "≥95%", "10", "10", "0.3", "-3.5", "0.0000001", "95%", "7.1%", "1234567.891", "TRUE",
            "2026-06-30", "2026-03-18 16:42:00", "09:30:00", "1.25",
        ]
    ]  # fmt: skip


def test_blank_rows_and_cells_keep_the_others_in_their_place() -> None:
    assert read_table("t.xlsx", make_book([[], [None, "a", None, " "], [], ["b"], [None]])) == [
        [],
        ["", "a"],
        [],
        ["b"],
    ]


def test_only_the_first_sheet_that_is_visible_is_read() -> None:
    book = Workbook()
    hidden = book.worksheets[0]
    hidden.append(["secret"])
    book.create_chartsheet()
    for text in ("first", "second"):
        book.create_sheet(text).append([text])
    book.active = 2
    hidden.sheet_state = "veryHidden"
    assert read_table("t.xlsx", save(book)) == [["first"]]


def test_shared_texts_without_their_readings_and_every_kind_of_cell() -> None:
    cells = (
        '<row r="2"><c r="B2" t="s"><v>1</v></c><c t="s"><v> 0 </v></c><c t="str"><f>A1</f>'
        '<v>a_x0041__xD800_</v></c><c t="e"><v>#REF!</v></c><c t="b"><v>0</v></c></row>'
        '<row><c t="d"><v>2026-03-18T00:00:00</v></c><c/><c t="n"><v>-0</v></c>'
        '<c t="inlineStr"><is><r><t>丁</t></r><rPh><t>ding</t></rPh><r><t> 戊</t></r></is></c>'
        "<c><v>1.5E+3</v></c><c><f>1+1</f><v>2</v></c><c><v>nonsense</v></c></row>"
    )
    assert read_table("t.xlsx", make_package(cells, strings=STRINGS)) == [
        [],
        ["", "乙丙", "甲", "aA_xD800_", "#REF!", "FALSE"],
        ["2026-03-18", "", "0", "丁 戊", "1500", "2", "nonsense"],
    ]


@pytest.mark.parametrize(
    ("number", "code", "properties", "said"),
    [
        (31, "", "", "2026-03-18"),
        (57, "", "", "2026-03-18"),
        (33, "", "", "16:42:00"),
        (14, "", "", "2026-03-18"),
        (22, "", "", "2026-03-18 16:42:00"),
        (10, "", "", "4609969.58333333%"),
        (49, "", "", "46099.6958333333"),
        (170, "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "", "2026-03-18"),
        (171, "[$-804]aaaa;@", "", "46099.6958333333"),
        (172, "0&quot;days&quot;", "", "46099.6958333333"),
        (173, r"0\d", "", "46099.6958333333"),
        (174, "yyyy-mm-dd", 'date1904="1"', "2030-03-19"),
        (175, "d" * 300, "", "46099.6958333333"),
        (176, "0.0&quot;%&quot;", "", "46099.6958333333"),
        (177, r"0.0\%", "", "46099.6958333333"),
        (178, "[Red]0.0%;-0", "", "4609969.58333333%"),
        (179, "h:mm&quot;day&quot;", "", "16:42:00"),
    ],
)
def test_days_and_times_are_told_by_their_format(
    number: int, code: str, properties: str, said: str
) -> None:
    known = f'<numFmts><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>' if code else ""
    styles = (
        f'{known}<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
        f'<cellXfs><xf/><xf numFmtId="{number}"/></cellXfs>'
    )
    cells = '<row><c s="1"><v>46099.695833333333</v></c></row>'
    content = make_package(cells, styles=styles, properties=properties)
    assert read_table("t.xlsx", content) == [[said]]


@pytest.mark.parametrize("value", ["1e308", "-1e308", "99999999999", "-700000"])
def test_a_day_beyond_the_calendar_is_a_number(value: str) -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    content = make_package(f'<row><c s="0"><v>{value}</v></c></row>', styles=styles)
    ((said,),) = read_table("t.xlsx", content)
    assert float(said) == float(value)


def test_formulas_without_a_value_are_named_all_at_once() -> None:
    raw = make_book([["指标", "分值"], ["甲", "=1+1"], ["乙", 5], ["丙", "=SUM(B2:B3)"]])
    code = "table_formula_without_value"
    assert find_faults("t.xlsx", raw) == [(code, {"cell": "B2"}), (code, {"cell": "B4"})]
    many = make_book([["=1+1"] * 5] * 5)
    assert len(find_faults("t.xlsx", many)) == 20


def test_a_formula_that_gave_an_empty_text_has_a_value() -> None:
    cells = '<row><c t="str"><f>""</f><v></v></c><c><v>1</v></c></row>'
    assert read_table("t.xlsx", make_package(cells)) == [["", "1"]]


BOOK = make_book([["指标", "分值"], ["甲", 5]])
XFS = [f'<xf numFmtId="{number}"/>' for number in range(9)]
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def with_part(name: str, data: str | bytes) -> Callable[[], bytes]:
    return lambda: swap_parts(BOOK, {name: data})


def change(name: str, old: str, new: str) -> Callable[[], bytes]:
    def make() -> bytes:
        text = read_part(BOOK, name)
        assert old in text
        return swap_parts(BOOK, {name: text.replace(old, new)})

    return make


def cells(text: str, **more: str) -> Callable[[], bytes]:
    return lambda: make_package(text, **more)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "macro": (with_part("xl/vbaProject.bin", b"x"), "table_has_macros"),
    "macro elsewhere": (with_part("XL/x/VBAproject.BIN", b"x"), "table_has_macros"),
    "macro sheet": (with_part("xl/macrosheets/sheet1.xml", "<x/>"), "table_has_macros"),
    "macro type": (
        change("[Content_Types].xml", "spreadsheetml.sheet.main", "sheet.macroEnabled.main"),
        "table_has_macros",
    ),
    "link": (with_part("xl/externalLinks/externalLink1.xml", "<x/>"), "table_has_links"),
    "workbook elsewhere": (
        with_part(
            "_rels/.rels",
            f'{RELATIONSHIPS}<Relationship Id="a" Type="{KIND}/officeDocument" '
            'TargetMode="External" Target="xl/workbook.xml"/></Relationships>',
        ),
        "table_is_unreadable",
    ),
    "workbook above": (
        with_part(
            "_rels/.rels",
            f'{RELATIONSHIPS}<Relationship Id="a" Type="{KIND}/officeDocument" '
            'Target="../../../../etc/passwd"/></Relationships>',
        ),
        "table_is_unreadable",
    ),
    "entities": (
        cells("<row><c><v>&a;</v></c></row>", before=DOCTYPE),
        "table_declares_entities",
    ),
    "entities in UTF-16": (
        with_part(SHEET, f'<?xml version="1.0"?>{DOCTYPE}<worksheet/>'.encode("utf-16")),
        "table_declares_entities",
    ),
    "entities where nobody looks": (
        with_part("docProps/custom.xml", f"{DOCTYPE}<x/>"),
        "table_declares_entities",
    ),
    "entities behind a long comment": (
        cells("", before=f"<!--{'x' * 100_000}-->{DOCTYPE}"),
        "table_declares_entities",
    ),
    "too many parts": (
        lambda: swap_parts(BOOK, {f"x{number}": b"" for number in range(200)}),
        "table_expands_too_far",
    ),
    "bomb": (with_part(SHEET, b" " * 40_000_000), "table_expands_too_far"),
    "bomb where nobody looks": (
        with_part("xl/media/a.png", b"\0" * 5_000_000),
        "table_expands_too_far",
    ),
    "many small bombs": (
        lambda: swap_parts(BOOK, {f"x{number}": b"\0" * 900_000 for number in range(36)}),
        "table_expands_too_far",
    ),
    "too many elements": (
        lambda: make_package(f"<row>{spell_noise(510_000)}</row>"),
        "table_expands_too_far",
    ),
    "too deep": (cells("<a>" * 50 + "</a>" * 50), "table_expands_too_far"),
    "one text everywhere": (
        lambda: make_package(
            "".join(
                f'<row r="{row}">'
                + "".join(f'<c r="{sign}{row}" t="s"><v>0</v></c>' for sign in "ABCDEFGH")
                + "</row>"
                for row in range(1, 31)
            ),
            strings=f"<si><t>{'x' * 20_000}</t></si>",
        ),
        "table_holds_too_much",
    ),
    "millions of characters": (
        lambda: make_package("", strings=f"<si><t>{spell_noise(30_000, 'ab')}</t></si>" * 140),
        "table_holds_too_much",
    ),
    "long cell": (
        cells(f'<row><c t="inlineStr"><is><t>{"x" * 20_001}</t></is></c></row>'),
        "table_cell_is_too_long",
    ),
    "endless text": (
        lambda: make_package(f"<row><c><v>{spell_noise(1_100_000, 'ab')}</v></c></row>"),
        "table_expands_too_far",
    ),
    "too many formats": (
        lambda: make_package("", styles=f"<cellXfs>{spell_noise(71_000, XFS)}</cellXfs>"),
        "table_expands_too_far",
    ),
    "far row": (
        cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "table_has_too_many_rows",
    ),
    "far column": (cells('<row><c r="XFD1"><v>1</v></c></row>'), "table_has_too_many_columns"),
    "no such text": (cells('<row><c t="s"><v>7</v></c></row>'), "table_is_unreadable"),
    "no number of a text": (cells('<row><c t="s"><v>x</v></c></row>'), "table_is_unreadable"),
    "row zero": (
        cells('<row><c><v>1</v></c></row><row r="0"><c><v>2</v></c></row>'),
        "table_is_unreadable",
    ),
    "cell of no row": (cells("<c><v>1</v></c>"), "table_is_unreadable"),
    "strange place": (cells('<row><c r="A0"><v>1</v></c></row>'), "table_is_unreadable"),
    "strange style": (cells('<row><c s="-1"><v>1</v></c></row>'), "table_is_unreadable"),
    "torn": (cells("<row>"), "table_is_unreadable"),
    "blank": (cells('<row><c s="1"/></row>'), "table_is_blank"),
    "all hidden": (
        change("xl/workbook.xml", 'state="visible"', 'state="hidden"'),
        "table_is_unreadable",
    ),
    "no types": (
        lambda: swap_parts(None, {"xl/workbook.xml": "<workbook/>"}),
        "table_is_unreadable",
    ),
    "nothing": (lambda: b"", "table_is_unreadable"),
    "half a file": (lambda: BOOK[: len(BOOK) // 2], "table_is_unreadable"),
    "something before": (lambda: b"MZ" + BOOK, "table_is_unreadable"),
    "old or with a password": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
        "table_format_is_old",
    ),
    "another method": (
        lambda: swap_parts(BOOK, {}, method=zipfile.ZIP_LZMA),
        "table_is_unreadable",
    ),
    "a part with a password": (
        lambda: BOOK.replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
        "table_is_unreadable",
    ),
    "too large": (lambda: BOOK + b"\0" * MAX_BYTES, "table_is_too_large"),
}


def spell_noise(
    count: int, pieces: Sequence[str] = ("<c/>", "<c />", "<c  />", "<a/>", "<b />", "<d/>")
) -> str:
    """Pieces in an order that does not shrink as much as equal ones."""
    chosen = random.Random(1)
    return "".join(chosen.choices(pieces, k=count))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused(name: str) -> None:
    make, code = HOSTILE[name]
    assert find_fault("t.xlsx", make()) == code


@pytest.mark.parametrize("ending", ["xlsm", "XLTM", "xlam"])
def test_a_file_that_calls_itself_one_with_macros(ending: str) -> None:
    assert find_fault(f"t.{ending}", BOOK) == "table_has_macros"


@pytest.mark.parametrize("name", ["t.xls", "t.et", "t.ods", "xlsx", "t", "", "t.xlsx.pdf"])
def test_a_file_of_another_kind(name: str) -> None:
    assert find_fault(name, BOOK) == "table_format_is_unknown"


def test_an_entry_that_stands_twice_is_refused() -> None:
    out = io.BytesIO(BOOK)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    assert find_fault("t.xlsx", out.getvalue()) == "table_is_unreadable"


def test_a_directory_that_lies_about_a_size_expands_nothing() -> None:
    """The 40 MB of the sheet are said to be 1000 bytes: no more than these are ever expanded."""
    raw = swap_parts(BOOK, {SHEET: b"<worksheet>" + b" " * 40_000_000})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        told = archive.getinfo(SHEET)
    size = told.file_size.to_bytes(4, "little")
    assert raw.count(size) == 2
    lying = raw.replace(size, (1000).to_bytes(4, "little"))
    tracemalloc.start()
    assert find_fault("t.xlsx", lying) == "table_is_unreadable"
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_nothing_is_expanded_of_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = swap_parts(BOOK, {SHEET: b" " * 40_000_000})

    def fail(*_arguments: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    assert find_fault("t.xlsx", bomb) == "table_expands_too_far"


def read_or_refuse(name: str, content: bytes) -> list[list[str]]:
    try:
        return read_table(name, content)
    except Refused as refused:
        reasons = refused.reasons
    assert {reason.field for reason in reasons} == {"file"}
    return []


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is done to its bytes: no answer but a table or a refusal."""
    raw = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    read_or_refuse("t.xlsx", bytes(raw))


@given(st.text(alphabet="<>/=\"' crvtis0123&;![]-A\x00é", max_size=80))
def test_any_sheet_is_read_or_refused(text: str) -> None:
    read_or_refuse("t.xlsx", make_package(text))


@given(st.binary(max_size=200))
def test_any_bytes_are_csv_or_refused(raw: bytes) -> None:
    assert all(row[-1].strip() for row in read_or_refuse("t.csv", raw) if row)
