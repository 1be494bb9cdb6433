"""What the place of a point is called."""

from collections.abc import Mapping

from flask_babel import gettext as _

from workflow.points import FUNDS, ROW, WHOLE, section_place


def name_place(place: str, *, rows: Mapping[str, str], sections: Mapping[str, str]) -> str:
    """Return what a place is called, by the names of rows and sections."""
    if place.startswith(ROW):
        return rows.get(place.removeprefix(ROW), "")
    words: dict[str, str] = {WHOLE: _("整体"), FUNDS: _("资金")}
    words |= {section_place(key): title for key, title in sections.items()}
    return words.get(place, place)
