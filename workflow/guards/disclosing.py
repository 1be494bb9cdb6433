"""What would become public: does it hold what must not?"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from policies.disclosure import find_personal_data, find_prompts
from workflow.agreed import list_differences
from workflow.content import Content
from workflow.guards.case import Case
from workflow.refusals import Reason, unmet


class Disclosed(NamedTuple):
    """A text that everybody may read, and where it stands: `place` is a title or a name as people
    entered it; what has none is called by its `part` and `number`.
    """

    where: Mapping[str, str]
    text: str


def _list_disclosed(content: Content) -> Iterator[Disclosed]:
    titles = {
        section.key: {"place": section.title, "place_en": section.title_en}
        for section in content.scheme.sections
    }
    for key, section in content.sections.items():
        yield Disclosed(titles.get(key, {"place": key}), section.text or "")
    for part, items in ("finding", content.findings), ("recommendation", content.recommendations):
        for number, item in enumerate(items, 1):
            unnamed = {"part": part, "number": str(number)}
            yield Disclosed({"place": item.key} if item.key else unnamed, item.text or "")
    for row in content.rows:
        stored = row.stored
        reasons = (stored.agreed_reason, *(each.reason for each in list_differences(stored)))
        agreed = (stored.agreed_name, stored.agreed_target, *reasons)
        told = dict.fromkeys((stored.name, stored.target_text, stored.actual_text, *agreed))
        for text in filter(None, told):
            yield Disclosed({"place": stored.name}, text)


def discloses_no_personal_data(case: Case) -> list[Reason]:
    """The disclosure copy names no telephone, identity number or address of a person."""
    return [
        unmet("discloses_no_personal_data", **where, found=text[hit.start : hit.end])
        for where, text in _list_disclosed(case.content())
        for hit in find_personal_data(text)
    ]


def leaves_no_prompt(case: Case) -> list[Reason]:
    """No prompt of the template was left unfilled."""
    return [
        unmet("leaves_no_prompt", **where, found=text[hit.start : hit.end])
        for where, text in _list_disclosed(case.content())
        for hit in find_prompts(text)
    ]
