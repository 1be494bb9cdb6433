"""Words for a checkpoint that a witness does not vouch for, or that the site does not believe."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.cli.terminal import Trouble
from workflow.ledger.note import NoteProblem, PublicKey, read_public_key
from workflow.ledger.witness import WitnessProblem

SENTENCES: Mapping[str, Any] = {
    "memory_is_damaged": _l("见证记录 %(path)s 已损坏，忘了见过什么就不能作证；请从备份恢复"),
    "log_is_unknown": _l("第一次见证要用 --log 给出账本的公钥；请向管账本的单位当面或另行核实"),
    "log_is_another": _l(
        "这把见证密钥见证的是 %(kept)s，不是 %(given)s；每个账本请用一把自己的密钥（--init）"
    ),
    "key_is_no_log": _l("%(name)s 是见证方的公钥，不是账本的公钥"),
    "key_is_no_witness": _l("%(name)s 是账本的公钥，不是见证方的公钥"),
    "checkpoint_is_missing": _l("%(place)s 没有检查点（checkpoint）；地址应是账本所在之处"),
    "checkpoint_is_none": _l("读到的不是检查点：%(why)s"),
    "checkpoint_is_of_another_log": _l("这不是 %(log)s 的检查点"),
    "log_has_not_signed": _l(
        "检查点没有 %(log)s 的这把公钥的有效签名（%(why)s）；"
        "如果对方更换过密钥，请核实后用 --log 给出新的公钥"
    ),
    "log_was_set_back": _l("账本退回了：它现在说有 %(size)s 条，以前见过 %(seen)s 条"),
    "log_has_two_roots": _l("账本分叉了：同样 %(size)s 条，根哈希与以前见过的不同"),
    "log_was_rewritten": _l("账本被改写了：现在的 %(size)s 条不是从以前见过的 %(seen)s 条长出来的"),
    "tiles_have_another_root": _l("哈希瓦片（tile）算出的根与签名的 %(size)s 条的根不符"),
    "tiles_are_not_whole": _l("哈希瓦片（tile）不完整或有误：%(why)s"),
    "note_is_not_ours": _l("这不是本账本的见证签名：%(why)s"),
    "own_checkpoint_is_damaged": _l("本账本的检查点有误：%(why)s"),
    "ledger_was_set_back": _l(
        "警报：见证方见过 %(seen)s 条，本账本现在只有 %(size)s 条，账本被退回过"
    ),
    "ledger_has_another_root": _l("警报：见证方见过的 %(size)s 条与本账本的不同，账本被改写过"),
    "no_witness_has_signed": _l("文件里没有已认可的见证方的签名；先用 --add 加入见证方的公钥"),
    "witness_is_ahead_of_time": _l("%(name)s 签名的时间在将来；请核对两边的时钟"),
}
"""What is told of each WitnessProblem."""


def describe_problem(problem: WitnessProblem) -> str:
    """Return the sentence of a problem."""
    return str(SENTENCES[problem.code]) % problem.params


def read_public(text: str, *, name: str) -> PublicKey:
    """Return a public key that was typed. Raises Trouble naming the argument."""
    try:
        return read_public_key(text)
    except NoteProblem:
        raise Trouble(_("%(name)s：公钥应写作“名称+编号+密钥”", name=name)) from None
