"""Rows that are scored by items: which of them are satisfied, how often one was broken, yes or no.

Sources: R09, R09b and R10 of the scoring reference; the lists of case 003.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from policies.reading import Doubt, Reading, ValueKind, read_text
from policies.scoring.amounts import read_amount, read_amounts, read_share
from policies.scoring.family import Family, Outcome
from policies.scoring.formula import spell
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.told_items import CIRCLED, read_findings, strip_count

_Value = TypeVar("_Value")

_LONGEST_ACTUAL = 400
_LONGEST_RULE = 4000

_HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_SEPARATORS = re.compile(r"[\s,;:、。.]+")

_ALL = ("全部", "均", "都", "全", "")
_YES = ("是", "符合", "满足", "达到", "√", "✓", "✔", "☑")
_NO = ("否", "不是", "不符合", "不满足", "未达到", "×", "✗", "✘", "☒", "x", "X")
_PARTLY = ("部分", "部分符合", "部分满足", "部分达到", "部分完成")
_EVERY_ITEM = frozenset(f"{every}{yes}" for every in _ALL for yes in _YES)

_LONGEST_FIRST = sorted((*_YES, *_NO, *_PARTLY), key=len, reverse=True)
_STATE = "|".join(re.escape(word) for word in _LONGEST_FIRST)
_MARK = rf"[{CIRCLED}]|\((?P<bracketed>[0-9]{{1,2}})\)"
_TOKEN = re.compile(
    rf"(?P<mark>{_MARK})|(?P<bare>(?<![0-9])[0-9]{{1,2}}(?!\.?[0-9]))"
    rf"|(?:全部|均|都)?(?P<state>{_STATE})"
)
_TIMES = re.compile(
    rf"(?:(?P<mark>{_MARK})|(?P<bare>(?<![0-9])[0-9]{{1,2}})(?=:))[\s:]{{0,4}}"
    r"(?:(?P<times>[0-9]{1,6})(?![0-9.]) ?(?:次|例|项|个|起|处|件|条)?|(?P<kept>符合|√|✓|✔))"
)
_NEVER = re.compile(r"0 ?(?:次|例|项|个|起|处|件|条)")
_ONE_WORD = re.compile("(?![不未无没])[\u4e00-\u9fff]{2,4}")
_HAPPENING = re.compile("发生|出现")
_RULE_ITEM = re.compile(rf"(?P<mark>[{CIRCLED}])(?P<said>[^{CIRCLED}]*)")
_COST = re.compile(r"扣(?:减|除)?([0-9]{1,3}(?:\.[0-9]{1,2})?) ?分")
_COST_OF_EACH = re.compile("每(?:出现|发生|发现|有|存在|缺少|缺)?(?:一|1)[^扣;；。]{0,20}扣")
_WORTH = re.compile(r"(?<![0-9.扣])([0-9]{1,3}(?:\.[0-9]{1,2})?) ?分(?![钟之期别部类])")


@dataclass(frozen=True, slots=True)
class Checklist:
    """The points of each item in their order; `partial` is the share of a partly satisfied item,
    from 0 to 1; `from_text` where the points were read from the words of the form.
    """

    points: tuple[Decimal, ...]
    partial: Decimal | None = None
    from_text: bool = False


@dataclass(frozen=True, slots=True)
class DeductedItems:
    """The points of each item and what each breach of it costs, in their order.

    With `from_text` the words of the form gave them; `unsaid` are the places of the items of which
    they do not say what a breach costs, so that `per` has all their points.
    """

    points: tuple[Decimal, ...]
    per: tuple[Decimal, ...]
    from_text: bool = False
    unsaid: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class YesOrNo:
    """`wanted` is the answer that earns the points, or None where the target says it; `partial` is
    the share earned by a part, from 0 to 1; `words` are those of the rule.
    """

    wanted: bool | None = None
    partial: Decimal | None = None
    words: str = ""


def read_checklist(params: Params) -> Checklist:
    """Read `points` (a list, one number for each item) and `partial` ("0.5").

    Without `points` they are read from the words of the form, if each of its items ①②③ states its
    own ("①…，1分；②…，0.5分", case 003). Raises RuleProblem.
    """
    partial = read_share(params, "partial")
    points = read_amounts(params, "points")
    if points:
        return Checklist(points, partial)
    return Checklist(_read_worths(params.text), partial, from_text=True)


def score_checklist(settings: Checklist, row: ScoreInput) -> Outcome:
    """Score the points of the satisfied items (R09, case 003): "1 + 0 + 0.5".

    The actual text states each item ("①是②否③是", "1是 2否", "①②符合③不符合"), lists those that
    are satisfied and nothing else ("①②④"), or says that all are ("全部符合", "符合", "是").
    """
    if not row.actual_text.strip():
        return WhyNot.ACTUAL_MISSING
    states = read_states(row.actual_text, count=len(settings.points))
    if states is None:
        return WhyNot.ITEMS_UNCLEAR
    value, terms = Fraction(0), []
    for points, state in zip(settings.points, states, strict=True):
        share = settings.partial if state == "部分" else Decimal(state == "是")
        if share is None:
            return WhyNot.ITEMS_UNCLEAR
        value += Fraction(points) * Fraction(share)
        terms.append(_format_item(points, share))
    notices = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    return Points(value=value, formula=" + ".join(terms), notices=notices)


def fit_checklist(settings: Checklist | DeductedItems, weight: Decimal) -> Iterator[str]:
    """Say by how much the points of the items miss the weight of the row."""
    total = sum(settings.points, Decimal(0))
    if total != weight:
        miss = "missing" if total < weight else "too many"
        yield (
            f"params.points add up to {spell(total)}, not to {spell(weight)}: "
            f"{spell(abs(weight - total))} {miss}"
        )


def read_states(text: str, *, count: int) -> tuple[str, ...] | None:
    """Return "是", "否" or "部分" for each of `count` items; None for a text that leaves one open.

    "三项均符合" says all of three items, and none of four. An item may also tell what was found of
    it: "①符合；②3笔附件不全；③未发现". A number that is not an item's ("2.5") leaves everything
    open, for it may be a score.
    """
    folded = _fold(text)
    if folded is None:
        return None
    if _says_every_item(folded, count=count):
        return ("是",) * count
    told = read_findings(folded, count=count)
    if told is not None:
        return tuple("否" if times else "是" for times in told)
    if _says_more(folded, _TOKEN):
        return None
    tokens = list(_TOKEN.finditer(folded))
    is_list = all(token["mark"] for token in tokens)
    states = _list_satisfied(tokens, count=count) if is_list else _pair_states(tokens)
    return _in_order(states, count=count)


def read_deducted(params: Params) -> DeductedItems:
    """Read `points` and `deductions`, lists of one number for each item, or `per`, one deduction
    for all of them; without any of them the words of the form, if each item states its own points
    ("②支出手续完整，2分，每发现一笔不完整扣0.5分"). Raises RuleProblem.
    """
    points = read_amounts(params, "points")
    if not points and not params.has("deductions") and not params.has("per"):
        return _read_deducted_words(params.text)
    if not points:
        raise RuleProblem("params.points is missing")
    each, common = read_amounts(params, "deductions"), read_amount(params, "per")
    if each and common is not None:
        raise RuleProblem("params.deductions and params.per exclude one another")
    if common is not None:
        each = (common,) * len(points)
    if len(each) != len(points):
        raise RuleProblem("params.deductions must have as many numbers as params.points")
    return DeductedItems(points, each)


def score_deducted(settings: DeductedItems, row: ScoreInput) -> Outcome:
    """Score what each item keeps after its breaches, never below zero (R09b).

    The actual text counts the breaches of every item ("①0次②2次", "1:0 2:2"), or says that there
    are none at all ("全部符合", "0次").
    """
    if not row.actual_text.strip():
        return WhyNot.ACTUAL_MISSING
    times = read_times(row.actual_text, count=len(settings.points))
    if times is None:
        return WhyNot.ITEMS_UNCLEAR
    value = Fraction(0)
    terms: list[str] = []
    if any(times[place] for place in settings.unsaid):
        return WhyNot.PARAM_MISSING
    for points, per, count in zip(settings.points, settings.per, times, strict=True):
        value += max(Fraction(0), Fraction(points) - Fraction(per) * count)
        terms.append(f"max(0, {spell(points)} − {spell(per)} × {count})")
    notices = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
    return Points(value=value, formula=" + ".join(terms), notices=notices)


def read_times(text: str, *, count: int) -> tuple[int, ...] | None:
    """Return how often each of `count` items was broken; None for a text that leaves one open."""
    folded = _fold(text)
    if folded is None:
        return None
    if _says_every_item(folded, count=count) or _NEVER.fullmatch(folded):
        return (0,) * count
    told = read_findings(folded, count=count)
    if told is not None:
        return told
    if _says_more(folded, _TIMES):
        return None
    times: dict[int, int] = {}
    for match in _TIMES.finditer(folded):
        item = _item_of(match)
        if item in times:
            return None
        times[item] = int(match["times"] or 0)
    return _in_order(times, count=count)


def read_yes_or_no(params: Params) -> YesOrNo:
    """Read `wanted` (the answer that earns the points; the target's when not given) and `partial`.

    Raises RuleProblem.
    """
    wanted = params.flag("wanted") if params.has("wanted") else None
    return YesOrNo(wanted, read_share(params, "partial"), params.text[:_LONGEST_RULE])


def score_yes_or_no(settings: YesOrNo, row: ScoreInput) -> Outcome:
    """Score all points for the wanted answer and none for the other (R10).

    Wanted is what the rule or a target of 是 or 否 says, 是 where neither does. "无" may mean that
    the row does not apply, so a person is asked. Where the rule itself asks for a word
    ("合理得分，不合理不得分") and the target is that word, it is the answer.
    """
    said = _answer_in_words(settings, row)
    if said is None:
        return _score_answer(settings, row)
    return Points(
        value=Fraction(row.weight) if said else Fraction(0),
        formula=f"{row.actual_text.strip()} {'=' if said else '≠'} {row.target_text.strip()}",
        is_condition=True,
    )


def _score_answer(settings: YesOrNo, row: ScoreInput) -> Outcome:
    actual = read_text(row.actual_text)
    if actual.kind is ValueKind.EMPTY:
        return WhyNot.ACTUAL_MISSING
    if not actual.applies:
        return WhyNot.NOT_APPLICABLE
    if row.actual_text.strip() in _PARTLY and settings.partial is not None:
        share = spell(settings.partial)
        return Points(
            value=Fraction(row.weight) * Fraction(settings.partial),
            formula=f"{spell(row.weight)} × {share}",
        )
    if actual.truth is None:
        none = actual.kind is ValueKind.NONE
        return WhyNot.NONE_OR_ZERO if none else WhyNot.ACTUAL_UNCLEAR
    wanted = _wanted_answer(settings, read_text(row.target_text), row.actual_text)
    if wanted is None:
        return WhyNot.ACTUAL_UNCLEAR
    met = actual.truth is wanted
    return Points(
        value=Fraction(row.weight) if met else Fraction(0),
        formula=f"{_answer(actual.truth)} {'=' if met else '≠'} {_answer(wanted)}",
        is_condition=True,
        notices=(Notice.TAKEN_FROM_SENTENCE,) if Doubt.FROM_SENTENCE in actual.doubts else (),
    )


CHECKLIST = Family("R09", read_checklist, score_checklist, fit_checklist)
WITH_DEDUCTIONS = Family("R09b", read_deducted, score_deducted, fit_checklist)
BOOLEAN = Family("R10", read_yes_or_no, score_yes_or_no)


def _read_worths(text: str) -> tuple[Decimal, ...]:
    """Read the points from the words of the form, each item stating its own exactly once."""
    items = _list_rule_items(text)
    if not items or "".join(item["mark"] for item in items) != CIRCLED[: len(items)]:
        raise RuleProblem("params.points is missing")
    worths = []
    for item in items:
        found = _WORTH.findall(item["said"])
        if len(found) != 1:
            mark = item["mark"]
            raise RuleProblem(f"params.points is missing, and {mark} does not state its points")
        worths.append(Decimal(found[0]))
    return tuple(worths)


def _read_deducted_words(text: str) -> DeductedItems:
    points, costs = _read_worths(text), _read_costs(text)
    return DeductedItems(
        points,
        tuple(worth if cost is None else cost for worth, cost in zip(points, costs, strict=True)),
        from_text=True,
        unsaid=frozenset(place for place, cost in enumerate(costs) if cost is None),
    )


def _read_costs(text: str) -> tuple[Decimal | None, ...]:
    """Read what a breach of each item costs; None where an item does not say it, or says two."""
    return tuple(_read_cost(item["said"]) for item in _list_rule_items(text))


def _read_cost(said: str) -> Decimal | None:
    costs = _COST.findall(said)
    return Decimal(costs[0]) if len(costs) == len(_COST_OF_EACH.findall(said)) == 1 else None


def _list_rule_items(text: str) -> list[re.Match[str]]:
    return list(_RULE_ITEM.finditer(text[:_LONGEST_RULE]))


def _says_every_item(text: str, *, count: int) -> bool:
    """Whether a text says of all items together that they are satisfied."""
    return strip_count(_SEPARATORS.sub("", text), count=count) in _EVERY_ITEM


def _fold(text: str) -> str | None:
    stripped = text.strip()
    return None if len(stripped) > _LONGEST_ACTUAL else stripped.translate(_HALF_WIDTH).strip()


def _says_more(text: str, known: re.Pattern[str]) -> bool:
    """Whether anything but separators is left of a text without what a pattern knows."""
    return bool(_SEPARATORS.sub("", known.sub("", text)))


def _list_satisfied(marks: Sequence[re.Match[str]], *, count: int) -> dict[int, str]:
    """Read "①②④": what is listed is satisfied, what is not is not."""
    listed = [_item_of(mark) for mark in marks]
    if not listed or len(set(listed)) != len(listed):
        return {}
    return dict.fromkeys(range(1, count + 1), "否") | dict.fromkeys(listed, "是")


def _pair_states(tokens: Sequence[re.Match[str]]) -> dict[int, str]:
    """Read "①②符合③不符合": a state holds for the items written before it."""
    states: dict[int, str] = {}
    waiting: list[int] = []
    for token in tokens:
        if token["state"]:
            if not waiting:
                return {}
            states |= dict.fromkeys(waiting, _state_of(token["state"]))
            waiting = []
        else:
            item = _item_of(token)
            if item in states or item in waiting:
                return {}
            waiting.append(item)
    return {} if waiting else states


def _in_order(found: dict[int, _Value], *, count: int) -> tuple[_Value, ...] | None:
    if set(found) != set(range(1, count + 1)):
        return None
    return tuple(found[item] for item in range(1, count + 1))


def _item_of(match: re.Match[str]) -> int:
    digits = match["bracketed"] or match["bare"]
    return int(digits) if digits else CIRCLED.index(match["mark"]) + 1


def _state_of(word: str) -> str:
    if word in _PARTLY:
        return "部分"
    return "是" if word in _YES else "否"


def _format_item(points: Decimal, share: Decimal) -> str:
    if share in {0, 1}:
        return spell(points * share)
    return f"{spell(points)} × {spell(share)}"


def _answer_in_words(settings: YesOrNo, row: ScoreInput) -> bool | None:
    """Whether the row is the word that target and rule both ask for, None where they do not."""
    word, said = row.target_text.strip(), row.actual_text.strip(" 。.\n")
    if settings.wanted is not None or _ONE_WORD.fullmatch(word) is None:
        return None
    asked = re.match(f"{word}(?:的|者)?[,，]?得", settings.words)
    if asked is None or f"不{word}" not in settings.words:
        return None
    return {word: True, f"不{word}": False}.get(said)


def _wanted_answer(settings: YesOrNo, target: Reading, actual_text: str) -> bool | None:
    if settings.wanted is not None:
        return settings.wanted
    if target.truth is not None:
        return target.truth
    # "未发生" is good news of an accident and bad news of a meeting.
    return None if _HAPPENING.search(actual_text) else True


def _answer(truth: bool) -> str:  # noqa: FBT001 -- it is the value to be named
    return "是" if truth else "否"
