"""Codes and sign-in names: one spelling each, nothing unseen."""

import pytest

from policies.texts import TextProblem, clean_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("101001", "101001"),
        ("１０１００１", "101001"),
        ("  A-1\n", "A-1"),
        ("Ｆ０１", "F01"),
        ("張三", "張三"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_a_code_has_one_spelling(typed: str, kept: str) -> None:
    assert clean_code(typed, limit=40) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1 2", "holds_space"),
        ("1\u00a02", "holds_space"),
        ("1\u30002", "holds_space"),
        ("1\u200b2", "holds_space"),
        ("1\u202e2", "holds_space"),
        ("\ufeff1", "holds_space"),
        ("1\x002", "control_character"),
        ("1\n2", "control_character"),
        ("\ud800", "surrogate"),
        ("x" * 41, "too_long"),
        ("\ufdfa" * 10, "too_long"),
    ],
)
def test_what_is_no_code_is_refused(typed: str, code: str) -> None:
    with pytest.raises(TextProblem) as found:
        clean_code(typed, limit=40)
    assert found.value.code == code
