"""hengjian notify: mails and a webhook that tell of what happened and of deadlines."""

import threading
from argparse import Namespace
from signal import SIGINT, SIGTERM, signal

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from web.cli.house import first_line
from web.cli.parsing import Group, add_command
from web.cli.sealing import read_pause
from web.cli.terminal import Trouble, complain, say
from web.door import House, now
from web.notifier import Pass, keep_notifying, notify_now


def add_notify_command(commands: Group) -> None:
    """Add the command to the parser."""
    notifying = add_command(
        commands,
        "notify",
        run_notify,
        told=_("发送邮件汇总和 webhook：新的事项、即将到期和逾期"),
        example="notify --every 60",
    )
    notifying.add_argument(
        "--every", type=read_pause, metavar="SECONDS", help=_("每隔这么多秒发送一次，直到停止")
    )


def run_notify(home: House, asked: Namespace) -> int:
    """Tell what is to be told, once or again and again until told to stop; answers 1 where one pass
    could not send everything. Raises Trouble when neither way out is open.
    """
    if home.settings.mail is None and home.settings.webhook is None:
        raise Trouble(_("没有可用的通道：请设置 HENGJIAN_SMTP_HOST 或 HENGJIAN_WEBHOOK_URL"))
    # Zone, addresses and settings are read from the house, as pages read them.
    current_app.extensions["hengjian"] = home
    if asked.every is None:
        done = notify_now(home, at=now())
        _tell(done)
        return 1 if done.problems else 0
    stopped = threading.Event()
    for number in (SIGINT, SIGTERM):
        signal(number, lambda *_signal: stopped.set())
    keep_notifying(home, every=asked.every, stopped=stopped, tell=_tell, warn=_warn)
    return 0


def _tell(done: Pass) -> None:
    if done.sent or not done.problems:
        say(_("已发送 %(count)s 批", count=done.sent))
    for problem in done.problems:
        complain(_("没有发出去，稍后重试：%(why)s", why=problem))


def _warn(problem: Exception) -> None:
    why = first_line(problem) if isinstance(problem, DBAPIError) else type(problem).__name__
    complain(_("数据库拒绝了操作：%(why)s", why=why))
