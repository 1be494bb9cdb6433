"""What a scheme says about the whole of its form: its table `[whole]`."""

from decimal import Decimal

from models.vocabulary import Grade
from policies.scoring.whole_terms import NotApplicable, VetoKind, WholeTerms
from policies.strict_table import StrictTable

LARGEST_POINTS = Decimal(300)
MOST_FACTORS = 3
USUAL = WholeTerms()


def read_whole(file: StrictTable) -> WholeTerms:
    """Return how the result of the form is made up, the plain sum where the scheme says nothing.

    `not_applicable` says what becomes of the points of rows that do not apply (R18),
    `bonus_ceiling` and `total_cap` bound the rows whose rule says `bonus = true` (R17), `veto` says
    what a rule of the family veto takes (R12), `grade_gap` holds one to three factors (R22).
    """
    if not file.has("whole"):
        return USUAL
    table = file.table("whole")
    terms = WholeTerms(
        not_applicable=_read_way(table),
        execution_removable=table.flag("execution_removable", default=False),
        bonus_ceiling=_read_points(table, "bonus_ceiling"),
        total_cap=_read_points(table, "total_cap"),
        veto=table.word("veto", VetoKind) if table.has("veto") else USUAL.veto,
        veto_grade=table.word("veto_grade", Grade) if table.has("veto_grade") else USUAL.veto_grade,
        veto_total=_read_points(table, "veto_total"),
        grade_gap=_read_factors(table),
    )
    _complain_of_contradictions(table, terms)
    table.close()
    return terms


def _read_way(table: StrictTable) -> NotApplicable:
    if not table.has("not_applicable"):
        return USUAL.not_applicable
    return table.word("not_applicable", NotApplicable)


def _read_points(table: StrictTable, key: str) -> Decimal | None:
    return table.number(key, largest=LARGEST_POINTS) if table.has(key) else None


def _read_factors(table: StrictTable) -> tuple[Decimal, ...]:
    factors = table.numbers("grade_gap", largest=Decimal(1))
    if len(factors) > MOST_FACTORS:
        table.complain("grade_gap", f"has more than {MOST_FACTORS} factors")
    if list(factors) != sorted(factors, reverse=True):
        table.complain("grade_gap", "must fall, a wider gap never costs less")
    return factors


def _complain_of_contradictions(table: StrictTable, terms: WholeTerms) -> None:
    if terms.execution_removable and terms.not_applicable is NotApplicable.NONE:
        table.complain("execution_removable", "has no effect while not_applicable is none")
    if terms.veto is VetoKind.TOTAL and terms.veto_total is None:
        table.complain("veto_total", "is missing, the best total while a knock-out holds")
    if terms.veto is not VetoKind.TOTAL and terms.veto_total is not None:
        table.complain("veto_total", "has no effect unless veto is total")
    if terms.veto is not VetoKind.GRADE and table.has("veto_grade"):
        table.complain("veto_grade", "has no effect unless veto is grade")
