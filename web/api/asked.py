"""What a request of a script holds: its body, its headers and the parameters of its address."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from web.api.describing import ID
from web.api.problems import IN_HEADER, IN_QUERY, Problem, complain
from web.cases.strict_json import FileProblem, check_characters, read_strict_json
from web.schemas.base import LONGEST_NAME, FormSchema, join_pointer, load_json
from web.standing import HEADER
from workflow.audit import write_canonical
from workflow.kept import SentOnce
from workflow.refusals import Reason, Refused, Why

JSON = "application/json"
MAX_BODY = 1024 * 1024
KEY, CONDITION = "Idempotency-Key", "If-Match"
NAMESPACE = "api"
"""Keeps the keys of scripts apart from the tokens of forms."""
_KEY = re.compile(r"[!-~]{1,200}")
_PERSON = re.compile(ID)
_TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')


def refuse_other_answers() -> None:
    """Raise Problem 406 unless the caller takes JSON."""
    if request.accept_mimetypes and not request.accept_mimetypes[JSON]:
        raise Problem(HTTPStatus.NOT_ACCEPTABLE)


def read_parameters(schema: FormSchema) -> Any:
    """Return what the schema makes of the parameters of the address; each is given once.

    Raises Problem: 400 for parameters that are unknown or repeated, 422 for wrong values.
    """
    reasons = [
        _name_parameter("parameter_is_repeated", name)
        for name, values in request.args.lists()
        if len(values) > 1
    ]
    reasons += [
        _name_parameter("parameter_is_unknown", name)
        for name in request.args
        if name not in schema.fields
    ]
    if reasons:
        raise Problem(HTTPStatus.BAD_REQUEST, reasons=reasons)
    try:
        return load_json(schema, request.args.to_dict())
    except Refused as refused:
        wrong = [
            replace(reason, field=f"{IN_QUERY}{(reason.field or '').removeprefix('/')}")
            for reason in refused.reasons
        ]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, reasons=wrong) from None


def _name_parameter(code: str, name: str) -> Reason:
    short = name[:LONGEST_NAME]
    return Reason(why=Why.UNMET, code=code, field=f"{IN_QUERY}{short}", params={"field": short})


def read_body() -> dict[str, Any]:
    """Return the object that the body holds, numbers as Decimal.

    Raises Problem: 415 for another media type, 413 for more than 1 MB, 400 for what is no strict
    JSON, 422 for what is no object.
    """
    if request.mimetype != JSON:
        raise complain(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "json_expected", field=f"{IN_HEADER}Content-Type"
        )
    request.max_content_length = MAX_BODY
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge:
        limit = f"{MAX_BODY // 1024} KB"
        raise complain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=limit) from None
    try:
        data = read_strict_json(raw, read_number=_read_number)
        check_characters(data)
    except FileProblem as problem:
        raise complain(
            HTTPStatus.BAD_REQUEST,
            problem.code,
            field=_point_to(problem),
            **_shorten(problem.params),
            place=problem.place,
        ) from None
    if not isinstance(data, dict):
        raise complain(HTTPStatus.UNPROCESSABLE_ENTITY, "object_expected", field="")
    return data


def _point_to(problem: FileProblem) -> str | None:
    if problem.path is None:
        return None
    return join_pointer(step[:LONGEST_NAME] for step in problem.path)


def _shorten(params: Mapping[str, str]) -> dict[str, str]:
    return {name: text[:LONGEST_NAME] for name, text in params.items()}


def _read_number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise FileProblem("file_has_no_number", found=text[:LONGEST_NAME]) from None


def read_key() -> str:
    """Return the key of this request. Raises Problem 400 without one that can be read."""
    key = request.headers.get(KEY, "")
    if not key:
        raise complain(HTTPStatus.BAD_REQUEST, "key_is_missing", field=f"{IN_HEADER}{KEY}")
    if not _KEY.fullmatch(key):
        raise complain(HTTPStatus.BAD_REQUEST, "key_is_unreadable", field=f"{IN_HEADER}{KEY}")
    return key


def identify(content: Mapping[str, Any]) -> SentOnce:
    """Return what makes another sending the same as this one: the same key, with the same method,
    address, If-Match, Acting-For and content. Raises Problem 400 where one is unreadable.
    """
    held = {
        "method": request.method,
        "path": request.path,
        "if_match": request.headers.get(CONDITION, ""),
        "content": _spell(content),
        **({"acting_for": given} if (given := read_principal()) else {}),
        # The hash of it is kept: without the key nobody can find out by guessing.
        "key": (key := read_key()),
    }
    return SentOnce(token=f"{NAMESPACE} {key}", content=write_canonical(held))


def read_principal() -> str:
    """Return the id of the person for whom this request acts, or "". Raises Problem 400 for what
    is no id.
    """
    given = request.headers.get(HEADER, "")
    if given and not _PERSON.fullmatch(given):
        raise complain(
            HTTPStatus.BAD_REQUEST, "acting_for_is_unreadable", field=f"{IN_HEADER}{HEADER}"
        )
    return given


def _spell(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: _spell(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_spell(value) for value in data]
    return str(data) if isinstance(data, Decimal) else data


def read_seen(*, required: bool) -> int | None:
    """Return the content_version that If-Match names; None where none is needed, whatever the
    header holds: what stands whatever moved is bound to no version.

    Exactly one tag is taken: a decision is about one version. Raises Problem: 428 where it is
    missing, or is `*`, which names no version; 400 where it names none that could ever be, a weak
    tag among them: If-Match compares strongly.
    """
    if not required:
        return None
    given = request.headers.get(CONDITION)
    if given is None or given == "*":
        raise complain(
            HTTPStatus.PRECONDITION_REQUIRED, "if_match_is_missing", field=f"{IN_HEADER}{CONDITION}"
        )
    tag = _TAG.fullmatch(given)
    if tag is None:
        raise complain(
            HTTPStatus.BAD_REQUEST, "if_match_is_unreadable", field=f"{IN_HEADER}{CONDITION}"
        )
    return int(tag[1])
