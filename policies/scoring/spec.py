"""What goes into the scoring of one row and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class WhyNot(StrEnum):
    """Why a score was left to a person; a score is never guessed."""

    NO_RULE = "no_rule"
    RULE_UNKNOWN = "rule_unknown"
    RULE_UNUSABLE = "rule_unusable"
    PARAM_MISSING = "param_missing"
    WEIGHT_UNUSABLE = "weight_unusable"
    TARGET_MISSING = "target_missing"
    TARGET_NOT_A_NUMBER = "target_not_a_number"
    ACTUAL_MISSING = "actual_missing"
    ACTUAL_NOT_A_NUMBER = "actual_not_a_number"
    ACTUAL_COPIES_TARGET = "actual_copies_target"
    ACTUAL_UNCLEAR = "actual_unclear"
    NONE_OR_ZERO = "none_or_zero"
    OUT_OF_RANGE = "out_of_range"
    SHARE_OR_PERCENT = "share_or_percent"
    UNITS_DIFFER = "units_differ"
    DIRECTION_UNCLEAR = "direction_unclear"
    ZERO_TARGET = "zero_target"
    BUDGET_MISSING = "budget_missing"
    SPENT_MISSING = "spent_missing"
    ZERO_BUDGET = "zero_budget"
    AMOUNT_UNUSABLE = "amount_unusable"
    FINISHED_UNSAID = "finished_unsaid"
    LEVEL_MISSING = "level_missing"
    LEVEL_UNCLEAR = "level_unclear"
    SHARE_OUTSIDE_LEVEL = "share_outside_level"
    ITEMS_UNCLEAR = "items_unclear"
    NO_CASE_FITS = "no_case_fits"
    CAUSE_MISSING = "cause_missing"
    DETAILS_MISSING = "details_missing"
    NOT_APPLICABLE = "not_applicable"
    VETO_UNANSWERED = "veto_unanswered"
    BY_A_PERSON = "by_a_person"


class Notice(StrEnum):
    """What a person should know about a score that was computed."""

    TAKEN_FROM_SENTENCE = "taken_from_sentence"
    BOUND_TAKEN_AS_VALUE = "bound_taken_as_value"
    ZERO_TARGET = "zero_target"
    FAR_OVER_TARGET = "far_over_target"
    OVERSPENT = "overspent"
    STEPS_ARE_LINEAR = "steps_are_linear"
    PARTS_TAKEN_AS_FULL = "parts_taken_as_full"
    BLANK_TAKEN_AS_ZERO = "blank_taken_as_zero"
    NOTHING_TAKEN_AS_ZERO = "nothing_taken_as_zero"
    LEVEL_TAKEN_AS_FULL = "level_taken_as_full"
    GATE_MISSED = "gate_missed"
    DATE_END_ASSUMED = "date_end_assumed"
    RULE_READ_FROM_TEXT = "rule_read_from_text"
    RATIO_RECKONED = "ratio_reckoned"


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """How a row is scored: a family of the rule table, its parameters, the words of the form.

    A parameter that is not one text (a list of bands, a yes or no) is held as compact JSON. What a
    row earns with `is_bonus` stands outside the whole (R17: 加分项).
    """

    family: str
    params: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    is_bonus: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """A score with its formula, the numbers filled in; or no score and the reason why not.

    `rule` is the id of the rule that was used (R01 …), which the text of a target may have chosen:
    a zero target makes R04 of a ratio.
    """

    score: Decimal | None
    rule: str
    formula: str | None = None
    why_not: WhyNot | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A row below a row that carries the points: what it may earn at most, if that is said, and
    what it was computed to earn.
    """

    most: Decimal | None
    computed: Computed


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """One row as it stands. Budget and spent are in one and the same unit of money.

    `named` holds amounts of the form that a rule may call by name (结余, 上年结转, 收入 …).
    `details` are the rows below, for a rule that scores a group. `year` is the year of the form,
    which a date without one is of.
    """

    weight: Decimal
    target_text: str
    actual_text: str
    budget: Decimal | None = None
    spent: Decimal | None = None
    named: Mapping[str, Decimal] = field(default_factory=dict)
    details: tuple[Detail, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What a rule function yields: exact points, not rounded, not capped, and how.

    `formula` is the left side with the numbers filled in ("20 × 1550.59 ÷ 1688.91"), or, with
    `is_condition`, what held ("90 ∈ [85, 95)"). `rule` is set where the text of a target chose
    another rule than the family (R04 for a target of zero).
    """

    value: Fraction
    formula: str
    is_condition: bool = False
    rule: str | None = None
    notices: tuple[Notice, ...] = ()
