"""What the commands are made of: groups, commands with an example each, and their values."""

from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
    _SubParsersAction,
)
from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from flask_babel import gettext as _

from web.cli.house import open_house
from web.door import House
from web.settings import read_settings

Group: TypeAlias = "_SubParsersAction[ArgumentParser]"
Run: TypeAlias = Callable[[House, Namespace], int]
HIGHEST_PORT = 65535
MOST_PROCESSES = 256
YEARS = range(2000, 3000)


def add_group(commands: Group, name: str, *, told: str) -> Group:
    """Add a word that begins several commands."""
    group = commands.add_parser(name, help=told, description=told)
    return group.add_subparsers(required=True, metavar="COMMAND")


def add_command(group: Group, name: str, run: Run, *, told: str, example: str) -> ArgumentParser:
    """Add a command on a checked database, with what it does and an example of it."""
    command = add_unchecked_command(group, name, told=told, example=example)
    command.set_defaults(run=lambda asked: run(open_house(read_settings()), asked))
    return command


def add_unchecked_command(group: Group, name: str, *, told: str, example: str) -> ArgumentParser:
    """Add a command that opens the database by itself, with what it does and an example of it."""
    return group.add_parser(
        name,
        help=told,
        description=told,
        epilog=_("例：") + f"\n  hengjian {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )


def read_port(text: str) -> int:
    """Return a port number."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise ArgumentTypeError(_("端口应为 1 到 %(highest)s 的整数", highest=HIGHEST_PORT))


def read_count(text: str) -> int:
    """Return a number of processes."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_PROCESSES:
        return int(text)
    raise ArgumentTypeError(_("进程数应为 1 到 %(most)s 的整数", most=MOST_PROCESSES))


def read_day(text: str) -> date:
    """Return a day written as 2026-06-30."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise ArgumentTypeError(_("日期应写作 2026-06-30"))
    return day


def read_year(text: str) -> int:
    """Return a year of four digits."""
    if text.isascii() and text.isdigit() and len(text) == len("2026") and int(text) in YEARS:
        return int(text)
    raise ArgumentTypeError(_("年度应写作 2026"))
