"""What is sent twice has one effect and one answer; typed text goes with what saves it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from models.queries.kept import Draft, find_draft
from models.vocabulary import Action, Form, State
from tests.support.records import dump, list_refusals, read_bodies, rows_of
from tests.support.scenes import Scene
from tests.workflow.races import WAIT_SECONDS, find_broken_proofs
from web import door
from web.door import act
from workflow.actions import Outcome
from workflow.data import Attempt, Remark, SendingBack
from workflow.ids import new_id
from workflow.kept import SentOnce, keep_draft
from workflow.refusals import Refused, Why

ONCE = SentOnce(token="of one form", content="what it holds")
OTHER = replace(ONCE, content="what another holds")
DONE = [
    ("filer", Action.CREATE, State.NONE),
    ("filer", Action.FILL, State.DRAFT),
    ("head", Action.COMMENT, State.SELF_SCORED),
    ("head", Action.APPROVE, State.SELF_SCORED),
    ("chief", Action.RETURN, State.FINANCE_REVIEWED),
    ("chief", Action.CORRECT, State.PUBLISHED),
    ("filer", Action.DISCARD, State.DRAFT),
]


def prepare(scene: Scene, who: str, action: Action, state: State) -> Attempt:
    """Somebody is about to do something."""
    evaluation = new_id() if state is State.NONE else scene.walk(state)
    return scene.attempt(who, action, evaluation)


@pytest.mark.parametrize(("who", "action", "state"), DONE)
def test_the_same_twice_is_done_once_and_answered_alike(
    scene: Scene, who: str, action: Action, state: State
) -> None:
    attempt = prepare(scene, who, action, state)
    first = act(scene.home, attempt, sent=ONCE)
    before = dump(scene.database)
    # The second sending makes an id of its own for what is to begin.
    again = replace(attempt, evaluation_id=new_id()) if state is State.NONE else attempt
    assert act(scene.home, replace(again, at=scene.tick()), sent=ONCE) == first
    assert dump(scene.database) == before
    assert (first.successor_id is not None) == (action is Action.CORRECT)


def test_the_answer_is_that_of_then(scene: Scene) -> None:
    """Others have gone on meanwhile."""
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.APPROVE, evaluation)
    first = act(scene.home, attempt, sent=ONCE)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)
    assert act(scene.home, attempt, sent=ONCE) == first
    assert first.state is State.UNIT_APPROVED


def test_the_token_with_other_content_is_refused_and_the_refusal_kept(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.COMMENT, evaluation)
    act(scene.home, attempt, sent=ONCE)
    before, refusals = dump(scene.database, besides=("refusal",)), list_refusals(scene.database)
    other = replace(attempt, data=Remark(text="别的话"))
    with pytest.raises(Refused) as refused:
        act(scene.home, other, sent=OTHER)
    assert [(one.why, one.code, one.field) for one in refused.value.reasons] == [
        (Why.UNMET, "token_was_used", "form_token")
    ]
    assert dump(scene.database, besides=("refusal",)) == before
    assert len(list_refusals(scene.database)) == len(refusals) + 1


def test_another_person_may_use_the_same_token(scene: Scene) -> None:
    """A token is its person's; two browsers may come upon the same."""
    evaluation = scene.walk(State.SELF_SCORED)
    for who in ("head", "second_head"):
        act(scene.home, scene.attempt(who, Action.COMMENT, evaluation), sent=ONCE)
    assert len(read_bodies(scene.database, evaluation)) == 6


def test_neither_token_nor_content_is_kept_in_words(scene: Scene) -> None:
    act(scene.home, prepare(scene, "head", Action.COMMENT, State.DRAFT), sent=ONCE)
    kept = "".join(dump(scene.database)["form_token"])
    assert ONCE.token not in kept
    assert ONCE.content not in kept


def test_a_refused_attempt_leaves_no_token(scene: Scene) -> None:
    """Mended, it is sent again with the same token and goes through."""
    evaluation = scene.walk(State.SELF_SCORED)
    tokens = rows_of(scene.database, "form_token")
    right = scene.attempt("head", Action.RETURN, evaluation)
    wrong = replace(right, data=SendingBack(reason="", due_at=None))
    with pytest.raises(Refused):
        act(scene.home, wrong, sent=ONCE)
    assert rows_of(scene.database, "form_token") == tokens
    act(scene.home, right, sent=OTHER)


