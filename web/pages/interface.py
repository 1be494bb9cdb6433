"""The interface for scripts, explained to people."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from web.api.description import describe
from web.api.explained import list_explained, list_statuses
from web.api.walk import TOKENS, write_walk

blueprint = Blueprint("interface", __name__)


@blueprint.get("/api")
def show() -> ResponseReturnValue:
    """The page; its operations are those of the description for programs."""
    description = describe(str(get_locale()))
    return render_template(
        "interface.html",
        site=request.url_root.rstrip("/"),
        tokens=TOKENS,
        walk=list(write_walk()),
        operations=list_explained(description),
        statuses=list_statuses(description),
    )
