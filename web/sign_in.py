"""Sign-in: Flask-Login over sessions in the database.

The browser holds a signed cookie with a random token; only its row in `login_session` makes it
worth something. So signing out, disabling a person and changing a role count from the next
request on, on every server.
"""

import structlog
from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, generate_csrf

from models.queries.people import (
    Person,
    find_link,
    find_person_by_login,
    find_signed_in,
)
from policies.facts import Actor
from policies.throttling import WINDOW, must_wait
from web.carried import keep_carried, read_carried
from web.door import database, house, now
from web.expired import answer_csrf, ask_to_sign_in, render_sign_in, safe_next
from web.passwords import find_password_fault, hash_password, verify_password
from web.texts import describe_reason, describe_text
from web.throttle import BROWSER, name_place, remember_browser
from web.typed import bound_unsaved, list_typed
from workflow.attempts import hash_login, record_attempt, record_success
from workflow.load import as_actor
from workflow.people import begin_session, end_session, hash_token, set_password
from workflow.refusals import Refused

log = structlog.get_logger()
blueprint = Blueprint("sign_in", __name__)
manager = LoginManager()

SEEN_EVERY = 60
"""Seconds after which the cookie's last-seen time is written again."""


class SignedIn:
    """The person behind a request, as Flask-Login wants him."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, *, token: str, person: Person) -> None:
        self.token = token
        self.person = person
        self.actor = as_actor(person)

    def get_id(self) -> str:
        """Return what the cookie keeps: the token, never the person's id."""
        return self.token


def current_actor() -> Actor | None:
    """Return who is signed in, or None."""
    signed_in = current_sign_in()
    return None if signed_in is None else signed_in.actor


def current_sign_in() -> SignedIn | None:
    """Return the sign-in behind this request, or None."""
    user = current_user._get_current_object()  # noqa: SLF001 -- the proxy itself has no type
    return user if isinstance(user, SignedIn) else None


def set_up_sign_in(app: Flask) -> None:
    """Hang Flask-Login into the application."""
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None
    manager.unauthorized_handler(ask_to_sign_in)
    app.register_blueprint(blueprint)
    app.register_error_handler(CSRFError, answer_csrf)


@manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def load_signed_in(token: str) -> SignedIn | None:
    """Look the token up; an idle cookie is as good as none."""
    at = now()
    seen = session.get("seen")
    if (
        not isinstance(seen, int)
        or at.timestamp() - seen > house().settings.idle_limit.total_seconds()
    ):
        return None
    with database().reading() as reading:
        person = find_signed_in(reading, token_hash=hash_token(token), at=at)
    if person is None:
        return None
    if at.timestamp() - seen > SEEN_EVERY:
        session["seen"] = int(at.timestamp())
    structlog.contextvars.bind_contextvars(actor=str(person.id))
    g.deputises, g.supervises = person.deputises, person.supervises
    return SignedIn(token=token, person=person)


@blueprint.get("/sign-in")
def show() -> ResponseReturnValue:
    """The sign-in page."""
    if current_actor() is not None:
        return redirect(safe_next(request.args.get("next")))
    return render_sign_in(back=request.args.get("next", ""))


@blueprint.get("/sign-in/state")
def tell() -> ResponseReturnValue:
    """Say who is signed in and the token that his forms have to bear: for a page that stood open
    while a sign-in ended and another began.
    """
    actor = current_actor()
    return {"person": str(actor.id) if actor else None, "csrf_token": generate_csrf()}


@blueprint.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Check name and password; unknown people, wrong passwords and disabled accounts answer
    alike, in words and in time.
    """
    login = request.form.get("login", "").strip()[:64]
    login_hash = hash_login(login)
    place = name_place(login_hash)
    with database().writing() as writing:
        attempt_id, failures = record_attempt(
            writing,
            login_hash=login_hash,
            address=place,
            known=place.startswith(BROWSER),
            at=now(),
        )
    if must_wait(failures):
        return _put_off(login)
    with database().reading() as reading:
        person = find_person_by_login(reading, login) if login.isprintable() else None
    fits = verify_password(
        password=request.form.get("password", "")[:1000],
        password_hash=person.password_hash if person else None,
    )
    if person is None or not fits or not person.active:
        log.info("sign-in", outcome="refused")
        return _ask_again("sign_in_failed", login=login), 401
    _start(person)
    with database().writing() as writing:
        record_success(
            writing, attempt_id=attempt_id, login_hash=login_hash, address=place, at=now()
        )
    carried = read_carried()
    kept = carried is not None and keep_carried(carried, actor=as_actor(person))
    target = carried.address if carried and kept else safe_next(request.form.get("next"))
    response = redirect(target)
    remember_browser(response, login_hash=login_hash)
    return response


def _put_off(login: str) -> ResponseReturnValue:
    """Answer a place that has tried too often, whether the password fits or not."""
    log.warning("sign-in", outcome="put off")
    page = _ask_again("sign_in_put_off", login=login)
    return page, 429, {"Retry-After": str(int(WINDOW.total_seconds()))}


def _ask_again(message: str, *, login: str) -> str:
    """Return the sign-in page with all that it held but the password."""
    carried = read_carried()
    return render_sign_in(
        message,
        back=request.form.get("next", ""),
        login=login,
        unsaved=bound_unsaved(list_typed(carried.fields)) if carried else None,
        carried=carried,
    )


def _start(person: Person) -> None:
    at = now()
    with database().writing() as writing:
        token = begin_session(
            writing, user_id=person.id, at=at, lifetime=house().settings.session_limit
        )
    # Nothing of an earlier session survives a sign-in, so a planted cookie is worth nothing.
    session.clear()
    session["seen"] = int(at.timestamp())
    login_user(SignedIn(token=token, person=person))
    log.info("sign-in", outcome="done", actor=str(person.id))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session in the database, then in the cookie."""
    signed_in = current_sign_in()
    if signed_in is not None:
        with database().writing() as writing:
            end_session(writing, token=signed_in.token, at=now())
    logout_user()
    session.clear()
    response = redirect(url_for("public.list_published"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/link/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """The page behind a single-use link: choose a password."""
    with database().reading() as reading:
        person = find_link(reading, token_hash=hash_token(token), at=now())
    return _render_link(token=token, person=person)


@blueprint.post("/link/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Set the password, use up the link, and ask to sign in with it."""
    with database().reading() as reading:
        person = find_link(reading, token_hash=hash_token(token), at=now())
    if person is None:
        return _render_link(token=token, person=None)
    password = request.form.get("password", "")
    fault = find_password_fault(password=password, login=person.login)
    if fault is None and password != request.form.get("password_again", ""):
        fault = "passwords_differ"
    if fault is not None:
        return _render_link(token=token, person=person, message=describe_text(fault), status=422)
    try:
        with database().writing() as writing:
            set_password(writing, token=token, password_hash=hash_password(password), at=now())
    except Refused as refused:
        message = describe_reason(refused.reasons[0])
        return _render_link(token=token, person=None, message=message)
    return redirect(url_for("sign_in.show"))


def _render_link(
    *, token: str, person: Person | None, message: str | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template("set_password.html", token=token, holder=person, message=message)
    return page, 410 if person is None else status
