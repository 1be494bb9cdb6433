"""The description of the interface for programs: OpenAPI 3.1, made from the schemas themselves."""

from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask_babel import force_locale
from flask_babel import gettext as _

from web.api.answers import ProblemSchema
from web.api.asked import CONDITION, JSON, KEY
from web.api.bodies import VERSION
from web.api.describing import ID, make_spec
from web.api.operations import OPERATIONS, Operation
from web.api.problems import MEDIA_TYPE
from web.api.rows import GivenRowSchema
from web.api.uploads import FORM
from web.api.words import FIELD_WORDS, OPERATION_WORDS, PARAMETER_WORDS
from web.standing import HEADER
from web.texts import describe_text

Document = dict[str, Any]
BEARER = "token"
VERSION_TAG = '"(0|[1-9][0-9]{0,8})"'
READS = ("show_evaluation", "show_trail")
ACTS = tuple(one.id for one in OPERATIONS if one.conditional)
STANDS = ("comment_evaluation", "correct_evaluation")
"""What stands whatever moved meanwhile."""


@cache
def describe(locale: str) -> Document:
    """Return the description in the language of a locale."""
    with force_locale(locale):
        return _describe()


def _describe() -> Document:
    spec, converter = make_spec(
        title=_("衡鉴接口"),
        version="1",
        info={"description": _("脚本能做的，就是人能在网页上做的：同一扇门，同样的理由。")},
        security=[{BEARER: []}],
    )
    spec.components.security_scheme(
        BEARER,
        {"type": "http", "scheme": "bearer", "description": _("在“接口令牌”页面领取的令牌")},
    )
    spec.components.schema("Problem", schema=ProblemSchema)
    for operation in OPERATIONS:
        for status in operation.errors:
            _describe_problem(spec, status)
        described = {operation.method.lower(): _describe_operation(operation, converter)}
        spec.path(path=operation.path, operations=described)
    description: Document = spec.to_dict()
    _add_words(description["components"]["schemas"][GivenRowSchema.named])
    return description


def _describe_problem(spec: APISpec, status: HTTPStatus) -> None:
    name = _name_problem(status)
    if name in spec.components.responses:
        return
    described: Document = {
        "description": describe_text(f"problem_{int(status)}_detail"),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status is HTTPStatus.UNAUTHORIZED:
        described["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        described["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    spec.components.response(name, described)


def _name_problem(status: HTTPStatus) -> str:
    return f"Problem{int(status)}"


def _describe_operation(operation: Operation, converter: OpenAPIConverter) -> Document:
    described: Document = {
        "operationId": operation.id,
        "summary": str(OPERATION_WORDS[operation.id]),
        "parameters": [
            *_list_path_parameters(operation),
            *_list_header_parameters(operation),
            *_list_query_parameters(operation, converter),
        ],
        "responses": {
            str(int(operation.status)): _describe_answer(operation),
            **{str(int(status)): _name_problem(status) for status in sorted(operation.errors)},
        },
        "x-scope": str(operation.scope),
    }
    if operation.make_body is not None:
        kind = FORM if operation.is_upload else JSON
        content = {kind: {"schema": describe_body(operation, converter)}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _list_path_parameters(operation: Operation) -> list[Document]:
    return [
        _describe_parameter(name, place="path", schema={"type": "string", "pattern": f"^{ID}$"})
        for name in ("evaluation_id", "attachment_id")
        if f"{{{name}}}" in operation.path
    ]


def _list_header_parameters(operation: Operation) -> list[Document]:
    if operation.method == "GET":
        return []
    key = {"type": "string", "pattern": "^[!-~]{1,200}$"}
    found = [_describe_parameter(KEY, place="header", schema=key)]
    if operation.conditional:
        condition = {"type": "string", "pattern": f"^{VERSION_TAG}$"}
        found.append(_describe_parameter(CONDITION, place="header", schema=condition))
    principal = {"type": "string", "format": "uuid", "pattern": f"^{ID}$"}
    acting = _describe_parameter(HEADER, place="header", schema=principal)
    return [*found, {**acting, "required": False}]


def _list_query_parameters(operation: Operation, converter: OpenAPIConverter) -> list[Document]:
    return [
        {**parameter, "description": str(PARAMETER_WORDS[parameter["name"]])}
        for parameter in converter.schema2parameters(operation.query(), location="query")
    ]


def _describe_parameter(name: str, *, place: str, schema: Document) -> Document:
    return {
        "name": name,
        "in": place,
        "required": True,
        "description": str(PARAMETER_WORDS[name]),
        "schema": schema,
    }


def describe_body(operation: Operation, converter: OpenAPIConverter) -> Document:
    """Return the schema of an operation's body, without the version, which a header names."""
    if operation.make_body is None:
        return {}
    schema: Document = converter.resolve_nested_schema(operation.make_body())  # type: ignore[no-untyped-call]  # the library has none there
    schema["properties"].pop(VERSION, None)
    schema["required"] = [name for name in schema.get("required", ()) if name != VERSION]
    if operation.is_upload:
        schema["properties"] = {
            "file": {"type": "string", "format": "binary"},
            **schema["properties"],
        }
        schema["required"] = ["file"]
    if not schema["required"]:
        del schema["required"]
    _add_words(schema)
    return schema


def _add_words(schema: Document) -> None:
    """Say in a sentence what each member is, at every level."""
    for name, member in schema.get("properties", {}).items():
        member["description"] = str(FIELD_WORDS[name])
        for below in (member.get("items"), member.get("additionalProperties")):
            if isinstance(below, dict):
                _add_words(below)


def _describe_answer(operation: Operation) -> Document:
    described: Document = {"description": str(OPERATION_WORDS[operation.id])}
    if operation.answer is None:
        described["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
        return described
    described["content"] = {JSON: {"schema": operation.answer}}
    if operation.tells_version:
        tag = {"schema": {"type": "string", "pattern": f"^{VERSION_TAG}$"}}
        described["headers"] = {"ETag": tag}
    if operation.status is HTTPStatus.CREATED:
        described["headers"]["Location"] = {"schema": {"type": "string", "pattern": "^/"}}
    if links := _describe_links(operation):
        described["links"] = links
    return described


def _describe_links(operation: Operation) -> Document:
    """Return what a program may go on with by what the answer holds."""
    if operation.id == "list_cycles":
        body = {"cycle_id": "$response.body#/items/0/id"}
        return {"create_evaluation": {"operationId": "create_evaluation", "requestBody": body}}
    if operation.id == "list_evaluations":
        return _link_to(READS, evaluation_id="$response.body#/items/0/id")
    if not operation.tells_version:
        return {}
    one = {"evaluation_id": "$response.body#/id"}
    links = {
        **_link_to(READS, **one),
        **_link_to(STANDS, **one),
        **_link_to(ACTS, **one, **{CONDITION: "$response.header.ETag"}),
    }
    if operation.id == "show_evaluation":
        document = "$response.body#/attachments/0/id"
        links |= _link_to(("download_attachment",), **one, attachment_id=document)
    return links


def _link_to(steps: Iterable[str], **parameters: str) -> Document:
    return {step: {"operationId": step, "parameters": parameters} for step in steps}
