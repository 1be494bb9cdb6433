"""What an evaluation would come to if what somebody typed were saved; nothing is kept of it."""

from dataclasses import dataclass, replace

from models.vocabulary import Form
from web.lenient import read_leniently
from web.sections import make_schema
from web.sent import Sent, split_answers
from web.show.entries import list_entries
from web.show.forms import list_strange
from workflow.content import Content
from workflow.data import Filling, Scoring
from workflow.guards import Case
from workflow.refusals import Reason
from workflow.supposing import suppose


@dataclass(frozen=True)
class Supposed:
    """The content with what can be read of a form, and what cannot."""

    content: Content
    unread: tuple[Reason, ...]


def read_supposed(case: Case, *, section: str, sent: Sent) -> Supposed:
    """Return what one section of the form as it was sent would come to."""
    content = case.content()
    sent = split_answers(sent).form
    read = read_leniently(
        make_schema(content, section=section),
        sent,
        standing={entry.name: entry.value for entry in list_entries(content, section=section)},
        strange=list_strange(sent.fields, form=Form(section), case=case),
    )
    if isinstance(read.data, Filling | Scoring):
        content = suppose(content, read.data)
    return Supposed(content, read.unread)


def adopt_computed(case: Case, *, section: str, sent: Sent) -> tuple[Sent, int]:
    """Return the form with the computed score in each self score that was left empty, where there
    is one, and in how many; what was typed stays.
    """
    supposed = read_supposed(case, section=section, sent=sent).content
    adopted: dict[str, str] = {}
    for row in supposed.scored_rows:
        name, computed = f"score-{row.stored.id}", row.computed
        if computed is None or computed.score is None or not row.standing.applies:
            continue
        if not sent.fields.get(name, "").strip():
            adopted[name] = f"{computed.score:.2f}"
    return replace(sent, fields={**sent.fields, **adopted}), len(adopted)
