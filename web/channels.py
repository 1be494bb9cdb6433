"""The ways out of the house that an operator may open: mail and a webhook. Both are closed at
first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from web.environ import SettingsProblem, read_number

HIGHEST_PORT = 65535
SHORTEST_SECRET = 16


class Security(StrEnum):
    """How the way to the mail server is guarded."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mails are handed in, and in whose name. Without a user nobody signs in there."""

    host: str
    port: int
    security: Security
    sender: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where events are posted to, and the secret that signs them."""

    url: str
    secret: str = field(repr=False)


def read_mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """Return the mail server of HENGJIAN_SMTP_HOST and its neighbours; None where none is set.

    Raises SettingsProblem naming the variable that is wrong.
    """
    host = environ.get("HENGJIAN_SMTP_HOST", "").strip()
    if not host:
        return None
    sender = environ.get("HENGJIAN_SMTP_FROM", "").strip()
    if sender.count("@") != 1 or not sender.isprintable() or " " in sender:
        message = f"HENGJIAN_SMTP_FROM is {sender!r}; it must be an address such as name@example.cn"
        raise SettingsProblem(message)
    security = environ.get("HENGJIAN_SMTP_SECURITY", "").strip() or Security.STARTTLS
    if security not in set(Security):
        words = ", ".join(Security)
        message = f"HENGJIAN_SMTP_SECURITY is {security!r}; it must be one of {words}"
        raise SettingsProblem(message)
    guarded = Security(security)
    return MailServer(
        host=host,
        port=read_number(
            environ, "HENGJIAN_SMTP_PORT", default=PORTS[guarded], largest=HIGHEST_PORT
        ),
        security=guarded,
        sender=sender,
        user=environ.get("HENGJIAN_SMTP_USER", "").strip(),
        password=environ.get("HENGJIAN_SMTP_PASSWORD", ""),
    )


def read_webhook(environ: Mapping[str, str]) -> Webhook | None:
    """Return the webhook of HENGJIAN_WEBHOOK_URL; None where none is set.

    Raises SettingsProblem naming the variable that is wrong.
    """
    url = environ.get("HENGJIAN_WEBHOOK_URL", "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isprintable():
        message = f"HENGJIAN_WEBHOOK_URL is {url!r}; it must begin with https:// or http://"
        raise SettingsProblem(message)
    secret = environ.get("HENGJIAN_WEBHOOK_SECRET", "")
    if len(secret) < SHORTEST_SECRET:
        message = (
            f"HENGJIAN_WEBHOOK_SECRET holds {len(secret)} characters; it must hold"
            f" {SHORTEST_SECRET} or more, for it signs what is posted"
        )
        raise SettingsProblem(message)
    return Webhook(url=url, secret=secret)
