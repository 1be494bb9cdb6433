"""Whether the server keeps what was committed: a benchmark on one that forgets means nothing."""

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

WANTED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class NotDurableError(Exception):
    """The server may lose what was committed; the message says by which settings."""


def read_settings(url: str) -> dict[str, str]:
    """Ask the server for its version and for what makes it durable.

    Raises:
        NotDurableError: one of the settings is not as an office would have it.
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        settings = {
            name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
            for name in ("server_version", *WANTED)
        }
    wrong = [f"{name} = {settings[name]}" for name in WANTED if settings[name] != WANTED[name]]
    if wrong:
        raise NotDurableError(", ".join(wrong))
    return settings
