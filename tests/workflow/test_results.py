"""Results that are no plain sum: rows left out, a bonus, a knock-out, a grade below one's own."""

from decimal import Decimal

import pytest

from models.vocabulary import Action, Grade, Severity, State
from tests.support.papers import OPINION, RATE, ROWS, VISITS
from tests.support.scenes import Scene
from tests.support.wholes import BONUS, KNOCKING, MORE, REASON, VETO, Whole
from web.show.checks import sort_checks
from workflow.refusals import Refused

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


def test_a_word_for_nothing_is_asked_about_and_is_not_missing(scene: Scene) -> None:
    """The score is what is missing; whether "无" is zero is asked beside the row."""
    evaluation = scene.begin()
    scene.do("filer", Action.FILL, evaluation)
    desk = scene.desk(evaluation)
    told = {**ACTUAL, VISITS: "无", OPINION: "满意"}
    scores = desk.scores({RATE: "9", VISITS: None, OPINION: "30"}, actual=told)
    scene.do("filer", Action.SCORE, evaluation, scores)
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SUBMIT, evaluation)
    assert [reason.code for reason in refused.value.reasons] == ["missing_S10"]
    case = scene.case("filer", evaluation)
    shown = [each for each in sort_checks(case).found if each.code == "I10"]
    assert [(each.severity, each.where) for each in shown] == [
        (Severity.WARNING, str(desk.row(VISITS)))
    ]


def test_a_score_of_a_row_that_does_not_apply_wants_a_reason_where_none_may_be_left_out(
    scene: Scene,
) -> None:
    evaluation = scene.begin()
    scene.do("filer", Action.FILL, evaluation)
    desk, given = scene.desk(evaluation), {RATE: "9", VISITS: "60", OPINION: "30"}
    scene.do("filer", Action.SCORE, evaluation, desk.scores(given, actual=ACTUAL))
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SUBMIT, evaluation)
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("may_not_be_left_out", f"reason-{desk.row(OPINION)}")
    ]
    scores = scene.desk(evaluation).scores(given, actual=ACTUAL, reason=REASON)
    scene.do("filer", Action.SCORE, evaluation, scores)
    scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)


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


GOOD = {RATE: "9", VISITS: "60"}


def knock_out(whole: Whole, answer: str) -> None:
    """Hand in a form whose knock-out is answered so, and let the head approve it."""
    points = "0" if answer not in {"否", "0次"} else "30"
    given = {**GOOD, VETO: points}
    whole.score(given, {RATE: "", VISITS: "12次", VETO: answer}, reason="见附件")
    whole.scene.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    whole.scene.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)


def test_a_knock_out_is_named_with_what_it_takes(scene: Scene) -> None:
    whole = Whole(scene, (*ROWS[:3], KNOCKING))
    knock_out(whole, "1次")
    content = whole.desk.content
    assert content is not None
    assert content.result.steps[1] == ("veto", f"{VETO}（1次） → grade fair")
    scene.do("chief", Action.REVIEW, whole.evaluation, whole.desk.scores({**GOOD, VETO: "0"}))
    scene.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    assert whole.read_copy()["steps"][1] == {"step": "veto", "how": f"{VETO}（1次） → grade fair"}


def test_the_review_lifts_a_knock_out_with_all_points_and_a_reason(scene: Scene) -> None:
    whole = Whole(scene, (*ROWS[:3], KNOCKING))
    knock_out(whole, "1次")
    row = whole.desk.row(VETO)
    half = whole.desk.scores({**GOOD, VETO: "15"}, reason="部分属实")
    assert whole.refuse("chief", Action.REVIEW, half) == {("veto_is_half_judged", f"score-{row}")}
    silent = whole.desk.scores({**GOOD, VETO: "30"})
    assert whole.refuse("chief", Action.REVIEW, silent) == {
        ("differences_have_reasons", f"reason-{row}")
    }
    lifted = whole.desk.scores({**GOOD, VETO: "30"}, reason="经核查不属于违规")
    scene.do("chief", Action.REVIEW, whole.evaluation, lifted)
    content = whole.desk.content
    assert content is not None
    assert content.own.grade is Grade.FAIR
    assert (content.total, content.grade) == (Decimal("99.00"), Grade.EXCELLENT)
    assert ("veto_lifted", f"{VETO}（1次）") in content.result.steps
    whole.check_listing()
    scene.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    copy = whole.read_copy()
    assert copy["grade"] == "excellent"
    assert copy["indicators"][-1]["veto"] is True


def test_the_review_finds_a_knock_out_that_the_unit_denied(scene: Scene) -> None:
    whole = Whole(scene, (*ROWS[:3], KNOCKING))
    knock_out(whole, "否")
    found = whole.desk.scores({**GOOD, VETO: "0"}, reason="审计发现违规使用资金")
    scene.do("chief", Action.REVIEW, whole.evaluation, found)
    content = whole.desk.content
    assert content is not None
    assert ("veto", f"{VETO}（否 0/30） → grade fair") in content.result.steps
    assert content.own.grade is Grade.EXCELLENT
    assert content.reviewed.grade is Grade.FAIR
    whole.check_listing()


def test_points_against_the_answer_about_a_knock_out_want_a_reason_of_the_review(
    scene: Scene,
) -> None:
    whole = Whole(scene, (*ROWS[:3], KNOCKING))
    given = {**GOOD, VETO: "30"}
    whole.score(given, {RATE: "", VISITS: "12次", VETO: "是"}, reason="已经整改")
    scene.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    scene.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    row = whole.desk.row(VETO)
    assert whole.refuse("chief", Action.REVIEW, whole.desk.scores({**GOOD, VETO: "30"})) == {
        ("veto_is_judged_without_reason", f"reason-{row}")
    }
