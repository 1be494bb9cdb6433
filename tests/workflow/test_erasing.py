"""A text leaves by two people, wherever it stands, and every proof stays valid."""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from models.queries.erasures import list_waiting_requests
from models.queries.visibility import Asker
from models.tables import EvaluationListing, FormDraft, FreeText, Publication, Submission
from models.vocabulary import LIFECYCLE, Action, Form, Ground, Role, State
from tests.support.papers import VISITS, fill_in
from tests.support.records import dump, read_bodies
from tests.support.scenes import Scene
from tests.workflow.forging import open_for_forging, tell_everything
from tests.workflow.refusing import refuse
from workflow.audit import hash_copy
from workflow.data import AnsweringErasure, AskingErasure, Filling, Remark
from workflow.erasure import load_erasing
from workflow.kept import keep_draft
from workflow.ledger.verify import verify_database
from workflow.refusals import Why

WORDS = "联系人王某，电话一三八零零零"
"""What somebody wants to be gone."""


def find_faults(scene: Scene) -> list[str]:
    with scene.database.reading() as session:
        reports = verify_database(session).values()
    return [fault for report in reports for fault in report.faults]


def fill_with(words: str) -> Callable[..., Filling]:
    """The first section holds the words."""

    def fill(desk: object) -> Filling:
        filled = fill_in(desk)  # type: ignore[arg-type]  # a desk
        return replace(filled, sections={**filled.sections, next(iter(filled.sections)): words})

    return fill


def holds(scene: Scene, words: str) -> list[str]:
    """The tables in which the words stand."""
    return [name for name, rows in dump(scene.database).items() if any(words in r for r in rows)]


def walk(scene: Scene, state: State, words: str = WORDS) -> UUID:
    return scene.walk(state, fill=fill_with(words))


@pytest.mark.parametrize("state", LIFECYCLE)
def test_a_text_is_gone_from_everywhere(scene: Scene, state: State) -> None:
    """From the store, the copy, the search and what is half typed, in every state; the words stand
    in a comment too, and elsewhere they stay.
    """
    words = f"{WORDS}{state}"
    other = walk(scene, State.DRAFT, words)
    evaluation = walk(scene, state, words)
    if state is not State.PUBLISHED:
        scene.do("head", Action.COMMENT, evaluation, Remark(text=words))
    keep(scene, evaluation, f"前面{words}\r\n后面")
    keep(scene, other, words)
    before = scene.header(evaluation).evaluation
    scene.erase(evaluation, words)
    after = scene.header(evaluation).evaluation
    assert (after.state, after.version) == (before.state, before.version + 2)
    # A form that somebody has open would bring the text back.
    moves = state in {State.DRAFT, State.UNIT_APPROVED}
    assert after.content_version == (after.version if moves else before.content_version)
    assert find_faults(scene) == []
    with scene.database.reading() as session:
        store = session.scalars(select(FreeText.text).where(FreeText.text == words)).all()
        listed = session.scalars(
            select(EvaluationListing.text).where(EvaluationListing.evaluation_id == evaluation)
        ).one()
        drafts = session.scalars(select(FormDraft.evaluation_id)).all()
        copies = session.scalars(
            select(Publication.content).where(Publication.evaluation_id == evaluation)
        ).all()
    assert len(store) == 1, "that of the other evaluation"
    assert words not in listed
    assert other in drafts
    assert evaluation not in drafts
    assert not any(words in copy for copy in copies)
    assert len(copies) == (state is State.PUBLISHED)


def keep(scene: Scene, evaluation: UUID, words: str) -> None:
    """Somebody has typed the words and not saved them."""
    with scene.database.writing() as session:
        keep_draft(
            session,
            user_id=scene.people["filer"],
            evaluation_id=evaluation,
            form=Form.NARRATIVE,
            content_version=1,
            fields={"section-goals": words},
            at=scene.now,
        )


def test_nothing_of_it_is_left_in_any_table(sqlite_scene: Scene) -> None:
    words = "只在这里出现的一句话"
    evaluation = walk(sqlite_scene, State.PUBLISHED, words)
    assert set(holds(sqlite_scene, words)) == {"free_text", "publication", "evaluation_listing"}
    sqlite_scene.erase(evaluation, words)
    assert holds(sqlite_scene, words) == []


