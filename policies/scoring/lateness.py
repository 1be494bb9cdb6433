"""What the words of a rule say about being late (R21), for a form that gives no parameters."""

import re
from dataclasses import dataclass
from decimal import Decimal

from policies.reading.folding import fold_text

_LONGEST_RULE = 4000
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_LATE = "逾期|超期|延期|推迟|延迟|滞后|拖延|延误|晚"
_IS_LATE = re.compile(f"{_LATE}|超过|超出")
_EACH = re.compile(
    rf"(?:每(?:{_LATE})|(?:{_LATE})的?,?每)(?:一|1)?个?(?P<unit>天|日|月),?扣(?:减|除)?"
    rf"(?P<per>{_NUMBER})分"
)
_WITHIN = re.compile(
    rf"(?:{_LATE})(?:不超过)?(?:一|1)个月\)?(?:\(含\))?(?:以内|之内|内)?(?:\(含\))?的?,?"
    rf"(?:得|计|按)(?P<share>{_NUMBER})%(?:的?(?:分值|分数|权重|满分))?(?:得分|计分)?"
)
_BEYOND = re.compile(
    rf"(?:{_LATE})?(?:超过|超出)(?:一|1)个月(?:以上)?的?,?(?:不得分|不计分|得?0分)"
)
_NOTHING = re.compile(
    rf"(?:{_LATE})(?:完成|未完成|完工)?(?:的|者)?,?(?:则|均|一律)?(?:不得分|不计分|(?:得|计)?0分)"
)
_UNTIL_GONE = re.compile("扣完为止")
_GAP = ";"
_COSTS = re.compile(r"扣|酌情|[0-9]%|折")


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a delay costs by the words of a rule: so many points for each day or each begun month,
    or all but a `share` (in percent) within the first month; `unclear` where the words say
    something that is not understood. All empty: a delay costs everything.
    """

    per_day: Decimal | None = None
    per_month: Decimal | None = None
    share: Decimal | None = None
    unclear: bool = False


def read_lateness(text: str) -> Lateness:
    """Read "每逾期一个月扣1分", "逾期一个月以内得50%分值；逾期超过一个月不得分", "逾期不得分".

    Where anything else is said of a delay, nothing is understood.
    """
    folded = fold_text(text[:_LONGEST_RULE]).replace(" ", "")
    each, within = list(_EACH.finditer(folded)), list(_WITHIN.finditer(folded))
    rest = folded
    for pattern in (_UNTIL_GONE, _EACH, _WITHIN, _BEYOND, _NOTHING):
        rest = pattern.sub(_GAP, rest)
    if _IS_LATE.search(rest) or _COSTS.search(rest) or len(each) + len(within) > 1:
        return Lateness(unclear=True)
    if each:
        per = Decimal(each[0]["per"])
        return Lateness(per_month=per) if each[0]["unit"] == "月" else Lateness(per_day=per)
    if within:
        if not _BEYOND.search(folded):
            return Lateness(unclear=True)
        return Lateness(share=Decimal(within[0]["share"]))
    return Lateness()
