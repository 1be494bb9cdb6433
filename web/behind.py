"""What narrows a list down to the evaluations behind a figure, in its address."""

import re
import unicodedata
from collections.abc import Iterator

from flask import abort, request
from flask_babel import gettext as _

from models.queries.behind import MOST_ROUNDS, Behind, Days, Gap, Has, Rate
from models.vocabulary import State
from policies.limits import MAX_NAME
from web.asking import check_number, read_flag, read_id, read_word
from web.show.statistics.words import DAYS, GAPS, HAS, RATES
from web.words import label

FILTERS = (
    *("reached", "alone", "ungraded", "has", "gap", "rate", "rounds", "left", "days", "check"),
    *("cycle", "title", "indicator", "counted"),
)
NO_CODE = "none"
"""Asks for what was submitted without anything found."""
_CODE = re.compile(r"[A-Z][0-9]{2}[a-z]?")


def read_behind() -> Behind:
    """Return what the address narrows down to; what cannot be read is answered with 400."""
    return Behind(
        reached=read_state("reached"),
        alone=read_flag("alone"),
        ungraded=read_flag("ungraded"),
        has=read_word("has", Has),
        gap=read_word("gap", Gap),
        rate=read_word("rate", Rate),
        round=check_number(request.args.get("rounds", ""), largest=MOST_ROUNDS),
        left=_read_left(),
        days=read_word("days", Days),
        code=_read_code(),
        cycle_id=read_id("cycle"),
        title=read_name("title"),
        indicator=read_name("indicator"),
        counted=read_flag("counted"),
    )


def read_state(name: str) -> State | None:
    """Return a state that evaluations stand in."""
    state = read_word(name, State)
    if state is State.NONE:
        abort(400)
    return state


def read_name(name: str) -> str | None:
    """Return a whole name as it is stored, blanks and all."""
    given = request.args.get(name, "")
    if len(given) > MAX_NAME or any(unicodedata.category(sign) == "Cc" for sign in given):
        abort(400)
    return given or None


def _read_left() -> State | None:
    state = read_state("left")
    if state is State.PUBLISHED:
        abort(400)
    return state


def _read_code() -> str | None:
    given = request.args.get("check", "")
    if given in {"", NO_CODE}:
        return "" if given else None
    if not _CODE.fullmatch(given):
        abort(400)
    return given


def tell_behind(behind: Behind) -> Iterator[str]:
    """Yield in words what the list is narrowed down to."""
    if behind.reached is not None:
        yield _("至少到了“%(state)s”", state=label(State, behind.reached))
    if behind.alone:
        yield _("不含下级单位")
    if behind.ungraded:
        yield _("没有等级")
    for words, code in (
        (HAS, behind.has),
        (GAPS, behind.gap),
        (RATES, behind.rate),
    ):
        if code is not None:
            yield str(words[code])
    yield from _tell_way(behind)
    if behind.title is not None:
        yield _("名称是“%(name)s”", name=behind.title)
    if behind.indicator is not None:
        yield _("有指标“%(name)s”", name=behind.indicator)
    if behind.counted:
        yield _("还没有公开的更正稿不算")


def _tell_way(behind: Behind) -> Iterator[str]:
    """What the list is narrowed down to of the way that the evaluations took."""
    if behind.round is not None:
        yield name_rounds(behind.round)
    if behind.left is not None:
        yield _("已走完“%(state)s”", state=label(State, behind.left))
        if behind.days is not None:
            yield str(DAYS[behind.days])
    if behind.code is not None:
        yield _("提交时有 %(code)s", code=behind.code) if behind.code else _("提交时没有不一致")


def name_rounds(number: int) -> str:
    """Return how many rounds, in words."""
    if number >= MOST_ROUNDS:
        return str(_("%(number)s 轮及以上", number=number))
    return str(_("共 %(number)s 轮", number=number))
