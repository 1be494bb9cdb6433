"""The reference: one lifecycle in hand-written psycopg, against which the workflow is measured.

Each action is one transaction of prepared statements. It reads what the workflow reads (the person,
the evaluation with its surroundings, the history, the content) and leaves the same rows: bodies,
hashes, salts, the sealed round, the disclosure copy; a test compares them. It judges nothing: who
may act, from which state and on what condition is what the workflow adds, and part of what it
costs.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.benchmarks import reference_sql as sql
from tests.benchmarks.reference_filling import create, fill, review, score
from tests.benchmarks.reference_frozen import disclose, seal
from tests.benchmarks.reference_spelling import Kept, Spelled, sha256, spell_comment
from tests.benchmarks.reference_store import Store, count_seconds
from workflow.data import Attempt


class Reference(Store):
    """Performs each step of the lifecycle."""

    def perform(self, attempt: Attempt) -> None:
        """Perform one action in one transaction."""
        with self.connection.transaction():
            person = self.ask(sql.PERSON, attempt.actor_id)
            ACTIONS[attempt.action](self, attempt, [row.role for row in person])


def submit(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The sealed round."""
    header = store.read_header(attempt)
    content = seal(header=header, content=store.read_content(header))
    digest = sha256(content)
    said = keep_remark(store, attempt)
    data: Spelled = {"content": digest, **spell_comment(said)}
    seq = store.append(attempt, header, target="self_scored", roles=roles, data=data)
    store.run(sql.INSERT_SUBMISSION, header.id, header.round, seq, content, digest)
    store.write_comments(header, seq, said)
    codes = {found["code"] for found in json.loads(content)["inconsistencies"]}
    seconds = count_seconds(header, attempt)
    store.run(sql.SUBMIT_LISTING, " ".join(sorted(codes)), seconds, header.id)


def approve(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The head's opinion."""
    header = store.read_header(attempt)
    said = keep_remark(store, attempt)
    data = spell_comment(said)
    seq = store.append(attempt, header, target="unit_approved", roles=roles, data=data)
    store.write_comments(header, seq, said)
    store.run(sql.APPROVE_LISTING, count_seconds(header, attempt), header.id)


def publish(store: Store, attempt: Attempt, roles: list[str]) -> None:
    """The disclosure copy."""
    header = store.read_header(attempt)
    content, digest = disclose(header=header, content=store.read_content(header))
    said = keep_remark(store, attempt)
    data: Spelled = {"publication": digest, **spell_comment(said)}
    seq = store.append(attempt, header, target="published", roles=roles, data=data)
    store.run(sql.INSERT_PUBLICATION, header.id, seq, attempt.at, content, digest)
    store.write_comments(header, seq, said)
    store.run(sql.PUBLISH_LISTING, count_seconds(header, attempt), header.id)


def keep_remark(store: Store, attempt: Attempt) -> list[Kept]:
    """Store what was said with an action, if anything was."""
    given: Any = attempt.data
    return store.keep([given.text])


ACTIONS: Mapping[str, Callable[[Store, Attempt, list[str]], None]] = {
    "create": create,
    "fill": fill,
    "score": score,
    "submit": submit,
    "approve": approve,
    "review": review,
    "publish": publish,
}
