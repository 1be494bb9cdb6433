"""hengjian demo: loads the five cases once, then serves them."""

import os
import shutil
from argparse import Namespace
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from models.database import Database
from models.queries.administration import made_by_demo
from web.cli.house import open_engine, open_house, open_unchecked, upgrade_database
from web.cli.serving import serve
from web.cli.terminal import Trouble, say
from web.demo.people import Account, set_up_offices
from web.demo.walk import walk_all
from web.door import House, now
from web.sealer import ALARMS, prepare_key, seal_now
from web.settings import VAR, Settings, read_settings

DATABASE = VAR / "hengjian.db"
ACCOUNTS = VAR / "demo-accounts.txt"
FILES = VAR / "files"
LEDGER = VAR / "ledger"
BEGAN_DAYS_AGO = 30
HOST = "127.0.0.1"


def run_demo(asked: Namespace) -> int:
    """Load the demonstration where there is none, say who may sign in, and serve."""
    if os.environ.get("HENGJIAN_DATABASE_URL"):
        raise Trouble(_("演示使用自己的数据库；请先取消 HENGJIAN_DATABASE_URL"))
    settings = read_settings()
    if not os.environ.get("HENGJIAN_PUBLIC_URL"):
        # What pages tell people to type works on this very machine.
        settings = replace(settings, public_url=f"http://{HOST}:{asked.port}")
    if DATABASE.exists():
        _refuse_foreign(settings, whole=not asked.reset)
        if asked.reset:
            _delete()
    if not DATABASE.exists():
        _load(settings)
    home = open_house(settings)
    _seal(home)
    _say_accounts()
    if asked.no_serve:
        home.database.dispose()
        return 0
    return serve(home, host=HOST, port=asked.port)


def _seal(home: House) -> None:
    """Seal what was loaded, so that its public pages are there; an alarm is in the log."""
    prepare_key(home)
    with suppress(*ALARMS):
        seal_now(home)


def _refuse_foreign(settings: Settings, *, whole: bool) -> None:
    """Raise Trouble where the demonstration did not make the database, or a whole one is needed
    and it lost a guard, as one of another release did.
    """
    home = open_house(settings) if whole else open_unchecked(settings)
    try:
        with home.database.reading() as session:
            ours = made_by_demo(session)
    except DBAPIError:
        ours = False  # it has no administration record, or is no database
    home.database.dispose()
    if not ours:
        raise Trouble(
            _("%(path)s 不是演示数据库，不会使用也不会删除；请用 hengjian serve", path=DATABASE)
        )


def _delete() -> None:
    for suffix in ("", "-wal", "-shm"):
        DATABASE.with_name(DATABASE.name + suffix).unlink(missing_ok=True)
    ACCOUNTS.unlink(missing_ok=True)
    shutil.rmtree(FILES, ignore_errors=True)
    # What was sealed of the old demonstration is no part of the new one.
    shutil.rmtree(LEDGER, ignore_errors=True)


def _load(settings: Settings) -> None:
    """Load into a file beside it and move it in place when it is whole."""
    VAR.mkdir(parents=True, exist_ok=True)
    unfinished = DATABASE.with_suffix(".loading")
    for suffix in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    url = f"sqlite:///{unfinished}"
    upgrade_database(url)
    home = House(
        settings=settings, database=Database(open_engine(url), hash_name=settings.hash_name)
    )
    at = now()
    with home.database.writing() as session:
        accounts = set_up_offices(
            session, at=at - timedelta(days=BEGAN_DAYS_AGO), zone=settings.time_zone
        )
    walk_all(home, accounts=accounts, at=at)
    _empty_journal(home)
    _write_accounts(accounts)
    unfinished.replace(DATABASE)


def _empty_journal(home: House) -> None:
    with home.database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    home.database.dispose()


def _write_accounts(accounts: dict[str, Account]) -> None:
    """Write the accounts for their owner alone; the file is new, so no reader has it open."""
    ACCOUNTS.unlink(missing_ok=True)
    descriptor = os.open(ACCOUNTS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        for account in accounts.values():
            file.write(
                f"{account.login:24} {account.password}   {account.name}（{account.office}）\n"
            )


def _say_accounts() -> None:
    say(_("演示账号（保存在 %(path)s）：", path=ACCOUNTS))
    try:
        say(ACCOUNTS.read_text(encoding="utf-8").rstrip())
    except FileNotFoundError:
        say(_("账号文件已不存在；请用 hengjian user reset 重设，或加 --reset 重新装载"))
