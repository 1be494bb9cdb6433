"""hengjian serve: the application behind waitress."""

import logging
from contextlib import nullcontext

from flask_babel import gettext as _
from waitress.server import create_server

from models.integrity import owns_the_tables
from models.queries.seals import find_last_seal
from web.app import create_app
from web.cli.terminal import Trouble, say
from web.door import House
from web.files import Store
from web.logs import set_up_logs
from web.sealer import sealing_inside

THREADS = 8
CONNECTIONS = 2000
"""Slow clients hold a connection, not a thread; waitress' default of 100 shut everybody out."""


def list_warnings(home: House, *, host: str) -> list[str]:
    """Return what an operator should know before the first visitor does."""
    warnings = []
    with home.database.engine.connect() as connection:
        owner = owns_the_tables(connection)
    if owner:
        warnings.append(
            _("注意：正以数据库所有者的身份运行；请改用属于 hengjian_application 的账号")
        )
    if not seals_inside(home):
        with home.database.reading() as session:
            if find_last_seal(session) is None:
                warnings.append(
                    _("注意：还没有封印，公开页面要等封印后才出现；请运行 hengjian seal --every 60")
                )
    plain = home.settings.allow_http or home.settings.proxies
    if host not in {"127.0.0.1", "::1", "localhost"} and not plain:
        warnings.append(
            _("注意：本机以外的明文 HTTP 会被拒绝；请在前面加 HTTPS 代理并设置 HENGJIAN_PROXIES=1")
        )
    return warnings


def seals_inside(home: House) -> bool:
    """Whether the server seals by itself: with SQLite, whose owner and readers are one account;
    elsewhere another process does, with rights of its own.
    """
    return home.database.engine.dialect.name == "sqlite"


def _refuse_address(host: str, port: int, *, why: str) -> Trouble:
    return Trouble(_("%(host)s:%(port)s 无法使用：%(why)s", host=host, port=port, why=why))


def _try_store(home: House) -> None:
    folder = home.settings.files
    try:
        Store(folder, limit=home.settings.max_file_size).try_out()
    except OSError as error:
        raise Trouble(
            _("HENGJIAN_FILES 不能使用：%(path)s：%(why)s", path=folder, why=error.strerror)
        ) from None


def serve(home: House, *, host: str, port: int) -> int:
    """Serve until interrupted. Raises Trouble when the address cannot be had, or no document could
    be kept.
    """
    _try_store(home)
    set_up_logs()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(settings=home.settings, database=home.database)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            ident=None,
            max_request_header_size=32 * 1024,
            # Who stands in front is said by HENGJIAN_PROXIES; the application reads the rest.
            clear_untrusted_proxy_headers=home.settings.proxies == 0,
            # The application refuses what is too large with a page of its own; this is the end of
            # patience for what a client sends all the same.
            max_request_body_size=4 * app.config["MAX_CONTENT_LENGTH"],
        )
    except OSError as error:
        raise _refuse_address(host, port, why=error.strerror or str(error)) from None
    except ValueError:
        # All that waitress says of a host it cannot look up.
        raise _refuse_address(host, port, why=_("没有这个地址或主机名")) from None
    for warning in list_warnings(home, host=host):
        say(warning)
    say(_("衡鉴已启动：%(address)s （Ctrl+C 停止）", address=f"http://{host}:{port}/"))
    try:
        with sealing_inside(home) if seals_inside(home) else nullcontext():
            server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        home.database.dispose()
    return 0
