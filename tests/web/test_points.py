"""Points on the pages: raised on a return, answered where one fills in, settled by who reviews."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage, read_words
from tests.support.papers import VISITS
from tests.support.scripts import make_script
from workflow.ledger.verify import verify_database
from workflow.points import row_place

SAID, ANSWER = "次数与巡检记录不符", "已改为 12 次，见新附件"


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def send_back(stage: Stage, evaluation: UUID, *, who: str = "head") -> None:
    """Send back over the page, with a point on a row and one of the whole."""
    place = row_place(stage.desk(evaluation).row(VISITS))
    day = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%d")
    typed = {f"point-{place}": SAID, "point-whole": "缺少盖章页", "reason": "见清单", "due_on": day}
    visitor = stage.site.visitor(who)
    visitor.send(f"/evaluations/{evaluation}/return", typed, ending="/return")


def stands(stage: Stage, evaluation: UUID) -> list[str]:
    return [point.standing.value for point in stage.points(evaluation).all]


def test_points_go_from_the_return_to_the_answers_to_the_end(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    page = f"/evaluations/{evaluation}"
    send_back(stage, evaluation)
    assert stands(stage, evaluation) == ["open", "open"]
    filer = stage.site.visitor("filer")
    shown = filer.get(page).text
    assert "第 1 个退回问题还没有回应" in shown
    filling = filer.get(f"{page}/fill/indicators")
    # The points stand in the order of the form: the row, then the whole.
    first, second = (point.id for point in stage.points(evaluation).all)
    row = filling.text.partition(f'id="row-{stage.desk(evaluation).row(VISITS)}"')[2]
    assert SAID in row.partition("</tr>")[0]
    assert f'name="answer-{first}"' in row.partition("</tr>")[0]
    top = filling.text.partition('id="points"')[2].partition("</details>")[0]
    assert f'href="#point-{first}"' in top
    assert f'/fill/narrative#point-{second}"' in top
    filer.send(f"{page}/fill/indicators", {f"answer-{first}": ANSWER}, ending="/fill/indicators")
    assert stands(stage, evaluation) == ["answered", "open"]
    # What stands in a field is no new answer; an answer is not taken back.
    form = find_form(filer.get(f"{page}/points"), "/points")
    assert form.fields[f"answer-{first}"] == ANSWER
    refused = filer.post(f"{page}/points", form.fields, expect=422)
    assert "请至少回应一个问题" in refused.text
    refused = filer.post(f"{page}/points", {**form.fields, f"answer-{first}": ""}, expect=422)
    assert f'id="answer-{first}-error"' in refused.text
    # A page that was opened before keeps its empty field: the answer given since still stands.
    stale = {**form.fields, f"answer-{first}": "", f"answer-{second}": "没写完"}
    filer.post(f"{page}/drafts/answer", stale, expect=200)
    again = find_form(filer.get(f"{page}/points"), "/points").fields
    assert (again[f"answer-{first}"], again[f"answer-{second}"]) == (ANSWER, "没写完")
    filer.post(f"{page}/points", {**form.fields, f"answer-{second}": "已补"}, expect=303)
    filer.send(page, {}, ending="/submit")
    head = stage.site.visitor("head")
    words = head.get(page)
    assert ANSWER in read_words(words)
    head.send(page, without=(f"settle-{second}",), ending="/points/settle")
    assert stands(stage, evaluation) == ["settled", "answered"]
    refused = head.post(
        f"{page}/points/settle",
        {**find_form(head.get(page), "/points/settle").fields, f"settle-{first}": "1"},
        expect=422,
    )
    assert "这个问题还没有回应" in refused.text
    asked = head.get(f"{page}/return").text
    assert "另有 1 个问题已回应、还没有销号" in asked
    table = head.get(f"{page}/points/csv").text
    for told in (SAID, ANSWER, VISITS, "已销号", "提出问题"):
        assert told in table
    compared = head.get(f"{page}/compare").text.partition('id="points"')[2]
    assert ANSWER in compared.partition("</section>")[0]
    trail = stage.site.visitor("auditor").get(f"{page}/trail").text
    for words_ in ("提出问题", SAID, ANSWER, VISITS):
        assert words_ in trail
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_a_return_shows_beside_each_place_what_is_found_there(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    asked = stage.site.visitor("head").get(f"/evaluations/{evaluation}/return").text
    rows = {row.stored.id: row.stored for row in stage.content(evaluation).rows}
    told = [
        each for each in stage.content(evaluation).inconsistencies if each.where in map(str, rows)
    ]
    assert told
    for each in told:
        row = asked.partition(f'name="point-{row_place(each.where)}"')[0].rpartition("<tr>")[2]
        assert f">{each.code}</span>" in row
        assert (rows[UUID(each.where)].target_text or "") in row


def test_what_is_answered_in_the_form_is_saved_with_it_or_not_at_all(stage: Stage) -> None:
    """The answer stands in the form of its row: what is wrong with either keeps both as typed, and
    somebody else's answer is not undone by a form that only showed the one before.
    """
    evaluation = stage.stand(State.SELF_SCORED)
    page = f"/evaluations/{evaluation}"
    send_back(stage, evaluation)
    point = stage.points(evaluation).all[0].id
    filer, second = (stage.site.visitor(who) for who in ("filer", "second_filer"))
    form = find_form(filer.get(f"{page}/fill/indicators"), "/fill/indicators")
    score = next(name for name in form.fields if name.startswith("score-"))
    typed = {**form.fields, score: "zwölf", f"answer-{point}": ANSWER}
    refused = filer.post(f"{page}/fill/indicators", typed, expect=422)
    assert ANSWER in refused.text
    assert 'value="zwölf"' in refused.text
    assert stands(stage, evaluation) == ["open", "open"]
    filer.post(f"{page}/drafts/indicators", {**typed, "button": ""}, expect=200)
    assert ANSWER in filer.get(f"{page}/fill/indicators").text
    filer.send(f"{page}/fill/indicators", {score: form.fields[score]}, ending="/fill/indicators")
    assert stands(stage, evaluation) == ["answered", "open"]
    late = find_form(filer.get(f"{page}/fill/indicators"), "/fill/indicators")
    # An answer is not taken back: nothing of the form is saved then.
    version = stage.header(evaluation).evaluation.version
    refused = filer.post(
        f"{page}/fill/indicators", {**late.fields, f"answer-{point}": ""}, expect=422
    )
    assert f'id="answer-{point}-error"' in refused.text
    assert stage.header(evaluation).evaluation.version == version
    second.send(f"{page}/fill/indicators", {f"answer-{point}": "另附记录"}, ending="/indicators")
    conflict = filer.post(f"{page}/fill/indicators", late.fields, expect=409)
    again = find_form(conflict, "/fill/indicators")
    shown = filer.post(
        f"{page}/fill/indicators", {**again.fields, "button": "continue"}, expect=200
    )
    assert "另附记录" in shown.text
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_the_review_opens_on_the_points_of_the_chief(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    send_back(stage, evaluation, who="chief")
    stage.do("filer", Action.ANSWER, evaluation)
    stage.finish(evaluation, to=State.UNIT_APPROVED)
    chief = stage.site.visitor("chief")
    review = chief.get(f"/evaluations/{evaluation}/review")
    (point, _) = stage.points(evaluation).all
    assert review.text.index('id="points"') < review.text.index('id="indicators-title"')
    assert SAID in read_words(review)
    assert f'name="settle-{point.id}"' in review.text
    settled = chief.send_form(find_form(review, "/points/settle"), button="review")
    assert settled.location == f"/evaluations/{evaluation}/review#points"


def test_a_deputy_settles_for_the_head(stage: Stage) -> None:
    """He sees the evaluation by his own right, which does not settle anything."""
    evaluation = stage.stand(State.SELF_SCORED)
    send_back(stage, evaluation)
    stage.now = datetime.now(UTC)
    stage.do("filer", Action.ANSWER, evaluation)
    stage.do("filer", Action.SUBMIT, evaluation)
    stage.delegate("head", "second_filer", Role.UNIT_HEAD, at=stage.now - timedelta(hours=1))
    page, deputy = f"/evaluations/{evaluation}", stage.site.visitor("second_filer")
    form = find_form(deputy.get(page), "/points/settle")
    assert form.fields["acting_for"] == str(stage.people["head"])
    first = stage.points(evaluation).all[0].id
    ticked = {name: text for name, text in form.fields.items() if not name.startswith("settle-")}
    deputy.post(f"{page}/points/settle", {**ticked, f"settle-{first}": "1"}, expect=303)
    assert stands(stage, evaluation) == ["settled", "answered"]
    told = "second_filer 代 head"
    assert told in deputy.get(page).text.partition('id="points"')[2].partition("</section>")[0]
    assert told in deputy.get(f"{page}/points/csv").text
    script = make_script(stage.site, "second_filer")
    steps = script.get(page)["points"][0]["steps"]
    assert (steps[-1]["actor_name"], steps[-1]["for_name"]) == ("second_filer", "head")


def test_a_return_that_is_refused_brings_back_every_point(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    place = row_place(stage.desk(evaluation).row(VISITS))
    head, page = stage.site.visitor("head"), f"/evaluations/{evaluation}/return"
    form = find_form(head.get(page), "/return")
    typed = {**form.fields, f"point-{place}": SAID, "point-whole.2": "再看一遍", "reason": "见清单"}
    refused = head.post(page, typed, expect=422)
    again = find_form(refused, "/return").fields
    assert (again[f"point-{place}"], again["point-whole.2"]) == (SAID, "再看一遍")
    strange = head.post(page, {**form.fields, "point-row:x": SAID, "reason": "见"}, expect=422)
    assert "这份表没有这一处" in strange.text
    assert not stands(stage, evaluation)
