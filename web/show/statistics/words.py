"""The words for the spans that figures are counted by."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.queries.behind import Days, Gap, Has, Rate

HAS: Mapping[StrEnum, Any] = {
    Has.TOTAL: _l("有总分"),
    Has.WEIGHT: _l("有总分和全年预算"),
    Has.RATE: _l("有全年预算和执行数"),
    Has.BOTH: _l("自评和复核都有总分"),
    Has.ROUND: _l("提交过"),
}
GAPS: Mapping[StrEnum, Any] = {
    Gap.BELOW: _l("自评低于复核"),
    Gap.EQUAL: _l("自评等于复核"),
    Gap.TO_2: _l("自评高出 0–2 分（含 2）"),
    Gap.TO_5: _l("自评高出 2–5 分（含 5）"),
    Gap.TO_10: _l("自评高出 5–10 分（含 10）"),
    Gap.OVER_10: _l("自评高出 10 分以上"),
}
RATES: Mapping[StrEnum, Any] = {
    Rate.UNKNOWN: _l("没有执行率"),
    Rate.UNDER_50: _l("执行率低于 %(high)s%%", high=50),
    Rate.UNDER_80: _l("执行率 %(low)s%%（含）–%(high)s%%", low=50, high=80),
    Rate.UNDER_90: _l("执行率 %(low)s%%（含）–%(high)s%%", low=80, high=90),
    Rate.UNDER_100: _l("执行率 %(low)s%%（含）–%(high)s%%", low=90, high=100),
    Rate.FULL: _l("执行率 %(rate)s%%", rate=100),
    Rate.OVER: _l("执行率高于 %(low)s%%", low=100),
}
DAYS: Mapping[StrEnum, Any] = {
    Days.TO_1: _l("不到 1 天（含 1）"),
    Days.TO_3: _l("1–3 天（含 3）"),
    Days.TO_7: _l("3–7 天（含 7）"),
    Days.TO_30: _l("7–30 天（含 30）"),
    Days.OVER_30: _l("30 天以上"),
}
