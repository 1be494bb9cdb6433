"""Which check of verification covers which column, and why some are covered by none.

`COVERED.md` is made of this table; a column that stands in no line of it fails a test, and another
test changes each covered column as the owner of a database could and sees that it is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

GUARDS, HASH, CHAIN, REPLAY, ADMINISTRATION, LISTING, SEAL = (
    "guards",
    "hash",
    "chain",
    "replay",
    "administration",
    "listing",
    "seal",
)


@dataclass(frozen=True)
class By:
    """Covered by a check; `how` where that is not plain."""

    check: str
    how: str = ""


@dataclass(frozen=True)
class Open:
    """Covered by no check, and why."""

    why: str


Columns = Mapping[str, By | Open]

_OWN_NUMBER = Open("a number of its own, which nothing refers to and nobody is told")
_SIGN_IN = Open("comes and goes with every sign-in; what is done in it leaves events of its own")
_SCRATCH = Open("scratch outside the trail: nothing that counts is made of it")


def _all(names: str, cover: By | Open) -> dict[str, By | Open]:
    return dict.fromkeys(names.split(), cover)


COVERED: Mapping[str, Columns] = {
    "finance_section": _all("id code name", By(ADMINISTRATION)),
    "unit": _all("id code name region supervising_unit_id section_id", By(ADMINISTRATION)),
    "user_account": {
        **_all("id login name unit_id section_id active", By(ADMINISTRATION)),
        "password_hash": Open(
            "a secret of which no act tells; whoever puts another there can sign in as that "
            "person, and what he does then stands in the trail"
        ),
    },
    "user_role": _all("user_id role", By(ADMINISTRATION)),
    "login_session": _all("token_hash user_id created_at expires_at ended_at", _SIGN_IN),
    "login_link": _all("token_hash user_id created_at expires_at used_at", _SIGN_IN),
    "login_attempt": _all("id login_hash address at succeeded", _SIGN_IN),
    "api_token": {
        **_all("id user_id name scope created_at expires_at", By(ADMINISTRATION)),
        "revoked_at": By(
            ADMINISTRATION,
            "of a token that was revoked by itself; one that its person lost with a new password "
            "may have been issued at the same moment, which no act tells apart",
        ),
        "token_hash": Open("a secret of which no act tells, like a password"),
    },
    "delegation": _all(
        "id principal_id deputy_id role unit_id starts_at ends_at reason created_at ended_at",
        By(ADMINISTRATION),
    ),
    "scheme": {
        "id": By(REPLAY, "an evaluation tells the hash of the scheme it is pinned to"),
        **_all("name version sha256", By(ADMINISTRATION)),
        "text": By(HASH),
    },
    "scheme_activation": {
        "scheme_id": By(ADMINISTRATION),
        "activated_at": Open(
            "those that a migration made for the schemes of the first release have one moment, of "
            "which no act tells; a moment that fits neither an act nor this is named all the same"
        ),
    },
    "cycle": _all(
        "id name fiscal_year scheme_id section_id opens_at closes_at", By(ADMINISTRATION)
    ),
    "workflow_edge": _all("action from_state to_state", By(GUARDS)),
    "free_text": {
        "id": By(REPLAY, "what refers to it no longer finds the commitment that the events tell"),
        **_all("salt text commitment", By(HASH)),
    },
    "evaluation": {
        "id": By(CHAIN, "its events are without it, and it is without events"),
        **_all(
            "unit_id cycle_id scheme_id kind title state state_since version content_version round "
            "due_at reported_total reported_grade claim_reason_id edition supersedes_id "
            "first_edition_id predecessor_id discarded",
            By(REPLAY),
        ),
        "head": By(CHAIN),
    },
    "budget_line": _all(
        "id evaluation_id position name is_total original revised actual", By(REPLAY)
    ),
    "indicator": _all(
        "id evaluation_id parent_id position category name weight target_text rule actual_text "
        "self_score review_score self_reason_id review_reason_id",
        By(REPLAY),
    ),
    "section": {
        **_all("evaluation_id key text_id", By(REPLAY)),
        "position": By(REPLAY, "the order is that of the scheme"),
    },
    "finding": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id is_recommendation category text_id", By(REPLAY)),
        "position": By(REPLAY),
    },
    "evaluation_listing": _all(
        "evaluation_id text total grade self_total review_total budget spent codes draft_seconds "
        "self_scored_seconds unit_approved_seconds finance_reviewed_seconds",
        By(LISTING),
    ),
    "audit_event": {
        "id": By(SEAL, "the ledger has the events in the order of their numbers"),
        **_all(
            "evaluation_id seq prev_seq action from_state to_state actor_id for_id at",
            By(CHAIN, "the body says the same"),
        ),
        **_all("body hash", By(HASH)),
    },
    "score_change": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id indicator_id event_seq kind old new reason_id", By(REPLAY)),
    },
    "agreed_change": {
        "id": _OWN_NUMBER,
        **_all(
            "evaluation_id indicator_id event_seq old_name new_name old_weight new_weight "
            "old_target new_target reason_id",
            By(REPLAY),
        ),
    },
    "assignment": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id event_seq place person_id", By(REPLAY)),
    },
    "point_step": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id event_seq point_id kind office place text_id", By(REPLAY)),
    },
    "comment": {"id": _OWN_NUMBER, **_all("evaluation_id event_seq text_id", By(REPLAY))},
    "attachment": _all(
        "id evaluation_id event_seq indicator_id name media_type size sha256", By(REPLAY)
    ),
    "measure_step": {
        "id": _OWN_NUMBER,
        **_all(
            "evaluation_id event_seq measure_id kind finding_id recommendation_id text_id owner "
            "due_on attachment_id",
            By(REPLAY),
        ),
    },
    "submission": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id round event_seq content content_hash", By(REPLAY)),
    },
    "publication": {
        "id": _OWN_NUMBER,
        **_all("evaluation_id event_seq published_at content content_hash", By(REPLAY)),
    },
    "refusal": _all("id evaluation_id actor_id action at source reasons", By(SEAL)),
    "admin_event": _all("id actor_id action at body", By(SEAL)),
    "seal": {
        "id": _OWN_NUMBER,
        "at": Open("the signed checkpoint tells no time; witnesses tell when they saw it"),
        **_all("size root audit_event_id admin_event_id refusal_id checkpoint", By(SEAL)),
    },
    "form_draft": _all("user_id evaluation_id form content_version payload saved_at", _SCRATCH),
    "form_token": _all("user_id token_hash content_hash outcome at", _SCRATCH),
    "look": _all("user_id evaluation_id version at", _SCRATCH),
    "saved_view": _all("id user_id page name query created_at", _SCRATCH),
    "contact": _all("user_id address digest language since read_at digested_at", _SCRATCH),
    "delivery": _all(
        "id channel user_id evaluation_id kind number batch made_at tried_at tries sent_at problem",
        Open("tells what was sent to whom; what it was about are events, which are covered"),
    ),
}
"""Every column of every table."""

FILES: Mapping[str, By | Open] = {
    "documents of the store": By("documents", "size and SHA-256 are those that were registered"),
    "tile/0/…": By(SEAL, "each leaf is that of its row, and all give the signed roots"),
    "tile/1/… and above": By(SEAL, "each hash is that of the tiles below"),
    "tile/entries/…": By("entries", "each entry gives its leaf"),
    "parts of tiles (….p/…) that a later part or the whole tile replaced": Open(
        "nobody reads them any more"
    ),
    "checkpoint, cosigned, a file given with --checkpoint": By(
        SEAL, "signed by a key of the ledger, and the tree begins with each of them"
    ),
    "keys, witnesses": Open(
        "they are what everything else is judged by: compare them with what you were given"
    ),
    "verified.json": Open("what this very check leaves behind"),
}
"""Files beside the database."""

_HEAD = """# What verification covers

