"""Which rule a row of a case is scored by: that of the scheme, else the one in the file, which may
be its words only.
"""

from collections.abc import Mapping
from dataclasses import replace

from policies.checking import SheetRow
from policies.scheme import RowSpec, Scheme
from policies.scoring import Computed, Notice, RuleSpec
from policies.scoring.from_text import name_full_points, read_rule_words
from policies.scoring.values import join_notices

Rules = Mapping[tuple[str, str], RuleSpec]
"""The rules of a scheme by the name of the heading above a row, and its own name."""


def list_rules(scheme: Scheme | None) -> Rules:
    """Return the rules of a scheme, none where there is no scheme."""
    found: dict[tuple[str, str], RuleSpec] = {}

    def walk(rows: tuple[RowSpec, ...], above: str) -> None:
        for row in rows:
            if row.rule is not None:
                found[above, row.name] = row.rule
            walk(row.children, row.name)

    walk(scheme.rows if scheme else (), "")
    return found


def choose_rule(own: RuleSpec | None, place: tuple[str, str], *, rules: Rules) -> RuleSpec | None:
    """Return the scheme's rule for the row at this place (heading above, own name), else its own.

    What the file adds to a rule of the same family (a sub-total it states) is kept.
    """
    chosen = rules.get(place)
    if chosen is None:
        return own
    if own is None or own.family != chosen.family:
        return chosen
    return replace(chosen, params={**own.params, **chosen.params}, text=chosen.text or own.text)


def name_family(rule: RuleSpec | None, row: SheetRow) -> RuleSpec | None:
    """Return a rule of which the file gives no family as the one its words plainly mean; what
    cannot be told from them, and every other rule, stays as it is. Bands that are only words may
    call the points of the row "满分".
    """
    if rule is None or not row.is_leaf or row.weight is None:
        return rule
    if rule.family == "step_bands" and "bands" not in rule.params:
        text = name_full_points(rule.text, weight=row.weight)
        return rule if text == rule.text else replace(rule, text=text)
    if rule.family:
        return rule
    return read_rule_words(rule.text, target_text=row.target_text, weight=row.weight) or rule


def note_words(computed: Computed) -> Computed:
    """Return a computed score with the notice that its rule was read from the words of the form."""
    if computed.score is None:
        return computed
    notices = join_notices(computed.notices, (Notice.RULE_READ_FROM_TEXT,))
    return replace(computed, notices=notices)
