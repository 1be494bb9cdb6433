"""Sentences that deny that anything happened at all."""

import re

_DENIED = re.compile(
    "(?:全年|本年度?|当年|年内|经(?:自查|检查|审计|核查|核实|抽查)|检查中)?[,，]?(?:均|都|尚)?"
    "(?:(?:未|没有|未曾)(?:发现|发生|出现)|不存在|未发现存在)[^，,。；;：:、0-9０-９但除仅未]{0,30}"
    "(?:情况|情形|问题|现象|行为|事项|事件|事故|投诉|案例|记录)[。.]?"
)


def denies_all(text: str) -> bool:
    """Whether a text is one sentence that nothing happened ("经自查，未发现违规使用资金情况").

    A sentence that makes an exception, counts, or goes on after the denial is none.
    """
    return _DENIED.fullmatch(text) is not None