def test_answer_and_change_stand_and_fall_together(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the answer lost, the change would be done twice."""
    attempt = prepare(scene, "head", Action.APPROVE, State.SELF_SCORED)
    before = dump(scene.database)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    for part in ("keep_outcome", "drop_draft"):
        with monkeypatch.context() as broken:
            broken.setattr(door, part, fail)
            with pytest.raises(RuntimeError):
                act(scene.home, attempt, sent=ONCE, form=Form.APPROVE)
        assert dump(scene.database) == before


def send_at_once(scene: Scene, attempts: list[tuple[Attempt, SentOnce]]) -> list[Outcome | str]:
    """Everybody sends at the same moment; the answer is an outcome or a code."""
    barrier = Barrier(len(attempts))

    def send(given: tuple[Attempt, SentOnce]) -> Outcome | str:
        barrier.wait(WAIT_SECONDS)
        try:
            return act(scene.home, given[0], sent=given[1])
        except Refused as refused:
            return refused.reasons[0].code

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(send, attempts))


@pytest.mark.parametrize(("who", "action", "state"), DONE)
@pytest.mark.pg
def test_twenty_at_once_have_one_effect_and_one_answer(
    postgres_scene: Scene, who: str, action: Action, state: State
) -> None:
    """A new evaluation has another id in each sending: nothing but the token holds them apart."""
    scene = postgres_scene
    attempt = prepare(scene, who, action, state)
    before = len(rows_of(scene.database, "audit_event"))
    begins = state is State.NONE
    sent = [
        (replace(attempt, evaluation_id=new_id()) if begins else attempt, ONCE) for _ in range(20)
    ]
    answers = send_at_once(scene, sent)
    (outcome,) = set(answers)
    assert isinstance(outcome, Outcome)
    events = 2 if action is Action.CORRECT else 1
    assert len(rows_of(scene.database, "audit_event")) == before + events
    kept = [row for row in rows_of(scene.database, "form_token") if row.user_id == attempt.actor_id]
    assert len(kept) == 1
    assert not find_broken_proofs(scene)


def test_eight_at_once_on_a_file(sqlite_scene: Scene) -> None:
    attempt = prepare(sqlite_scene, "filer", Action.CREATE, State.NONE)
    sent = [(replace(attempt, evaluation_id=new_id()), ONCE) for _ in range(8)]
    assert len(set(send_at_once(sqlite_scene, sent))) == 1


@pytest.mark.pg
def test_of_two_contents_at_once_one_is_refused(postgres_scene: Scene) -> None:
    scene = postgres_scene
    attempt = prepare(scene, "head", Action.COMMENT, State.SELF_SCORED)
    answers = send_at_once(scene, [(attempt, ONCE), (attempt, OTHER)])
    assert [answer for answer in answers if not isinstance(answer, Outcome)] == ["token_was_used"]


def keep(scene: Scene, who: str, attempt: Attempt, form: Form, **fields: str) -> None:
    """Keep what somebody typed."""
    with scene.database.writing() as session:
        keep_draft(
            session,
            user_id=scene.people[who],
            evaluation_id=attempt.evaluation_id,
            form=form,
            content_version=3,
            fields=fields,
            at=scene.now,
        )


def find_typed(scene: Scene, who: str, attempt: Attempt, form: Form) -> Draft | None:
    """What was kept for somebody."""
    with scene.database.reading() as session:
        return find_draft(
            session,
            user_id=scene.people[who],
            evaluation_id=attempt.evaluation_id,
            form=form,
        )


def test_typed_text_goes_with_what_saves_it_and_no_other(scene: Scene) -> None:
    """That of another form, another person and another evaluation stays."""
    attempt = prepare(scene, "filer", Action.FILL, State.DRAFT)
    elsewhere = prepare(scene, "filer", Action.FILL, State.DRAFT)
    for who, about, form in (
        ("filer", attempt, Form.FUNDS),
        ("filer", attempt, Form.NARRATIVE),
        ("second_filer", attempt, Form.FUNDS),
        ("filer", elsewhere, Form.FUNDS),
    ):
        keep(scene, who, about, form, text="写了一半")
    act(scene.home, attempt, sent=ONCE, form=Form.FUNDS)
    assert find_typed(scene, "filer", attempt, Form.FUNDS) is None
    for who, about, form in (
        ("filer", attempt, Form.NARRATIVE),
        ("second_filer", attempt, Form.FUNDS),
        ("filer", elsewhere, Form.FUNDS),
    ):
        assert find_typed(scene, who, about, form) is not None


def test_a_refused_save_leaves_the_typed_text(scene: Scene) -> None:
    attempt = prepare(scene, "filer", Action.FILL, State.DRAFT)
    keep(scene, "filer", attempt, Form.FUNDS, text="写了一半")
    stale = replace(attempt, seen=1)
    with pytest.raises(Refused):
        act(scene.home, stale, sent=ONCE, form=Form.FUNDS)
    kept = find_typed(scene, "filer", attempt, Form.FUNDS)
    assert kept is not None
    assert (kept.content_version, kept.payload) == (3, '{"text":"写了一半"}')


def test_what_is_typed_later_stands_in_for_what_was_kept(scene: Scene) -> None:
    attempt = prepare(scene, "filer", Action.FILL, State.DRAFT)
    for words in ("一", "一二"):
        keep(scene, "filer", attempt, Form.FUNDS, text=words)
    kept = find_typed(scene, "filer", attempt, Form.FUNDS)
    assert kept is not None
    assert kept.payload == '{"text":"一二"}'
