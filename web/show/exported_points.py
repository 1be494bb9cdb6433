"""The points of an evaluation as a table that leaves the application: a row for each step."""

from collections.abc import Iterator

from flask_babel import gettext as _

from models.vocabulary import PointKind, Reviewer
from web.format import name_doer
from web.show.erased import tell_erased
from web.show.exported import Cells
from web.show.points import ShownPoints
from web.words import label


def name_point_columns() -> list[str]:
    """Return the headings of a list of points."""
    return [
        *(_("问题"), _("位置"), _("提出方"), _("现状"), _("动作")),
        *(_("人员"), _("时间"), _("所附文字"), _("序号"), _("编号")),
    ]


def spell_points(points: ShownPoints) -> Iterator[Cells]:
    """Yield what was said of each point, step by step."""
    standings = {"open": _("待回应"), "answered": _("已回应"), "settled": _("已销号")}
    for one in points.all:
        for step in one.point.steps:
            erased = step.text is None and step.commitment is not None
            yield (
                one.number,
                one.spot.name,
                label(Reviewer, one.point.office),
                standings[one.standing],
                label(PointKind, step.kind),
                name_doer(step.actor_name, step.for_name),
                step.at,
                tell_erased(step.commitment) if erased and step.commitment else step.text,
                step.seq,
                str(one.id),
            )
