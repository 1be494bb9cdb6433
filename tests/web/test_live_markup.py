"""What is told of a half-typed form is shown as text too, whatever was agreed on and typed.

As in the story of all pages, everything is said twice: in markup, and with its marks in full width,
which are read alike and make no element. Both must give the same elements.
"""

import re
from dataclasses import replace
from typing import Any

import pytest

from models.vocabulary import Action
from tests.support.app import find_form
from tests.support.crawl import Stage, read_fragment
from tests.support.drafts import Desk
from tests.support.papers import LINES, ROWS
from tests.web.markup import FULL_WIDTH, MARKUP, pack
from workflow.data import NewEvaluation
from workflow.ids import new_id

HIDDEN = (
    "\u202e<b>\u202c",
    "\u200f<i>\u2067",
    "<scr<script>ipt>x</scr</script>ipt>",
    "\u2066'\">\u2069",
)
"""Marks that turn the direction of writing, and tags within tags."""
PACKED = pack((*HIDDEN, *MARKUP))
SECTIONS = ("funds", "indicators", "narrative")
CALL = "联系电话13812345678（请填写）"


class Typist(Stage):
    """A filer of one draft in which every name, target and text is the same."""

    def __init__(self, desk: Desk, said: str) -> None:
        super().__init__(desk.site)
        self.filer, self.said, self.evaluation = desk.filer, said, new_id()
        lines = tuple(replace(line, name=said) for line in LINES)
        rows = tuple(replace(row, name=said, target_text=row.target_text and said) for row in ROWS)
        # One target that a rule can compute, beside those that only a person can read.
        rows = (*rows[:2], replace(rows[2], target_text="≥12次"), *rows[3:])
        new = NewEvaluation(
            unit_id=self.offices["center"],
            cycle_id=self.cycles["project"],
            title=said,
            rows=rows,
            lines=lines,
        )
        self.do("filer", Action.CREATE, self.evaluation, new)

    def look(self, section: str, typed: dict[str, str]) -> Any:
        """What the script is told while this is typed; it comes as data and never as a page."""
        address = f"/evaluations/{self.evaluation}/fill/{section}"
        fields = {**find_form(self.filer.get(address), address).fields, **typed}
        answer = self.filer.post(f"{address}/look", fields, expect=200)
        assert answer.content_type == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.json

    def type(self, section: str) -> dict[str, str]:
        """Every field of a section with what is said; what holds a number cannot be read then."""
        address = f"/evaluations/{self.evaluation}/fill/{section}"
        fields = find_form(self.filer.get(address), address).fields
        typed = {
            name: self.said for name in fields if name not in {"csrf_token", "content_version"}
        }
        spoken = {name: f"{self.said} {CALL}" for name in typed if name.startswith("section-")}
        return typed | spoken | {self.said: self.said, "finding-0": self.said}

    def type_scores(self) -> dict[str, str]:
        """Scores that can be read, of actual values that copy what is said, and why."""
        rows = self.content(self.evaluation).scored_rows
        scores = {f"score-{row.stored.id}": "1" for row in rows}
        reasons = {f"reason-{row.stored.id}": self.said for row in rows}
        return scores | reasons | {f"actual-{row.stored.id}": self.said for row in rows}


def list_fragments(told: Any) -> dict[str, str]:
    """Every piece of a page in an answer, by what it is of; the ids of rows are left out."""
    pieces = {name: told[name] for name in ("panel", "counted", "tabs")}
    for kind in ("rows", "lines"):
        for number, each in enumerate(told[kind]):
            found = {name: each[name] for name in ("marks", "cell") if name in each}
            pieces |= {f"{kind} {number} {name}": text for name, text in found.items()}
    return pieces


def tell(desk: Desk, said: str) -> dict[str, str]:
    typist = Typist(desk, said)
    asked = [(section, typist.type(section)) for section in SECTIONS]
    asked.append(("indicators", typist.type_scores()))
    return {
        f"{number} {section} {name}": text
        for number, (section, typed) in enumerate(asked)
        for name, text in list_fragments(typist.look(section, typed)).items()
    }


@pytest.mark.parametrize("said", PACKED)
def test_markup_that_is_typed_is_told_as_text(desk: Desk, said: str) -> None:
    twin = said.translate(FULL_WIDTH)
    plain, told = tell(desk, twin), tell(desk, said)
    assert told.keys() == plain.keys()
    quoted = 0
    for name, text in told.items():
        elements, links, words = read_fragment(text)
        twins, _links, plain_words = read_fragment(plain[name])
        assert elements == twins, name
        assert all(re.match(r"#|/(?!/)", link) for link in links), name
        assert (said[:30] in words) == (twin[:30] in plain_words), name
        quoted += said[:30] in words
    assert quoted >= len(SECTIONS), "what is typed and agreed on is there to read"
