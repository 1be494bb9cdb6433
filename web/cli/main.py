"""Reads the command line and runs one command in the language of the terminal."""

import logging
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from web.app import name_terminal_locale
from web.cli.checking import add_check_command
from web.cli.cycles import add_cycle_commands, add_scheme_commands
from web.cli.delegations import add_delegation_commands
from web.cli.files import run_import
from web.cli.house import close_engines, first_line, list_losses, open_unchecked, upgrade_database
from web.cli.listing import run_reindex
from web.cli.notifying import add_notify_command
from web.cli.offices import add_office_commands
from web.cli.parsing import Group, add_command, add_unchecked_command, read_count, read_port
from web.cli.people import add_user_commands
from web.cli.sealing import add_seal_commands
from web.cli.serving import serve
from web.cli.terminal import Trouble, complain, describe_refusal, end_quietly, say
from web.cli.tokens import add_token_commands
from web.cli.verifying import run_verify
from web.cli.witnessed import add_witnessed_command
from web.cli.witnessing import add_witness_command
from web.demo.main import run_demo
from web.environ import SettingsProblem
from web.logs import set_up_logs
from web.settings import read_settings
from workflow.refusals import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; answers its exit code: 0 done, 1 refused or failed, 2 asked wrongly,
    141 where nobody reads the answers any more.
    """
    set_up_logs(logging.WARNING)
    # Databases, documents and keys are their owner's alone, whatever the terminal is set to.
    os.umask(0o077)
    terminal = Flask("web")
    terminal.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(terminal, locale_selector=name_terminal_locale)
    terminal.teardown_appcontext(close_engines)
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
        except BrokenPipeError:
            return end_quietly()
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
    add_office_commands(commands)
    add_user_commands(commands)
    add_cycle_commands(commands)
    add_scheme_commands(commands)
    add_token_commands(commands)
    add_delegation_commands(commands)
    add_check_command(commands)
    add_seal_commands(commands)
    add_notify_command(commands)
    add_witness_command(commands)
    add_witnessed_command(commands)
    demo = add_unchecked_command(
        commands, "demo", told=_("装载五个真实案例并启动演示"), example="demo --port 8080"
    )
    demo.add_argument("--port", type=read_port, default=8000, help=_("端口（%(default)s）"))
    demo.add_argument("--no-serve", action="store_true", help=_("只装载，不启动"))
    demo.add_argument("--reset", action="store_true", help=_("删除演示数据库并重新装载"))
    demo.set_defaults(run=run_demo)
    return parser


def _add_database_commands(commands: Group) -> None:
    upgrade = add_unchecked_command(
        commands, "upgrade", told=_("创建或升级数据库"), example="upgrade"
    )
    upgrade.set_defaults(run=run_upgrade)
    verify = add_unchecked_command(
        commands, "verify", told=_("核验全部审计记录和附件"), example="verify --all"
    )
    verify.add_argument("--all", action="store_true", help=_("列出每一处，而不只是第一处"))
    verify.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help=_("另行保管的检查点，账本须与它一致"),
    )
    verify.add_argument(
        "--processes", type=read_count, metavar="N", help=_("进程数（缺省按处理器核数）")
    )
    verify.set_defaults(run=lambda asked: run_verify(open_unchecked(read_settings()), asked))
    add_command(
        commands,
        "reindex",
        run_reindex,
        told=_("重新生成列表和检索所用的信息"),
        example="reindex",
    )
    importing = add_command(
        commands,
        "import",
        run_import,
        told=_("导入填好的表（案例格式）"),
        example="import 2026/*.json --as zhang",
    )
    importing.add_argument("file", nargs="+", type=Path, help=_("JSON 文件，一个文件一项评价"))
    importing.add_argument(
        "--as", dest="login", required=True, metavar="LOGIN", help=_("以谁的身份填报")
    )
    serving = add_command(
        commands,
        "serve",
        lambda home, asked: serve(home, host=asked.host, port=asked.port),
        told=_("启动服务"),
        example="serve --host 0.0.0.0 --port 8000",
    )
    serving.add_argument("--host", default="127.0.0.1", help=_("监听的地址（%(default)s）"))
    serving.add_argument("--port", type=read_port, default=8000, help=_("端口（%(default)s）"))


def run_upgrade(_asked: Namespace) -> int:
    """Bring the database to the newest migration with the owner's rights; answers 1 where it still
    lacks a guard then, which no migration brings back.
    """
    settings = read_settings()
    upgrade_database(settings.migration_url)
    home = open_unchecked(replace(settings, database_url=settings.migration_url))
    if losses := list_losses(home):
        raise Trouble(
            _(
                "数据库的版本是最新，但缺少保护，拒绝使用：%(first)s（共 %(count)s 处）；"
                "请从备份恢复，或运行 hengjian verify --all 查看",
                first=losses[0],
                count=len(losses),
            )
        )
    say(_("数据库已是最新"))
    return 0
