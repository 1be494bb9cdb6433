"""Answers for whoever is not signed in, or no longer: nothing that he typed is lost."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from web.carried import Carried, read_carried, take_along
from web.errors import render_error
from web.texts import describe_text
from web.typed import Unsaved, list_unsaved


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer 401 with the sign-in page, which leads back to where the person wanted to go. A
    form that was sent after the end of a sign-in leads back to its page, and what was typed into
    it is shown.
    """
    wanted = request.full_path.rstrip("?") if request.method == "GET" else request.referrer or ""
    parts = urlsplit(wanted)
    target = safe_next(parts.path + (f"?{parts.query}" if parts.query else ""))
    if request.method != "POST":
        return render_sign_in("sign_in_needed", back=target), 401
    unsaved, carried = list_unsaved(), take_along()
    message = "sign_in_lost_with_text" if unsaved.fields else "sign_in_lost"
    if unsaved.fields and carried:
        message = "sign_in_lost_carried"
    return render_sign_in(message, back=target, unsaved=unsaved, carried=carried), 401


def render_sign_in(
    message: str | None = None,
    *,
    back: str = "",
    login: str = "",
    unsaved: Unsaved | None = None,
    carried: Carried | None = None,
) -> str:
    """Return the sign-in page, with what was typed before: to be read, and to be carried."""
    return render_template(
        "sign_in.html",
        next=back,
        login=login,
        message=describe_text(message) if message else None,
        unsaved=unsaved,
        carried=carried,
    )


def answer_csrf(error: CSRFError) -> ResponseReturnValue:  # noqa: ARG001 -- the handler's signature
    """A form without its token: sent by another site, or after the end of the sign-in. What was
    typed is shown; where it surely was typed here, it goes on with the next sign-in, or with one
    more press of a button.
    """
    unsaved = list_unsaved()
    carried = (take_along() or read_carried()) if _comes_from_here() else None
    if carried and not current_user.is_authenticated:
        page = render_sign_in(
            "sign_in_lost_carried", back=carried.address, unsaved=unsaved, carried=carried
        )
        return page, HTTPStatus.FORBIDDEN
    return render_error(
        HTTPStatus.FORBIDDEN, code="form_has_expired", unsaved=unsaved, carried=carried
    )


def _comes_from_here() -> bool:
    """Say whether the browser says that a page of this site sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else request.origin == request.host_url.rstrip("/")


def safe_next(target: str | None) -> str:
    """Return a path of this site; everything else becomes the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return url_for("inbox.show")
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.isprintable() or " " in target:
        return url_for("inbox.show")
    return target
