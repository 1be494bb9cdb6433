"""What is counted in whole pieces: the best number of "少于2次" is 1, "<2%" has none."""

from decimal import Decimal

_PIECES = frozenset(
    "次个件起人家台套项户例份名篇处座辆条张本期场种头支所批类部册间栋块根棵株队班组宗只位艘架门届节幅"
    "枚眼口"
)
_VISITS = frozenset({"人次", "户次", "家次", "台次", "台套", "辆次"})


def counts_pieces(*, bound: Decimal, units: tuple[str, ...]) -> bool:
    """Whether a bound is one of whole pieces: a whole number with a word for pieces, or without
    any unit.
    """
    named = next((unit for unit in units if unit), "")
    whole = bound == bound.to_integral_value()
    return whole and (not named or named in _PIECES or named in _VISITS)


def nearest_allowed(*, bound: Decimal, above: bool, pieces: bool) -> Decimal:
    """The value nearest to a strict bound that still keeps it, the bound itself where there is
    none (T* of the reference's R03): 1 for "少于2次", 3 for "超过2次", 2 for "<2%".
    """
    if not pieces:
        return bound
    return bound + 1 if above else max(bound - 1, Decimal(0))
