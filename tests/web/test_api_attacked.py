"""Schemathesis attacks the interface by its own description, signed in as the people who act.

HENGJIAN_ATTACKS sets the number of examples for each operation; the long form is 300.
"""

import contextlib
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from schemathesis import Case as AnyCase
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.hooks import HookContext
from schemathesis.transport import wsgi

from models.database import Database
from models.vocabulary import LIFECYCLE, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.scripts import give_token
from workflow.ledger.verify import verify_database

EXAMPLES = int(os.environ.get("HENGJIAN_ATTACKS", "4"))
SEED = 20260630
ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
Case: TypeAlias = AnyCase[Any]
OF_A_NETWORK = frozenset({"max_redirects", "verify", "cert"})
TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428]


def close_answers(app: Flask) -> Callable[..., list[bytes]]:
    """Read every answer to its end and close it, as a server does and Schemathesis does not."""

    def call(environ: Any, start_response: Any) -> list[bytes]:
        with contextlib.closing(app(environ, start_response)) as answer:  # type: ignore[type-var]  # it has a close
            return list(answer)

    return call


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests forget the options that only a network has."""
    send = wsgi.WSGITransport.send

    def forget(self: wsgi.WSGITransport, case: Case, **given: Any) -> Any:
        kept = {name: value for name, value in given.items() if name not in OF_A_NETWORK}
        return send(self, case, **kept)

    monkeypatch.setattr(wsgi.WSGITransport, "send", forget)


class Target:
    """A site with an evaluation in every state; what is attacked are mostly those."""

    def __init__(self, site: Site) -> None:
        self.site, self.stage = site, Stage(site)
        self.evaluations = [self.stage.stand(state) for state in LIFECYCLE]
        self.evaluations += [self.stage.stand(State.DRAFT) for _ in range(2)]
        self.chance = random.Random(SEED)
        self.statuses: Counter[int] = Counter()

    def aim(self, _context: HookContext, case: Case) -> Case:
        """Put what is there into a request that is well-formed, three times out of four."""
        headers: Any = case.headers or {}
        if ID.fullmatch(str(headers.get("Acting-For", ""))) and self.chance.random() < 0.75:
            del headers["Acting-For"]  # nobody has made these people his deputy
        given = (case.path_parameters or {}).get("evaluation_id")
        if self.chance.random() > 0.75 or not ID.fullmatch(str(given or "")):
            return self._aim_creation(case)
        evaluation = self.chance.choice(self.evaluations)
        content = self.stage.content(evaluation)
        parameters = {**(case.path_parameters or {}), "evaluation_id": str(evaluation)}
        if "attachment_id" in parameters:
            parameters["attachment_id"] = str(content.attachments[0].id)
        case.path_parameters = parameters
        if TAG.fullmatch(str(headers.get("If-Match", ""))):
            headers["If-Match"] = f'"{self.stage.version(evaluation)}"'
        if isinstance(case.body, dict):
            ids = {"rows": [row.stored.id for row in content.rows]}
            ids["lines"] = [line.id for line in content.lines]
            for name, known in ids.items():
                case.body = self._rename(case.body, name, known)
        return case

    def _aim_creation(self, case: Case) -> Case:
        if isinstance(case.body, dict) and ID.fullmatch(str(case.body.get("cycle_id", ""))):
            cycle = self.chance.choice(list(self.site.cycles.values()))
            case.body = {**case.body, "cycle_id": str(cycle)}
        return case

    def _rename(self, body: dict[str, Any], name: str, known: list[UUID]) -> dict[str, Any]:
        """Let entries that are named by some id be named by those of the evaluation."""
        given = body.get(name)
        if not isinstance(given, dict) or len(given) > len(known):
            return body
        if not all(ID.fullmatch(str(key)) for key in given):
            return body
        entries = zip(self.chance.sample(known, len(given)), given.values(), strict=True)
        return {**body, name: {str(key): value for key, value in entries}}

    def attack(self, who: str, **phases: bool) -> Iterator[str]:
        """Yield everything Schemathesis finds with the token of this person."""
        token = give_token(self.site.database, self.site.people[who])
        config = SchemathesisConfig.from_dict(
            {
                "seed": SEED,
                "continue-on-failure": True,
                "headers": {"Authorization": f"Bearer {token}"},
                "generation": {
                    "max-examples": EXAMPLES,
                    "deterministic": True,
                    "no-shrink": True,
                },
                "phases": {name: {"enabled": on} for name, on in phases.items()},
                "checks": {
                    "positive_data_acceptance": {"expected-statuses": ["2xx", *REFUSALS[2:]]},
                    "negative_data_rejection": {"expected-statuses": REFUSALS},
                    "missing_required_header": {"expected-statuses": REFUSALS},
                },
            }
        )
        schema = schemathesis.openapi.from_wsgi(
            "/api/v1/openapi.json", close_answers(self.site.app), config=config
        )
        schema.hook("map_case")(lambda context, case: self.aim(context, case))  # noqa: PLW0108 -- it hangs attributes on the function
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                recorder = event.recorder
                for interaction in recorder.interactions.values():
                    if interaction.response is not None:
                        self.statuses[interaction.response.status_code] += 1
                yield from tell_failures(recorder)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                yield str(
                    event.info if isinstance(event, events.NonFatalError) else event.exception
                )


def tell_failures(recorder: ScenarioRecorder) -> Iterator[str]:
    """Yield what the checks found, with the request that shows it."""
    for case_id, checks in recorder.checks.items():
        case = recorder.cases[case_id].value
        for check in checks:
            failure = check.failure_info.failure if check.failure_info else None
            if failure is None:
                continue
            # A form spells every value as bytes: what was no file is one by the time it is sent.
            if isinstance(failure, AcceptedNegativeData) and case.path.endswith("/attach"):
                continue
            yield f"{failure.title}: {failure.message}\n{case.as_curl_command()}"


@pytest.fixture
def target(migrated_sqlite: Database, tmp_path: Path) -> Target:
    return Target(Site(migrated_sqlite, tmp_path, allow_http=True, requests_per_minute=10**6))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.parametrize("who", ["filer", "head", "chief"])
def test_schemathesis_finds_nothing(target: Target, who: str) -> None:
    everything = who == "filer"
    found = list(
        target.attack(who, examples=False, coverage=everything, fuzzing=True, stateful=everything)
    )
    assert not found, "\n\n".join(found)
    assert target.statuses[200] > 10, target.statuses
    assert not [status for status in target.statuses if status >= 500]
    with target.site.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())
