"""What `create` brings along from the evaluation of an earlier year: the measures that are still in
hand, and the problems for which nobody has named one. All under texts of their own, so that each
year can be erased by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import Header, TextRow, find_header, list_texts
from models.vocabulary import MeasureStep
from models.writing import Write
from policies.following_up import names_a_problem, speaks_of_problems
from policies.limits import MAX_MEASURES
from workflow.audit import NO_HASH, KeptText, keep_texts, write_canonical
from workflow.changes.following import Step, spell_step, write_steps
from workflow.content import read_scheme
from workflow.ids import new_id
from workflow.measures import IN_HAND, Measures, load_measures

UNKEPT = KeptText(0, NO_HASH)
"""As long as any text that is kept."""


class Left(NamedTuple):
    """One thing that is left over of an earlier year, in words."""

    measure_id: UUID
    finding: str | None
    recommendation: str | None
    text: str | None
    owner: str
    due_on: str | None


def carry_measures(
    session: Session, *, evaluation_id: UUID, predecessor_id: UUID, room: int
) -> tuple[dict[str, object], list[Write]]:
    """Return what the first event tells of what is left over, and the writes that bring it along:
    where there are very many the first ones, as many as take up to `room` bytes there; the others
    go on in the earlier year. Three queries, and one that keeps the texts.
    """
    before = find_header(session, predecessor_id)
    if before is None:
        raise TypeError(predecessor_id)
    measures = load_measures(session, before.evaluation)
    left = [
        *_list_in_hand(measures, year=before.fiscal_year),
        *_list_unanswered(measures, before=before, texts=list_texts(session, before.evaluation)),
    ][:MAX_MEASURES]
    origin = before.evaluation
    told = {"evaluation": str(origin.id), "event": origin.version, "hash": origin.head}
    frame = {"measures": [], "measures_from": told}
    left = left[: _count_fitting(left, room=room - _measure(frame))]
    wanted = list(dict.fromkeys(words for each in left for words in each[1:4] if words))
    kept = dict(zip(wanted, keep_texts(session, wanted), strict=True))
    steps = [_take_step(each, kept) for each in left]
    spelled, writes = write_steps(evaluation_id=evaluation_id, event_seq=1, steps=steps)
    if not spelled:
        return {}, []
    return frame | {"measures": spelled}, writes


def _take_step(left: Left, kept: Mapping[str, KeptText]) -> Step:
    return Step(
        measure_id=left.measure_id,
        kind=MeasureStep.CARRY,
        finding=kept.get(left.finding or ""),
        recommendation=kept.get(left.recommendation or ""),
        text=kept.get(left.text or ""),
        owner=left.owner,
        due_on=left.due_on,
    )


def _count_fitting(left: Sequence[Left], *, room: int) -> int:
    """Return how many of these, from the first on, an event with so much room tells of."""
    sizes = (
        _measure(spell_step(_take_step(each, dict.fromkeys(filter(None, each[1:4]), UNKEPT)))) + 1
        for each in left
    )
    return sum(total <= room for total in accumulate(sizes))


def _measure(spelled: object) -> int:
    return len(write_canonical(spelled).encode())


def _list_in_hand(measures: Measures, *, year: int) -> Iterator[Left]:
    """What was carried into a later year already lives there."""
    for measure in measures.all:
        last = measure.last
        if measure.standing not in IN_HAND or last.fiscal_year > year:
            continue
        if last.text is None and last.finding is None:
            # Both were erased: nobody can tell any more what it was.
            continue
        has_words = last.text is not None
        yield Left(
            measure_id=measure.id,
            finding=last.finding,
            recommendation=last.recommendation,
            text=last.text,
            owner=last.owner if has_words else "",
            due_on=last.due_on if has_words else None,
        )


def _list_unanswered(
    measures: Measures, *, before: Header, texts: Sequence[TextRow]
) -> Iterator[Left]:
    """The findings that no measure answers; where there are none at all, what the unit itself calls
    a problem: with findings, its narrative says the same once more.
    """
    answered = {step.finding for measure in measures.all for step in measure.steps}
    titles = {section.key: section.title for section in read_scheme(before).sections}
    has_findings = any(text.kind == "finding" for text in texts)
    for text in texts:
        is_problem = text.kind == "finding" or (
            text.kind == "section"
            and not has_findings
            and speaks_of_problems(text.key, title=titles.get(text.key, ""))
        )
        if is_problem and text.text and text.text not in answered and names_a_problem(text.text):
            yield Left(
                measure_id=new_id(),
                finding=text.text,
                recommendation=None,
                text=None,
                owner="",
                due_on=None,
            )
