"""Results that are no plain sum: rows left out, a bonus, a knock-out, a grade below one's own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from models.queries.published import list_published_editions
from models.vocabulary import Action, Category, Grade, State
from policies.scheme import load_bundled_schemes, parse_scheme
from tests.support.offices import CLOSES, OPENS, name_cycle
from tests.support.papers import OPINION, RATE, ROWS, VISITS, Desk, begin
from tests.support.scenes import Scene
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
    scheme = parse_scheme(f"{head}{whole}{mark}{rest}".replace('"2020"', f'"{scene.mark}"', 1))
    with scene.database.writing() as session:
        scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=OPENS)
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=OPENS)
        cycle = NewCycle(
            name=name_cycle(session, "whole", year=2025),
            fiscal_year=2025,
            scheme_id=scheme_id,
            section_id=None,
            opens_at=OPENS,
            closes_at=CLOSES,
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
            (found,) = list_published_editions(session, self.evaluation)
            copy: dict[str, Any] = json.loads(found.content)
            return copy

    def check_listing(self) -> None:
        with self.scene.database.reading() as session:
            assert not list(find_listing_faults(session, self.evaluation))


ACTUAL = {RATE: "", VISITS: "12次", OPINION: "不适用"}


def test_a_row_that_does_not_apply_scales_the_rest_and_needs_a_reason(scene: Scene) -> None:
    whole = Whole(scene, ROWS)
    whole.score({RATE: "9", VISITS: "60", OPINION: None}, ACTUAL)
    row = whole.desk.row(OPINION)
    assert whole.refuse("filer", Action.SUBMIT) == {("left_out_without_reason", f"reason-{row}")}
    whole.score({RATE: "9", VISITS: "60", OPINION: "30"}, ACTUAL, reason=REASON)
    assert whole.refuse("filer", Action.SUBMIT) == {("left_out_has_a_score", f"score-{row}")}
    whole.score({RATE: "9", VISITS: "60", OPINION: None}, ACTUAL, reason=REASON)
    content = whole.desk.content
    assert content is not None
    assert (content.self_total, content.grade) == (Decimal("98.57"), Grade.EXCELLENT)
    assert content.result.steps[-2] == ("scaling", "69 ÷ 70 × 100 = 98.57")
    whole.check_listing()
    scene.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    scene.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    scored = whole.desk.scores({RATE: "9", VISITS: "60", OPINION: "20"}, reason="应当评分")
    assert whole.refuse("chief", Action.REVIEW, scored) == {
        ("left_out_has_a_score", f"score-{row}")
    }
    missing = whole.desk.scores({RATE: "9", VISITS: None})
    assert whole.refuse("chief", Action.REVIEW, missing) == {
        ("review_is_settled", f"score-{whole.desk.row(VISITS)}")
    }
    reviewed = whole.desk.scores({RATE: "9", VISITS: "40"}, reason="缺记录")
    scene.do("chief", Action.REVIEW, whole.evaluation, reviewed)
    scene.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    whole.check_listing()
    copy = whole.read_copy()
    # 49 ÷ 70 × 100 is 70, fair against an excellent of one's own: two grades, 80 percent.
    assert (copy["total"], copy["grade"]) == ("56.00", "poor")
    assert copy["steps"][-1] == {"step": "grade_gap", "how": "70 × 0.8 = 56.00"}
    assert [row.get("applies") for row in copy["indicators"]] == [None, None, None, False]


def test_a_scheme_that_lets_no_row_be_left_out_asks_for_its_score(scene: Scene) -> None:
    evaluation = scene.begin()
    scene.do("filer", Action.FILL, evaluation)
    desk = scene.desk(evaluation)
    scores = desk.scores({RATE: "9", VISITS: "60", OPINION: None}, actual=ACTUAL, reason=REASON)
    scene.do("filer", Action.SCORE, evaluation, scores)
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SUBMIT, evaluation)
    assert [reason.code for reason in refused.value.reasons] == ["missing_S10"]


def test_everything_left_out_is_no_evaluation(scene: Scene) -> None:
    whole = Whole(scene, ROWS[3:])
    whole.score({OPINION: None}, {OPINION: "不适用"}, reason=REASON)
    assert ("nothing_applies", None) in whole.refuse("filer", Action.SUBMIT)


def test_a_bonus_stands_outside_the_whole_and_under_its_ceilings(scene: Scene) -> None:
    whole = Whole(scene, (*ROWS, *MORE))
    actual = {**ACTUAL, OPINION: "满意", BONUS: "是"}
    whole.score({RATE: "9", VISITS: "60", OPINION: "27", BONUS: "5"}, actual, reason="按完成情况")
    content = whole.desk.content
    assert content is not None
    assert (content.weight_total, content.self_total) == (Decimal(100), Decimal("99.00"))
    assert ("bonus", "+ 3") in content.result.steps
    assert "W01" not in {found.code for found in content.inconsistencies}
    whole.score({RATE: "9", VISITS: "60", OPINION: "30", BONUS: "5"}, actual, reason="按完成情况")
    assert whole.desk.content is not None
    assert whole.desk.content.self_total == Decimal("102.00")
    whole.check_listing()
    scene.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)


def test_a_knock_out_takes_the_better_grades_and_wants_an_answer(scene: Scene) -> None:
    whole = Whole(scene, (*ROWS[:3], KNOCKING))
    scores = {RATE: "9", VISITS: "60", VETO: "30"}
    whole.score(scores, {RATE: "", VISITS: "12次", VETO: "情况说明另附"}, reason="见附件")
    row = whole.desk.row(VETO)
    assert ("veto_is_unanswered", f"actual-{row}") in whole.refuse("filer", Action.SUBMIT)
    for answer, grade in (("否", Grade.EXCELLENT), ("是", Grade.FAIR)):
        whole.score(scores, {RATE: "", VISITS: "12次", VETO: answer}, reason="见附件")
        content = whole.desk.content
        assert content is not None
        assert content.self_total == 99
        assert content.grade is grade
        whole.check_listing()
