"""Spans of time that a rule counts its steps in; none is converted into another."""

SPANS = {
    "年": "年",
    "月": "月",
    "周": "周",
    "天": "天",
    "日": "天",
    "工作日": "工作日",
    "小时": "小时",
    "分钟": "分钟",
}


def name_span(unit: str) -> str:
    """Return the span of time that a unit names ("个月" is 月, "日" is 天), empty for any other."""
    return SPANS.get(unit.removeprefix("个"), "")
