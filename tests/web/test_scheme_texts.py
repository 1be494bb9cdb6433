"""Every rule of a scheme is told as a sentence, and every mistake in one has its translation."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

import policies
from policies.rule_places import IDLE_PARAMS
from policies.scheme import load_bundled_schemes, parse_scheme, walk_rows
from policies.scoring import FAMILIES, RuleSpec
from policies.scoring.params import Params
from tests.web.rules import BANDS, CONDITION
from web.show.rule_words import FAMILY_WORDS, say_rule
from web.show.scheme_problems import describe_problems
from web.show.schemes import describe_rule, describe_scheme
from web.show.whole_words import tell_whole

ROOT = Path(policies.__file__).parent
RULES = sorted((ROOT / "scoring").glob("*.py"))
SCHEMES = [
    ROOT / f"{name}.py"
    for name in (
        "scheme",
        "scheme_parts",
        "scheme_terms",
        "scheme_whole",
        "strict_table",
        "rule_places",
    )
]
EXAMPLE = parse_scheme(
    (ROOT / "schemes" / "example_of_every_rule.toml").read_text(encoding="utf-8")
)
BASE = {row.rule.family: row.rule.params for row in walk_rows(EXAMPLE.rows) if row.rule is not None}
"""Parameters of each family that it can be used with: those of its row in the example."""
VALUES: dict[str, tuple[str, str]] = {
    "bands": (BANDS, '[["95", "", "5"], ["0", "95", "2"]]'),
    "lower_inclusive": ("true", "false"),
    "upper_inclusive": ("true", "false"),
    "finished": ("5", "6"),
    "base": ("62.5", "50"),
    "cases": ('[["A≤3", "3"], ["A>3", "0"]]', '[["A<3", "3"], ["A≥3", "0"]]'),
    "gate": ("60", "70"),
    "missed": ("ratio", "zero"),
    "threshold": ("100", "90"),
    "per_occurrence": ("1", "2"),
    "far_over": ("120", "140"),
    "cut": ("none", "zero"),
    "cut_factor": ("0.5", "0.6"),
    "cut_most": ("0.3", "0.4"),
    "step": ("1", "2"),
    "per_step": ("0.5", "1"),
    "steps": ("floor", "ceil"),
    "full": ("5", "6"),
    "per": ("1", "2"),
    "points": ('["1", "2"]', '["2", "1"]'),
    "partial": ("0.5", "0.6"),
    "deductions": ('["1", "1"]', '["1", "2"]'),
    "wanted": ("是", "否"),
    "levels": ('[["100","80"],["80","60"],["60","0"]]', '[["100","80"],["80","50"],["50","0"]]'),
    "per_day": ("1", "2"),
    "per_month": ("1", "2"),
    "year": ("2020", "2021"),
    "words": ("true", "false"),
    "sub_max": ("10", "20"),
    "max_of": ("10", "20"),
    "sub_score": ("1", "2"),
    "pct": ("5", "6"),
    "source_required": ("true", "false"),
    "mode": ("worst", "average"),
    "rest": ("none", "full"),
    "parts": ('[["90", "100"]]', '[["90", "200"]]'),
    "max": ("3", "4"),
}
"""Two values of each parameter, which are told differently."""
WITH = {"cut_factor": {"cut": "deviation"}, "cut_most": {"cut": "deviation", "cut_factor": "1"}}
WITHOUT = {("checklist_with_deductions", "per"): "deductions", ("subtable", "max_of"): "sub_max"}
ONE_VALUE = {"cap", "direction"}
"""A scheme can give these only one value."""
LOCAL = {"miss": ("missing", "too many"), "how": ("leaves a gap below", "overlaps")}
"""What local variables hold whose words are a part of a sentence."""
CHINESE = re.compile("[\u3001-\u9fff\uff00-\uffef]")
QUOTED = re.compile("“[^”]*”")
"""The words of a scheme, which no translation changes."""


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("web")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=lambda: "zh_Hans_CN")
    with app.test_request_context():
        yield app


def list_params(family: str) -> list[str]:
    """The names of all parameters a family asks for, and `max`, which every one may carry."""
    text = CONDITION if family == "veto" else ""
    params = Params(BASE.get(family, {}), text=text)
    FAMILIES[family].read(params)
    return sorted({*params.known(), "max"})


def list_choices() -> list[tuple[str, str]]:
    return [(family, name) for family in FAMILIES for name in list_params(family)]


def is_told(family: str, name: str) -> bool:
    """Whether a parameter changes a score at all; a scheme with another one is refused."""
    directionless = family in {"ratio_forward", "ratio_reverse", "zero_target"}
    idle = name in IDLE_PARAMS.get(family, ()) or (name == "threshold" and directionless)
    return name not in ONE_VALUE and not idle


def test_every_family_has_its_words() -> None:
    lacking = set(FAMILIES) ^ set(FAMILY_WORDS)
    assert not lacking, "one line for each in FAMILY_WORDS of web/show/rule_words.py"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.usefixtures("app")
def test_a_family_is_told_as_a_sentence(family: str, language: str) -> None:
    with force_locale(language):
        told = describe_rule(RuleSpec(family, BASE.get(family, {}), "words"))
    assert told.endswith(" · words")
    assert "%(" not in told
    told = QUOTED.sub("", told)
    assert "=" not in told, "the parameters as they are written"
    assert bool(CHINESE.search(told)) is (language != "en"), "translate the words of the family"


@pytest.mark.parametrize(
    ("family", "name"), [choice for choice in list_choices() if is_told(*choice)]
)
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
@pytest.mark.usefixtures("app")
def test_another_value_of_a_parameter_is_told(family: str, name: str, language: str) -> None:
    base = {**BASE.get(family, {}), **WITH.get(name, {})}
    base.pop(WITHOUT.get((family, name), ""), None)
    assert name in VALUES, f"VALUES of this file needs two values of {name}"
    rules = [RuleSpec(family, {**base, name: value}, "") for value in VALUES[name]]
    with force_locale(language):
        told = [say_rule(rule) for rule in rules]
    assert told[0] != told[1], f"web/show/rule_words.py: the sentence does not tell {name}"
    assert not any("%(" in one for one in told)
    if language == "en":
        assert not any(CHINESE.search(QUOTED.sub("", one)) for one in told), "translate the words"


@pytest.mark.usefixtures("app")
def test_what_a_rule_takes_from_its_words_is_marked() -> None:
    rule = RuleSpec("per_occurrence", {}, "每出现一例不符合要求的扣1分")
    assert say_rule(rule) == "每发生一次扣 1 分，扣完为止；这些数取自评分标准的文字"


@pytest.mark.usefixtures("app")
def test_what_the_conditions_of_a_scheme_say_is_quoted() -> None:
    rule = RuleSpec("case", {"cases": '[["无结余", "3"], ["0<结余≤上年结转", "2"]]'}, "")
    with force_locale("en"):
        assert say_rule(rule).startswith("“无结余”: 3; “0 < 结余 ≤ 上年结转”: 2; ")


@pytest.mark.parametrize(("language", "unit"), [("zh_Hans_CN", "万元"), ("en", "CNY 10,000")])
@pytest.mark.usefixtures("app")
def test_the_unit_of_money_is_a_word(language: str, unit: str) -> None:
    scheme = next(one for one in load_bundled_schemes() if one.name == "hubei_project")
    with force_locale(language):
        assert unit in [fact.text for fact in describe_scheme(scheme).facts]


@pytest.mark.usefixtures("app")
def test_a_rule_that_cannot_be_read_shows_its_parameters() -> None:
    assert say_rule(RuleSpec("per_occurrence", {"per": "x"}, "")) == "per=x"


@pytest.mark.usefixtures("app")
def test_the_terms_of_the_checks_are_told() -> None:
    facts = {fact.what: fact.text for fact in describe_scheme(EXAMPLE).facts}
    assert facts["应有的指标种类"] == "数量；质量；时效；成本；效益；满意度"
    assert "完成值超过目标值的 130% 时须说明原因" in facts["检查的界限"]
    assert facts["另定轻重的检查"] == "F08 错误"
    changed = EXAMPLE.text.replace("far_over_target = 130", "far_over_target = 150", 1)
    facts = {fact.what: fact.text for fact in describe_scheme(parse_scheme(changed)).facts}
    assert "完成值超过目标值的 150% 时须说明原因" in facts["检查的界限"]


@pytest.mark.parametrize("scheme", load_bundled_schemes(), ids=lambda scheme: scheme.name)
@pytest.mark.usefixtures("app")
def test_every_rule_of_a_bundled_scheme_is_told(scheme: object) -> None:
    for row in walk_rows(scheme.rows):  # type: ignore[attr-defined]
        if row.rule is not None:
            assert say_rule(row.rule)


def list_sentences(file: Path) -> Iterator[tuple[int, str]]:
    """Every sentence of a source file about a mistake in a scheme, a digit for what is filled in:
    what is raised as RuleProblem, what `complain` is called with, what a fitting function yields.
    """
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "RuleProblem":
                yield from spell_all(node.args[0])
            elif name == "complain" and len(node.args) > 1:
                yield from spell_all(node.args[1])
        elif isinstance(node, ast.FunctionDef) and re.search("fit|find_|contradict", node.name):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Yield) and inner.value is not None:
                    yield from spell_all(inner.value)


def spell_all(node: ast.expr) -> Iterator[tuple[int, str]]:
    """A text with every choice it makes itself ("missing" or "too many")."""
    if isinstance(node, ast.Tuple):
        yield from spell_all(node.elts[-1])
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        spelled = [""]
        for part in node.values:
            words = ["7"]
            if isinstance(part, ast.Constant):
                words = [str(part.value)]
            elif isinstance(part, ast.FormattedValue):
                words = list(spell_part(part.value))
            spelled = [before + word for before in spelled for word in words]
        yield from ((node.lineno, text) for text in spelled)


def spell_part(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        for choice in (node.body, node.orelse):
            assert isinstance(choice, ast.Constant)
            yield str(choice.value)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "spell_miss":
        yield from ("add up to 7, not to 8: 1 missing", "add up to 9, not to 8: 1 too many")
    elif isinstance(node, ast.Name) and node.id in LOCAL:
        yield from LOCAL[node.id]
    else:
        yield "7"


@pytest.mark.parametrize("file", [*RULES, *SCHEMES], ids=lambda file: file.stem)
@pytest.mark.usefixtures("app")
def test_no_sentence_about_a_scheme_is_left_untranslated(file: Path) -> None:
    for line, sentence in list_sentences(file):
        if re.fullmatch(r"[7.:\s]+", sentence):
            continue  # It only passes on what another function says.
        bare = re.sub(r"^params\.\w+:? ", "", sentence)
        has_place = re.match(r"(?:rows|bands|sections|form|whole|7)[\w.\[\]]*: ", bare) is not None
        message = f"line 3, {bare}" if has_place else f"line 3, rows[1].rule: {bare}"
        (fault,) = describe_problems([message])
        table = "rule_problems.py" if file in RULES else "scheme_problems.py"
        assert not fault.raw, f"{file.name}:{line}: web/show/{table} needs a pattern: {sentence}"
        assert CHINESE.search(fault.what)
        with force_locale("en"):
            (fault,) = describe_problems([message])
        assert not CHINESE.search(fault.what), fault.what


def test_the_sentences_of_the_rules_are_found() -> None:
    """The reading of the source above is not blind: it finds what is known to be there."""
    found = {sentence for file in [*RULES, *SCHEMES] for _line, sentence in list_sentences(file)}
    for known in (
        "params.bands leave a gap from 7 to 7",
        "params.points add up to 7, not to 7: 7 too many",
        "must be true or false",
        "has no effect in the family 7",
        "bands[7].upper: overlaps the band before it, it ends at 7, not 7",
    ):
        assert known in found, known


@pytest.mark.usefixtures("app")
def test_percentages_are_listed_as_the_language_lists_them() -> None:
    terms = replace(EXAMPLE.terms.whole, grade_gap=(Decimal("0.9"), Decimal("0.8")))
    for language, listed in (("zh", "90%、80%"), ("en", "90%, 80%")):
        with force_locale(language):
            assert any(listed in line for line in tell_whole(terms))
