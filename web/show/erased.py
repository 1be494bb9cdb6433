"""What stands where a text was erased: when that was, and why."""

import json

from flask import g
from flask_babel import gettext as _

from models.queries.erasures import find_erasing
from models.vocabulary import Ground
from web.door import database
from web.format import format_day
from web.words import label


def tell_erased(text: int | str) -> str:
    """Return what is shown in place of a text that is missing, given by its number or by its
    commitment. One query for each text in a request, of which few are erased.
    """
    if "erased" not in g:
        g.erased = {}
    told: dict[int | str, str] = g.erased
    if text not in told:
        told[text] = _find_words(text)
    return told[text]


def _find_words(text: int | str) -> str:
    with database().reading() as session:
        event = find_erasing(session, text) if text else None
    if event is None:
        return str(_("（已清除）"))
    ground = json.loads(event.body)["data"]["erasure"]["ground"]
    words: str = _(
        "（已于 %(day)s 清除，原因：%(ground)s）",
        day=format_day(event.at),
        ground=label(Ground, ground),
    )
    return words
