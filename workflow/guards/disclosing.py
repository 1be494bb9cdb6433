"""What would become public: does it hold what must not?"""

from policies.disclosure import find_personal_data, find_prompts
from workflow.agreed import list_differences
from workflow.content import Content
from workflow.guards.case import Case
from workflow.refusals import Reason, unmet


def _disclosed_texts(content: Content) -> list[tuple[str, str]]:
    texts = [
        (content_text.key, content_text.text or "")
        for content_text in (
            *content.sections.values(),
            *content.findings,
            *content.recommendations,
        )
    ]
    for row in content.rows:
        stored = row.stored
        reasons = (stored.agreed_reason, *(each.reason for each in list_differences(stored)))
        agreed = (stored.agreed_name, stored.agreed_target, *reasons)
        told = dict.fromkeys((stored.name, stored.target_text, stored.actual_text, *agreed))
        texts += [(stored.name, text) for text in told if text]
    return texts


def discloses_no_personal_data(case: Case) -> list[Reason]:
    """The disclosure copy names no telephone, identity number or address of a person."""
    return [
        unmet("discloses_no_personal_data", place=place, found=text[hit.start : hit.end])
        for place, text in _disclosed_texts(case.content())
        for hit in find_personal_data(text)
    ]


def leaves_no_prompt(case: Case) -> list[Reason]:
    """No prompt of the template was left unfilled."""
    return [
        unmet("leaves_no_prompt", place=place, found=text[hit.start : hit.end])
        for place, text in _disclosed_texts(case.content())
        for hit in find_prompts(text)
    ]
