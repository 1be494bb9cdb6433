"""A filled form as the checks see it: from the database or from a case file, all the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from models.vocabulary import Category, Grade, Kind, Severity
from policies.scoring import Band, Computed
from policies.scoring.standing import PLAIN, Standing, list_groups
from policies.scoring.whole import Leaf, Whole, derive_whole
from policies.scoring.whole_terms import WholeTerms


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a scheme says about checking. The defaults are values for a form without a scheme;
    all of them are the regulation as remembered, to be verified (scoring reference, section 3).

    `level_one` are the weights agreed for each heading of the first level, by its name; `asks_for`
    the kinds of indicators the scheme wants to see; `severities` what it judges otherwise; `whole`
    how the result of the form is made up.
    Rates and shares are in percent.
    """

    total: Decimal = Decimal(100)
    tolerance: Decimal = Decimal("0.01")
    bands: tuple[Band, ...] = ()
    scored: bool = True
    graded: bool = True
    actuals_required: bool = False
    level_one: Mapping[str, Decimal] = field(default_factory=dict)
    asks_for: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    whole: WholeTerms = field(default_factory=WholeTerms)
    low_rate: Decimal = Decimal(90)
    very_low_rate: Decimal = Decimal(50)
    far_over_target: Decimal = Decimal(130)
    over_target: Decimal = Decimal(110)
    rate_for_full_outputs: Decimal = Decimal(80)
    rate_against_full_outputs: Decimal = Decimal(30)

    @property
    def most(self) -> Decimal:
        """The most that a form can come to, its bonus included."""
        return self.total if self.whole.total_cap is None else self.whole.total_cap


OUTCOME, SATISFACTION, COST, TIMELINESS = "outcome", "satisfaction", "cost", "timeliness"
QUANTITY, QUALITY = "quantity", "quality"
MEASURES = (QUANTITY, QUALITY, TIMELINESS, COST, OUTCOME, SATISFACTION)
"""What an indicator may measure."""


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row. `weight` and `score` are as printed; a row `is_leaf` when it carries points itself,
    its descendants are then details. `measures` is what the headings above it say it measures
    (QUANTITY, QUALITY, TIMELINESS, COST, OUTCOME, SATISFACTION), empty where they do not say.
    `weight_inferred` marks a weight that the form does not print. `claims_no_deviation` says that
    the form's own column for deviations was filled with "无".
    """

    id: str
    name: str
    parent_id: str | None = None
    depth: int = 0
    category: Category = Category.OTHER
    measures: str = ""
    weight: Decimal | None = None
    weight_inferred: bool = False
    score: Decimal | None = None
    is_leaf: bool = False
    target_text: str = ""
    actual_text: str = ""
    reason: str = ""
    rule_text: str = ""
    family: str = ""
    computed: Computed | None = None
    claims_no_deviation: bool = False
    standing: Standing = PLAIN


@dataclass(frozen=True, kw_only=True)
class FundLine:
    """One line of funds, amounts in the unit the form prints; `rate_text` as printed.

    `parent_id` is the line whose part this is ("其中：…"), None for a line of its own.
    """

    id: str
    name: str
    is_total: bool = False
    parent_id: str | None = None
    original: Decimal | None = None
    adjustment: Decimal | None = None
    revised: Decimal | None = None
    actual: Decimal | None = None
    rate_text: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A total printed with its parts, in the order of the form."""

    what: str
    total: Decimal
    parts: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedRate:
    """A rate printed with the two amounts it is of."""

    what: str
    actual: Decimal
    budget: Decimal
    rate_text: str


