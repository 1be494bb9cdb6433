"""How sound the trail is, told at a glance: the last seal, the last verification, what is not yet
sealed, who else signed, and what an operator must look into.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from models.queries.deliveries import ChannelRow
from models.queries.seals import SealRow, Window
from web.format import format_moment
from web.noted import RefusedSeal, Verified
from workflow.ledger.archive import Archive
from workflow.ledger.checkpoint import Checkpoint, read_checkpoint
from workflow.ledger.note import NoteProblem, check_note, read_note
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.witnessed import list_standings

VERIFY = "hengjian verify"
LATE = timedelta(minutes=5)
"""What waits longer for a seal than this waits for nobody: whoever seals has stopped."""
UNSENT = timedelta(hours=1)
"""What waits for longer than this does not wait for a server that was away for a moment."""
STALE = timedelta(days=2)
"""How long a verification, which is to be made every night, says something of today."""


CHECKS = {
    "guards": _l("数据库的防护"),
    "hash": _l("哈希"),
    "chain": _l("链"),
    "replay": _l("按记录重算"),
    "administration": _l("管理记录"),
    "listing": _l("清单"),
    "seal": _l("封印"),
    "documents": _l("附件"),
}
"""What the checks of a verification are called; another one is called by its own name."""


def name_faults(verified: Verified) -> list[tuple[str, int]]:
    """Return each check that found something, in words, with how much."""
    return [
        (str(CHECKS.get(name, name)), count) for name, count in verified.faults.items() if count
    ]


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Who else signs for the ledger, and how far and when he last did; None where he never did."""

    name: str
    size: int | None = None
    at: datetime | None = None


def list_witnesses(archive: Archive) -> list[Witness]:
    """Return every witness that is recognised, in the order of their keys."""
    stands = {each.key: each for each in list_standings(archive)}
    return [
        Witness(
            name=key.name,
            size=stands[key].checkpoint.size,
            at=datetime.fromtimestamp(stands[key].at, UTC),
        )
        if key in stands
        else Witness(name=key.name)
        for key in archive.witnesses
    ]


class Alarm(NamedTuple):
    """What an operator must look into, as a sentence, and the command to run where there is one."""

    told: str
    command: str = ""


def list_alarms(
    *,
    archive: Archive | None,
    damaged: bool,
    seal: SealRow | None,
    window: Window,
    refused: RefusedSeal | None,
    verified: Verified | None,
    at: datetime,
) -> Iterator[Alarm]:
    """Yield what an operator must look into. A ledger is `damaged` where the files of
    its keys hold something else.
    """
    if damaged:
        yield Alarm(_("账本的公钥文件读不出来：请从备份恢复"))
        return
    if archive is None:
        yield Alarm(_("账本还没有密钥，不能封印；请运行"), "hengjian init")
        return
    yield from _compare_checkpoint(archive, seal=seal)
    if refused is not None:
        when = format_moment(refused.at)
        yield Alarm(_("%(when)s 拒绝封印，此后没有封印过：%(why)s", when=when, why=refused.why))
    if window.since is not None and at - window.since > LATE:
        minutes = int((at - window.since).total_seconds() // 60)
        waited = ngettext("%(num)s 分钟", "%(num)s 分钟", minutes)
        yield Alarm(
            _("有记录等了 %(long)s 还没有封印：封印的程序没有在运行，或者拒绝封印", long=waited)
        )
    if verified is None:
        yield Alarm(_("还没有核验过，请运维人员在服务器上运行"), VERIFY)
    elif not verified.ok:
        found = _("上次核验发现 %(count)s 处问题，详情请运行", count=verified.count)
        yield Alarm(found, f"{VERIFY} --all")
    elif at - verified.at > STALE:
        days = (at - verified.at).days
        yield Alarm(_("上次核验已是 %(days)s 天前，请每天运行", days=days), VERIFY)


def _compare_checkpoint(archive: Archive, *, seal: SealRow | None) -> Iterator[Alarm]:
    """The checkpoint outside the database against the last seal in it."""
    try:
        outside = _read_outside(archive)
    except (NoteProblem, OSError, UnicodeDecodeError):
        yield Alarm(_("账本里的检查点读不出来，或者不是本账本的密钥签的"))
        return
    size = seal.size if seal else 0
    if outside is None:
        if seal is not None:
            yield Alarm(_("账本里没有检查点，数据库却已封印 %(size)s 条", size=size))
    elif outside.size > size:
        yield Alarm(
            _(
                "账本已有 %(outside)s 条，数据库只封印到 %(inside)s 条：数据库被退回到从前",
                outside=outside.size,
                inside=size,
            )
        )
    elif seal is not None and outside.size == size and outside.root.hex() != seal.root:
        yield Alarm(_("账本的根哈希与数据库里的不同：两者之一被改动过"))


def _read_outside(archive: Archive) -> Checkpoint | None:
    path = archive.folder / CHECKPOINT
    if not path.exists():
        return None
    note = read_note(path.read_text(encoding="utf-8"))
    check_note(note, keys=archive.keys)
    return read_checkpoint(note)


def list_notice_alarms(channels: Sequence[ChannelRow], *, at: datetime) -> Iterator[Alarm]:
    """Yield which ways out of the house have been closed for too long."""
    for row in channels:
        if row.since is not None and at - row.since > UNSENT:
            yield Alarm(
                _(
                    "提醒发不出去（%(channel)s）：%(count)s 项在等，最近的问题是 %(problem)s",
                    channel=_("邮件") if row.channel == "mail" else _("网络回调"),
                    count=row.waiting,
                    problem=row.problem or "—",
                ),
                "hengjian notify",
            )
