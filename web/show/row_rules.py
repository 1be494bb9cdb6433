"""The rules of an evaluation beside its rows: what each does, and the form's own words below it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from policies.scoring import FAMILIES, RuleSpec
from web.show.rule_words import FAMILY_WORDS
from web.show.schemes import spell_rule
from workflow.content import Row

LONG = 200
"""Characters from which a rule that stood beside an earlier row is not said again."""
_IDS = [family.id for family in FAMILIES.values()]
_FAMILY_OF = {family.id: name for name, family in FAMILIES.items() if _IDS.count(family.id) == 1}


@dataclass(frozen=True, slots=True)
class RowRule:
    """The rule of one row: `told` in words, `words` those of the form.

    `same_as` is the earlier row that has the same long rule; then the page refers to it.
    """

    told: str
    words: str
    same_as: Row | None = None


def tell_row_rules(rows: Iterable[Row]) -> Mapping[UUID, RowRule]:
    """Return the rules of the rows that have one and a line of their own, by the id of the row."""
    said: dict[tuple[str, str], Row] = {}
    rules: dict[UUID, RowRule] = {}
    for row in rows:
        rule = row.rule
        if rule is None or (row.is_heading and not row.scored):
            continue
        key = spell_rule(rule), rule.text
        first = said.setdefault(key, row)
        is_again = first is not row and sum(map(len, key)) > LONG
        rules[row.stored.id] = RowRule(*key, same_as=first if is_again else None)
    return rules


def name_family(rule: RuleSpec, *, applied: str) -> str:
    """Return in a few words what the rule `applied` to a row does.

    `applied` is the id that its score names: mostly that of the family of `rule`, else of another
    family that the words of the target asked for (scoring reference, section 1: a zero target).
    """
    return str(FAMILY_WORDS[_FAMILY_OF.get(applied, rule.family)].brief)