@dataclass(frozen=True, kw_only=True)
class YearOnYear:
    """An amount of this year, its printed change, and the printed or derived amount of last year;
    `percent` as printed.
    """

    what: str
    this: Decimal
    change: Decimal
    last: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Income, expense and the balance as printed; `carried_over` is last year's remainder."""

    income: Decimal | None = None
    expense: Decimal | None = None
    balance: Decimal | None = None
    carried_over: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Authorised and actual posts, and the printed ratio in percent."""

    authorised: Decimal | None = None
    actual: Decimal | None = None
    ratio_text: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One part of the narrative, a finding or a suggestion; `key` names its place."""

    key: str
    title: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One filled form. Rows in the order of the form, a parent before its children.

    `complete` is False for a file of which only a part was seen: it is not blamed for what it
    lacks. Of such a file `funds_only` says that its money was seen whole, and `cut_at_end` that its
    rows were seen without a gap up to the last one. `explained` holds the code and the place of
    each inconsistency that was explained. `publishing` says that what is checked is what becomes
    public.
    """

    terms: Terms
    kind: Kind = Kind.PROJECT
    year: int | None = None
    complete: bool = True
    funds_only: bool = False
    cut_at_end: bool = False
    publishing: bool = False
    money_unit: str = "万元"
    rows: tuple[SheetRow, ...] = ()
    lines: tuple[FundLine, ...] = ()
    sums: tuple[Identity, ...] = ()
    rates: tuple[PrintedRate, ...] = ()
    years: tuple[YearOnYear, ...] = ()
    balance: Balance = field(default_factory=Balance)
    staff: Staff = field(default_factory=Staff)
    sections: tuple[Passage, ...] = ()
    findings: tuple[Passage, ...] = ()
    suggestions: tuple[Passage, ...] = ()
    reported_total: Decimal | None = None
    reported_grade: Grade | None = None
    grade_word: str = ""
    weight_total_printed: Decimal | None = None
    claim_explained: bool = False
    explained: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def leaves(self) -> tuple[SheetRow, ...]:
        """The rows that carry points; none in a form that is not scored."""
        return tuple(row for row in self.rows if row.is_leaf) if self.terms.scored else ()

    @cached_property
    def row_of(self) -> Mapping[str, SheetRow]:
        """The rows by id."""
        return {row.id: row for row in self.rows}

    @cached_property
    def children_of(self) -> Mapping[str, tuple[SheetRow, ...]]:
        """The rows directly below each row that has some."""
        below: dict[str, list[SheetRow]] = {}
        for row in self.rows:
            if row.parent_id is not None:
                below.setdefault(row.parent_id, []).append(row)
        return {parent: tuple(rows) for parent, rows in below.items()}

    def find_above(self, row: SheetRow) -> SheetRow | None:
        """Return the row directly above a row, None on the first level or where it was cut."""
        return None if row.parent_id is None else self.row_of.get(row.parent_id)

    @cached_property
    def regular(self) -> tuple[SheetRow, ...]:
        """The rows whose points are those of the form: all that carry points but the bonus."""
        return tuple(row for row in self.leaves if not row.standing.is_bonus)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every row simply adds its score: none is left out, adds a bonus, knocks out."""
        return all(row.standing.is_plain for row in self.leaves)

    @cached_property
    def derived(self) -> Whole:
        """The result of the scores of the rows; without a total while one is missing."""
        return self.derive({row.id: row.score for row in self.leaves})

    @property
    def derived_total(self) -> Decimal | None:
        """The total of the scores of the rows, None while one is missing or there is none."""
        return self.derived.total

    def derive(self, scores: Mapping[str, Decimal | None]) -> Whole:
        """Return the result of these scores of the rows, by id."""
        groups = list_groups(self.rows)
        leaves = [
            Leaf(
                id=row.id,
                weight=row.weight or Decimal(0),
                score=scores[row.id],
                standing=row.standing,
                is_execution=row.category is Category.EXECUTION,
                groups=groups[row.id],
            )
            for row in self.leaves
        ]
        return derive_whole(leaves, terms=self.terms.whole)

    @cached_property
    def open_branch(self) -> frozenset[str]:
        """The ids of the last row and of all headings above it, of a form that is cut there."""
        row = next((row for row in reversed(self.rows) if row.is_leaf or row.parent_id), None)
        found: set[str] = set()
        while row is not None and row.id not in found:
            found.add(row.id)
            row = self.find_above(row)
        return frozenset(found)

    def is_whole(self, row: SheetRow) -> bool:
        """Whether all of a row was seen: its own cells, and every row below it."""
        return self.complete or (self.cut_at_end and row.id not in self.open_branch)

    def is_explained(self, code: str, where: str) -> bool:
        """Whether a reason was given for this inconsistency, or on its row."""
        row = self.row_of.get(where)
        return (code, where) in self.explained or bool(row is not None and row.reason)
