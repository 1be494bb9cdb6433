"""Who may ask the interface for what: one table for every operation, by people and by states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.vocabulary import LIFECYCLE, Action, Scope, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.databases import copy_sqlite
from tests.support.records import dump
from tests.support.scripts import Script, give_token
from web.api.operations import OPERATIONS, Operation

STRANGERS = {"anonymous": 401, "disabled": 401, "school_filer": 404, "other_chief": 404}
"""Who never gets further, and `administrator` with them: an evaluation of `filer` and `head`,
overseen by `chief`. `reader` is the filer with a token that only reads."""
PEOPLE = (*STRANGERS, "administrator", "reader", "filer", "head", "bureau_head", "chief", "auditor")

ANY = {
    "show_me": {},
    "list_cycles": {},
    "list_evaluations": {},
    "create_evaluation": dict.fromkeys(PEOPLE, 403) | {"filer": 422, "school_filer": 422},
}
"""What speaks of no evaluation answers everybody with a token, but for these."""

#          state:  draft, self_scored, unit_approved, finance_reviewed, published
#        filer                head                 chief
ACTIONS = """
fill     422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
score    422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
attach   422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
assign   422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
comment  422 422 422 422 409  422 422 422 422 409  422 422 422 422 409
amend    422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
answer   409 409 409 409 409  403 403 403 403 403  403 403 403 403 403
settle   403 403 403 403 403  409 409 403 403 409  409 403 409 409 409
submit   422 409 409 409 409  403 403 403 403 403  403 403 403 403 403
recall   409 422 409 409 409  403 403 403 403 403  403 403 403 403 403
approve  403 403 403 403 403  409 422 409 409 409  403 403 403 403 403
return   403 403 403 403 403  409 422 403 403 409  409 403 422 422 409
rescore  403 403 403 403 403  403 403 403 403 403  409 409 422 409 409
review   403 403 403 403 403  403 403 403 403 403  409 409 422 409 409
reopen   403 403 403 403 403  403 403 403 403 403  409 409 409 422 409
publish  403 403 403 403 403  403 403 403 403 403  409 409 409 422 409
correct  403 403 403 403 403  403 403 403 403 403  409 409 409 409 422
discard  422 409 409 409 409  403 403 403 403 403  403 409 409 409 409
ask_erasure     403 403 403 403 403  403 403 403 403 403  422 422 422 422 422
erase           403 403 403 403 403  403 403 403 403 403  409 409 409 409 409
decline_erasure 403 403 403 403 403  403 403 403 403 403  409 409 409 409 409
plan_measure    422 422 422 422 422  403 403 403 403 403  403 403 403 403 403
report_measure  409 409 409 409 409  403 403 403 403 403  403 403 403 403 403
accept_measure  403 403 403 403 403  403 403 403 403 403  409 409 409 409 409
refuse_measure  403 403 403 403 403  403 403 403 403 403  409 409 409 409 409
escalate        403 403 403 403 403  403 403 403 403 403  409 409 409 409 409
"""
"""What is sent holds a field that nobody knows: 422 says that all else would have been right. The
auditor erases like the chief and does nothing else; the head of the supervising unit, where the
unit has one, comments, and urges like the chief, if it were late."""
DOERS = ("filer", "head", "chief")


@dataclass
class House:
    """A site with an evaluation in every state, and everybody's script."""

    site: Site
    stage: Stage
    evaluations: dict[State, UUID]
    scripts: dict[str, Script]

    def ask(self, who: str, operation: Operation, state: State) -> TestResponse:
        """Ask as somebody of what stands now; what is sent holds a field that nobody knows."""
        evaluation = self.evaluations[state]
        return self.send(
            self.scripts[who],
            operation,
            evaluation,
            document=self.stage.document(evaluation),
            version=self.stage.version(evaluation),
        )

    def send(
        self,
        script: Script,
        operation: Operation,
        evaluation: UUID,
        *,
        document: UUID,
        version: str,
    ) -> TestResponse:
        """Send one request."""
        path = operation.path.replace("{evaluation_id}", str(evaluation))
        path = path.replace("{attachment_id}", str(document))
        if operation.method == "GET":
            return script.client.get(path, headers=script.headers, buffered=True)
        headers = {"Content-Type": "multipart/form-data; boundary=x"} if operation.is_upload else {}
        body: object = b"--x--\r\n" if operation.is_upload else {"strange": 1}
        seen = version if operation.conditional else None
        return script.send(path, body, seen=seen, headers=headers)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with copy_sqlite(sqlite_template, folder) as database:
        site = Site(database, folder)
        stage = Stage(site)
        evaluations: dict[State, UUID] = {state: stage.stand(state) for state in LIFECYCLE}
        scripts = {"anonymous": Script(site.app.test_client())}
        for who in PEOPLE[1:]:
            login = {"reader": "filer", "disabled": "second_filer"}.get(who, who)
            scope = Scope.READ if who == "reader" else Scope.ACT
            token = give_token(database, site.people[login], scope=scope)
            scripts[who] = Script(site.app.test_client(), token)
        site.offices.disable("second_filer")
        yield House(site, stage, evaluations, scripts)


