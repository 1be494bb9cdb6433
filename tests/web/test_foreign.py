"""What is foreign answers as what does not exist: nobody learns that it is there."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from models.vocabulary import State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in, list_calls, read_token, send
from tests.support.databases import copy_sqlite
from tests.support.records import dump, list_refusals

STRANGERS = ("school_filer", "school_head", "other_chief", "administrator")
PER_REQUEST = {"X-Request-ID", "Date"}
MALFORMED = "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"
"""As long as an id, so that even the length of a page may be compared."""

Answer = tuple[int, str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One evaluation of the center, one of the school, each with a document."""
    folder = tmp_path_factory.mktemp("foreign")
    with copy_sqlite(sqlite_template, folder) as database:
        yield Stage(Site(database, folder))


@pytest.fixture(scope="module")
def site(stage: Stage) -> Site:
    return stage.site


@pytest.fixture(scope="module")
def foreign(stage: Stage) -> UUID:
    return stage.stand(State.UNIT_APPROVED)


def read(answer: TestResponse, *hidden: object) -> Answer:
    """All of an answer but the ids that were asked for and what is new in every request."""
    moving = r'name="(?:csrf|form)_token" value="[^"]+"| data-at="[^"]+"'
    text = re.sub(moving, "", answer.get_data(as_text=True))
    for each in hidden:
        text = text.replace(str(each), "ID")
    headers = [pair for pair in answer.headers if pair[0] not in PER_REQUEST]
    return answer.status_code, text, headers


def ask(site: Site, visitor: Visitor, evaluation: object, document: object) -> dict[str, Answer]:
    """What every address of an evaluation answers to one person, by method and endpoint."""
    # A browser's first page brings it a cookie; a malformed id has no address that can be built.
    read_token(visitor)
    stand_in, other = uuid4(), uuid4()
    values = {"evaluation_id": stand_in, "attachment_id": other, "token": "none", "code": "en"}
    found = {}
    for call in list_calls(site.app, filename="style.css", **values):
        if str(stand_in) not in call.address:
            continue
        address = call.address.replace(str(stand_in), str(evaluation))
        address = address.replace(str(other), str(document))
        if call.method == "GET":
            answer = visitor.client.get(address, buffered=True)
        else:
            answer = send(visitor, address, {"content_version": "1"})
        found[f"{call.method} {call.endpoint}"] = read(answer, evaluation, document)
    return found


@pytest.mark.parametrize("who", STRANGERS)
def test_foreign_unknown_and_malformed_evaluations_answer_alike(
    site: Site, stage: Stage, foreign: UUID, who: str
) -> None:
    visitor = let_in(site, who)
    before = dump(site.database, besides=("refusal",))
    theirs = ask(site, visitor, foreign, stage.document(foreign))
    unknown = ask(site, visitor, uuid4(), uuid4())
    malformed = ask(site, visitor, MALFORMED, MALFORMED)
    assert {answer[0] for answer in theirs.values()} == {404}
    assert len(theirs) > 20
    assert theirs == unknown == malformed
    assert dump(site.database, besides=("refusal",)) == before


def test_who_is_not_signed_in_learns_nothing(site: Site, stage: Stage, foreign: UUID) -> None:
    visitor = site.visitor()
    theirs = ask(site, visitor, foreign, stage.document(foreign))
    assert theirs == ask(site, visitor, uuid4(), uuid4())
    assert {answer[0] for answer in theirs.values()} == {401, 404}
    assert theirs["GET public.show"][0] == 404, "not published yet"


def test_ids_inside_ones_own_forms_are_no_way_in(site: Site, stage: Stage, foreign: UUID) -> None:
    """A foreign row, document, cycle or form token within one's own evaluation."""
    own = stage.stand(State.DRAFT, cast={"filer": "school_filer"}, unit="school")
    filer, page = let_in(site, "school_filer"), f"/evaluations/{own}"
    version = {"content_version": stage.version(own)}
    row = stage.content(foreign).rows[0].stored.id
    line = stage.content(foreign).lines[0].id
    before = dump(site.database, besides=("refusal",))
    amounts = ("original", "revised", "actual")
    forms: dict[str, Callable[[UUID], dict[str, str]]] = {
        "attachments": lambda each: {"indicator_id": str(each)},
        "fill/indicators": lambda each: {f"score-{each}": "1", f"reason-{each}": ""},
        "amend": lambda each: {f"name-{each}": "x", f"target-{each}": "", "reason": "x"},
        "fill/funds": lambda each: {f"{name}-{each}": "1" for name in amounts},
    }
    for theirs, nobodys in ((row, uuid4()), (line, uuid4())):
        for address, fields in forms.items():
            answers = [
                read(send(filer, f"{page}/{address}", {**version, **fields(each)}), each)
                for each in (theirs, nobodys)
            ]
            assert answers[0] == answers[1], address
            assert answers[0][0] == 422, address
    document = stage.document(foreign)
    for query in (f"/attachments/{document}", f"/attachments/{uuid4()}"):
        filer.get(page + query, expect=404)
    assert dump(site.database, besides=("refusal",)) == before


def test_a_foreign_cycle_is_as_unknown_as_one_that_is_not(site: Site, stage: Stage) -> None:
    filer, theirs, nobodys = let_in(site, "filer"), stage.cycles["foreign"], uuid4()
    answers = [
        read(send(filer, "/evaluations/new", {"title": "名称", "cycle_id": str(each)}), each)
        for each in (theirs, nobodys)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


@pytest.mark.parametrize("path", ["approve", "fill/funds", "attachments", "review"])
def test_an_attempt_on_what_is_foreign_is_recorded(site: Site, foreign: UUID, path: str) -> None:
    """T10: the answer says nothing, the record says who tried what."""
    known = len(list_refusals(site.database))
    answer = send(let_in(site, "school_head"), f"/evaluations/{foreign}/{path}")
    assert answer.status_code == 404
    refusals = list_refusals(site.database)[known:]
    assert [(row.actor_id, row.evaluation_id) for row in refusals] == [
        (site.people["school_head"], foreign)
    ]


def test_an_attempt_beyond_ones_office_is_recorded(site: Site, foreign: UUID) -> None:
    known = len(list_refusals(site.database))
    answer = send(let_in(site, "filer"), f"/evaluations/{foreign}/approve")
    assert answer.status_code == 403
    (row,) = list_refusals(site.database)[known:]
    assert (row.action, row.actor_id, row.evaluation_id) == (
        "approve",
        site.people["filer"],
        foreign,
    )
