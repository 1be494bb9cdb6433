"""What a forger does to an evaluation, and what of it must be named by which check."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import select

from tests.support.offices import OPENS
from tests.workflow.forging import Forger
from workflow.audit import hash_body, hash_text, write_canonical
from workflow.ids import new_id

Forgery: TypeAlias = Callable[[Forger], str]
"""Forges something and answers with the id that must be named."""

TAIL = -1


def edit_body(forger: Forger) -> str:
    return forger.rewrite(3, round=7)


def edit_hash(forger: Forger) -> str:
    return forger.change("audit_event", forger.row("audit_event", 3), hash="0" * 64)


def delete_tail(forger: Forger) -> str:
    forger.remove("audit_event", TAIL)
    return str(forger.evaluation)


def delete_middle(forger: Forger) -> str:
    forger.remove("audit_event", 3)
    return str(forger.row("audit_event", 3).id)


def delete_all(forger: Forger) -> str:
    for _ in forger.rows("audit_event"):
        forger.remove("audit_event")
    return str(forger.evaluation)


def delete_evaluation(forger: Forger) -> str:
    forger.remove("evaluation")
    return str(forger.row("audit_event").id)


def swap(forger: Forger) -> str:
    """Two events of one evaluation change places, bytes and hashes."""
    first, second = forger.row("audit_event", 2), forger.row("audit_event", 3)
    forger.change("audit_event", first, body=second.body, hash=second.hash)
    forger.change("audit_event", second, body=first.body, hash=first.hash)
    return str(first.id)


def borrow(forger: Forger) -> str:
    """An event takes the bytes of another evaluation's."""
    event, foreign = forger.row("audit_event", 3), forger.rows("audit_event", forger.other)[3]
    return forger.change("audit_event", event, body=foreign.body, hash=foreign.hash)


def rechain_one(forger: Forger) -> str:
    """A body is changed and its own hash recomputed: the next event does not follow it."""
    forger.rewrite(3, rehash=True, round=7)
    return str(forger.row("audit_event", 4).id)


def rechain_tail(forger: Forger) -> str:
    forger.rewrite(TAIL, rehash=True, round=7)
    return str(forger.evaluation)


def change_actor(forger: Forger) -> str:
    event, other = forger.row("audit_event", 3), forger.row("audit_event", 4)
    assert event.actor_id != other.actor_id
    return forger.change("audit_event", event, actor_id=other.actor_id)


def change_time(forger: Forger) -> str:
    event = forger.row("audit_event", 3)
    return forger.change("audit_event", event, at=event.at + timedelta(seconds=1))


def invent_move(forger: Forger) -> str:
    """An event says what no edge says; verification goes on nevertheless."""
    return forger.change("audit_event", forger.row("audit_event", TAIL), action="decree")


def invent_state(forger: Forger) -> str:
    return forger.change("audit_event", forger.row("audit_event", TAIL), from_state="limbo")


def spoil_json(forger: Forger) -> str:
    return forger.put_body(TAIL, "{", rehash=True)


def spoil_shape(forger: Forger) -> str:
    """Canonical, with a hash that fits, and of another shape than any body has."""
    event = forger.rewrite(TAIL, rehash=True, scores="many", budget=[1], claim=None, comment=[])
    return f"audit_event {event}"


def spoil_order(forger: Forger) -> str:
    """The same data in other bytes."""
    body = json.loads(forger.row("audit_event", TAIL).body)
    return forger.put_body(TAIL, json.dumps(body), rehash=True)


def rechain_all(forger: Forger) -> str:
    """The owner rewrites the whole chain with another score and leaves the live row."""
    events = forger.rows("audit_event")
    previous, indicator = "0" * 64, ""
    for number, event in enumerate(events):
        body = json.loads(event.body)
        if body["action"] == "score":
            body["data"]["scores"][0]["new"] = "1.00"
            indicator = body["data"]["scores"][0]["indicator"]
        body["prev"] = previous
        forger.put_body(number, write_canonical(body), rehash=True)
        previous = hash_body(write_canonical(body))
    forger.change("evaluation", head=previous)
    return indicator