def expect(operation: Operation, who: str, state: State) -> int:
    """The status by the tables."""
    of_one = operation.id not in ANY
    if who in {"anonymous", "disabled"}:
        return 401
    if operation.scope is Scope.ACT and who == "reader":
        return 403
    if of_one and who in {*STRANGERS, "administrator"}:
        return 404
    if not of_one:
        return ANY[operation.id].get(who, 200)
    return 200 if operation.action is None else expect_action(operation.action, who, state)


def expect_action(action: Action, who: str, state: State) -> int:
    """The status of an action for somebody who sees the evaluation."""
    table = {line.split()[0]: line.split()[1:] for line in ACTIONS.strip().split("\n")}
    urges = who == "bureau_head" and action is Action.ESCALATE
    if urges or (who == "auditor" and "eras" in action):
        who = "chief"
    if who in DOERS:
        return int(table[action][DOERS.index(who) * len(LIFECYCLE) + LIFECYCLE.index(state)])
    comments = who == "bureau_head" and action is Action.COMMENT
    return int(table[action][LIFECYCLE.index(state)]) if comments else 403


def test_every_address_is_an_operation_and_every_operation_has_one(house: House) -> None:
    """A new address without a row in the one list fails here, one without expectations below."""
    addresses = list_addresses(house.site.app)
    assert {(one.method, one.path) for one in OPERATIONS} | {DESCRIPTION} == addresses


def list_addresses(app: Flask) -> set[tuple[str, str]]:
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            path = re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule)
            choices = re.search(r"<any\((.*)\):name>", path)
            for name in choices[1].split(", ") if choices else [""]:
                method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
                found.add((method, re.sub(r"<any.*>", name, path)))
    return found


DESCRIPTION = ("GET", "/api/v1/openapi.json")


@pytest.mark.parametrize("state", LIFECYCLE)
def test_everybody_gets_what_the_tables_say_and_nothing_changes(house: House, state: State) -> None:
    before = dump(house.site.database, besides=("refusal",))
    for operation in OPERATIONS:
        found = {who: house.ask(who, operation, state).status_code for who in PEOPLE}
        wanted = {who: expect(operation, who, state) for who in PEOPLE}
        assert (operation.id, found) == (operation.id, wanted)
    assert dump(house.site.database, besides=("refusal",)) == before


def test_what_one_may_not_see_answers_like_what_does_not_exist(house: House) -> None:
    """In every word: a stranger learns nothing from the answer."""
    nothing = UUID(int=7)
    stranger = house.scripts["school_filer"]
    for operation in OPERATIONS:
        if "{evaluation_id}" not in operation.path:
            continue
        answers = []
        for evaluation in (house.evaluations[State.DRAFT], nothing):
            answer = house.send(stranger, operation, evaluation, document=nothing, version="4")
            assert answer.json is not None
            told = {**answer.json, "instance": ""}
            answers.append((answer.status_code, told, answer.headers.get("ETag")))
        assert answers[0] == answers[1], operation.id
        assert answers[0][0] == 404
