"""Whatever a family of rules has read, from its parameters or its words, is told on the page."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from policies.rule_places import IDLE_PARAMS
from policies.scoring import FAMILIES, RuleSpec, spans
from policies.scoring.conditions import Words
from policies.scoring.params import Params
from tests.web.rules import BASE, CONDITION
from web.show import rule_words
from web.show.rule_words import say_rule, say_settings

LANGUAGES = ("zh_Hans_CN", "en")
ONE, TWO = Decimal(1), Decimal(2)
SAMPLES = {**BASE, "aggregate": {"parts": '[["90", "100"]]'}}
VALUES: dict[str, tuple[Any, Any]] = {
    "RatioSettings.gate": (ONE, TWO),
    "RatioSettings.missed": ("ratio", "zero"),
    "RatioSettings.threshold": (ONE, TWO),
    "RatioSettings.percent": (True, False),
    "RatioSettings.per_occurrence": (ONE, TWO),
    "Deviation.far_over": (Decimal(120), Decimal(140)),
    "Deviation.cut": ("none", "zero"),
    "Deviation.factor": (ONE, TWO),
    "Deviation.most": (Decimal("0.3"), Decimal("0.4")),
    "SteppedSettings.finished": (ONE, TWO),
    "TimeSettings.base": (ONE, TWO),
    "TimeSettings.from_text": (True, False),
    "BandSettings.percent": (True, False),
    "BandSettings.from_text": (True, False),
    "Interval.lower": (None, ONE),
    "Interval.upper": (None, Decimal(99)),
    "Interval.lower_included": (True, False),
    "Interval.upper_included": (True, False),
    "Interval.points": (ONE, TWO),
    "CaseSettings.from_text": (True, False),
    "Case.condition": (((Words("无结余"),),), ((Words("有结余"),),)),
    "Case.points": (ONE, TWO),
    "StepSettings.threshold": (None, ONE),
    "StepSettings.step": (ONE, TWO),
    "StepSettings.per_step": (ONE, TWO),
    "StepSettings.full": (None, ONE),
    "StepSettings.steps": ("floor", "ceil"),
    "StepSettings.said": (True, False),
    "StepSettings.percent": (True, False),
    "StepSettings.from_text": (True, False),
    "StepSettings.span": ("", "天"),
    "OccurrenceSettings.per": (ONE, TWO),
    "OccurrenceSettings.full": (None, ONE),
    "OccurrenceSettings.from_text": (True, False),
    "Checklist.points": ((ONE, TWO), (TWO, ONE)),
    "Checklist.partial": (None, ONE),
    "Checklist.from_text": (True, False),
    "DeductedItems.points": ((ONE, TWO), (TWO, ONE)),
    "DeductedItems.per": ((ONE, TWO), (TWO, ONE)),
    "DeductedItems.from_text": (True, False),
    "DeductedItems.unsaid": (frozenset({0}), frozenset({1})),
    "YesOrNo.wanted": (None, False),
    "YesOrNo.partial": (None, ONE),
    "YesOrNo.words": ("合理得分，不合理不得分", "是得满分，否不得分"),
    "Levels.nearly": (False, True),
    "Level.upper": (Decimal(99), Decimal(98)),
    "Level.lower": (ONE, TWO),
    "Deadline.per_day": (None, ONE),
    "Deadline.per_month": (None, ONE),
    "Deadline.year": (2024, 2025),
    "Deadline.words": (True, False),
    "Deadline.share": (None, Decimal(50)),
    "Deadline.unclear": (True, False),
    "Deadline.from_text": (True, False),
    "SubTable.most": (ONE, TWO),
    "SubTable.score": (None, ONE),
    "Weighted.percentage": (None, ONE),
    "Weighted.of_target": (True, False),
    "External.source_required": (True, False),
    "Group.mode": ("worst", "average"),
    "Group.rest_is_full": (True, False),
    "Part.value": (ONE, TWO),
    "Part.funds": (ONE, TWO),
    "KnockOut.condition": (CONDITION, f"{CONDITION}。"),
}
"""Two values of each field that change a score, or what a person should know about it."""
BESIDE: dict[str, dict[str, Any]] = {
    "RatioSettings.percent": {"threshold": ONE},
    "StepSettings.percent": {"threshold": ONE},
    "Deviation.far_over": {"cut": "zero"},
    "Deviation.factor": {"cut": "deviation"},
    "Deviation.most": {"cut": "deviation", "factor": ONE},
    "Interval.lower_included": {"lower": ONE, "upper": TWO},
    "Interval.upper_included": {"lower": ONE, "upper": TWO},
    "StepSettings.said": {"steps": "linear"},
    "Weighted.of_target": {"percentage": None},
}
"""What the same part must hold for a field to have a meaning."""
NOT_TOLD = {
    "RatioSettings.more": "each direction is a family with a sentence of its own",
    "StepSettings.over": "each direction is a family with a sentence of its own",
    "RatioSettings.cap": "a score is never more than its weight, whatever it says",
    "LinearSettings.most": "only compared with the weight; `say_rule` tells every max",
    "TimeSettings.most": "only compared with the weight; `say_rule` tells every max",
}
"""Fields that change no score by themselves."""
DIRECTIONLESS = frozenset({"ratio_forward", "ratio_reverse", "zero_target"})
PARAM_OF = {"Deviation.factor": "cut_factor", "Deviation.most": "cut_most"}
WHAT_TO_DO = (
    "{name}, which the family {family} reads, is not told on the page of a scheme: tell it in "
    "web/show/rule_words.py and give two values of it in VALUES of this test; if it changes no "
    "score, say so in NOT_TOLD"
)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("web")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=lambda: "zh_Hans_CN")
    with app.test_request_context():
        yield app


def read_sample(family: str) -> Any:
    text = CONDITION if family == "veto" else ""
    return FAMILIES[family].read(Params(SAMPLES.get(family, {}), text=text))


def names_of(part: Any) -> tuple[str, ...]:
    """The names of the fields of a dataclass or a named tuple; none of anything else."""
    if is_dataclass(part):
        return tuple(field.name for field in fields(part))
    return getattr(part, "_fields", ())


def holds_parts(value: Any) -> bool:
    """Whether the value of a field is a part with fields of its own, or a list of such."""
    if names_of(value):
        return True
    return isinstance(value, tuple) and any(names_of(each) for each in value)


def list_fields(part: Any) -> Iterator[str]:
    """Every field of a part and of the parts in it, as "Class.field"."""
    for name in names_of(part):
        value = getattr(part, name)
        if not holds_parts(value):
            yield f"{type(part).__name__}.{name}"
        elif names_of(value):
            yield from list_fields(value)
        else:
            yield from list_fields(value[0])


def change(part: Any, owner: str, changes: dict[str, Any]) -> Any:
    """The settings with these fields changed in every part whose class is the owner."""
    if isinstance(part, tuple) and not names_of(part):
        return tuple(change(each, owner, changes) for each in part)
    if not names_of(part):
        return part
    kept = {
        name: change(getattr(part, name), owner, changes)
        for name in names_of(part)
        if holds_parts(getattr(part, name))
    }
    if type(part).__name__ == owner:
        kept |= changes
    return replace(part, **kept) if is_dataclass(part) else part._replace(**kept)  # type: ignore[type-var]


def is_idle(family: str, name: str) -> bool:
    """Whether a family never uses this field; a scheme that gives it is refused."""
    if name in {"RatioSettings.threshold", "RatioSettings.percent"} and family in DIRECTIONLESS:
        return True
    return PARAM_OF.get(name, name.partition(".")[2]) in IDLE_PARAMS.get(family, ())


FIELDS = [
    (family, name)
    for family in FAMILIES
    for name in dict.fromkeys(list_fields(read_sample(family)))
    if name not in NOT_TOLD and not is_idle(family, name)
]


@pytest.mark.parametrize(("family", "name"), FIELDS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("app")
def test_every_field_of_the_settings_is_told(family: str, name: str, language: str) -> None:
    what_to_do = WHAT_TO_DO.format(name=name, family=family)
    assert name in VALUES, what_to_do
    owner, _dot, field = name.partition(".")
    settings = change(read_sample(family), owner, BESIDE.get(name, {}))
    with force_locale(language):
        told = [
            say_settings(family, change(settings, owner, {field: value})) for value in VALUES[name]
        ]
    assert told[0] != told[1], what_to_do


def test_every_span_of_time_has_its_word() -> None:
    assert rule_words.SPANS.keys() == set(spans.SPANS.values())


def test_the_table_of_fields_holds_no_more_than_there_are() -> None:
    there = {name for family in FAMILIES for name in list_fields(read_sample(family))}
    assert VALUES.keys() | NOT_TOLD.keys() == there
    assert BESIDE.keys() <= VALUES.keys()


@pytest.mark.parametrize(
    ("family", "words", "zh", "en"),
    [
        (
            "deadline",
            "按期完成得满分，逾期一个月以内得50%分值；逾期超过一个月不得分",
            "按期完成得满分；逾期一个月以内的得分值的 50%，再晚的不得分；这些数取自评分标准的文字",
            (
                "full points when done in time; up to one month late: 50% of the points, later "
                "than that: nothing; these numbers were read from the words of the form"
            ),
        ),
        (
            "deadline",
            "按期完成得满分，逾期的酌情扣分",
            "按期完成得满分；评分标准的文字看不出逾期扣多少，逾期的由人打分",
            (
                "full points when done in time; the words of the form do not tell what a delay "
                "costs, so a person scores what is late"
            ),
        ),
        (
            "deadline",
            "按期完成得满分，逾期不得分",
            "按期完成得满分；逾期不得分",
            "full points when done in time; nothing after the deadline",
        ),
        (
            "weighted_conversion",
            "单项得分=实际完成值/目标值×100，最高100分；得分=单项得分×权重",
            "达到目标值得满分；达不到的按 分值×完成值÷目标值 计分；这样计分取自评分标准的文字",
            None,
        ),
        (
            "weighted_conversion",
            "",
            "单项得分（0–100）×权重占比，方案没有写占比，由人打分",
            None,
        ),
        (
            "checklist_with_deductions",
            "①手续完整，2分，每发现一笔不完整扣0.5分；②资料齐全，1分，不齐全酌情扣分",
            (
                "第 1 条 2 分，每违反一次扣 0.5 分；"
                "第 2 条 1 分，没有写每违反一次扣几分，有违反的由人打分；这些数取自评分标准的文字"
            ),
            None,
        ),
        (
            "boolean",
            "合理的得满分，不合理的不得分",
            (
                "与目标值（是或否）相同得满分，不同不得分；没有目标值时，是得满分；"
                "目标值写“合理”的，完成值“合理”得满分，“不合理”不得分"
            ),
            None,
        ),
    ],
)
@pytest.mark.usefixtures("app")
def test_what_the_words_of_a_rule_say_is_told(
    family: str, words: str, zh: str, en: str | None
) -> None:
    rule = RuleSpec(family, {}, words)
    assert say_rule(rule) == zh
    with force_locale("en"):
        told = say_rule(rule)
    assert "%(" not in told
    assert told == en if en else told != zh
