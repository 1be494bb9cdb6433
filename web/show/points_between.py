"""The points of which something was said between two sides of a comparison."""

from sqlalchemy.orm import Session

from models.queries.evaluations import list_indicators
from web.show.point_places import name_place
from web.show.points import ShownPoint, Spot
from web.show.sides import Choice
from web.texts import name_section
from workflow.content import read_scheme
from workflow.guards import Case
from workflow.points import ROW, Point, load_points


def read_between(session: Session, choice: Choice, *, case: Case) -> tuple[ShownPoint, ...]:
    """Return the points of the later side with a step between the two, each with all its steps.
    Two queries at most; none without points where the later side is the evaluation of the case.
    """
    if case.header is None:
        raise TypeError(case)
    later, scheme = choice.new.evaluation, read_scheme(case.header)
    is_own = later.id == case.facts.evaluation_id
    points = (case.points() if is_own else load_points(session, later)).all
    chosen = [
        (number, point) for number, point in enumerate(points, 1) if _moved(point, choice=choice)
    ]
    if not chosen:
        return ()
    rows = {str(row.id): row.name for row in list_indicators(session, choice.new.evaluation.id)}
    sections = {section.key: name_section(section) for section in scheme.sections}
    return tuple(
        ShownPoint(
            number=number,
            point=point,
            spot=Spot(
                name=name_place(point.place, rows=rows, sections=sections),
                entered=point.place.startswith(ROW),
            ),
            can_settle=False,
        )
        for number, point in chosen
    )


def _moved(point: Point, *, choice: Choice) -> bool:
    old, new = choice.old, choice.new
    same = old.evaluation.id == new.evaluation.id
    since = old.sealing.at if same and old.sealing else None
    until = new.sealing.at if new.sealing else None
    return any(
        (since is None or step.at > since) and (until is None or step.at <= until)
        for step in point.steps
    )
