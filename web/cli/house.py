"""Opens the database for a command, and refuses one that lost a guard."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from flask import g
from flask_babel import gettext as _
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from models.database import Database, make_engine
from models.integrity import find_losses
from models.queries.trail_version import find_trail_version
from web.cli.listing import list_anew
from web.cli.terminal import Trouble
from web.door import House
from web.settings import Settings
from workflow.audit import spell_version
from workflow.table import EDGES

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def open_house(settings: Settings) -> House:
    """Return the checked house of a command. Raises Trouble naming every lost guard."""
    home = open_unchecked(settings)
    if losses := list_losses(home):
        raise Trouble(
            _(
                "数据库缺少保护，拒绝使用：%(losses)s；如果只是版本较旧，请运行 hengjian upgrade",
                losses="; ".join(losses),
            )
        )
    see_to_the_hash(home)
    return home


def see_to_the_hash(home: House) -> None:
    """Raise Trouble where the trail was begun with another hash than the one that is set."""
    with home.database.reading() as session:
        begun = find_trail_version(session)
    if begun is not None and begun != spell_version(home.settings.hash_name):
        raise Trouble(
            _(
                "审计记录一开始用的是 %(begun)s，HENGJIAN_HASH 设为 %(name)s；两者必须相同",
                begun=begun,
                name=home.settings.hash_name,
            )
        )


def open_unchecked(settings: Settings) -> House:
    """Return the house of a command whatever guards it lost: for looking, not for working."""
    engine = open_engine(settings.database_url)
    home = House(settings=settings, database=Database(engine, hash_name=settings.hash_name))
    if settings.database_url.startswith("sqlite") and not _sqlite_path(settings).exists():
        raise Trouble(_("还没有数据库；请先运行 hengjian upgrade"))
    return home


def list_losses(home: House) -> list[str]:
    """Name every guard the database lost. Raises Trouble when it cannot be reached."""
    edges = {(str(edge.action), str(edge.source), str(edge.target)) for edge in EDGES}
    try:
        with home.database.engine.connect() as connection:
            return find_losses(connection, edges)
    except DBAPIError as error:
        raise Trouble(_("数据库无法打开：%(why)s", why=first_line(error))) from None


def open_engine(url: str) -> Engine:
    """Return the engine of an address; it lasts as long as the command. Raises Trouble when it is
    no address we serve.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = make_engine(url)
    except (ArgumentError, ValueError) as error:
        raise Trouble(_("HENGJIAN_DATABASE_URL 不能使用：%(why)s", why=error)) from None
    g.setdefault("engines", []).append(engine)
    return engine


def close_engines(_error: BaseException | None) -> None:
    """Close every engine that the command has opened, however it ended."""
    for engine in g.get("engines", ()):
        engine.dispose()


def _sqlite_path(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def first_line(error: DBAPIError) -> str:
    """Return the first line of what the driver said; never the statement or its values."""
    return str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__


def upgrade_database(url: str) -> None:
    """Bring a database to the newest migration, and list what was begun before there were lists to
    search. Raises Trouble when it cannot be reached.
    """
    engine = open_engine(url)
    config = Config()
    # Alembic reads its options with interpolation, so a % in the path has to be doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        list_anew(Database(engine), only_unlisted=True)
    except DBAPIError as error:
        raise Trouble(_("数据库无法打开：%(why)s", why=first_line(error))) from None
    finally:
        # The demonstration moves its file as soon as it is loaded.
        engine.dispose()
