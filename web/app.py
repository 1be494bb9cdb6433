"""Puts the application together."""

import os
from io import BytesIO
from typing import IO

from flask import Flask, Request, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from models.database import Database
from web.api import interface
from web.api.problems import is_asked_by_script
from web.door import House, now
from web.errors import handle_errors
from web.expired import safe_next
from web.format import add_filters
from web.noticing import MOST_UNREAD, count_notices
from web.pages import BLUEPRINTS
from web.security import secure
from web.sent import new_token
from web.settings import Settings
from web.show.erased import tell_erased
from web.show.working import tell_working_days
from web.sign_in import current_actor, set_up_sign_in
from web.standing import current_mandate
from web.way import set_up_way

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LANGUAGE_COOKIE = "hengjian_language"
FORM_ALLOWANCE = 1024 * 1024
"""Bytes a request may hold beside the largest file."""
MOST_FIELDS = 2000


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; over TLS it is `__Host-` and Secure."""

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002 -- Flask's signature
        """Return the name that a browser only accepts over TLS, where there is TLS."""
        return "__Host-hengjian" if request.is_secure else "hengjian"

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 -- Flask's signature
        """Say whether the cookie travels over TLS alone."""
        return request.is_secure


class BoundedParser(FormDataParser):
    """Werkzeug bounds forms with files; this one bounds the others in the same way."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """Parse a form; raises RequestEntityTooLarge for one too long or of too many fields."""
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read(FORM_ALLOWANCE + 1)
            if len(body) > FORM_ALLOWANCE or body.count(b"&") >= MOST_FIELDS:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """A request whose form cannot be made to cost more than it is worth."""

    form_data_parser_class = BoundedParser
    max_form_memory_size = FORM_ALLOWANCE
    max_form_parts = MOST_FIELDS


def create_app(*, settings: Settings, database: Database) -> Flask:
    """Return the application on a database that was checked already."""
    app = Flask("web", static_folder="static", template_folder="templates")
    app.request_class = BoundedRequest
    app.session_interface = CookieSessions()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_file_size + FORM_ALLOWANCE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE=LANGUAGES["zh"],
        BABEL_DEFAULT_TIMEZONE=str(settings.time_zone),
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    app.extensions["hengjian"] = House(settings=settings, database=database)
    app.jinja_env.autoescape = True
    app.jinja_env.globals["form_token"] = new_token
    app.jinja_env.globals["server_now"] = now
    if settings.proxies:
        wrapped = ProxyFix(
            app.wsgi_app,
            x_for=settings.proxies,
            x_proto=settings.proxies,
            x_host=settings.proxies,
        )
        app.wsgi_app = wrapped  # type: ignore[method-assign]  # Flask's documented way
    Babel(app, locale_selector=choose_locale)
    secure(app)
    set_up_sign_in(app)
    set_up_way(app)
    handle_errors(app)
    add_filters(app)
    app.jinja_env.filters["erased"] = tell_erased
    app.jinja_env.filters["working_days"] = tell_working_days
    app.jinja_env.globals["count_notices"] = count_notices
    app.jinja_env.globals["most_unread"] = MOST_UNREAD
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(interface.blueprint)
    app.add_url_rule("/", "start", start)
    app.add_url_rule("/language/<code>", "language", choose_language)
    # A public page must not ask who looks at it, nor the page about a database that is down: the
    # person is looked up when a template speaks of him, and not before.
    app.context_processor(
        lambda: {
            "actor": LocalProxy(current_actor),
            "language": name_language(),
            "mandate": LocalProxy(current_mandate),
        }
    )
    return app


def name_language() -> str:
    """Return the language of this answer: what the cookie of a browser says, else what the caller
    asks for, else Chinese.
    """
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES and not is_asked_by_script():
        return chosen
    return request.accept_languages.best_match(LANGUAGES, default="zh") or "zh"


def choose_locale() -> str:
    """Return the locale that texts, dates and numbers follow."""
    return LANGUAGES[name_language()]


def name_terminal_locale() -> str:
    """Return the locale of a command: English where the terminal speaks English, else Chinese."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return LANGUAGES["en" if spoken.lower().startswith("en") else "zh"]


def choose_language(code: str) -> ResponseReturnValue:
    """Remember the language in a cookie and go back to where the person was."""
    response = redirect(safe_next(request.args.get("next")))
    if code in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            code,
            max_age=365 * 24 * 3600,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def start() -> ResponseReturnValue:
    """People of the house go to what waits for them, everybody else to what is published."""
    target = "inbox.show" if current_actor() is not None else "public.list_published"
    return redirect(url_for(target))
