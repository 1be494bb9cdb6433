"""What the trail holds of every act, its canonical bytes, and that nothing happens without it."""

import json
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import (
    Attachment,
    AuditEvent,
    Comment,
    FreeText,
    Publication,
    ScoreChange,
    Submission,
)
from models.types import format_utc
from models.vocabulary import Action, Role, State
from tests.support.papers import OPINION, PLAN, REVIEWED, VISITS
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from workflow.audit import (
    NO_HASH,
    commit_to,
    hash_body,
    hash_copy,
)
from workflow.ids import new_id
from workflow.roles import change_roles


def read_events(scene: Scene, evaluation: UUID) -> list[AuditEvent]:
    """The events of an evaluation in their order."""
    with scene.database.reading() as session:
        query = select(AuditEvent).where(AuditEvent.evaluation_id == evaluation)
        return list(session.scalars(query.order_by(AuditEvent.seq)))


def read_text(scene: Scene, commitment: str) -> str | None:
    """The text behind a commitment, which it keeps."""
    with scene.database.reading() as session:
        kept = session.scalars(select(FreeText).where(FreeText.commitment == commitment)).one()
        assert kept.salt is not None
        assert kept.text is not None
        assert commit_to(salt=kept.salt, text=kept.text) == commitment
        return kept.text


def test_every_action_leaves_one_event_that_says_all(scene: Scene) -> None:
    """Who, as what, when, from where to where, in which round, after which event."""
    evaluation, told = new_id(), []
    steps = [
        ("filer", Action.CREATE, "none", "draft", 1),
        ("filer", Action.FILL, "draft", "draft", 1),
        ("filer", Action.SCORE, "draft", "draft", 1),
        ("filer", Action.AMEND, "draft", "draft", 1),
        ("second_filer", Action.ATTACH, "draft", "draft", 1),
        ("head", Action.COMMENT, "draft", "draft", 1),
        ("filer", Action.ASSIGN, "draft", "draft", 1),
        ("filer", Action.SUBMIT, "draft", "self_scored", 1),
        ("filer", Action.RECALL, "self_scored", "draft", 1),
        ("filer", Action.SUBMIT, "draft", "self_scored", 2),
        ("head", Action.RETURN, "self_scored", "draft", 2),
        ("filer", Action.SUBMIT, "draft", "self_scored", 3),
        ("head", Action.APPROVE, "self_scored", "unit_approved", 3),
        ("chief", Action.RESCORE, "unit_approved", "unit_approved", 3),
        ("chief", Action.REVIEW, "unit_approved", "finance_reviewed", 3),
        ("chief", Action.REOPEN, "finance_reviewed", "unit_approved", 3),
        ("chief", Action.REVIEW, "unit_approved", "finance_reviewed", 3),
        ("chief", Action.PUBLISH, "finance_reviewed", "published", 3),
        ("chief", Action.CORRECT, "published", "published", 3),
    ]
    erasing = {Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE}
    judged = {Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE}
    followed = {Action.PLAN_MEASURE, Action.REPORT_MEASURE, *judged}
    pointing = {Action.ANSWER, Action.SETTLE}
    others = {Action.DISCARD, Action.ESCALATE} | erasing | followed | pointing
    assert {action for _, action, *_ in steps} == set(Action) - others
    for who, action, _, target, _ in steps:
        scene.do(who, action, evaluation, leads_to=State(target))
        told.append(scene.now)
    previous, events = NO_HASH, read_events(scene, evaluation)
    for number, (event, at, (who, action, source, target, round_)) in enumerate(
        zip(events, told, steps, strict=True), start=1
    ):
        assert event.hash == hash_body(event.body)
        body = json.loads(event.body)
        data = body.pop("data")
        assert body == {
            "v": "1/sha256",
            "evaluation": str(evaluation),
            "seq": number,
            "action": action,
            "from": source,
            "to": target,
            "actor": str(scene.people[who]),
            "at": format_utc(at),
            "prev": previous,
        }
        assert (event.seq, event.at, event.actor_id) == (body["seq"], at, scene.people[who])
        role = {"filer": "filer", "head": "unit_head", "chief": "finance_chief"}
        assert data["roles"] == [role[who.removeprefix("second_")]]
        assert (data["round"], data["source"]) == (round_, "page")
        previous = event.hash
    assert scene.header(evaluation).evaluation.head == previous


