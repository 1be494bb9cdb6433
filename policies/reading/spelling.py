"""How operators, units and words of doubt are written around a number."""

import re

_BEFORE = {
    "≥": ">= => ≥= ≥ 大于等于 大于或等于 高于或等于 至少 最少",
    "≤": "<= =< ≤= ≤ 小于等于 小于或等于 低于或等于 至多 最多",
    ">": "> 超过 高于 大于 多于 超出 超",
    "<": "< 少于 低于 小于 不足 不到 不满",
    "=": "= 等于",
    "≠": "!= ≠ 不等于",
}
_NEGATIONS = "不得 不应 不能 不可 不宜 不会 不要 不准 不许 不再 不 未曾 从未 没有 未 没"
# What "不" makes of an operator; "不等于" leaves none that could be computed with.
NEGATED = {">": "≤", "<": "≥"}
NO_OPERATOR = "≠"
# Before an operator or a number that has none these are left over: "!=5", "<>5".
STRAY_OPERATORS = tuple("<>=≥≤≠±")
_BEHIND = {
    "≥": "及以上 或以上 (含)以上 以上(含) 以上",
    "≤": "及以下 或以下 (含)以下 以下(含) 以下 以内(含) 以内 之内",
}
OPERATORS = {word: sign for sign, words in _BEFORE.items() for word in words.split()}
SUFFIXES = {word: sign for sign, words in _BEHIND.items() for word in words.split()}

# Several of these are the beginning of another: the longest is tried first.
_COUNTED = (
    "元 人次 人天 人日 人 名 位 个工作日 个月 个 次 起 件 例 宗 项 条 台 套 辆 艘 张 份 本 册 期 篇"
    " 户 家 所 处 座 栋 间 只 头 羽 株 棵 亩 公顷 吨 公斤 克 斤 升 毫升 立方米 平方米 平方公里 公里"
    " 米 厘米 毫米 里 小时 分钟 秒 天 日 周 年 工作日 时 点 度 瓦 倍 分 级 档 种 类 批次 批 场次 场"
    " 班次 班 节 课时 学时 车次 架次 家次 户次 笔 单 卷 幅 块 片 根 支 束 层 门 部 款 眼 口 组 队"
    " 部门 周岁 岁 村 镇 乡 县 市 省"
)
_WHOLE_UNITS = ("千克", "千瓦时", "千瓦", "千米")
_COUNTED_PATTERN = "|".join(sorted(_COUNTED.split(), key=len, reverse=True))
_UNIT = (
    rf"(?:{'|'.join(_WHOLE_UNITS)}|[十百千万亿]{{0,2}}余?"
    rf"(?:(?:{_COUNTED_PATTERN})(?:\((?:{_COUNTED_PATTERN})\))?|[㎡㎥])"
    r"|[万亿]?[A-Za-z]{1,6}(?:[²³]|[23](?![0-9.]))?|[十百千万亿]{1,2})"
)
_PER_WORD = rf"(?:{'|'.join(_WHOLE_UNITS)}|{_COUNTED_PATTERN}|[㎡㎥]|[A-Za-z]{{1,4}}[²³]?|月)"
_SUFFIX_PATTERN = "|".join(map(re.escape, sorted(SUFFIXES, key=len, reverse=True)))
BEHIND_NUMBER = re.compile(
    r" ?(?P<rough>[余多几来])?"
    r"(?:(?P<percent>%(?: ?\( ?百分比 ?\))?|\( ?百分比 ?\)|百分比|\( ?% ?\))"
    r"|(?P<share>‰|(?:个 ?)?百分点|℃|成(?![果功效本立为员就交品]))"
    rf"|\( ?(?P<inside>{_UNIT}) ?\)"
    rf"|(?P<unit>{_UNIT})"
    rf"(?: ?/ ?(?P<per>{_PER_WORD}(?:[、·/]{_PER_WORD}){{0,2}}"
    r"|[\u4e00-\u9fff]{1,4}?(?=[以之]?[上下内]|及以|左右|[^\u4e00-\u9fff]|\Z))"
    rf"|每(?P<each>{_PER_WORD}))?)?"
    r" ?(?P<about>左右|上下|[余多](?![于元种]))?"
    rf" ?(?P<suffix>{_SUFFIX_PATTERN}"
    r"|内(?![设部容外地因涵]))?"
    r"(?: ?\(含\))?"
)
BEFORE_NUMBER = re.compile(
    rf"(?:(?P<not>{'|'.join(_NEGATIONS.split())})? ?"
    rf"(?P<operator>{'|'.join(sorted(OPERATORS, key=len, reverse=True))}))? ?"
    r"(?P<rough>大约|约为|大概|接近|将近|(?<![合签契预条公])约|(?<![最附邻亲])近|≈)? ?"
    r"(?P<hundredth>百分之)? ?(?P<sign>[-+])?\Z"
)
