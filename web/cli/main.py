"""Reads the command line and runs one command in the language of the terminal."""

import logging
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from models.vocabulary import Role
from web.app import name_terminal_locale
from web.cli.files import run_import
from web.cli.house import first_line, open_house, open_unchecked, upgrade_database
from web.cli.listing import run_reindex
from web.cli.people import (
    run_cycle_add,
    run_section_add,
    run_unit_add,
    run_user_add,
    run_user_disable,
    run_user_reset,
)
from web.cli.serving import serve
from web.cli.terminal import Trouble, complain, describe_refusal, say
from web.cli.verifying import run_verify
from web.demo.main import run_demo
from web.logs import set_up_logs
from web.settings import SettingsProblem, read_settings
from workflow.refusals import Refused

HIGHEST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; answers its exit code: 0 done, 1 refused or failed, 2 asked wrongly."""
    set_up_logs(logging.WARNING)
    # Databases, documents and keys are their owner's alone, whatever the terminal is set to.
    os.umask(0o077)
    terminal = Flask("web")
    terminal.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(terminal, locale_selector=name_terminal_locale)
    with terminal.app_context():
        asked = build_parser().parse_args(arguments)
        try:
            return int(asked.run(asked))
        except Trouble as trouble:
            complain(str(trouble))
        except SettingsProblem as problem:
            complain(str(problem))
        except Refused as refused:
            complain(describe_refusal(refused))
        except DBAPIError as error:
            complain(_("数据库拒绝了操作：%(why)s", why=first_line(error)))
        except OSError as error:
            complain(f"{error.filename or ''}: {error.strerror}".removeprefix(": "))
        except KeyboardInterrupt:
            return 130
        return 1


def build_parser() -> ArgumentParser:
    """Return the parser with every command."""
    parser = ArgumentParser(prog="hengjian", description=_("衡鉴：预算绩效评价"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_database_commands(commands)
    _add_office_commands(commands)
    _add_user_commands(commands)
    demo = commands.add_parser("demo", help=_("装载五个真实案例并启动演示"))
    demo.add_argument("--port", type=read_port, default=8000)
    demo.add_argument("--no-serve", action="store_true", help=_("只装载，不启动"))
    demo.add_argument("--reset", action="store_true", help=_("删除演示数据库并重新装载"))
    demo.set_defaults(run=run_demo)
    return parser


def read_port(text: str) -> int:
    """Return a port number."""
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise ArgumentTypeError(_("端口应为 1 到 %(highest)s 的整数", highest=HIGHEST_PORT))


def read_day(text: str) -> date:
    """Return a day written as 2026-06-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("日期应写作 2026-06-30")) from None


def _add_database_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    upgrade = commands.add_parser("upgrade", help=_("创建或升级数据库"))
    upgrade.set_defaults(run=run_upgrade)
    verify = commands.add_parser("verify", help=_("核验全部审计记录"))
    verify.set_defaults(run=lambda asked: run_verify(open_unchecked(read_settings()), asked))
    reindex = commands.add_parser("reindex", help=_("重新生成列表和检索所用的信息"))
    reindex.set_defaults(run=lambda asked: run_reindex(open_house(read_settings()), asked))
    importing = commands.add_parser("import", help=_("导入填好的表（案例格式）"))
    importing.add_argument("file", nargs="+", type=Path)
    importing.add_argument("--as", dest="login", required=True, metavar="USER")
    importing.set_defaults(run=lambda asked: run_import(open_house(read_settings()), asked))
    serving = commands.add_parser("serve", help=_("启动服务"))
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=read_port, default=8000)
    serving.set_defaults(
        run=lambda asked: serve(open_house(read_settings()), host=asked.host, port=asked.port)
    )


def _add_office_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    section = commands.add_parser("section", help=_("财政科室")).add_subparsers(required=True)
    add = section.add_parser("add")
    add.add_argument("code")
    add.add_argument("name")
    add.set_defaults(run=lambda asked: run_section_add(open_house(read_settings()), asked))
    unit = commands.add_parser("unit", help=_("单位")).add_subparsers(required=True)
    add = unit.add_parser("add")
    add.add_argument("code")
    add.add_argument("name")
    add.add_argument("--section", required=True, metavar="CODE")
    add.add_argument("--supervised-by", metavar="CODE")
    add.add_argument("--region", default="")
    add.set_defaults(run=lambda asked: run_unit_add(open_house(read_settings()), asked))
    cycle = commands.add_parser("cycle", help=_("年度任务")).add_subparsers(required=True)
    add = cycle.add_parser("add")
    add.add_argument("name")
    add.add_argument("--year", type=int, required=True)
    add.add_argument("--scheme", required=True, metavar="NAME@VERSION")
    add.add_argument("--opens", type=read_day, required=True)
    add.add_argument("--closes", type=read_day, required=True)
    add.add_argument("--section", metavar="CODE")
    add.set_defaults(run=lambda asked: run_cycle_add(open_house(read_settings()), asked))


def _add_user_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    user = commands.add_parser("user", help=_("人员")).add_subparsers(required=True)
    add = user.add_parser("add")
    add.add_argument("login")
    add.add_argument("--name", required=True)
    add.add_argument("--role", action="append", required=True, choices=[str(one) for one in Role])
    add.add_argument("--unit", metavar="CODE")
    add.add_argument("--section", metavar="CODE")
    add.set_defaults(run=lambda asked: run_user_add(open_house(read_settings()), asked))
    reset = user.add_parser("reset")
    reset.add_argument("login")
    reset.set_defaults(run=lambda asked: run_user_reset(open_house(read_settings()), asked))
    disable = user.add_parser("disable")
    disable.add_argument("login")
    disable.set_defaults(run=lambda asked: run_user_disable(open_house(read_settings()), asked))


def run_upgrade(_asked: Namespace) -> int:
    """Bring the database to the newest migration with the owner's rights."""
    upgrade_database(read_settings().migration_url)
    say(_("数据库已是最新"))
    return 0