def change_evaluation(**values: object) -> Forgery:
    return lambda forger: forger.change("evaluation", **values)


def change_first(table: str, /, **values: object) -> Forgery:
    return lambda forger: forger.change(table, **values)


def change_scored(**values: object) -> Forgery:
    def forge(forger: Forger) -> str:
        scored = next(row for row in forger.rows("indicator") if row.self_score is not None)
        return forger.change("indicator", scored, **values)

    return forge


def change_taken_over(forger: Forger) -> str:
    """An actual value that a correction took over, of which the trail holds the hash."""
    row = next(row for row in forger.rows("indicator") if row.actual_text)
    return forger.change("indicator", row, actual_text="别的")


def change_agreed(**values: object) -> Forgery:
    def forge(forger: Forger) -> str:
        forger.change("indicator", **values)
        return str(forger.evaluation)

    return forge


def change_and_name_the_evaluation(table: str, /, **values: object) -> Forgery:
    def forge(forger: Forger) -> str:
        forger.change(table, **values)
        return str(forger.evaluation)

    return forge


def remove_agreed(forger: Forger) -> str:
    forger.remove("indicator", 1)
    return str(forger.evaluation)


def add_agreed(forger: Forger) -> str:
    forger.add("indicator", forger.row("indicator", 1), id=new_id(), position=99)
    return str(forger.evaluation)


def point_reason_elsewhere(column: str) -> Forgery:
    def forge(forger: Forger) -> str:
        scored = [row for row in forger.rows("indicator") if row.self_score is not None]
        values: dict[str, object] = {column: forger.keep("另一个理由")}
        return forger.change("indicator", scored[-1], **values)

    return forge


def remove_and_name_the_evaluation(table: str, number: int = 0) -> Forgery:
    def forge(forger: Forger) -> str:
        forger.remove(table, number)
        return str(forger.evaluation)

    return forge


def remove_by_id(table: str, number: int = 0) -> Forgery:
    return lambda forger: str(forger.remove(table, number).id)


def add_score_change(forger: Forger) -> str:
    """A change that no event tells of."""
    row = forger.row("score_change", TAIL)
    forger.add("score_change", row, event_seq=2)
    return str(next(one.id for one in forger.rows("score_change") if one.event_seq == 2))


def edit_text(forger: Forger) -> str:
    comment = forger.row("comment")
    return edit_free_text(forger, comment.text_id)


def edit_free_text(forger: Forger, text_id: int) -> str:
    table = Forger.table("free_text")
    forger.session.execute(table.update().where(table.c.id == text_id).values(text="别的话"))
    return f"free_text {text_id}"


def blank_text(forger: Forger) -> str:
    """A text is erased without the act that erases."""
    text_id = forger.row("comment").text_id
    table = Forger.table("free_text")
    gone = {"text": None, "salt": None}
    forger.session.execute(table.update().where(table.c.id == text_id).values(gone))
    return f"free_text {text_id}"


def point_elsewhere(table: str) -> Forgery:
    def forge(forger: Forger) -> str:
        return forger.change(table, text_id=forger.keep("别的话"))

    return forge


def add_comment(forger: Forger) -> str:
    """Something is slipped in behind an event that nothing was said with."""
    forger.add("comment", forger.row("comment"), event_seq=2)
    return str(forger.evaluation)


def add_second_comment(forger: Forger) -> str:
    """Beside what was said with an event stands something that nobody said."""
    genuine = forger.remove("comment")
    forger.add("comment", genuine, text_id=forger.keep("别的话"))
    forger.add("comment", genuine)
    return str(forger.evaluation)


def edit_frozen(table: str, *, rehash: bool) -> Forgery:
    def forge(forger: Forger) -> str:
        content = forger.row(table).content.replace("60.00", "59.00").replace("83.48", "93.48")
        assert content != forger.row(table).content
        values: dict[str, object] = {"content": content} | (
            {"content_hash": hash_text(content)} if rehash else {}
        )
        return forger.change(table, **values)

    return forge


