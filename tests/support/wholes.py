"""Evaluations whose result is no plain sum: rows left out, a bonus, a knock-out, a grade gap."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import Publication
from models.vocabulary import Action, Category
from policies.scheme import load_bundled_schemes, parse_scheme
from tests.support.offices import OPENS, name_cycle
from tests.support.papers import ROWS, Desk, begin
from tests.support.scenes import Scene
from web.show.disclosed import read_plain
from workflow.cycles import NewCycle, activate_scheme, add_cycle, register_scheme
from workflow.data import NewIndicator
from workflow.ids import new_id
from workflow.listing import find_listing_faults
from workflow.refusals import Refused

BONUS, VETO = "经验推广", "是否违规使用资金"
WHOLE = """
[whole]
not_applicable = "scale"
bonus_ceiling = 3
total_cap = 102
veto = "grade"
veto_grade = "fair"
grade_gap = [0.9, 0.8]
"""
MORE = (
    NewIndicator(
        category=Category.OUTCOME,
        name=BONUS,
        weight=Decimal(5),
        target_text="是",
        rule='{"family":"boolean","params":{},"text":"","bonus":true}',
    ),
)
KNOCKING = replace(
    ROWS[3], name=VETO, rule='{"family":"veto","params":{},"text":"发生违规使用资金的，等级为中"}'
)
REASON = "本年度没有服务对象"


def open_cycle(scene: Scene, whole: str) -> UUID:
    """A year whose form is the national one with a table of its own about the whole."""
    national = next(each for each in load_bundled_schemes() if each.name == "national_project")
    head, mark, rest = national.text.partition("\n[form]\n")
    # A scheme whose knock-out takes more than its row has a row that knocks out.
    rest = rest.replace('"ratio_forward" }', '"veto", text = "发生违规使用资金的，等级为中" }', 1)
    scheme = parse_scheme(
        f"{head}{whole}{mark}{rest}".replace('"2020"', f'"{new_id().hex[-8:]}"', 1)
    )
    with scene.database.writing() as session:
        scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=OPENS)
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=OPENS)
        cycle = NewCycle(
            name=name_cycle(session, "whole", year=2025),
            fiscal_year=2025,
            scheme_id=scheme_id,
            section_id=None,
            opens_at=scene.now - timedelta(days=30),
            closes_at=scene.now + timedelta(days=60),
        )
        return add_cycle(session, cycle=cycle, actor_id=None, at=OPENS)


class Whole:
    """One evaluation by a scheme that says something about the whole."""

    def __init__(self, scene: Scene, rows: tuple[NewIndicator, ...]) -> None:
        self.scene = scene
        if "whole" not in scene.cycles:
            scene.cycles["whole"] = open_cycle(scene, WHOLE)
        desk = replace(scene.desk(cycle="whole"), form=rows)
        attempt = scene.attempt("filer", Action.CREATE, new_id(), begin(desk, cycle=desk.cycle))
        self.evaluation = attempt.evaluation_id
        scene.perform(attempt)
        scene.do("filer", Action.FILL, self.evaluation)

    @property
    def desk(self) -> Desk:
        return self.scene.desk(self.evaluation)

    def score(
        self, given: Mapping[str, str | None], actual: Mapping[str, str], *, reason: str = ""
    ) -> None:
        scores = self.desk.scores(given, reason=reason, actual=actual)
        self.scene.do("filer", Action.SCORE, self.evaluation, scores)

    def refuse(self, who: str, action: Action, data: object = None) -> set[tuple[str, str | None]]:
        with pytest.raises(Refused) as refused:
            self.scene.do(who, action, self.evaluation, data)  # type: ignore[arg-type]
        return {(reason.code, reason.field) for reason in refused.value.reasons}

    def read_copy(self) -> dict[str, Any]:
        with self.scene.database.reading() as session:
            copies = select(Publication.content)
            (found,) = session.scalars(copies.where(Publication.evaluation_id == self.evaluation))
            copy: dict[str, Any] = read_plain(json.loads(found), tell=str)
            return copy

    def check_listing(self) -> None:
        with self.scene.database.reading() as session:
            assert not list(find_listing_faults(session, self.evaluation))