Made from `workflow/ledger/covered.py`; a test compares the two, and another one changes every
covered column, with all guards of the database taken away, and sees that verification names it.

The checks are told apart in the head of `workflow/ledger/verify.py`. Without a ledger outside the
database the check `seal` has nothing to rely on: then an owner who rewrites a whole chain with all
its rows, deletes an evaluation with everything that belongs to it, or rewrites administrative acts
together with what they brought about, goes unseen. So does what he does to rows that no seal has
taken in yet; how many these are is shown. Rows that nothing refers to and that claim nothing, such
as a free text that no evaluation uses, are no fault.
"""


def write_covered() -> str:
    """Return the text of `COVERED.md`."""
    return "\n".join([_HEAD, *_write_columns(), *_write_files()]) + "\n"


def _write_columns() -> Iterator[str]:
    for table, columns in COVERED.items():
        yield f"## {table}\n"
        yield from _write_rows("column", columns)


def _write_files() -> Iterator[str]:
    yield "## Files beside the database\n"
    yield from _write_rows("file", FILES)


def _write_rows(kind: str, rows: Mapping[str, By | Open]) -> Iterator[str]:
    yield f"| {kind} | check | |\n| --- | --- | --- |"
    for name, cover in rows.items():
        check, told = (cover.check, cover.how) if isinstance(cover, By) else ("none", cover.why)
        yield f"| {name} | {check} | {told} |"
    yield ""