def rewrite_finding(forger: Forger) -> str:
    forger.change("finding", text_id=forger.keep("没有问题。"))
    return str(forger.evaluation)


def pin_elsewhere(forger: Forger) -> str:
    table = Forger.table("scheme")
    pinned = forger.row("evaluation").scheme_id
    others = forger.session.scalars(select(table.c.id).where(table.c.id != pinned))
    return forger.change("evaluation", scheme_id=others.first())


def edit_scheme(forger: Forger, *, rehash: bool = False) -> str:
    """A weaker band for everybody, as the owner would like it."""
    table, pinned = Forger.table("scheme"), forger.row("evaluation").scheme_id
    written = forger.session.scalars(select(table.c.text).where(table.c.id == pinned)).one()
    values = {"text": written.replace("lower = 90", "lower = 70")}
    assert values["text"] != written
    if rehash:
        values["sha256"] = hash_text(values["text"])
    forger.session.execute(table.update().where(table.c.id == pinned).values(values))
    return str(pinned)


def remove_edition(forger: Forger) -> str:
    """A correction vanishes with all that belongs to it; the edition it corrects is named."""
    corrected = forger.row("evaluation").supersedes_id
    for table in ("attachment", "finding", "section", "budget_line", "score_change"):
        for _ in forger.rows(table):
            forger.remove(table)
    for table in ("agreed_change", "evaluation_listing", "indicator", "audit_event", "evaluation"):
        for _ in forger.rows(table)[::-1]:
            forger.remove(table, TAIL)
    return str(corrected)


def remove_correction(forger: Forger) -> str:
    """The event that opened the edition vanishes; the edition is named."""
    corrected = forger.row("evaluation").supersedes_id
    edition, forger.evaluation = forger.evaluation, corrected
    assert forger.row("audit_event", TAIL).action == "correct"
    forger.remove("audit_event", TAIL)
    last = forger.row("audit_event", TAIL)
    values = {"version": last.seq, "head": last.hash}
    forger.change("evaluation", **values)
    return str(edition)


def claim_another_correction(forger: Forger) -> str:
    """The edition says that another event opened it."""
    forger.rewrite(0, rehash=True, corrects={"event": 1, "hash": "0" * 64})
    forger.change("evaluation", head=forger.row("audit_event", 0).hash)
    return str(forger.evaluation)


def claim_no_correction(forger: Forger) -> str:
    """The edition says nothing of what opened it."""
    event = forger.row("audit_event")
    body = json.loads(event.body)
    del body["data"]["corrects"]
    forger.put_body(0, write_canonical(body), rehash=True)
    forger.change("evaluation", head=forger.row("audit_event", 0).hash)
    return str(forger.evaluation)


def change_amended(**values: object) -> Forgery:
    return change_and_name_the_evaluation("agreed_change", **values)


def give_another_reason(forger: Forger) -> str:
    return change_amended(reason_id=forger.keep("另一个理由"))(forger)


def add_amended(forger: Forger) -> str:
    """An agreed change that no event tells of."""
    forger.add("agreed_change", forger.row("agreed_change"), event_seq=2)
    return str(forger.evaluation)