def test_nothing_of_it_is_left_in_the_file(sqlite_scene: Scene) -> None:
    """SQLite overwrites what it frees."""
    words = "文件里也不能留下的一句话"
    evaluation = sqlite_scene.walk(State.DRAFT)
    said = words * 300
    sqlite_scene.do("head", Action.COMMENT, evaluation, Remark(text=said))
    sqlite_scene.erase(evaluation, said)
    with sqlite_scene.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = sqlite_scene.database.engine.url.database
    assert path is not None
    with open(path, "rb") as file:  # noqa: PTH123 -- the address is a plain string
        assert words.encode() not in file.read()


def test_the_events_say_who_and_why_and_nothing_more(scene: Scene) -> None:
    evaluation = walk(scene, State.PUBLISHED)
    scene.erase(evaluation, WORDS, asks="auditor", agrees="chief")
    asked, agreed = read_bodies(scene.database, evaluation)[-2:]
    wish, answer = asked["data"]["erasure"], agreed["data"]["erasure"]
    assert (wish["ground"], wish["offices"]) == ("personal_data", ["auditor"])
    assert answer == {
        "request": asked["seq"],
        "texts": [wish["text"]],
        "ground": "personal_data",
        "offices": ["chief"],
    }
    assert asked["data"]["comment"]
    assert {asked["to"], agreed["to"]} == {"published"}


def test_the_hash_of_the_copy_stays(scene: Scene) -> None:
    evaluation = walk(scene, State.PUBLISHED)
    query = select(Publication).where(Publication.evaluation_id == evaluation)
    with scene.database.reading() as session:
        before = session.scalars(query).one()
    scene.erase(evaluation, WORDS)
    with scene.database.reading() as session:
        after = session.scalars(query).one()
    assert WORDS in before.content
    assert WORDS not in after.content
    assert after.content_hash == before.content_hash == hash_copy(json.loads(after.content))


def test_what_is_published_later_leaves_it_out(scene: Scene) -> None:
    evaluation = walk(scene, State.UNIT_APPROVED)
    scene.erase(evaluation, WORDS)
    for who, action in (("chief", Action.REVIEW), ("chief", Action.PUBLISH)):
        scene.do(who, action, evaluation)
    successor = scene.correct(evaluation)
    assert find_faults(scene) == []
    with scene.database.reading() as session:
        query = select(Publication.content).where(Publication.evaluation_id == evaluation)
        copy = json.loads(session.scalars(query).one())
    first = next(iter(scene.content(evaluation).sections))
    assert first not in [section["key"] for section in copy["sections"]]
    assert scene.content(successor).sections[first].text is None


