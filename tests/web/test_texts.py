"""Every code has words: the vocabularies are walked, and the source of the rules is read."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from models import vocabulary
from models.vocabulary import Action, HashName, State
from policies.checking import CHECKS as CHECK_FUNCTIONS
from policies.checking import MEASURES, NOTED_BY_HAND
from policies.checking.exact import quote
from policies.permissions import PERMISSIONS
from policies.scoring import Notice, WhyNot
from tests.policies.sheets import make_leaf, make_sheet
from web import check_sentences, sentences, texts, words
from web.passwords import find_password_fault
from workflow.refusals import Reason, Why, unmet
from workflow.table import list_sources

ROOT = Path(sentences.__file__).parent.parent
CALLS = {"unmet", "conflict", "refuse", "NumberProblem", "TextProblem", "describe_text"}
"""Whoever is called with a code first; a `Reason` is called with `code=`."""
PUT_DOWN = {"put_down", "report"}
"""What a check calls with a code and the numbers of its sentence."""
NO_WORDS = {HashName}
"""What bears one name in every language: hashes are called as their standards call them."""
SPELLED_BY_STATE = {"not_from_this_state"}


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("web")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=lambda: "zh_Hans_CN")
    with app.test_request_context():
        yield app


def list_vocabularies() -> list[type[StrEnum]]:
    return [
        member
        for member in vars(vocabulary).values()
        if isinstance(member, type) and issubclass(member, StrEnum) and member is not StrEnum
    ]


def test_every_word_of_every_vocabulary_has_a_label() -> None:
    assert set(words.WORDS) == set(list_vocabularies()) - NO_WORDS
    for enum in words.WORDS:
        assert set(words.WORDS[enum]) == set(enum), enum


def read_codes() -> set[str]:
    """The codes in the source, those put together at run time left out."""
    codes = set()
    for folder in ("policies", "workflow", "web"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    codes |= set(find_codes(node))
    return codes


def find_codes(call: ast.Call) -> Iterator[str]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    given = [call.args[0]] if call.args and name in CALLS else []
    given += [word.value for word in call.keywords if name == "Reason" and word.arg == "code"]
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def test_every_code_in_the_source_has_a_sentence() -> None:
    codes = read_codes()
    assert {"score_out_of_range", "not_a_number", "surrogate", "not_found"} <= codes
    assert codes - SPELLED_BY_STATE - set(texts.SENTENCES) == set()


def test_every_predicate_has_a_sentence() -> None:
    names = {
        predicate.__name__ for ways in PERMISSIONS.values() for way in ways for predicate in way
    }
    assert names == set(sentences.PREDICATES)


def test_every_check_and_every_reason_not_to_compute_has_a_sentence() -> None:
    told = {code.partition("_")[0] for code in check_sentences.CHECKS}
    assert not told ^ set(CHECK_FUNCTIONS), "each has a sentence in web/check_sentences.py"
    assert set(check_sentences.BY_HAND) == set(NOTED_BY_HAND)
    assert set(check_sentences.SCORING) == set(WhyNot)
    assert set(check_sentences.NOTICES) == set(Notice)
    assert set(MEASURES) <= set(check_sentences.MEASURES)
    completeness = {f"missing_{code}" for code in ("S10", "I10")}
    assert completeness <= set(texts.SENTENCES)


def list_numbers() -> dict[str, set[str]]:
    """The names of the numbers that are put down with each code, all its cases together."""
    names: dict[str, set[str]] = {}
    for file in sorted((ROOT / "policies" / "checking").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PUT_DOWN:
                code = next((each for each in node.args if isinstance(each, ast.Constant)), None)
                if code is not None:
                    names.setdefault(str(code.value), set()).update(
                        str(word.arg) for word in node.keywords
                    )
    return names


def test_the_sentence_of_a_check_names_numbers_that_the_check_puts_down() -> None:
    given = list_numbers()
    assert len(given) > 20
    for key, sentence in check_sentences.CHECKS.items():
        code = key.partition("_")[0]
        named = set(re.findall(r"%\(([a-z_]+)\)s", str(sentence)))
        if code in given and "None" not in given[code]:
            assert named <= given[code], key


def test_every_fault_of_a_password_has_a_sentence() -> None:
    faults = {
        find_password_fault(password=password, login="zhang")
        for password in ("short", "x" * 300, "zhang zhang zhang")
    }
    assert faults <= set(texts.SENTENCES)
    assert len(faults) == 3


def test_no_code_stands_in_two_groups() -> None:
    total = sum(len(group) for group in sentences.GROUPS.values())
    assert total == len(texts.SENTENCES)


def test_sentences_name_their_numbers(app: Flask) -> None:
    reason = unmet("score_out_of_range", row="网上办件", score="6", weight="5")
    assert texts.describe_reason(reason) == "“网上办件”的得分 6 应在 0 到 5 之间"
    total = unmet("inconsistency_S01", row="total", reported="97", derived="95")
    assert texts.describe_reason(total) == "自报总分 97 ≠ 各项合计 95"
    with force_locale("en"):
        assert "97 ≠" in texts.describe_reason(total)
    assert app is not None


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("其他资金", "“其他资金”："),
        ("finding-2", "“问题 2”："),
        ("recommendation-1", "“建议 1”："),
        ("funds", ""),
        ("indicators", ""),
    ],
)
def test_an_error_names_its_place_as_people_do(app: Flask, row: str, named: str) -> None:
    said = texts.describe_reason(unmet("inconsistency_I13", row=row, text="（请填写）"))
    assert said.removesuffix("；请改正或写明原因") == f"{named}留有模板的提示文字：（请填写）"
    assert app is not None


def test_a_kind_of_personal_data_is_a_word(app: Flask) -> None:
    numbers = {"kind": "mobile", "text": "138***", "count": "1"}
    assert "手机号 138***" in texts.describe_check("P01", numbers)
    with force_locale("en"):
        assert "mobile number 138***" in texts.describe_check("P01", numbers)
    assert app is not None


def test_fairness_under_which_something_is_filed_is_a_word(app: Flask) -> None:
    sheet = make_sheet(make_leaf("100%", name="公平性（服务对象满意度）"))
    (found,) = CHECK_FUNCTIONS["I02"](sheet)
    with force_locale("en"):
        assert texts.describe_check("I02", found.numbers).endswith("filed under “Fairness”")
    assert app is not None


@pytest.mark.parametrize(
    ("language", "said"), [("zh_Hans_CN", "“三公”经费：预算"), ("en", "“‘三公’经费”: budget")]
)
def test_a_name_that_is_quoted_quotes_with_other_marks(
    app: Flask, language: str, said: str
) -> None:
    numbers = {"what": "“三公”经费", "budget": "33.08", "actual": "0.78", "rate": "2.36"}
    with force_locale(language):
        assert texts.describe_check("F11", numbers).startswith(said)
    assert app is not None


def test_a_name_that_stands_beside_is_not_told_again(app: Flask) -> None:
    name = "预算资金" * 20
    numbers = {"what": quote(name), "budget": "33.08", "actual": "0.78", "rate": "2.36"}
    told = texts.describe_check("F11", numbers, beside=name)
    assert told == "预算 33.08 与执行 0.78 相差太大（2.36%），没有说明原因"
    assert texts.describe_check("F11", numbers, beside="支出") == f"{numbers['what']}：{told}"
    assert texts.describe_check("F11", numbers) == f"{numbers['what']}：{told}"
    refused = texts.describe_reason(unmet("inconsistency_F11", row=name, **numbers))
    assert refused == f"“{name}”：{told}；请改正或写明原因"
    assert app is not None


@pytest.mark.parametrize(
    ("code", "column", "zh", "en"),
    [
        ("F03", "original", "年初预算合计 9 ≠ 各项之和 8", "Original budget: the total 9 ≠ "),
        ("F03", "adjustment", "预算调整合计 9 ≠ 各项之和 8", "Adjustment: the total 9 ≠ "),
        ("F06", "actual", "执行数写的是 9，而下面合计", "Actual expenditure: 9 is printed"),
        ("F07", "revised", "调整后预算 9 像是写错了金额单位", "Revised budget: 9 looks like "),
    ],
)
def test_what_is_wrong_in_a_column_names_it(
    app: Flask, code: str, column: str, zh: str, en: str
) -> None:
    numbers = {"what": "合计", "reported": "9", "derived": "8", "difference": "-1"}
    told = texts.describe_check(code, {**numbers, "column": column})
    assert told.startswith(f"合计：{zh}")
    assert texts.describe_check(code, numbers).startswith("合计：")
    assert "—" not in texts.describe_check(code, {**numbers, "what": "column"})
    with force_locale("en"):
        told = texts.describe_check(code, {**numbers, "column": column})
        assert told.startswith(f"“合计”: {en}")
    assert app is not None


def test_a_grade_in_a_sentence_is_a_word(app: Flask) -> None:
    numbers = {"reported": "good", "derived": "excellent", "total": "95"}
    assert texts.describe_check("G01", numbers) == "自报等级“良”≠ 总分 95 对应的“优”"
    assert app is not None


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        (Action.PUBLISH, State.UNIT_APPROVED, "需先到“财政已复核”，现在是“单位已审核”"),
        (Action.SUBMIT, State.PUBLISHED, "只能在“草稿”时办理，现在是“已公开”"),
        (Action.RETURN, State.DRAFT, "需先到“已自评”或“单位已审核”或“财政已复核”，现在是“草稿”"),
    ],
)
def test_a_wrong_state_says_which_comes_first(
    app: Flask, action: Action, state: State, said: str
) -> None:
    sources = ",".join(list_sources(action))
    params = {"state": state, "sources": sources}
    reason = Reason(why=Why.CONFLICT, code="not_from_this_state", params=params)
    assert texts.describe_reason(reason) == said
    assert app is not None


def test_a_missing_parameter_is_no_fault(app: Flask) -> None:
    assert texts.describe_text("too_long") == "太长：— 字，最多 — 字"
    assert texts.describe_text("nobody_knows_this") == "nobody_knows_this"
    assert app is not None


def test_what_people_wrote_is_not_read_as_a_placeholder(app: Flask) -> None:
    said = texts.describe_reason(unmet("review_is_settled", row="完成率 100%(s)"))
    assert said == "“完成率 100%(s)”还没有复核得分"
    assert app is not None


def test_placeholders_are_plain(app: Flask) -> None:
    """`%(name)s` and nothing else: a bare percent sign would fail when it is filled in."""
    groups = [
        *sentences.GROUPS.values(),
        check_sentences.CHECKS,
        check_sentences.BY_HAND,
        check_sentences.SCORING,
        check_sentences.NOTICES,
    ]
    for group in groups:
        for code, sentence in group.items():
            bare = re.sub(r"%\([a-z_]+\)s|%%", "", str(sentence))
            assert "%" not in bare, code
    assert app is not None


def test_a_sentence_about_a_row_without_a_target_quotes_none(app: Flask) -> None:
    missed = {"what": "missed", "self": "8", "weight": "8", "target": "", "actual": "否"}
    under = {"what": "under", "target": "", "actual": "", "ratio": "90"}
    assert texts.describe_check("S07", missed) == "没有达到要求（完成 否），仍得满分 8"
    told = texts.describe_check("S07", {**missed, "target": "是"})
    assert told == "没有达到目标（目标 是，完成 否），仍得满分 8"
    assert texts.describe_check("S08x", under) == "偏差原因写“无”，而没有达到要求或扣了分（90%）"
    assert app is not None