AMENDED: dict[str, tuple[str, Forgery]] = {
    "agreed change, old name": ("replay", change_amended(old_name="别的")),
    "agreed change, new name": ("replay", change_amended(new_name="别的")),
    "agreed change, old weight": ("replay", change_amended(old_weight=Decimal("1.00"))),
    "agreed change, new weight": ("replay", change_amended(new_weight=None)),
    "agreed change, old target": ("replay", change_amended(old_target="别的")),
    "agreed change, new target": ("replay", change_amended(new_target="别的")),
    "agreed change, reason": ("replay", give_another_reason),
    "agreed change removed": ("replay", remove_and_name_the_evaluation("agreed_change")),
    "agreed change added": ("replay", add_amended),
}
PROJECT: dict[str, tuple[str, Forgery]] = {
    **AMENDED,
    "edition": ("replay", change_evaluation(edition=2)),
    "supersedes": ("replay", lambda forger: forger.change("evaluation", supersedes_id=new_id())),
    "discarded": ("replay", change_evaluation(discarded=True)),
    "listed text": ("listing", change_and_name_the_evaluation("evaluation_listing", text="别的")),
    "listed total": (
        "listing",
        change_and_name_the_evaluation("evaluation_listing", total=Decimal("1.00")),
    ),
    "listed grade": ("listing", change_and_name_the_evaluation("evaluation_listing", grade="poor")),
    "not listed": ("listing", remove_and_name_the_evaluation("evaluation_listing")),
    "body edited": ("hash", edit_body),
    "hash edited": ("hash", edit_hash),
    "tail deleted": ("chain", delete_tail),
    "tail deleted, replayed": ("replay", delete_tail),
    "middle deleted": ("chain", delete_middle),
    "all events deleted": ("chain", delete_all),
    "evaluation deleted": ("chain", delete_evaluation),
    "events swapped": ("chain", swap),
    "event of another evaluation": ("chain", borrow),
    "one event rechained": ("chain", rechain_one),
    "tail rechained": ("chain", rechain_tail),
    "whole chain rewritten": ("replay", rechain_all),
    "actor changed": ("chain", change_actor),
    "time changed": ("chain", change_time),
    "unknown action": ("chain", invent_move),
    "unknown state": ("chain", invent_state),
    "no json": ("chain", spoil_json),
    "another shape": ("replay", spoil_shape),
    "another order": ("chain", spoil_order),
    "state": ("replay", change_evaluation(state="draft")),
    "round": ("replay", change_evaluation(round=9)),
    "version": ("replay", change_evaluation(version=99)),
    "content version": ("replay", change_evaluation(content_version=3)),
    "head": ("chain", change_evaluation(head="0" * 64)),
    "self score": ("replay", change_scored(self_score=Decimal("1.00"))),
    "review score": ("replay", change_scored(review_score=Decimal("1.00"))),
    "review score taken away": ("replay", change_scored(review_score=None)),
    "actual value": ("replay", change_scored(actual_text="别的")),
    "weight": ("replay", change_agreed(weight=Decimal("99.00"))),
    "target": ("replay", change_agreed(target_text="≥1次")),
    "name": ("replay", change_agreed(name="别的")),
    "rule": ("replay", change_agreed(rule="")),
    "category": ("replay", change_agreed(category="other")),
    "row removed": ("replay", remove_agreed),
    "row added": ("replay", add_agreed),
    "score change, new": ("replay", change_first("score_change", new=Decimal("1.00"))),
    "score change, old": ("replay", change_first("score_change", old=Decimal("1.00"))),
    "score change, kind": ("replay", change_first("score_change", kind="review")),
    "score change, reason": ("replay", change_first("score_change", reason_id=None)),
    "score change removed": ("replay", remove_and_name_the_evaluation("score_change")),
    "score change added": ("replay", add_score_change),
    "amount": ("replay", change_first("budget_line", actual=Decimal("1.00"))),
    "line renamed": ("replay", change_first("budget_line", name="别的")),
    "line removed": ("replay", remove_by_id("budget_line", 1)),
    "comment's text": ("hash", edit_text),
    "comment's text gone": ("hash", blank_text),
    "comment elsewhere": (
        "replay",
        lambda forger: (
            forger.change("comment", text_id=forger.keep("别的话")),
            str(forger.evaluation),
        )[1],
    ),
    "comment removed": ("replay", remove_and_name_the_evaluation("comment")),
    "comment added": ("replay", add_comment),
    "second comment": ("replay", add_second_comment),
    "section elsewhere": ("replay", point_elsewhere("section")),
    "section emptied": ("replay", change_and_name_the_evaluation("section", text_id=None)),
    "section removed": ("replay", remove_and_name_the_evaluation("section")),
    "submission": ("replay", edit_frozen("submission", rehash=False)),
    "submission rehashed": ("replay", edit_frozen("submission", rehash=True)),
    "submission's round": ("replay", change_first("submission", round=5)),
    "submission removed": ("replay", remove_and_name_the_evaluation("submission")),
    "publication": ("replay", edit_frozen("publication", rehash=False)),
    "publication rehashed": ("replay", edit_frozen("publication", rehash=True)),
    "publication's time": (
        "replay",
        lambda forger: forger.change(
            "publication", published_at=forger.row("publication").published_at - timedelta(days=1)
        ),
    ),
    "publication removed": ("replay", remove_and_name_the_evaluation("publication")),
    "attachment's bytes": ("replay", change_first("attachment", sha256="0" * 64)),
    "attachment's name": ("replay", change_first("attachment", name="别的.pdf")),
    "attachment's type": ("replay", change_first("attachment", media_type="text/html")),
    "attachment's row": (
        "replay",
        lambda forger: forger.change("attachment", indicator_id=forger.row("indicator").id),
    ),
    "attachment removed": ("replay", remove_by_id("attachment")),
    "self reason elsewhere": ("replay", point_reason_elsewhere("self_reason_id")),
    "review reason elsewhere": ("replay", point_reason_elsewhere("review_reason_id")),
    "unit": ("replay", lambda forger: forger.change("evaluation", unit_id=new_id())),
    "cycle": ("replay", lambda forger: forger.change("evaluation", cycle_id=new_id())),
    "time of the state": ("replay", lambda forger: forger.change("evaluation", state_since=OPENS)),
    "pinned to another scheme": ("replay", pin_elsewhere),
    "scheme's text": ("hash", edit_scheme),
    "title": ("replay", change_evaluation(title="别的")),
    "kind": ("replay", change_evaluation(kind="department_self_evaluation")),
    "due date": ("replay", change_evaluation(due_at=None)),
}
FINANCE: dict[str, tuple[str, Forgery]] = {
    "reported total": ("replay", change_evaluation(reported_total=Decimal("93.48"))),
    "reported grade": ("replay", change_evaluation(reported_grade="excellent")),
    "claim's reason": (
        "replay",
        lambda forger: forger.change("evaluation", claim_reason_id=forger.keep("别的话")),
    ),
    "finding elsewhere": ("replay", rewrite_finding),
    "finding's category": ("replay", change_and_name_the_evaluation("finding", category="别的")),
    "finding as a recommendation": (
        "replay",
        change_and_name_the_evaluation("finding", is_recommendation=True),
    ),
    "finding removed": ("replay", remove_and_name_the_evaluation("finding")),
    "publication": ("replay", edit_frozen("publication", rehash=True)),
}
EDITION: dict[str, tuple[str, Forgery]] = {
    **AMENDED,
    "edition": ("replay", change_evaluation(edition=3)),
    "supersedes": ("replay", lambda forger: forger.change("evaluation", supersedes_id=new_id())),
    "supersedes nothing": ("replay", change_evaluation(supersedes_id=None)),
    "first edition": (
        "replay",
        lambda forger: forger.change("evaluation", first_edition_id=new_id()),
    ),
    "predecessor": ("replay", lambda forger: forger.change("evaluation", predecessor_id=new_id())),
    "discarded": ("replay", change_evaluation(discarded=True)),
    "due date": ("replay", change_evaluation(due_at=None)),
    "edition removed": ("chain", remove_edition),
    "correction removed": ("chain", remove_correction),
    "actual value taken over": ("replay", change_taken_over),
    "another correction": ("chain", claim_another_correction),
    "no correction": ("chain", claim_no_correction),
    "actual value": ("replay", change_scored(actual_text="别的")),
    "self score": ("replay", change_scored(self_score=Decimal("1.00"))),
    "self reason elsewhere": ("replay", point_reason_elsewhere("self_reason_id")),
    "score change removed": ("replay", remove_and_name_the_evaluation("score_change")),
    "amount": ("replay", change_first("budget_line", actual=Decimal("1.00"))),
    "section elsewhere": ("replay", point_elsewhere("section")),
    "attachment's row": ("replay", change_first("attachment", indicator_id=None)),
    "attachment removed": ("replay", remove_by_id("attachment")),
}
DISCARDED: dict[str, tuple[str, Forgery]] = {
    "taken up again": ("replay", change_evaluation(discarded=False)),
    "tail deleted": ("replay", delete_tail),
}
