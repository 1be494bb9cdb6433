"""What the notes of a form ask of it, and the grades they define, wherever the file keeps them."""

from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import Grade
from policies.checking import Terms, find_inconsistencies
from policies.scoring import Band
from web.cases.grade_notes import read_grades
from web.cases.notes import read_notes
from web.cases.parts import Part
from web.cases.sheet import lay_case

NATIONAL = (
    Band(Grade.EXCELLENT, Decimal(90), Decimal(100)),
    Band(Grade.GOOD, Decimal(80), Decimal(90)),
    Band(Grade.FAIR, Decimal(60), Decimal(80)),
    Band(Grade.POOR, Decimal(0), Decimal(60)),
)
OWN_WORDS = (
    "等级分为四档：优秀（90分及以上）、良好（80分及以上不足90分）、合格（60分及以上不足80分）、"
    "不合格（不足60分）。"
)


def note(text: object, *, key: str = "notes") -> Terms:
    return read_notes(Part({key: text}, path=""), usual=Terms()).terms


@pytest.mark.parametrize("key", ["form_notes", "notes"])
@pytest.mark.parametrize(
    ("text", "weights", "asked"),
    [
        ("填表说明：一级指标权重统一为预算执行率10分、产出指标50分、效益指标30分、满意度指标10分。",
         {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10},
         {"outcome", "satisfaction"}),
        ("一级指标权重统一设置为：产出指标50%、效益指标30%、服务对象满意度指标10%",
         {"产出指标": 50, "效益指标": 30, "服务对象满意度指标": 10}, {"outcome", "satisfaction"}),
        ("本表一级指标权重：产出40、效益40、满意度20；执行率不计分。",
         {"产出": 40, "效益": 40, "满意度": 20}, {"outcome", "satisfaction"}),
        ("须设置成本指标和效益指标。", {}, {"cost", "outcome"}),
        ("要求设置时效指标。", {}, {"timeliness"}),
        ("三级指标应涵盖数量、质量、时效、成本、效益、满意度各类。", {},
         {"quantity", "quality", "timeliness", "cost", "outcome", "satisfaction"}),
        ("无需设置满意度指标；不要求设置成本指标。", {}, set()),
        ("满意度指标暂可不作为必评指标。", {}, set()),
    ],
)  # fmt: skip
def test_what_the_notes_ask_for(
    key: str, text: str, weights: dict[str, int], asked: set[str]
) -> None:
    terms = note([text], key=key)
    assert terms.level_one == weights
    assert terms.asks_for == asked


@pytest.mark.parametrize("notes", [None, 5, {"a": "b"}, [1, None, ["x"]], "须设置成本指标"])
def test_remarks_of_any_kind_do_no_harm(notes: object) -> None:
    assert note(notes).asks_for == ({"cost"} if isinstance(notes, str) else frozenset())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OWN_WORDS, ["优秀", "良好", "合格", "不合格"]),
        ("评价等级分为优、良、中、差：90分（含）以上为优，80（含）-90分为良，60（含）-80分为中，60分以下为差。",
         ["优", "良", "中", "差"]),
        ("绩效等级：得分≥90分为优秀；80分≤得分＜90分为良好；60分≤得分＜80分为一般；得分＜60分为较差。",
         ["优秀", "良好", "一般", "较差"]),
        ("评价等级：差（60分以下）、中（60分含至80分）、良（80分含至90分）、优（90分含以上）。",
         ["优", "良", "中", "差"]),
    ],
)  # fmt: skip
def test_grades_of_the_notes_with_their_totals(text: str, words: list[str]) -> None:
    grades = read_grades(["另有说明。", text])
    assert grades.bands == NATIONAL
    assert grades.words == dict(zip(words, [band.grade for band in NATIONAL], strict=True))


def test_other_bounds_and_words_alone() -> None:
    text = "评价等级：优（85分以上）、良（75分至85分）、中（60分至75分）、差（60分以下）。"
    assert [band.lower for band in read_grades([text]).bands] == [85, 75, 60, 0]
    alone = read_grades(["等级采用优秀、良好、合格、不合格四个等次"])
    assert (list(alone.words), alone.bands) == (["优秀", "良好", "合格", "不合格"], ())


@pytest.mark.parametrize(
    "text",
    [
        "四川口径：中为70（含）至80分",
        "等级：好（85分以上）、中（60-85分）、差（60分以下）",
        "按等级评定，优秀的予以表扬",
        "评价等级：优（90分以上）、优（80分至90分）、中（60分至80分）、差（60分以下）",
    ],
)
def test_what_defines_no_four_grades_is_left_to_a_reader(text: str) -> None:
    grades = read_grades([text])
    assert (dict(grades.words), grades.bands) == ({}, ())


def test_bounds_that_do_not_meet_are_no_bands() -> None:
    text = "等级：优（90分以上）、良（80分至85分）、中（60分至80分）、差（60分以下）"
    assert read_grades([text]).bands == ()


def lay(*notes: str, word: str, total: str) -> list[str]:
    case = {
        "schema": "bpe-case/1", "id": "x", "kind": "project_self_eval", "notes": list(notes),
        "totals": {"score_reported": total, "grade_reported": word},
    }  # fmt: skip
    sheet = lay_case(case, scheme=None, usual=Terms(bands=NATIONAL)).sheet
    return [found.code for found in find_inconsistencies(sheet) if found.code.startswith("G")]


@pytest.mark.parametrize(
    ("notes", "word", "total", "codes"),
    [
        ((OWN_WORDS,), "优秀", "95", []),
        ((OWN_WORDS,), "合格", "95", ["G01"]),
        ((OWN_WORDS,), "较好", "95", ["G03"]),
        ((), "优秀", "95", ["G03"]),
        (("等级：90分以上为优，80至90分为良，60至80分为中，60分以下为差",), "优秀", "95", ["G03"]),
        (("等级：优（85分以上）、良（75至85分）、中（60至75分）、差（60分以下）",), "优", "87", []),
    ],
)  # fmt: skip
def test_a_word_that_the_form_defines_is_one_of_its_grades(
    notes: tuple[str, ...], word: str, total: str, codes: list[str]
) -> None:
    assert lay(*notes, word=word, total=total) == codes


@pytest.mark.parametrize("key", ["pct_text", "percent_text"])
def test_the_percentage_of_a_change_is_read_under_both_its_names(key: str) -> None:
    year = {"what": "支出", "this": "2745.60", "last": "2640.00", "change": "105.60"}
    case: dict[str, Any] = {
        "schema": "bpe-case/1", "id": "x", "kind": "finance_dept_eval",
        "funds": {"unit": "万元", "yoy": [{**year, key: "5.20%"}]},
    }  # fmt: skip
    sheet = lay_case(case, scheme=None, usual=Terms()).sheet
    assert [found.code for found in find_inconsistencies(sheet)] == ["F10"]
