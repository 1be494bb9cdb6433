"""The bytes that are hashed: canonical JSON, and hashes that strangers compute alike."""

import hashlib
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workflow.audit import commit_to, hash_body, hash_text, write_canonical

SAFE = 2**53 - 1
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | TEXTS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner)
    ),
    max_leaves=20,
)
"""What bodies are made of: no floats, keys of ASCII; decimals and times come as strings."""


@given(VALUES)
def test_bodies_are_canonical_json(value: Any) -> None:
    """RFC 8785, by a package that somebody else wrote."""
    assert write_canonical(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": [float("-inf")]}])
def test_no_number_that_json_does_not_know(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_canonical(value)


@pytest.mark.parametrize("value", [Decimal("1.50"), b"bytes", {1, 2}])
def test_nothing_enters_that_was_not_spelled(value: object) -> None:
    with pytest.raises(TypeError):
        write_canonical({"a": value})


def test_hashes_are_those_that_strangers_compute() -> None:
    """RFC 6962: a leaf is hashed behind a zero byte; a commitment is salt and text."""
    assert hash_body("体") == hashlib.sha256(b"\x00" + "体".encode()).hexdigest()
    assert hash_text("体") == hashlib.sha256("体".encode()).hexdigest()
    assert (
        commit_to(salt=b"0" * 16, text="体")
        == hashlib.sha256(b"0" * 16 + "体".encode()).hexdigest()
    )
