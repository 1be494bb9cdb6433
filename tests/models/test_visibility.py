"""The SQL that says who may see an evaluation says what the predicate says."""

from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

from sqlalchemy import select

from models.database import Database
from models.queries.visibility import visible_to
from models.tables import Evaluation, Unit
from models.vocabulary import Role
from policies.facts import Actor
from policies.predicates import may_see
from tests.support.scenes import Scene
from workflow.ids import new_id


def make_actors(scene: Scene) -> Iterator[Actor]:
    """Every set of at most two roles in every office."""
    places: list[tuple[UUID | None, UUID | None]] = [(None, None)]
    places += [(scene.offices[unit], None) for unit in ("bureau", "center", "school", "hospital")]
    places += [(None, scene.offices[section]) for section in ("section", "other_section")]
    roles = [frozenset(chosen) for size in range(3) for chosen in combinations(Role, size)]
    for unit_id, section_id in places:
        for held in roles:
            yield Actor(
                id=new_id(), login="x", name="x", unit_id=unit_id, section_id=section_id, roles=held
            )


def test_the_query_and_the_predicate_agree(database: Database) -> None:
    scene = Scene(database)
    evaluations = [
        scene.begin(who, unit=unit, cycle=cycle)
        for who, unit, cycle in (
            ("filer", "center", "project"),
            ("school_filer", "school", "project"),
            ("bureau_filer", "bureau", "project"),
            ("section_filer", "center", "finance"),
        )
    ]
    facts = [scene.case("auditor", evaluation).facts for evaluation in evaluations]
    seen = set()
    with database.reading() as session:
        for actor in make_actors(scene):
            condition = visible_to(
                actor_unit_id=actor.unit_id, section_id=actor.section_id, roles=actor.roles
            )
            statement = select(Evaluation.id).join(Unit, Unit.id == Evaluation.unit_id)
            found = set(session.scalars(statement.where(condition, Evaluation.id.in_(evaluations))))
            expected = {each.evaluation_id for each in facts if may_see(actor, each)}
            assert found == expected, actor
            seen.add(len(found))
    assert len(seen) > 2, seen
