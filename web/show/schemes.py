"""A scheme as people read it, and how two versions of one differ."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.vocabulary import Category, Grade, Kind, MoneyUnit, Severity
from policies.checking import Terms
from policies.numbers import format_points
from policies.scheme import ActualValues, RowSpec, Scheme
from policies.scoring import RuleSpec
from web.check_sentences import MEASURES
from web.format import NOTHING
from web.show.rule_words import FAMILY_WORDS, say_rule
from web.show.whole_words import tell_whole
from web.texts import name_section
from web.words import label

VALUES: Mapping[ActualValues, Any] = {
    ActualValues.REQUIRED: _l("每个打分的指标都要填"),
    ActualValues.OPTIONAL: _l("可以不填"),
}
CONTEXT_LINES = 2


@dataclass(frozen=True, kw_only=True)
class RowLine:
    """One row with its depth, from 0; `path` are the names from the top down to it; `rule` is its
    rule as a sentence, `words` those of the form.
    """

    row: RowSpec
    depth: int
    path: tuple[str, ...]
    rule: str
    words: str


@dataclass(frozen=True)
class Told:
    """One property of a scheme in words; `entered` where people wrote it."""

    what: str
    text: str
    entered: bool = False


@dataclass(frozen=True)
class Description:
    """A whole scheme: its properties, its rows."""

    facts: tuple[Told, ...]
    rows: tuple[RowLine, ...]


def describe_scheme(scheme: Scheme) -> Description:
    """Return a scheme as people read it."""
    return Description(facts=tuple(_tell(scheme)), rows=tuple(_walk(scheme.rows)))


def describe_rule(rule: RuleSpec | None) -> str:
    """Return a rule in words: what its family does with these parameters, the words of the form."""
    if rule is None:
        return NOTHING
    return " · ".join(part for part in (spell_rule(rule), rule.text) if part)


def spell_rule(rule: RuleSpec | None) -> str:
    """Return what a rule does in words: its family, that it is a bonus, and every parameter."""
    if rule is None:
        return NOTHING
    bonus = _("加分，在总分之外；") if rule.is_bonus else ""
    return f"{FAMILY_WORDS[rule.family].brief}{_('：')}{bonus}{say_rule(rule)}"


def _walk(rows: Sequence[RowSpec], above: tuple[str, ...] = ()) -> Iterator[RowLine]:
    for row in rows:
        path = (*above, row.name)
        yield RowLine(
            row=row,
            depth=len(above),
            path=path,
            rule=spell_rule(row.rule),
            words=row.rule.text if row.rule else "",
        )
        yield from _walk(row.children, path)


def _tell(scheme: Scheme) -> Iterator[Told]:
    yield Told(_("名称"), scheme.title, entered=True)
    yield Told(_("英文名称"), scheme.title_en, entered=True)
    yield Told(_("类型"), label(Kind, scheme.kind))
    yield Told(_("地区"), scheme.region or NOTHING, entered=True)
    yield Told(_("依据"), "\n".join(scheme.basis) or NOTHING, entered=True)
    yield Told(_("总分"), format_points(scheme.total))
    yield Told(_("小数位数"), _("%(places)s 位，四舍五入", places=scheme.places))
    yield Told(_("容许误差"), _("%(points)s 分", points=format_points(scheme.tolerance)))
    yield Told(_("等级"), "\n".join(_spell_bands(scheme)))
    yield Told(_("总分怎样得出"), "\n".join(tell_whole(scheme.terms.whole)))
    yield Told(_("完成值"), str(VALUES[scheme.form.actual_values]))
    yield Told(_("打分"), _("按指标打分") if scheme.form.scored else _("只报总分和等级"))
    yield Told(_("金额单位"), label(MoneyUnit, scheme.form.money_unit))
    funds = (f"{line.name} *" if line.total else line.name for line in scheme.form.funds)
    yield Told(_("资金行（* 为合计）"), "\n".join(funds) or NOTHING, entered=True)
    yield Told(_("文字部分"), "\n".join(_spell_sections(scheme)) or NOTHING, entered=True)
    yield from _tell_checks(scheme.terms)


def _tell_checks(terms: Terms) -> Iterator[Told]:
    asked = (str(name) for code, name in MEASURES.items() if code in terms.asks_for)
    yield Told(_("应有的指标种类"), _("；").join(asked) or NOTHING)
    agreed = (f"{name} {format_points(weight)}" for name, weight in terms.level_one.items())
    yield Told(_("一级指标的分值"), "\n".join(agreed) or NOTHING, entered=True)
    yield Told(_("检查的界限"), "\n".join(_spell_limits(terms)))
    changed = (
        f"{code} {label(Severity, severity)}" for code, severity in sorted(terms.severities.items())
    )
    yield Told(_("另定轻重的检查"), "\n".join(changed) or NOTHING)


def _spell_limits(terms: Terms) -> Iterator[str]:
    yield _("执行率低于 %(limit)s%% 须说明原因", limit=format_points(terms.low_rate))
    yield _("执行率低于 %(limit)s%% 按错误处理", limit=format_points(terms.very_low_rate))
    yield _("完成值超过目标值的 %(limit)s%% 时提示", limit=format_points(terms.over_target))
    yield _(
        "完成值超过目标值的 %(limit)s%% 时须说明原因", limit=format_points(terms.far_over_target)
    )
    yield _(
        "执行率低于 %(limit)s%% 而产出都得满分时须说明",
        limit=format_points(terms.rate_for_full_outputs),
    )
    yield _(
        "执行率低于 %(limit)s%% 而产出都得满分时按错误处理",
        limit=format_points(terms.rate_against_full_outputs),
    )


def _spell_bands(scheme: Scheme) -> Iterator[str]:
    for band in scheme.bands:
        ends = f"{format_points(band.lower)}–{format_points(band.upper)}"
        yield f"{label(Grade, band.grade)} {ends}"


def _spell_sections(scheme: Scheme) -> Iterator[str]:
    for section in scheme.sections:
        needed = _("必写") if section.required else _("可不写")
        limit = _("最多 %(limit)s 字", limit=section.max_chars)
        yield f"{name_section(section)} · {needed} · {limit}"


@dataclass(frozen=True, kw_only=True)
class Differing:
    """One value that differs, before and after."""

    what: str
    old: str
    new: str
    entered: bool = True


@dataclass(frozen=True, kw_only=True)
class RowDifference:
    """One row that was added, removed or changed; `changes` are empty but for the last."""

    path: tuple[str, ...]
    verdict: str
    changes: tuple[Differing, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SchemeDifference:
    """How two versions differ: properties, rows, and the lines of their files."""

    facts: tuple[Differing, ...]
    rows: tuple[RowDifference, ...]
    lines: tuple[str, ...]


def compare_schemes(old: Scheme, new: Scheme) -> SchemeDifference:
    """Return how a version differs from an earlier one."""
    facts = (
        Differing(what=before.what, old=before.text, new=after.text, entered=before.entered)
        for before, after in zip(_tell(old), _tell(new), strict=True)
        if before.text != after.text
    )
    lines = difflib.unified_diff(
        old.text.splitlines(),
        new.text.splitlines(),
        f"{old.name} {old.version}",
        f"{new.name} {new.version}",
        lineterm="",
        n=CONTEXT_LINES,
    )
    return SchemeDifference(
        facts=tuple(facts), rows=tuple(_compare_rows(old, new)), lines=tuple(lines)
    )


def _compare_rows(old: Scheme, new: Scheme) -> Iterator[RowDifference]:
    before, after = _index(old), _index(new)
    for key, line in after.items():
        if key not in before:
            yield RowDifference(path=line.path, verdict="added")
        elif changes := tuple(_compare_row(before[key], line)):
            yield RowDifference(path=line.path, verdict="changed", changes=changes)
    for key, line in before.items():
        if key not in after:
            yield RowDifference(path=line.path, verdict="removed")


def _index(scheme: Scheme) -> dict[tuple[tuple[str, ...], int], RowLine]:
    """Return the rows by their names from the top down; of several alike by their order."""
    seen: dict[tuple[str, ...], int] = {}
    found = {}
    for line in _walk(scheme.rows):
        seen[line.path] = seen.get(line.path, 0) + 1
        found[line.path, seen[line.path]] = line
    return found


def _compare_row(old: RowLine, new: RowLine) -> Iterator[Differing]:
    before, after = old.row, new.row
    pairs = (
        (_("类别"), label(Category, before.category), label(Category, after.category), False),
        (_("权重"), _spell_weight(before), _spell_weight(after), False),
        (_("目标值"), before.target_text or NOTHING, after.target_text or NOTHING, True),
        (_("评分规则"), old.rule, new.rule, False),
        (_("评分标准原文"), old.words or NOTHING, new.words or NOTHING, True),
    )
    for what, one, other, entered in pairs:
        if one != other:
            yield Differing(what=what, old=one, new=other, entered=entered)


def _spell_weight(row: RowSpec) -> str:
    return NOTHING if row.weight is None else format_points(row.weight)
