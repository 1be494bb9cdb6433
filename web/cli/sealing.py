"""hengjian init and hengjian seal: the key of the ledger, and passes that take the trail in."""

import os
import threading
from argparse import ArgumentTypeError, Namespace
from signal import SIGINT, SIGTERM, signal

from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from models.database import Database
from models.queries.seals import SealRow
from web.cli.house import first_line, open_engine, open_house
from web.cli.parsing import Group, add_command, add_unchecked_command
from web.cli.terminal import Trouble, complain, say
from web.door import House
from web.ledger import KeyProblem, make_key, publish_key, read_key
from web.rotation import rotate_key
from web.sealer import ALARMS, keep_sealing, seal_now
from web.settings import Settings, read_settings
from workflow.ledger.archive import KEYS
from workflow.ledger.seal import CHECKPOINT

LONGEST_PAUSE = 86_400


def add_seal_commands(commands: Group) -> None:
    """Add the commands to the parser."""
    making = add_unchecked_command(
        commands, "init", told=_("生成封印用的密钥，并显示公钥"), example="init"
    )
    making.add_argument(
        "--rotate", action="store_true", help=_("换一把新密钥；旧密钥签过的仍可核验")
    )
    making.set_defaults(run=run_init)
    sealing = add_command(
        commands,
        "seal",
        run_seal,
        told=_("把新的审计记录封入数据库之外的账本"),
        example="seal --every 60",
    )
    sealing.add_argument(
        "--every", type=read_pause, metavar="SECONDS", help=_("每隔这么多秒封印一次，直到停止")
    )


def read_pause(text: str) -> int:
    """Return a number of seconds."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= LONGEST_PAUSE:
        return int(text)
    raise ArgumentTypeError(_("秒数应为 1 到 %(most)s 的整数", most=LONGEST_PAUSE))


def share_ledger() -> None:
    """Let the group of the folder read what is written from now on: whoever serves the ledger may
    be another account than whoever seals. Keys stay their owner's alone.
    """
    os.umask(0o027)


def run_init(asked: Namespace) -> int:
    """Make the key unless there is one, or its successor, and print what verifiers are given."""
    share_ledger()
    settings = read_settings()
    if asked.rotate:
        return _rotate(settings)
    if (settings.ledger / CHECKPOINT).exists() and not settings.ledger_key.exists():
        # A new key would sign on as if nothing had happened, and no record would say so.
        raise Trouble(
            _(
                "账本已用密钥签过名，%(path)s 却不在了：请从备份恢复密钥；不会另造一把",
                path=settings.ledger_key,
            )
        )
    try:
        key = make_key(settings)
        say(_("密钥已保存在 %(path)s；请备份，并放在数据库之外", path=settings.ledger_key))
    except FileExistsError:
        try:
            key = read_key(settings.ledger_key)
        except KeyProblem as problem:
            raise Trouble(_describe(problem)) from None
        publish_key(settings, key)
    say(_("公钥：%(key)s", key=key.public.write()))
    return 0


def _rotate(settings: Settings) -> int:
    home = open_house(settings)
    record = Database(open_engine(settings.migration_url))
    try:
        key = rotate_key(home, record=record)
    except ALARMS as problem:
        raise Trouble(_describe(problem)) from None
    say(_("今后用新密钥签名；以前的公钥仍列在 %(path)s", path=settings.ledger / KEYS))
    say(_("公钥：%(key)s", key=key.public.write()))
    return 0


def run_seal(home: House, asked: Namespace) -> int:
    """Take in what was added to the trail, once or again and again until told to stop; answers 1
    where one pass was refused.
    """
    share_ledger()
    if asked.every is None:
        try:
            _tell(seal_now(home))
        except ALARMS as problem:
            raise Trouble(_describe(problem)) from None
        return 0
    # Without a key there is nothing to wait for.
    try:
        read_key(home.settings.ledger_key)
    except KeyProblem as problem:
        raise Trouble(_describe(problem)) from None
    stopped = threading.Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_signal: stopped.set())
    keep_sealing(home, every=asked.every, stopped=stopped, tell=_tell, warn=_warn)
    return 0


def _tell(seal: SealRow | None) -> None:
    if seal is None:
        say(_("没有新的记录"))
    else:
        say(_("已封印 %(size)s 条，根哈希 %(root)s", size=seal.size, root=seal.root))


def _warn(problem: Exception) -> None:
    complain(_describe(problem))


def _describe(problem: Exception) -> str:
    """Say in a line what an operator has to look into."""
    told: str
    match problem:
        case KeyProblem():
            path = problem.path
            told = _("没有可用的封印密钥：%(path)s；请先运行 hengjian init", path=path)
        case DBAPIError():
            told = _("数据库拒绝了操作：%(why)s", why=first_line(problem))
        case OSError():
            told = f"{problem.filename or ''}: {problem.strerror}".removeprefix(": ")
        case _:
            told = _("拒绝封印：%(why)s", why=problem)
    return told
