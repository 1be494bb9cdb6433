"""How the interface says no: application/problem+json (RFC 9457) with every reason."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, request

from models.vocabulary import Action
from web.schemas.base import FormSchema, join_pointer
from web.texts import describe_reason, describe_text
from workflow.refusals import Reason, Why

PAGE = "/api"
"""What tells people of the interface; all that is below it is for scripts."""
BASE = f"{PAGE}/v1"
MEDIA_TYPE = "application/problem+json"
IN_HEADER, IN_QUERY = "header:", "query:"
"""Begin the field of a reason that speaks of a header, or of a parameter of the address."""
HEADER_OF_FIELD = {"form_token": "Idempotency-Key", "content_version": "If-Match"}
"""What a form carries in a hidden field, and a script in a header."""

FIELD_OF_CODE = {"content_has_moved": "content_version"}
"""What the door says of no field of a form, and a script hears of a header."""

SENTENCE_OF_CODE = {"content_has_moved": "problem_412_detail"}
"""Where the sentence of the pages speaks of pages."""


@dataclass(frozen=True)
class Home:
    """Where a field of a form is filled in: the action, and the place in its body."""

    action: Action
    collection: str
    value: str = ""


HOME_OF_FIELD: Mapping[str, Home] = {
    "score": Home(Action.SCORE, "rows", "score"),
    "actual": Home(Action.SCORE, "rows", "actual"),
    "reason": Home(Action.SCORE, "rows", "reason"),
    "funds": Home(Action.FILL, "lines"),
    "section": Home(Action.FILL, "sections"),
    "reported_total": Home(Action.FILL, "reported_total"),
    "reported_grade": Home(Action.FILL, "reported_grade"),
    "claim_reason": Home(Action.FILL, "claim_reason"),
}
"""What a submission misses is mended by other actions."""


class Problem(Exception):  # noqa: N818 -- it is an answer, not an error of the program
    """An answer that is no success, before the door was reached."""

    def __init__(
        self,
        status: HTTPStatus,
        *,
        reasons: Sequence[Reason] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, *(reason.code for reason in reasons))
        self.status = status
        self.reasons = reasons
        self.headers = headers or {}


def is_asked_by_script() -> bool:
    """Say whether this request is one of the interface, whether it has such an address or not, of
    this version or of none.
    """
    return request.path.startswith(f"{PAGE}/")


def complain(status: HTTPStatus, code: str, *, field: str | None = None, **params: str) -> Problem:
    """Return the problem with this one reason."""
    reason = Reason(why=Why.UNMET, code=code, field=field, params=params)
    return Problem(status, reasons=(reason,))


def render_problem(
    status: HTTPStatus,
    *,
    reasons: Iterable[Reason] = (),
    schema: FormSchema | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return the answer. `more` are members beside the usual ones; `schema` knows where in the
    body the field of a form stands.
    """
    spelled = [spell_reason(reason, schema=schema) for reason in reasons]
    messages = [reason["message"] for reason in spelled]
    problem = {
        "type": f"/api#{status.name.lower().replace('_', '-')}",
        "title": describe_text(f"problem_{int(status)}"),
        "status": int(status),
        "detail": messages[0] if messages else describe_text(f"problem_{int(status)}_detail"),
        "instance": structlog.contextvars.get_contextvars().get("request_id", ""),
        "reasons": spelled,
        **(more or {}),
    }
    # What is quoted of a request may hold half characters.
    text = json.dumps(problem, ensure_ascii=False).encode(errors="replace")
    response = Response(text, status=status, content_type=MEDIA_TYPE)
    response.headers.update(headers or {})
    return response


def spell_reason(reason: Reason, *, schema: FormSchema | None = None) -> dict[str, Any]:
    """Return one reason as the interface tells it: code, message, numbers, and the place of what
    it speaks of: a JSON pointer into the body, a header or a parameter.
    """
    spelled: dict[str, Any] = {
        "code": reason.code,
        "message": _describe(reason),
        "params": dict(reason.params),
    }
    field = FIELD_OF_CODE.get(reason.code) if reason.field is None else reason.field
    return spelled | _find_place(field, schema=schema)


def _describe(reason: Reason) -> str:
    other = SENTENCE_OF_CODE.get(reason.code)
    return describe_text(other, **reason.params) if other else describe_reason(reason)


def _find_place(name: str | None, *, schema: FormSchema | None) -> dict[str, Any]:
    if name is None:
        return {}
    for beginning, member in (IN_HEADER, "header"), (IN_QUERY, "parameter"):
        if name.startswith(beginning):
            return {member: name.removeprefix(beginning)}
    if name in HEADER_OF_FIELD:
        return {"header": HEADER_OF_FIELD[name]}
    return _point_at(name, schema=schema)


def _point_at(name: str, *, schema: FormSchema | None) -> dict[str, Any]:
    """Return where the field of a form stands in the body: `score-<row>` is /rows/<row>/score."""
    if not name or name.startswith("/"):
        return {"pointer": name}
    prefix, _dash, key = name.partition("-")
    if schema is not None and prefix in schema.in_rows:
        collection, value = schema.in_rows[prefix]
        return {"pointer": join_pointer(filter(None, [collection, key, value]))}
    if schema is not None and name in schema.fields:
        return {"pointer": join_pointer([name])}
    home = HOME_OF_FIELD.get(prefix)
    if home is None:
        return {}
    pointer = join_pointer(filter(None, [home.collection, key, home.value]))
    return {"elsewhere": {"action": home.action, "pointer": pointer}}
