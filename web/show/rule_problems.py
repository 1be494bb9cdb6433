"""What is wrong with the rule of a row, in the language of the page: a pattern for each sentence
that the families of rules can give, its translation beside it.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

_BAND_LIST = r"\[lower, upper, points\]"
_CASE_LIST = r"\[condition, points\]"
_NOT_THE_WEIGHT = r"(?P<points>\S+), not the weight of (?P<weight>\S+)"
MISS = r"(?P<found>\S+), not to (?P<expected>\S+): (?P<by>\S+)"
"""How far a sum of points misses what it should be: those of rows and of a rule say it alike."""

RULE_SENTENCES: tuple[tuple[str, Any], ...] = (
    (r"is missing", _l("没有写")),
    (r"text must be a text", _l("text 应是文字")),
    (r"must be a list", _l("应是一个列表")),
    (r"must be a number of at most (?P<digits>\d+) digits", _l("应是最多 %(digits)s 位的数字")),
    (r"must be more than 0", _l("应是大于 0 的数字")),
    (r"must be at least 0", _l("应是不小于 0 的数字")),
    (r"must be a share from 0 to 1", _l("应是 0 到 1 的数字")),
    (r"must have at most (?P<limit>\d+) numbers", _l("太多，最多 %(limit)s 个数")),
    (r"must have at most (?P<limit>\d+) bands", _l("太多，最多 %(limit)s 档")),
    (r"must have at most (?P<limit>\d+) pairs", _l("太多，最多 %(limit)s 对")),
    (rf"is missing: a list of {_BAND_LIST}", _l("没有写各档 [下限, 上限, 得分]")),
    (rf"must be a list of {_BAND_LIST}", _l("每一档应写成 [下限, 上限, 得分]")),
    (
        r"has a band from (?P<low>\S+) down to (?P<high>\S+)",
        _l("有一档的下限 %(low)s 大于上限 %(high)s"),
    ),
    (r"leave a gap below (?P<number>\S+)", _l("%(number)s 以下没有档")),
    (r"leave a gap above (?P<number>\S+)", _l("%(number)s 以上没有档")),
    (
        r"leave a gap from (?P<low>\S+) to (?P<high>\S+)",
        _l("%(low)s 到 %(high)s 之间没有档"),
    ),
    (r"leave a gap at (?P<number>\S+)", _l("%(number)s 不属于任何一档")),
    (r"overlap at (?P<number>\S+)", _l("%(number)s 同时属于两档")),
    (r"overlap: (?P<one>.+) and (?P<other>.+)", _l("%(one)s 与 %(other)s 两档重叠")),
    (
        rf"the best of params\.(?P<name>[a-z_]+) earns {_NOT_THE_WEIGHT}",
        _l("params.%(name)s 里最高得 %(points)s 分，不是本行的 %(weight)s 分"),
    ),
    (
        rf"must be 1 to (?P<limit>\d+) of {_CASE_LIST}",
        _l("应是 1 到 %(limit)s 个 [条件, 得分]"),
    ),
    (rf"must be a list of {_CASE_LIST}", _l("每一项应写成 [条件, 得分]")),
    (
        r"a condition must be a text of at most (?P<limit>\d+) characters",
        _l("条件应是文字，最多 %(limit)s 字"),
    ),
    (r"a condition has an empty part", _l("有一个条件缺了一部分")),
    (r"a condition compares too many values at once", _l("有一个条件一次比较的数太多")),
    (r"(?P<what>.+) is neither a name nor a number", _l("%(what)s 既不是名称也不是数字")),
    (
        r"condition (?P<number>\d+) can never be the first to hold",
        _l("第 %(number)s 个条件永远轮不到：前面的条件已经包含它，或者它自相矛盾"),
    ),
    (r"leave (?P<situation>\S+) open", _l("没有写“%(situation)s”时得几分")),
    (
        r"is missing, and (?P<item>\S+) does not state its points",
        _l("没有写，评分标准的文字里 %(item)s 也没有写明分值"),
    ),
    (
        rf"add up to {MISS} missing",
        _l("合计 %(found)s 分，应为 %(expected)s 分，少 %(by)s 分"),
    ),
    (
        rf"add up to {MISS} too many",
        _l("合计 %(found)s 分，应为 %(expected)s 分，多 %(by)s 分"),
    ),
    (
        r"gives at most (?P<found>\S+) points, not (?P<expected>\S+): (?P<by>\S+) missing",
        _l("最多得 %(found)s 分，应为 %(expected)s 分，少 %(by)s 分"),
    ),
    (
        r"gives at most (?P<found>\S+) points, not (?P<expected>\S+): (?P<by>\S+) too many",
        _l("最多得 %(found)s 分，应为 %(expected)s 分，多 %(by)s 分"),
    ),
    (
        r"must have as many numbers as params\.(?P<other>[a-z_]+)",
        _l("个数应与 params.%(other)s 相同"),
    ),
    (
        r"and params\.(?P<other>[a-z_]+) exclude (?:one another|each other)",
        _l("与 params.%(other)s 只能写一个"),
    ),
    (
        r"and params\.(?P<other>[a-z_]+) contradict (?:one another|each other)",
        _l("与 params.%(other)s 不一致"),
    ),
    (
        r"must not be more than params\.(?P<other>[a-z_]+)",
        _l("不能大于 params.%(other)s"),
    ),
    (r"must be (?P<word>\w+) in this family", _l("在这一类规则里应是 %(word)s")),
    (
        rf"is {_NOT_THE_WEIGHT}",
        _l("写的是 %(points)s，不是本行的分值 %(weight)s"),
    ),
    (r"is more than the weight of (?P<weight>\S+)", _l("大于本行的分值 %(weight)s")),
    (r"is missing, which cut = deviation needs", _l("没有写，而 cut = deviation 需要它")),
    (
        r"is a percentage of the target and must be at least 100",
        _l("是目标值的百分比，应不小于 100"),
    ),
    (
        r"is a percentage of the target and must be at most 100",
        _l("是目标值的百分比，应不大于 100"),
    ),
    (
        r"is a percentage of the year and must be at most 100",
        _l("是全年进度的百分比，应不大于 100"),
    ),
    (r"is a share of the weight and must be at most 1", _l("是分值的几成，应不大于 1")),
    (
        r"must be true: a score is never more than its weight",
        _l("只能是 true：得分不超过分值"),
    ),
    (
        r"may be full only where params\.mode is sum",
        _l("只有 params.mode 是 sum 时才能写 full"),
    ),
    (r"must be pairs of value and funds", _l("应写成 [完成值, 资金]")),
    (
        r"must be three pairs of upper and lower percentage",
        _l("应是三对 [上限, 下限]（百分比）"),
    ),
    (
        r"must lead from 100 to 0, not from (?P<high>\S+) to (?P<low>\S+)",
        _l("三档应从 100 到 0，不是从 %(high)s 到 %(low)s"),
    ),
    (
        r"have one that leads from (?P<high>\S+) to (?P<low>\S+)",
        _l("有一档的上限 %(high)s 不大于下限 %(low)s"),
    ),
    (r"must be a year", _l("应是年份")),
    (
        r"is missing: the points off for each occurrence",
        _l("没有写每发生一次扣几分"),
    ),
    (
        r"is missing: the mean time progress in percent",
        _l("没有写平均序时进度（百分比）"),
    ),
    (
        r"a heading earns nothing by itself, its rule would never be used",
        _l("标题行本身不计分，写在这里的规则用不上"),
    ),
    (
        r"has no direction in this family, threshold_le and threshold_ge have one",
        _l("这一类规则看不出是不超过还是不低于，请改用 threshold_le 或 threshold_ge"),
    ),
    (r"text must name the condition that takes the points", _l("text 应写明哪种情形不得分")),
    (r"bonus must be true or false", _l("bonus 应是 true 或 false")),
    (r"has no effect in the family (?P<family>\w+)", _l("在 %(family)s 这类规则里不起作用")),
    (
        r"asks for (?P<sign>\S+), which contradicts the rule (?P<family>\w+)",
        _l("目标值写的是 %(sign)s，与规则 %(family)s 的方向相反"),
    ),
    (
        r"is missing, and there is no target to take it from",
        _l("没有写，也没有目标值可以用"),
    ),
    (r"is no date, which the rule deadline needs", _l("不是日期，而 deadline 规则需要日期")),
    (
        r"needs rows below it, of which it makes up its points",
        _l("下面没有明细行，合不成分值"),
    ),
    (
        r"needs a rule with params\.max on every row below it",
        _l("下面每一行都要有规则，并写明 params.max"),
    ),
    (
        rf"the points of the rows below it add up to {MISS} missing",
        _l("下面各行合计 %(found)s 分，应为 %(expected)s 分，少 %(by)s 分"),
    ),
    (
        rf"the points of the rows below it add up to {MISS} too many",
        _l("下面各行合计 %(found)s 分，应为 %(expected)s 分，多 %(by)s 分"),
    ),
)
"""Each pattern is matched against the whole of a sentence, without the place before it."""
