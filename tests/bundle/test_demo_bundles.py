"""The cases of the demonstration, and results that are no plain sum, as strangers verify them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.tables import Evaluation
from models.vocabulary import Action, State
from tests.bundle.conftest import Office
from tests.bundle.forging import judge, open_bundle
from tests.support.papers import OPINION, RATE, ROWS, VISITS
from tests.support.wholes import BONUS, MORE, REASON, Whole
from web.demo.people import set_up_offices
from web.demo.steps import Walk
from web.demo.walk import walk_all
from workflow.data import Remark
from workflow.ledger.verify_bundle import Refused

NOW = datetime(2026, 4, 20, 8, 0, tzinfo=UTC)


def test_every_case_of_the_demonstration_verifies(office: Office) -> None:
    home, database = office.scene.home, office.scene.database
    with database.writing() as session:
        zone = home.settings.time_zone
        accounts = set_up_offices(session, at=NOW - timedelta(days=30), zone=zone)
    walk_all(home, accounts=accounts, at=NOW)
    office.seal()
    with database.reading() as session:
        rows = session.execute(select(Evaluation.id, Evaluation.state, Evaluation.version))
        cases = {state: (evaluation, version) for evaluation, state, version in rows}
    assert set(cases) == set(State) - {State.NONE}
    for state, (evaluation, version) in cases.items():
        said = judge(office.write(evaluation))
        assert said[0].startswith(f"All holds: evaluation {evaluation}, ")
        assert said[0].endswith(f", is {state}.")
        assert said[1].startswith(f"It has {version} events (all, it says), ")
    published, _ = cases[State.PUBLISHED]
    public = office.write(published, public=True)
    assert judge(public)[3] == "Published by event 6: total 83.48, grade good."
    forged = open_bundle(public)
    forged.copy["total"] = "93.48"
    with pytest.raises(Refused, match=r"^the published total is 93\.48, event \d says 83\.48$"):
        judge(forged.write())
    walk = Walk(home=home, accounts=accounts, key="guangdong", at=NOW)
    walk.evaluation_id, _ = cases[State.FINANCE_REVIEWED]
    walk.do(Action.PUBLISH, "chief", Remark())
    office.seal()
    said = judge(office.write(walk.evaluation_id, public=True))
    assert said[3].endswith("total 96.95, grade excellent.")


def test_a_total_that_is_no_plain_sum_verifies_by_the_hash_of_its_copy(office: Office) -> None:
    scene = office.scene
    left_out = Whole(scene, ROWS)
    actual = {RATE: "", VISITS: "12次", OPINION: "不适用"}
    left_out.score({RATE: "9", VISITS: "60", OPINION: None}, actual, reason=REASON)
    bonus = Whole(scene, (*ROWS, *MORE))
    given = {RATE: "9", VISITS: "60", OPINION: "27", BONUS: "5"}
    bonus.score(given, {**actual, OPINION: "满意", BONUS: "是"}, reason="按完成情况")
    for whole, scores in ((left_out, {RATE: "9", VISITS: "40"}), (bonus, given)):
        scene.do("filer", Action.SUBMIT, whole.evaluation)
        scene.do("head", Action.APPROVE, whole.evaluation)
        reviewed = whole.desk.scores(scores, reason="缺记录")
        scene.do("chief", Action.REVIEW, whole.evaluation, reviewed)
        scene.do("chief", Action.PUBLISH, whole.evaluation)
    office.seal()
    assert judge(office.write(left_out.evaluation))[3].endswith("total 56.00, grade poor.")
    assert judge(office.write(bonus.evaluation))[3].endswith("total 99.00, grade excellent.")
