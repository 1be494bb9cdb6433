"""What every answer carries, and what is not answered at all."""

import ipaddress
from http import HTTPStatus
from uuid import uuid4

import structlog
from flask import Flask, Response, abort, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed, SecurityError

from web.api.problems import is_asked_by_script, render_problem
from web.clock import watch_clock
from web.door import house
from web.throttle import limit_requests

csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OTHER_SITES = frozenset({"cross-site", "same-site"})
"""What browsers say in Sec-Fetch-Site of a request that another site brought about."""
ALLOWED_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class UpgradeRequired(HTTPException):
    """Plain HTTP where only TLS is spoken; Werkzeug has no class for 426."""

    code = 426


def secure(app: Flask) -> None:
    """Hang guards before every request and headers after it."""
    app.before_request(begin_log)
    app.before_request(refuse_unsafe_requests)
    limit_requests(app)
    watch_clock(app)
    # Reads the form, so it comes after all that can be refused unread.
    csrf.init_app(app)
    app.after_request(add_headers)


def begin_log() -> None:
    """Give the request an id of its own, whatever the client claims, and bind it to the log."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=uuid4().hex)


def refuse_unsafe_requests() -> Response | None:
    """Refuse hosts that are not ours or cannot be any, methods nobody needs, writes from other
    sites, and plain HTTP beyond loopback.

    A foreign host gets no page: its links would lead back to that host. Plain HTTP is answered
    with an error that names the setting, never with a redirect, which would loop behind a proxy
    that does not say it speaks TLS.
    """
    if isinstance(request.routing_exception, BadHost | SecurityError):
        if is_asked_by_script():
            return render_problem(HTTPStatus.BAD_REQUEST)
        return Response("400 Bad Request: unknown host\n", status=400, content_type="text/plain")
    if request.method not in ALLOWED_METHODS:
        known = request.routing_exception
        if isinstance(known, MethodNotAllowed):
            raise known
        raise MethodNotAllowed(valid_methods=ALLOWED_METHODS)
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") in OTHER_SITES:
        abort(403)
    if not request.is_secure and not house().settings.allow_http and not _comes_from_here():
        _refuse_plain_http()
    return None


def _refuse_plain_http() -> None:
    # The page that says so is nothing without its style sheet, which holds no secret.
    if request.endpoint != "static":
        raise UpgradeRequired


def _comes_from_here() -> bool:
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def add_headers(response: Response) -> Response:
    """Put the security headers on every answer, errors included; private pages are not kept."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars().get("request_id", "")
    return response
