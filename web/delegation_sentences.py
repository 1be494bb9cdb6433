"""The sentences of delegations: what stands against one person's acting for another."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "role_is_not_held": _l("只能请人代办自己担任的填报人、单位负责人或财政业务科科长"),
    "deputy_is_oneself": _l("代办人必须是另一个人"),
    "deputy_audits_or_administers": _l("审计人员和系统管理员不能代办"),
    "deputy_is_from_elsewhere": _l(
        "代办人应是本单位或主管单位的人员；财政业务科室的，应是财政业务科室的人员"
    ),
    "first_day_is_over": _l("开始日期已经过去，请从今天或以后开始"),
    "last_day_is_over": _l("结束日期应不早于开始日期，且还没有过去"),
    "delegation_is_too_long": _l("一次代办最长 %(days)s 天"),
    "unit_is_out_of_reach": _l("这个单位不在该角色的办理范围内"),
    "delegations_are_too_many": _l("同时有效的代办最多 %(limit)s 项，请先终止不再需要的"),
    "delegation_was_shown": _l("这张表已经提交过，代办已设立"),
}
