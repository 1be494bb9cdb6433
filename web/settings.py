"""Configuration by environment, read once at start."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.vocabulary import HashName
from web.channels import MailServer, Webhook, read_mail_server, read_webhook
from web.environ import SettingsProblem, read_flag, read_number

VAR = Path("var")
USUAL_ADDRESS = "http://127.0.0.1:8000"
"""Where links lead to while nobody has said where the site is reached."""
SHORTEST_KEY = 32
MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
_HOST = re.compile(r"\.?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::[0-9]{1,5})?")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may set. Sizes in bytes."""

    database_url: str
    migration_url: str
    files: Path
    ledger: Path
    ledger_key: Path
    secret_key: str
    allow_http: bool
    public_url: str
    trusted_hosts: tuple[str, ...]
    proxies: int
    time_zone: ZoneInfo
    max_file_size: int
    separate_publisher: bool
    idle_limit: timedelta
    session_limit: timedelta
    requests_per_minute: int
    hash_name: HashName
    mail: MailServer | None
    webhook: Webhook | None
    digest_hour: int


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read every HENGJIAN_ variable; raises SettingsProblem naming the one that is wrong."""
    database_url = environ.get("HENGJIAN_DATABASE_URL") or f"sqlite:///{VAR / 'hengjian.db'}"
    return Settings(
        database_url=database_url,
        migration_url=environ.get("HENGJIAN_MIGRATION_URL") or database_url,
        files=Path(environ.get("HENGJIAN_FILES") or VAR / "files"),
        ledger=Path(environ.get("HENGJIAN_LEDGER") or VAR / "ledger"),
        ledger_key=Path(environ.get("HENGJIAN_LEDGER_KEY") or VAR / "ledger.key"),
        secret_key=_read_secret_key(environ),
        allow_http=read_flag(environ, "HENGJIAN_ALLOW_HTTP"),
        public_url=_read_address(environ),
        trusted_hosts=_read_hosts(environ),
        proxies=read_number(environ, "HENGJIAN_PROXIES", default=0, largest=5),
        time_zone=_read_zone(environ),
        max_file_size=read_number(environ, "HENGJIAN_MAX_FILE_MB", default=20, largest=1000)
        * 1024
        * 1024,
        separate_publisher=read_flag(environ, "HENGJIAN_SEPARATE_PUBLISHER"),
        idle_limit=timedelta(
            minutes=read_number(environ, "HENGJIAN_IDLE_MINUTES", default=30, largest=1440)
        ),
        session_limit=timedelta(
            hours=read_number(environ, "HENGJIAN_SESSION_HOURS", default=8, largest=72)
        ),
        requests_per_minute=read_number(
            environ, "HENGJIAN_REQUESTS_PER_MINUTE", default=1200, largest=1_000_000
        ),
        hash_name=_read_hash(environ),
        mail=read_mail_server(environ),
        webhook=read_webhook(environ),
        digest_hour=read_number(environ, "HENGJIAN_DIGEST_HOUR", default=8, largest=23),
    )


def _read_hash(environ: Mapping[str, str]) -> HashName:
    name = environ.get("HENGJIAN_HASH") or HashName.SHA256
    if name not in tuple(HashName):
        message = f"HENGJIAN_HASH is {name!r}; it must be {' or '.join(HashName)}"
        raise SettingsProblem(message)
    return HashName(name)


def _read_zone(environ: Mapping[str, str]) -> ZoneInfo:
    name = environ.get("HENGJIAN_TIME_ZONE") or "Asia/Shanghai"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"HENGJIAN_TIME_ZONE is {name!r}; it must be a zone such as Asia/Shanghai"
        raise SettingsProblem(message) from None


def _read_address(environ: Mapping[str, str]) -> str:
    address = (environ.get("HENGJIAN_PUBLIC_URL") or USUAL_ADDRESS).rstrip("/")
    if not address.startswith(("http://", "https://")):
        message = f"HENGJIAN_PUBLIC_URL is {address!r}; it must begin with https:// or http://"
        raise SettingsProblem(message)
    return address


def _read_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(environ.get("HENGJIAN_HOSTS", "").replace(",", " ").split())
    for host in hosts:
        if not _is_host(host):
            message = (
                f"HENGJIAN_HOSTS has {host!r}; it must be names of hosts such as"
                " hengjian.example.cn, parted by commas"
            )
            raise SettingsProblem(message)
    return hosts


def _is_host(name: str) -> bool:
    dot, rest = ("." if name.startswith(".") else ""), name.removeprefix(".")
    try:
        spelled = dot + rest.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return _HOST.fullmatch(spelled.lower()) is not None


def _read_secret_key(environ: Mapping[str, str]) -> str:
    given = environ.get("HENGJIAN_SECRET_KEY")
    path = VAR / "secret.key"
    key, held = (given, "HENGJIAN_SECRET_KEY") if given else (_keep_secret_key(path), str(path))
    if len(key) < SHORTEST_KEY:
        message = (
            f"{held} is too short to sign cookies with: it holds {len(key)} characters, and must"
            f" hold {SHORTEST_KEY} or more; {MAKE_KEY} makes one"
        )
        raise SettingsProblem(message)
    return key


def _keep_secret_key(path: Path) -> str:
    """Return the key that signs cookies, made once and readable by its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
