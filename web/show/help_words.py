"""What the fields of a form ask for, said beside them, with the document the rule comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from web.show.entries import FUNDS, INDICATORS, NARRATIVE


@dataclass(frozen=True)
class Help:
    """What one field is called, what belongs in it, and by which document; all in the language of
    the reader.
    """

    title: Any
    text: Any
    basis: Any = ""


_EVALUATION = _l("《项目支出绩效评价管理办法》（财预〔2020〕10号）")
_LAW = _l("《中华人民共和国预算法》")
_DISCLOSURE = _l("《中华人民共和国政府信息公开条例》")

HELP: Mapping[str, Mapping[str, Help]] = {
    FUNDS: {
        "original": Help(
            _l("年初预算"), _l("批复下达的预算数；年中追加、调减都不算在内。没有批复的写 0。"), _LAW
        ),
        "revised": Help(
            _l("调整后预算"),
            _l(
                "全年预算数：年初预算加上年中按程序批准的追加、调减和上年结转。没有调整的与年初预算相同。"
            ),
            _LAW,
        ),
        "spent": Help(
            _l("执行数"),
            _l("到年底实际支出的数，与决算一致。执行数 ÷ 调整后预算就是预算执行率。"),
            _EVALUATION,
        ),
    },
    INDICATORS: {
        "actual": Help(
            _l("完成值"),
            _l(
                "照目标值的写法写实际完成的数和单位，例如目标“≥12次”写“12次”；定性指标写达成的程度。"
                "不适用的写“不适用”，不打分，并写明原因。每个完成值都应有佐证材料。"
            ),
            _EVALUATION,
        ),
        "computed": Help(
            _l("核算"),
            _l("系统按本表规则算出的分，只供参考。算式在数的下面；算不出的写着为什么，由人打分。"),
        ),
        "score": Help(
            _l("自评"),
            _l(
                "单位自己打的分，不超过权重。定量指标完成目标的得满分，没有完成的按比例；"
                "超出目标很多又是因为目标定得偏低的，适当扣分。"
            ),
            _EVALUATION,
        ),
        "reason": Help(
            _l("原因"),
            _l("自评与核算不同的，写按什么打的分；没有完成或偏离较多的，写原因和改进措施。"),
            _EVALUATION,
        ),
        "evidence": Help(
            _l("佐证"),
            _l("证明完成值的材料：验收单、台账、合同、问卷。在所属的那一行上传，上传后不能删除。"),
        ),
    },
    NARRATIVE: {
        "section": Help(
            _l("文字部分"),
            _l(
                "写做了什么、做到什么程度、差在哪里，用数说话，并与资金和指标里的数一致。"
                "公开后任何人都能看到：不写手机号、身份证号、银行账号。"
            ),
            _DISCLOSURE,
        ),
        "claim": Help(
            _l("自报总分与等级"),
            _l(
                "系统按各项得分合计，不必再报。只有原件上已写了总分或等级的才照录，不同的说明原因。"
            ),
        ),
        "finding": Help(
            _l("问题"),
            _l("一条写一个问题：是什么、多少、为什么。没有就留空，不写“无”。"),
            _EVALUATION,
        ),
        "recommendation": Help(
            _l("建议"),
            _l("针对上面的问题写怎么改、由谁改、什么时候改完。"),
            _EVALUATION,
        ),
    },
}
"""By section of the form, then by a word for the field."""
