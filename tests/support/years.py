"""The evaluation of the next year, begun with the rows of one of this year."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from models.queries.cycles import find_cycle
from models.vocabulary import Action, State
from tests.support.offices import CLOSES, OPENS
from tests.support.papers import begin
from tests.support.scenes import Scene
from workflow.cycles import NewCycle, add_cycle
from workflow.ids import new_id


def begin_next_year(scene: Scene, before: UUID) -> UUID:
    """The filer of the unit begins the evaluation of the next year with last year's rows."""
    with scene.database.writing() as session:
        this = find_cycle(session, scene.cycles["project"])
        assert this is not None
        cycle = NewCycle(
            name=f"next {new_id()}",
            fiscal_year=this.fiscal_year + 1,
            scheme_id=this.scheme_id,
            section_id=None,
            opens_at=OPENS,
            closes_at=CLOSES + timedelta(days=365),
        )
        cycle_id = add_cycle(session, cycle=cycle, actor_id=None, at=OPENS)
    later = new_id()
    data = replace(begin(scene.desk(), cycle=cycle_id), predecessor_id=before)
    scene.do("filer", Action.CREATE, later, data, leads_to=State.DRAFT)
    return later
