"""Puts the interface together: importing its views hangs them into the blueprint."""

from flask import Response
from flask_babel import get_locale

from web.api import actions, beginning, reads
from web.api.blueprint import answer, blueprint
from web.api.description import describe

__all__ = ["VIEWS", "blueprint"]

VIEWS = (reads, beginning, actions)
"""Where the views stand."""


@blueprint.get("/openapi.json")
def show_description() -> Response:
    """The description for programs. Nobody has to sign in to read what there is."""
    return answer(describe(str(get_locale())))
