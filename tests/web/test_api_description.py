"""The description is OpenAPI, says all there is, and the page for people says the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from models.database import Database
from models.vocabulary import Action, Category, Grade, Kind, State
from tests.support.app import Site
from tests.support.crawl import read_words
from web.api.operations import OPERATIONS
from web.api.words import FIELD_WORDS, OPERATION_WORDS, PARAMETER_WORDS

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff]")


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def read(site: Site, language: str = "zh") -> dict[str, Any]:
    answer = site.app.test_client().get(
        "/api/v1/openapi.json", headers={"Accept-Language": language}
    )
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    description: dict[str, Any] = answer.get_json()
    return description


def walk(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield path, part
        for name, below in part.items():
            yield from walk(below, f"{path}/{name}")
    elif isinstance(part, list):
        for number, below in enumerate(part):
            yield from walk(below, f"{path}/{number}")


def test_it_is_openapi_and_every_reference_leads_somewhere(site: Site) -> None:
    description = read(site)
    assert description["openapi"] == "3.1.0"
    ids = [
        operation["operationId"]
        for operations in description["paths"].values()
        for operation in operations.values()
    ]
    assert sorted(ids) == sorted(operation.id for operation in OPERATIONS)
    for path, part in walk(description):
        if isinstance(part.get("$ref"), str):
            found: Any = description
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            assert found, path
        if "operationId" in part and "responses" not in part:
            assert part["operationId"] in ids, path


def list_schemas(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, part in walk(description):
        if part.get("type") == "object" and "properties" in part:
            yield path, part


def test_every_object_is_closed_and_every_schema_is_one(site: Site) -> None:
    description = read(site)
    schemas = list(list_schemas(description))
    assert len(schemas) > 30
    for path, schema in schemas:
        assert schema["additionalProperties"] is False, path
        whole = {**schema, "components": description["components"]}
        jsonschema_rs.validator_for(whole)
    for name, schema in description["components"]["schemas"].items():
        if name not in {"Reason", "Problem", "NewRow"}:
            assert set(schema["required"]) == set(schema["properties"]), name


def test_words_come_from_the_vocabulary_and_decimals_are_texts(site: Site) -> None:
    description = read(site)
    evaluation = description["components"]["schemas"]["Evaluation"]["properties"]
    row = evaluation["rows"]["items"]["properties"]
    assert evaluation["state"]["enum"] == [str(state) for state in State]
    assert evaluation["kind"]["enum"] == [str(kind) for kind in Kind]
    assert row["category"]["enum"] == [str(one) for one in Category]
    assert row["self_score"]["type"] == ["string", "null"]
    assert re.fullmatch(row["self_score"]["pattern"], "18.36")
    assert evaluation["totals"]["properties"]["grade"]["enum"] == [*map(str, Grade), None]
    assert not [path for path, part in walk(description) if part.get("type") == "number"]
    actions = {path.rpartition("/")[2] for path in description["paths"] if "/actions/" in path}
    assert actions == set(Action) - {"create"}


def test_every_operation_says_how_it_fails(site: Site) -> None:
    description = read(site)
    for path, operations in description["paths"].items():
        for operation in operations.values():
            failures = {int(status) for status in operation["responses"] if int(status) >= 400}
            assert {400, 401, 406, 422, 426, 429, 500, 503} <= failures, path
            assert (403 in failures) is (operation["x-scope"] == "act"), path
            named = {one["name"] for one in operation["parameters"]}
            assert ("Idempotency-Key" in named) is (operation["x-scope"] == "act"), path
            assert ({412, 428} & failures) == ({412, 428} if "If-Match" in named else set()), path
    for name, response in description["components"]["responses"].items():
        (media_type,) = response["content"]
        assert media_type == "application/problem+json", name


def test_there_are_no_words_for_what_is_not_there(site: Site) -> None:
    description = read(site)
    assert set(OPERATION_WORDS) == {operation.id for operation in OPERATIONS}
    parameters, members = set(), set()
    for path, part in walk(description["paths"]):
        if part.get("in") in {"query", "path", "header"}:
            parameters.add(part["name"])
        if "/requestBody/" in path and path.endswith("/properties"):
            members |= set(part)
    assert parameters == set(PARAMETER_WORDS)
    members |= set(description["components"]["schemas"]["NewRow"]["properties"])
    assert members == set(FIELD_WORDS)


def test_it_speaks_both_languages(site: Site) -> None:
    chinese, english = read(site, "zh"), read(site, "en")
    assert HAN.search(json.dumps(chinese["paths"], ensure_ascii=False))
    for path, part in walk(english):
        for name in ("description", "summary"):
            if isinstance(part.get(name), str):
                assert not HAN.search(part[name]), (path, part[name])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_tells_everything_the_description_does(site: Site, language: str) -> None:
    page = site.visitor().client.get("/api", headers={"Accept-Language": language})
    assert page.status_code == 200
    words = read_words(page)
    for path, operations in read(site, language)["paths"].items():
        for method, operation in operations.items():
            assert path in words
            assert operation["summary"] in words
            assert f'id="{operation["operationId"]}"' in page.text
            assert method.upper() in words
            for parameter in operation["parameters"]:
                assert parameter["name"] in words
                assert parameter["description"] in words
    for status in (401, 412, 422, 428):
        assert str(status) in words


def test_every_problem_leads_to_its_place_on_the_page(site: Site) -> None:
    page = site.visitor().get("/api")
    answer = site.app.test_client().get("/api/v1/me")
    assert f'id="{answer.get_json()["type"].partition("#")[2]}"' in page.text


def test_every_member_says_what_it_is(site: Site) -> None:
    """One that does not would let the description promise what is refused."""
    members = [
        (path, part)
        for path, part in walk(read(site))
        if re.search(r"/properties/[^/]+$", path) or path.endswith("/schema")
    ]
    assert len(members) > 200
    for path, part in members:
        assert "type" in part or "$ref" in part, path