def test_only_a_comment_leaves_the_content_version(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    before = scene.header(evaluation).evaluation
    outcome = scene.do("chief", Action.COMMENT, evaluation)
    assert (outcome.version, outcome.content_version) == (before.version + 1, before.version)
    stands = scene.header(evaluation).evaluation
    assert stands.state_since == before.state_since
    outcome = scene.do("head", Action.APPROVE, evaluation)
    assert outcome.content_version == outcome.version


def test_no_event_is_dated_before_the_one_it_follows(scene: Scene) -> None:
    """Whoever waited for another writer came first and follows all the same."""
    evaluation = scene.walk(State.SELF_SCORED)
    waiting = scene.attempt("chief", Action.COMMENT, evaluation)
    scene.do("head", Action.COMMENT, evaluation)
    scene.act(waiting)
    moments = [event.at for event in read_events(scene, evaluation)]
    assert moments == sorted(moments)
    assert moments[-1] > waiting.at


def test_every_score_change_says_old_new_why_and_by_which_event(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED)
    desk = scene.desk(evaluation)
    scene.do("chief", Action.RESCORE, evaluation, desk.scores({VISITS: "50"}, reason="少十次"))
    outcome = scene.do(
        "second_chief",
        Action.RESCORE,
        evaluation,
        desk.scores({VISITS: "55", OPINION: "27"}, reason="补到两份", comment="已核对"),
    )
    body = read_bodies(scene.database, evaluation)[-1]
    scores = {score["indicator"]: score for score in body["data"]["scores"]}
    visits, opinion = (str(desk.row(name)) for name in (VISITS, OPINION))
    assert (scores[visits]["old"], scores[visits]["new"]) == ("50.00", "55.00")
    assert (scores[opinion]["old"], scores[opinion]["new"]) == (None, "27.00")
    assert {score["kind"] for score in scores.values()} == {"review"}
    assert read_text(scene, scores[visits]["reason"]) == "补到两份"
    assert read_text(scene, body["data"]["comment"]) == "已核对"
    assert (body["actor"], body["data"]["roles"]) == (
        str(scene.people["second_chief"]),
        ["finance_chief"],
    )
    with scene.database.reading() as session:
        rows = session.execute(
            select(ScoreChange.old, ScoreChange.new, ScoreChange.kind, FreeText.text)
            .join(FreeText, FreeText.id == ScoreChange.reason_id)
            .where(
                ScoreChange.evaluation_id == evaluation, ScoreChange.event_seq == outcome.version
            )
            .order_by(ScoreChange.new)
        ).all()
    assert [tuple(row) for row in rows] == [
        (None, Decimal(27), "review", "补到两份"),
        (Decimal(50), Decimal(55), "review", "补到两份"),
    ]


@pytest.mark.parametrize("action", [Action.RESCORE, Action.REVIEW])
def test_a_reviewer_changes_no_actual_value(scene: Scene, action: Action) -> None:
    """Even where his form carries one: what was achieved is the unit's to say."""
    evaluation = scene.walk(State.UNIT_APPROVED)
    desk = scene.desk(evaluation)
    held = [row.stored.actual_text for row in scene.content(evaluation).rows]
    changed = dict.fromkeys(REVIEWED, "100次")
    scene.do("chief", action, evaluation, desk.scores(REVIEWED, reason="复核", actual=changed))
    assert [row.stored.actual_text for row in scene.content(evaluation).rows] == held
    assert "actuals" not in read_bodies(scene.database, evaluation)[-1]["data"]


def test_what_stays_as_it_was_is_no_change(scene: Scene) -> None:
    """The same form sent again leaves an event and not one score change, text or amount."""
    evaluation = scene.walk(State.DRAFT)
    for action in (Action.SCORE, Action.FILL):
        scene.do("filer", action, evaluation)
        data = read_bodies(scene.database, evaluation)[-1]["data"]
        assert data == {"roles": ["filer"], "round": 1, "source": "page"}


def test_a_reason_alone_is_a_change(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    desk = scene.desk(evaluation)
    scene.do("filer", Action.SCORE, evaluation, desk.scores({OPINION: "27"}, reason="另一个理由"))
    (score,) = read_bodies(scene.database, evaluation)[-1]["data"]["scores"]
    assert (score["old"], score["new"]) == ("27.00", "27.00")
    assert read_text(scene, score["reason"]) == "另一个理由"


def test_actual_values_amounts_and_texts_are_recorded_old_and_new(scene: Scene) -> None:
    evaluation = scene.begin()
    scene.do("filer", Action.FILL, evaluation)
    filled = read_bodies(scene.database, evaluation)[-1]["data"]
    (line,) = filled["budget"]
    assert (line["actual"], line["old"]["actual"]) == ("900.00", None)
    sections = {section["key"]: section for section in filled["sections"]}
    assert sections["variance"]["old"] is None
    assert read_text(scene, sections["variance"]["new"]) == "偏差原因分析。"
    scene.do("filer", Action.SCORE, evaluation)
    actuals = read_bodies(scene.database, evaluation)[-1]["data"]["actuals"]
    visits = str(scene.desk(evaluation).row(VISITS))
    assert {"indicator": visits, "old": "", "new": "12次"} in actuals


def test_no_written_word_stands_in_a_body(scene: Scene) -> None:
    """Comments, reasons and narrative enter as salted commitments, so that they can be erased."""
    evaluation = scene.walk(State.PUBLISHED)
    words = ("缺一次记录", "按完成情况", "偏差原因分析。", "请看第三行")
    bodies = "".join(event.body for event in read_events(scene, evaluation))
    with scene.database.reading() as session:
        sealed = "".join(session.scalars(select(Submission.content)))
    assert not [word for word in words if word in bodies or word in sealed]


def test_the_same_words_have_another_commitment_each_time(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    for _ in range(2):
        scene.do("chief", Action.COMMENT, evaluation)
    first, second = (
        body["data"]["comment"] for body in read_bodies(scene.database, evaluation)[-2:]
    )
    assert first != second
    assert read_text(scene, first) == read_text(scene, second)


def test_a_comment_and_a_document_belong_to_their_events(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    said = scene.do("head", Action.COMMENT, evaluation).version
    attached = scene.do("filer", Action.ATTACH, evaluation).version
    with scene.database.reading() as session:
        comment = session.scalars(select(Comment).where(Comment.evaluation_id == evaluation)).one()
        document = session.scalars(
            select(Attachment).where(Attachment.evaluation_id == evaluation)
        ).one()
    assert (comment.event_seq, document.event_seq) == (said, attached)
    told = read_bodies(scene.database, evaluation)[-1]["data"]["attachment"]
    assert told == {
        "id": str(document.id),
        "indicator": None,
        "name": PLAN.name,
        "media_type": PLAN.media_type,
        "size": PLAN.size,
        "sha256": PLAN.sha256,
    }


def test_the_published_copy_is_what_the_event_froze(scene: Scene) -> None:
    evaluation = scene.walk(State.PUBLISHED)
    body = read_bodies(scene.database, evaluation)[-1]
    with scene.database.reading() as session:
        copy = session.scalars(
            select(Publication).where(Publication.evaluation_id == evaluation)
        ).one()
    assert body["data"]["publication"] == copy.content_hash
    assert copy.content_hash == hash_copy(json.loads(copy.content))
    assert json.loads(copy.content)["total"] == "94.50"


def test_the_role_is_that_of_the_time(scene: Scene) -> None:
    """T12: who held a role when he acted is told so, whatever he holds later."""
    evaluation = scene.walk(State.SELF_SCORED)
    with scene.database.writing() as session:
        change_roles(
            session,
            user_id=scene.people["second_head"],
            roles=[Role.UNIT_HEAD, Role.FILER],
            actor_id=None,
            at=scene.now,
        )
    scene.do("second_head", Action.APPROVE, evaluation)
    with scene.database.writing() as session:
        change_roles(
            session,
            user_id=scene.people["second_head"],
            roles=[Role.AUDITOR],
            actor_id=None,
            at=scene.now,
        )
    body = read_bodies(scene.database, evaluation)[-1]
    assert body["data"]["roles"] == ["filer", "unit_head"]