def test_a_reason_of_an_agreed_row_leaves_its_mark_in_what_is_published(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    scene.do("filer", Action.AMEND, evaluation)
    scene.erase(evaluation, "合同已变更")
    scene.finish(evaluation)
    with scene.database.reading() as session:
        query = select(Publication.content).where(Publication.evaluation_id == evaluation)
        copy = json.loads(session.scalars(query).one())
    row = next(row for row in copy["indicators"] if row.get("agreed_name") == VISITS)
    assert row["agreed_reason"].keys() == {"commitment"}
    assert find_faults(scene) == []


def test_everything_of_an_evaluation_can_go(scene: Scene) -> None:
    """One text after the other, the reasons for the erasures too; every page of it stays whole."""
    evaluation = tell_everything(scene)
    erased = 0
    while True:
        with scene.database.reading() as session:
            marks = find(read_bodies(scene.database, evaluation))
            query = select(FreeText).where(
                FreeText.commitment.in_(marks), FreeText.text.is_not(None)
            )
            left = [row.text for row in session.scalars(query) if row.text != "本人要求删除"]
        if not left:
            break
        scene.erase(evaluation, str(left[0]))
        erased += 1
    assert erased > 5
    assert find_faults(scene) == []
    content = scene.content(evaluation)
    assert content.sections
    assert not any(section.text for section in content.sections.values())
    scene.correct(evaluation)
    assert find_faults(scene) == []


def find(part: object) -> list[str]:
    """Everything that could be a commitment."""
    if isinstance(part, dict):
        return [mark for value in part.values() for mark in find(value)]
    if isinstance(part, list):
        return [mark for value in part for mark in find(value)]
    return [part] if isinstance(part, str) and len(part) == 64 else []


def test_a_discarded_draft_can_be_erased_too(scene: Scene) -> None:
    evaluation = walk(scene, State.DRAFT)
    scene.do("filer", Action.DISCARD, evaluation)
    scene.erase(evaluation, WORDS)
    assert scene.header(evaluation).evaluation.discarded
    assert find_faults(scene) == []


def test_nobody_does_both(scene: Scene) -> None:
    """Who is a chief and an auditor asks as both, and somebody else has to agree."""
    scene.add_person("both", {Role.FINANCE_CHIEF, Role.AUDITOR}, "section")
    evaluation = walk(scene, State.PUBLISHED)
    scene.ask_erasure(evaluation, WORDS, who="both")
    given = refuse(scene, "both", Action.ERASE, evaluation)
    assert given == (Why.FORBIDDEN, ["another_person_asked"])
    for who in ("chief", "auditor"):
        data = AnsweringErasure(request=scene.find_request(evaluation))
        case = scene.case(who, evaluation, data=data)
        assert case.erasing().waiting
    scene.do("chief", Action.ERASE, evaluation)
    assert find_faults(scene) == []


def test_who_was_a_chief_and_is_an_auditor_now_does_not_agree_to_his_own(scene: Scene) -> None:
    evaluation = walk(scene, State.PUBLISHED)
    scene.add_person("mover", {Role.FINANCE_CHIEF}, "section")
    scene.ask_erasure(evaluation, WORDS, who="mover")
    scene.give_roles("mover", Role.AUDITOR)
    assert refuse(scene, "mover", Action.ERASE, evaluation)[1] == ["another_person_asked"]


@pytest.mark.parametrize("who", ["chief", "auditor"])
def test_a_request_ends_with_a_no_or_by_who_made_it(scene: Scene, who: str) -> None:
    evaluation = walk(scene, State.DRAFT)
    scene.ask_erasure(evaluation, WORDS)
    request = scene.find_request(evaluation)
    scene.do(who, Action.DECLINE_ERASURE, evaluation)
    data = AnsweringErasure(request=request)
    given = refuse(scene, "auditor", Action.ERASE, evaluation, data=data)
    assert given == (Why.CONFLICT, ["request_is_waiting"])
    scene.erase(evaluation, WORDS, asks="auditor", agrees="chief")
    assert find_faults(scene) == []


def test_what_cannot_be_asked_for(scene: Scene) -> None:
    evaluation, foreign = walk(scene, State.DRAFT), walk(scene, State.DRAFT, "别人的话")
    theirs = next(iter(scene.content(foreign).sections.values())).commitment
    for mark in (theirs, "0" * 64, "%" * 64, "", str(scene.header(evaluation).evaluation.head)):
        data = AskingErasure(text=str(mark), ground=Ground.OTHER, reason="理由")
        given = refuse(scene, "chief", Action.ASK_ERASURE, evaluation, data=data)
        assert given == (Why.UNMET, ["text_is_unknown"])
    own = str(next(iter(scene.content(evaluation).sections.values())).commitment)
    scene.erase(evaluation, WORDS)
    data = AskingErasure(text=own, ground=Ground.OTHER, reason="理由")
    given = refuse(scene, "chief", Action.ASK_ERASURE, evaluation, data=data)
    assert given == (Why.CONFLICT, ["text_was_erased"])


def test_the_same_words_are_asked_for_once(scene: Scene) -> None:
    """Under whatever commitment: one erasure takes them all."""
    evaluation = walk(scene, State.DRAFT)
    scene.do("head", Action.COMMENT, evaluation, Remark(text=WORDS))
    said = read_bodies(scene.database, evaluation)[-1]["data"]["comment"]
    scene.ask_erasure(evaluation, WORDS)
    data = AskingErasure(text=said, ground=Ground.OTHER, reason="理由")
    given = refuse(scene, "auditor", Action.ASK_ERASURE, evaluation, data=data)
    assert given == (Why.CONFLICT, ["erasure_is_asked_already"])
    scene.do("auditor", Action.ERASE, evaluation)
    told = read_bodies(scene.database, evaluation)[-1]["data"]["erasure"]["texts"]
    assert len(told) == 2
    assert said in told


def test_what_an_old_copy_holds_in_plain_is_not_erased_behind_its_hash(
    sqlite_scene: Scene,
) -> None:
    scene = sqlite_scene
    evaluation = walk(scene, State.PUBLISHED, "旧副本里的话")
    with open_for_forging(scene.database) as session:
        row = session.scalars(
            select(Publication).where(Publication.evaluation_id == evaluation)
        ).one()
        copy = json.loads(row.content)
        copy["sections"] = [{**each, "text": each["text"]["text"]} for each in copy["sections"]]
        session.execute(
            update(Publication).where(Publication.id == row.id).values(content=json.dumps(copy))
        )
        session.flush()
        mark = next(iter(scene.content(evaluation).sections.values())).commitment
        data = AskingErasure(text=str(mark), ground=Ground.OTHER, reason="理由")
        assert load_erasing(session, evaluation, data=data).is_in_old_copy


def test_a_desk_shows_the_requests_of_others_that_wait(scene: Scene) -> None:
    asked, answered = walk(scene, State.DRAFT), walk(scene, State.DRAFT)
    for evaluation in (asked, answered):
        scene.ask_erasure(evaluation, WORDS)
    scene.do("auditor", Action.ERASE, answered)

    def waits_for(who: str, *roles: Role, section: str | None = None) -> set[UUID]:
        office = scene.offices[section] if section else None
        asker = Asker(unit_id=None, section_id=office, roles=roles)
        with scene.database.reading() as session:
            rows = list_waiting_requests(session, asker, person_id=scene.people[who], limit=99)
        return {row.evaluation_id for row in rows} & {asked, answered}

    assert waits_for("auditor", Role.AUDITOR) == {asked}
    assert waits_for("second_chief", Role.FINANCE_CHIEF, section="section") == {asked}
    assert waits_for("chief", Role.FINANCE_CHIEF, section="section") == set(), "his own"
    assert waits_for("other_chief", Role.FINANCE_CHIEF, section="other_section") == set()


def test_the_sealed_round_stays_as_it_was(scene: Scene) -> None:
    evaluation = walk(scene, State.SELF_SCORED)
    query = select(Submission.content).where(Submission.evaluation_id == evaluation)
    with scene.database.reading() as session:
        before = session.scalars(query).one()
    scene.erase(evaluation, WORDS)
    with scene.database.reading() as session:
        assert session.scalars(query).one() == before
        assert WORDS not in before


def test_who_erases_behind_the_triggers_is_named(scene: Scene) -> None:
    """A text without its events, one that is back, an event that nobody else asked for, a copy
    without a text that was not erased.
    """
    walk(scene, State.PUBLISHED)
    gone = walk(scene, State.PUBLISHED, "已经没有的话")
    scene.erase(gone, "已经没有的话")
    with scene.database.reading() as session:
        find_text = select(FreeText.id).where(FreeText.text == WORDS)
        number = session.scalars(find_text.order_by(FreeText.id.desc())).first()
        mark = read_bodies(scene.database, gone)[-1]["data"]["erasure"]["texts"][0]
        lost = session.scalars(select(FreeText.id).where(FreeText.commitment == mark)).one()
    attacks = {
        f"free_text {number}": f"UPDATE free_text SET text = NULL, salt = NULL WHERE id = {number}",
        f"free_text {lost}": (
            "UPDATE free_text SET text = '已经没有的话', salt = (SELECT f.salt FROM free_text f"
            f" WHERE f.id = {number}) WHERE id = {lost}"
        ),
    }
    for named, attack in attacks.items():
        with open_for_forging(scene.database) as session:
            session.execute(text(attack))
            faults = [fault for one in verify_database(session).values() for fault in one.faults]
        assert any(named in fault for fault in faults), (named, faults)
    assert find_faults(scene) == []
