"""From where somebody asks, and how much one place may ask.

Signing in is counted in the database, for all servers together. The number of requests of an
address is counted in this process alone: it protects this process.
"""

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from datetime import timedelta
from threading import Lock

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug import Response
from werkzeug.exceptions import TooManyRequests

from web.door import house, now

KNOWN = "hengjian_known"
"""The cookie of a browser that somebody signed in with before."""
BROWSER = "browser:"
"""Begins the place of a browser that counts for itself."""
KNOWN_FOR = timedelta(days=180)
_V6_NETWORK = 64
_MINUTE = 60
_MOST_ADDRESSES = 20_000


def name_address() -> str:
    """Return the address that asks, of IPv6 its network: one household has 2^64 of them."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    if isinstance(address, ipaddress.IPv6Address) and mapped is None:
        return str(ipaddress.ip_network((address, _V6_NETWORK), strict=False).network_address)
    return str(mapped or address)


def name_place(login_hash: str) -> str:
    """Return what attempts with this name are counted by: a browser that signed in with it before
    counts for itself, so that nobody else can use up its attempts; else the address.
    """
    cookie = request.cookies.get(KNOWN, "")
    try:
        known = _serializer().loads(cookie, max_age=int(KNOWN_FOR.total_seconds()))
    except BadSignature:
        return name_address()
    if known[:1] != [login_hash]:
        return name_address()
    return f"{BROWSER}{hashlib.sha256(cookie.encode()).hexdigest()[:32]}"


def remember_browser(response: Response, *, login_hash: str) -> None:
    """Let this browser be known by the name that was just signed in with."""
    response.set_cookie(
        KNOWN,
        _serializer().dumps([login_hash, secrets.token_urlsafe(16)]),
        max_age=KNOWN_FOR,
        path="/sign-in",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known browser")


class RequestCounter:
    """Requests by address in the running minute; the addresses heard of last are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def count(self, address: str, *, minute: int) -> int:
        """Count one more request of an address, and return how many there were this minute."""
        with self._lock:
            began, number = self._counts.pop(address, (minute, 0))
            number = number + 1 if began == minute else 1
            self._counts[address] = (minute, number)
            if len(self._counts) > _MOST_ADDRESSES:
                self._counts.popitem(last=False)
            return number


def limit_requests(app: Flask) -> None:
    """Answer 429 to an address that asks more often than the site allows; what runs beside the
    server, a proxy or a check of its health, is not counted.
    """
    counter = RequestCounter()

    def count_request() -> None:
        most = house().settings.requests_per_minute
        address = name_address()
        if not most or request.endpoint == "static" or _is_loopback(address):
            return
        seconds = now().timestamp()
        if counter.count(address, minute=int(seconds // _MINUTE)) > most:
            raise TooManyRequests(retry_after=int(_MINUTE - seconds % _MINUTE) or 1)

    app.before_request(count_request)


def _is_loopback(address: str) -> bool:
    return address != "unknown" and ipaddress.ip_address(address).is_loopback
