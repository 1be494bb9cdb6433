"""Rates as forms print them: what is read, and whether one is rounded as it is printed."""

from fractions import Fraction

import pytest

from policies.checking.printed_share import PrintedShare, is_rounded, read_share


@pytest.mark.parametrize(
    ("text", "near", "share", "unit", "places", "in_percent"),
    [
        ("91.81%", "0.9", "0.9181", "0.0001", 2, True),
        ("＝９１％", "0.9", "0.91", "0.01", 0, True),
        ("91.8", "0.9", "0.918", "0.001", 1, True),
        ("0.918", "0.9", "0.918", "0.001", 3, False),
        ("2", "1.9", "2", "1", 0, False),
        ("0.918%", "0.9", "0.00918", "0.00001", 3, True),
    ],
)
def test_a_printed_rate_is_a_share_to_the_places_it_is_printed_with(
    text: str, near: str, share: str, unit: str, places: int, *, in_percent: bool
) -> None:
    assert read_share(text, near=Fraction(near)) == PrintedShare(
        share=Fraction(share), unit=Fraction(unit), places=places, in_percent=in_percent
    )


def test_a_bare_number_between_both_readings_is_one_in_percent() -> None:
    middle = read_share("1", near=Fraction("0.505"))
    assert middle is not None
    assert middle.in_percent
    above = read_share("1", near=Fraction("0.506"))
    assert above is not None
    assert not above.in_percent


def test_a_padded_rate_is_read_and_a_longer_text_is_none() -> None:
    near = Fraction("0.9")
    assert read_share("91.81%".rjust(40), near=near) == read_share("91.81%", near=near)
    assert read_share("91.81%".rjust(41), near=near) is None


@pytest.mark.parametrize(
    ("text", "share", "rounded"),
    [
        ("91.8%", "0.9175", True),
        ("91.8%", "0.91749", False),
        ("0.92", "0.915", True),
        ("0.92", "0.9149", False),
    ],
)
def test_a_share_is_rounded_half_up_to_the_printed_places(
    text: str, share: str, *, rounded: bool
) -> None:
    printed = read_share(text, near=Fraction(share))
    assert printed is not None
    assert is_rounded(printed, Fraction(share)) is rounded
