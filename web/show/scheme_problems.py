"""What is wrong with the file of a scheme, in the language of the page.

The rules of schemes answer in one technical language, which names the line or the path of a key;
here each of their sentences has its translation. One without is shown as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.show.rule_problems import MISS, RULE_SENTENCES

_SENTENCES: tuple[tuple[str, Any], ...] = (
    (r"must be a table", _l("应是一个表（[…]）")),
    (r"must be a text(?: that is not empty)?", _l("应是不为空的文字")),
    (r"is longer than (?P<limit>\d+) characters", _l("太长，最多 %(limit)s 字")),
    (r"has a text longer than (?P<limit>\d+) characters", _l("里面有文字太长，最多 %(limit)s 字")),
    (r"holds a control character", _l("含有不能保存的控制字符")),
    (r"must be a number", _l("应是数字")),
    (r"must be a number from 0 to (?P<limit>\S+)", _l("应是 0 到 %(limit)s 的数字")),
    (r"has more than (?P<places>\d+) places", _l("小数最多 %(places)s 位")),
    (r"must be true or false", _l("应是 true 或 false")),
    (r"must be one of (?P<words>.+)", _l("应是其中之一：%(words)s")),
    (r"must be a list of tables", _l("应是一组表（[[…]]）")),
    (r"must be a list of texts", _l("应是一组文字")),
    (r"must be a list of numbers", _l("应是一组数字")),
    (r"has more than (?P<limit>\d+) factors", _l("折扣最多 %(limit)s 个")),
    (r"must fall, a wider gap never costs less", _l("折扣应依次降低：差得越多，打折越多")),
    (
        r"has no effect while not_applicable is none",
        _l("不起作用，因为 not_applicable 为 none（每一行都要打分）"),
    ),
    (
        r"is missing, the best total while a knock-out holds",
        _l("没有写：一票否决的情形发生时总分的上限"),
    ),
    (
        r"has no effect unless veto is (?P<kind>\w+)",
        _l("不起作用，除非 veto 为 %(kind)s"),
    ),
    (
        r"has no effect, no row has a rule of the family veto",
        _l("不起作用，因为没有一行的规则是 veto（一票否决）"),
    ),
    (
        r"must not be below the total, (?P<points>\S+)",
        _l("不能低于总分 %(points)s"),
    ),
    (
        r"needs the points of the heading, and rows without a weight",
        _l("要写明标题行的 points，下面各行不写 weight"),
    ),
    (r"is not known", _l("没有这个键")),
    (r"must have the form (?P<form>.+)", _l("写法应符合 %(form)s")),
    (r"is deeper than (?P<levels>\d+) levels", _l("层次太深，最多 %(levels)s 层")),
    (r"unknown key (?P<key>.+)", _l("没有 %(key)s 这个键")),
    (r"unknown family (?P<family>.+)", _l("没有 %(family)s 这类评分规则")),
    (r"params must be a table", _l("params 应是一个表")),
    (r"the key (?P<key>.+) occurs more than once", _l("键 %(key)s 出现了不止一次")),
    (r"exactly one line must be the total", _l("应当恰好有一行是合计（total = true）")),
    (r"more than (?P<limit>\d+)", _l("太多，最多 %(limit)s 行")),
    (r"a form that is not scored has no weights", _l("不打分的表不能有权重")),
    (r"missing", _l("没有写")),
    (r"the best band must end at (?P<points>\S+)", _l("最高一档应到 %(points)s 为止")),
    (
        r"leaves a gap below the band before it, it ends at (?P<found>\S+), not (?P<expected>\S+)",
        _l("与上一档之间有空缺：到 %(found)s 为止，应到 %(expected)s"),
    ),
    (
        r"overlaps the band before it, it ends at (?P<found>\S+), not (?P<expected>\S+)",
        _l("与上一档重叠：到 %(found)s 为止，应到 %(expected)s"),
    ),
    (r"the worst band must begin at 0", _l("最低一档应从 0 开始")),
    (r"lower must be below upper", _l("下限应小于上限")),
    (r"a grade occurs more than once", _l("同一等级出现了不止一次")),
    (r"a row above it has a weight already", _l("它的上级已经有权重")),
    (r"must be above 0", _l("应大于 0")),
    (
        rf"the weights add up to {MISS} missing \((?P<rows>.*)\)",
        _l("权重合计 %(found)s，应为 %(expected)s，少 %(by)s（%(rows)s）"),
    ),
    (
        rf"the weights add up to {MISS} too many \((?P<rows>.*)\)",
        _l("权重合计 %(found)s，应为 %(expected)s，多 %(by)s（%(rows)s）"),
    ),
    (
        r"only a heading states the points of its rows, this row has a weight",
        _l("只有标题行写 points，这一行已经有权重"),
    ),
    (r"a key has too many parts", _l("有一个键的层次太多")),
    (r"is nested too deeply", _l("嵌套太深")),
    (r"(?P<count>\d+) more problems", _l("还有 %(count)s 处问题")),
    *RULE_SENTENCES,
)
PATTERNS = tuple((re.compile(pattern), sentence) for pattern, sentence in _SENTENCES)
_NOT_TOML = re.compile(
    r"not readable: (?P<why>.*?)(?: \(at (?:line (?P<line>\d+), .*|end of document)\))?", re.DOTALL
)
_NOT_TOML_BECAUSE: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile("Invalid value"), _l("等号后面没有值，或者值写得不对；文字要加引号")),
    (re.compile("Expected '=' after"), _l("键的后面没有等号")),
    (re.compile("Expected newline"), _l("值的后面还有多余的内容")),
    (re.compile("Unclosed array|Expected '\\]"), _l("方括号没有成对")),
    (re.compile("Unclosed inline table"), _l("花括号没有成对")),
    (re.compile("Unterminated|Expected [\"']{3}"), _l("引号没有成对")),
    (re.compile("Unescaped|Escaped|Invalid hex"), _l("引号里的反斜杠写得不对")),
    (re.compile("Illegal|Found invalid"), _l("有不能使用的字符")),
    (re.compile("Invalid date"), _l("日期不存在")),
    (
        re.compile("Cannot (?:declare|overwrite|mutate|redefine)|Duplicate"),
        _l("同一个键或表写了两次"),
    ),
)
"""What the library that reads a file complains of, by how its sentence begins."""
_NOT_TOML_OTHERWISE = _l("写法不对")
_PLACE = re.compile(
    r"(?:line (?P<line>\d+), )?(?P<place>the file|[\w?\-][\w.?\-\[\]]*): (?P<what>.*)", re.DOTALL
)
_UNREADABLE = _l("不是正确的 TOML")
_UNREADABLE_LINE = _l("第 %(line)s 行不是正确的 TOML")
_WHOLE_FILE = _l("整个文件")
_LINE = _l("第 %(line)s 行 %(place)s")
LONGEST_TOLD = 300


@dataclass(frozen=True)
class SchemeFault:
    """One problem: where, what; `raw` is said in English only."""

    place: str
    what: str
    raw: str = ""


def describe_problems(messages: Iterable[str]) -> list[SchemeFault]:
    """Return what is wrong, each with its place."""
    return [_describe(message) for message in messages]


def _tell_why(complaint: str) -> str:
    """Return in our words what the library that reads a file complains of."""
    known = (told for begins, told in _NOT_TOML_BECAUSE if begins.match(complaint))
    return str(next(known, _NOT_TOML_OTHERWISE))


def _describe(message: str) -> SchemeFault:
    unreadable = _NOT_TOML.fullmatch(message)
    if unreadable:
        line = unreadable["line"]
        told = str(_UNREADABLE_LINE) % {"line": line} if line else str(_UNREADABLE)
        return SchemeFault("", told + _("：") + _tell_why(unreadable["why"]))
    placed = _PLACE.fullmatch(message)
    if placed is None:
        return SchemeFault("", "", message[:LONGEST_TOLD])
    place = str(_WHOLE_FILE) if placed["place"] == "the file" else placed["place"]
    if placed["line"]:
        place = str(_LINE) % {"line": placed["line"], "place": place}
    for pattern, sentence in PATTERNS:
        if match := pattern.fullmatch(placed["what"]):
            params = {name: value[:LONGEST_TOLD] for name, value in match.groupdict().items()}
            return SchemeFault(place, str(sentence) % params)
    return SchemeFault(place, "", placed["what"][:LONGEST_TOLD])
