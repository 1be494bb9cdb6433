"""Who may open which address: one table for every route, and reading changes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site, Visitor
from tests.support.crawl import (
    TOKEN,
    Call,
    Stage,
    crawl,
    let_in,
    list_calls,
    list_rules,
    read_token,
    read_words,
)
from tests.support.databases import copy_sqlite
from tests.support.records import dump, rows_of
from web import sign_in
from web.pages import public
from workflow.roles import set_active

PEOPLE = (
    *("anonymous", "filer", "school_filer", "head", "chief", "other_chief", "auditor"),
    *("administrator", "disabled"),
)
"""The columns. The evaluation is that of `filer` and `head`, overseen by `chief`."""

NO_EVALUATION = """
GET  static                   200 200 200 200 200 200 200 200 200
GET  start                    302 302 302 302 302 302 302 302 302
GET  language                 302 302 302 302 302 302 302 302 302
GET  sign_in.show             200 302 302 302 302 302 302 302 200
GET  sign_in.tell             200 200 200 200 200 200 200 200 200
POST sign_in.sign_in          401 401 401 401 401 401 401 401 401
POST sign_in.sign_out         302 302 302 302 302 302 302 302 302
GET  sign_in.show_link        410 410 410 410 410 410 410 410 410
POST sign_in.use_link         410 410 410 410 410 410 410 410 410
GET  public.list_published    200 200 200 200 200 200 200 200 200
GET  ledger.show              200 200 200 200 200 200 200 200 200
GET  ledger.show_checkpoint   200 200 200 200 200 200 200 200 200
GET  ledger.show_cosigned     404 404 404 404 404 404 404 404 404
GET  ledger.show_keys         200 200 200 200 200 200 200 200 200
GET  ledger.show_witnesses    404 404 404 404 404 404 404 404 404
GET  ledger.show_tile         200 200 200 200 200 200 200 200 200
GET  ledger.show_verifier     200 200 200 200 200 200 200 200 200
GET  inbox.show               401 200 200 200 200 200 302 302 401
GET  bulk.come_back approve   401 302 302 302 302 302 302 302 401
GET  bulk.come_back return    401 302 302 302 302 302 302 302 401
GET  bulk.come_back review    401 302 302 302 302 302 302 302 401
GET  bulk.come_back publish   401 302 302 302 302 302 302 302 401
POST bulk.ask approve         401 403 403 303 403 403 403 403 401
POST bulk.ask return          401 403 403 303 303 303 403 403 401
POST bulk.ask review          401 403 403 403 303 303 403 403 401
POST bulk.ask publish         401 403 403 403 303 303 403 403 401
POST bulk.do approve          401 403 403 303 403 403 403 403 401
POST bulk.do return           401 403 403 303 303 303 403 403 401
POST bulk.do review           401 403 403 403 303 303 403 403 401
POST bulk.do publish          401 403 403 403 303 303 403 403 401
GET  deadlines.show           401 404 404 200 200 200 404 404 401
POST deadlines.urge           401 404 404 422 422 422 404 404 401
GET  notices.show             401 200 200 200 200 200 200 200 401
POST notices.read             401 303 303 303 303 303 303 303 401
GET  account.show             401 200 200 200 200 200 200 200 401
POST account.save             401 422 422 422 422 422 422 422 401
POST views.save               401 422 422 422 422 422 422 422 401
POST views.drop               401 422 422 422 422 422 422 422 401
GET  evaluations.show         401 200 200 200 200 200 200 200 401
GET  exports.evaluations csv  401 200 200 200 200 200 200 200 401
GET  exports.evaluations xlsx 401 200 200 200 200 200 200 200 401
GET  statistics.show          401 200 200 200 200 200 200 200 401
GET  statistics.show_gaps     401 200 200 200 200 200 200 200 401
GET  statistics.show_rates    401 200 200 200 200 200 200 200 401
GET  statistics.show_stays    401 200 200 200 200 200 200 200 401
GET  statistics.show_codes    401 200 200 200 200 200 200 200 401
GET  statistics.show_indicator 401 200 200 200 200 200 200 200 401
GET  statistics.show_shared   401 200 200 200 200 200 200 200 401
GET  statistics.export csv    401 404 404 404 404 404 404 404 401
GET  statistics.export xlsx   401 404 404 404 404 404 404 404 401
GET  statistics.export_rollup csv 401 404 404 404 404 404 404 404 401
GET  statistics.export_rollup xlsx 401 404 404 404 404 404 404 404 401
GET  search.show              401 200 200 200 200 200 200 200 401
GET  search.show_refused      401 404 404 404 404 404 200 404 401
GET  integrity.show           401 404 404 404 404 404 200 200 401
GET  exports.trail csv        401 200 200 200 200 200 200 200 401
GET  exports.trail xlsx       401 200 200 200 200 200 200 200 401
GET  measures.show            401 200 200 200 200 200 200 200 401
GET  exports.measures csv     401 200 200 200 200 200 200 200 401
GET  exports.measures xlsx    401 200 200 200 200 200 200 200 401
GET  exports.bundles          401 200 409 200 200 409 200 409 401
GET  create.show              401 200 200 403 403 403 403 403 401
POST create.save              401 422 422 403 403 403 403 403 401
GET  create.download xlsx     401 200 200 403 403 403 403 403 401
GET  create.download csv      401 200 200 403 403 403 403 403 401
GET  interface.show           200 200 200 200 200 200 200 200 200
GET  rights.show              401 200 200 200 200 200 200 200 401
GET  delegations.show         401 200 200 200 200 200 200 200 401
POST delegations.add          401 422 422 422 422 422 422 422 401
POST delegations.end          401 404 404 404 404 404 404 404 401
GET  tokens.show              401 200 200 200 200 200 200 200 401
POST tokens.issue             401 422 422 422 422 422 422 422 401
POST tokens.revoke            401 404 404 404 404 404 404 404 401
GET  admin_record.start       401 403 403 403 403 403 302 302 401
GET  admin_record.list        401 403 403 403 403 403 200 200 401
GET  admin_units.list         401 403 403 403 403 403 403 200 401
GET  admin_units.new          401 403 403 403 403 403 403 200 401
POST admin_units.add          401 403 403 403 403 403 403 422 401
GET  admin_units.show         401 403 403 403 403 403 403 200 401
POST admin_units.edit         401 403 403 403 403 403 403 422 401
GET  admin_unit_import.show   401 403 403 403 403 403 403 200 401
POST admin_unit_import.preview 401 403 403 403 403 403 403 422 401
POST admin_unit_import.confirm 401 403 403 403 403 403 403 422 401
GET  admin_sections.new       401 403 403 403 403 403 403 200 401
POST admin_sections.add       401 403 403 403 403 403 403 422 401
GET  admin_people.list        401 403 403 403 403 403 403 200 401
GET  admin_people.new         401 403 403 403 403 403 403 200 401
POST admin_people.add         401 403 403 403 403 403 403 422 401
GET  admin_person.show        401 403 403 403 403 403 403 200 401
POST admin_person.change      401 403 403 403 403 403 403 422 401
POST admin_person.renew_link  401 403 403 403 403 403 403 422 401
POST admin_person.disable     401 403 403 403 403 403 403 422 401
POST admin_person.enable      401 403 403 403 403 403 403 422 401
GET  admin_cycles.list        401 403 403 403 403 403 403 200 401
GET  admin_cycles.new         401 403 403 403 403 403 403 200 401
POST admin_cycles.add         401 403 403 403 403 403 403 422 401
GET  admin_cycles.show        401 403 403 403 403 403 403 200 401
POST admin_cycles.change      401 403 403 403 403 403 403 422 401
GET  admin_schemes.list       401 403 403 403 403 403 403 200 401
POST admin_schemes.register_bundled 401 403 403 403 403 403 403 422 401
GET  admin_schemes.new        401 403 403 403 403 403 403 200 401
POST admin_schemes.add        401 403 403 403 403 403 403 422 401
GET  admin_scheme.show        401 403 403 403 403 403 403 200 401
GET  admin_scheme.compare     401 403 403 403 403 403 403 404 401
GET  admin_scheme.download    401 403 403 403 403 403 403 200 401
POST admin_scheme.activate    401 403 403 403 403 403 403 422 401
"""
"""Sent forms are empty: whoever may send one is told what is missing."""

DRAFT = """
GET  public.show              404 404 404 404 404 404 404 404 404
GET  proofs.published_proof   404 404 404 404 404 404 404 404 404
GET  proofs.published_bundle  404 404 404 404 404 404 404 404 404
GET  proofs.published_code    404 404 404 404 404 404 404 404 404
GET  proofs.measure_proof     404 404 404 404 404 404 404 404 404
GET  evaluation.show          401 200 404 200 200 404 200 404 401
GET  exports.indicators csv   401 200 404 200 200 404 200 404 401
GET  exports.indicators xlsx  401 200 404 200 200 404 200 404 401
GET  exports.evaluation_trail csv  401 200 404 200 200 404 200 404 401
GET  exports.evaluation_trail xlsx 401 200 404 200 200 404 200 404 401
GET  trail.show               401 200 404 200 200 404 200 404 401
GET  events.show              401 200 404 200 200 404 200 404 401
GET  events.send_proof        401 200 404 200 200 404 200 404 401
GET  events.send_entry        401 200 404 200 200 404 200 404 401
GET  proofs.bundle            401 200 404 200 200 404 200 404 401
GET  compare.show             401 200 404 200 200 404 200 404 401
GET  erasing.show              401 403 404 403 200 404 200 404 401
GET  erasing.show_one          401 403 404 403 404 404 404 404 401
GET  erasing.show_form ask     401 403 404 403 404 404 404 404 401
GET  erasing.show_form agree   401 403 404 403 404 404 404 404 401
GET  erasing.show_form decline 401 403 404 403 404 404 404 404 401
POST erasing.take ask          401 403 404 403 404 404 404 404 401
POST erasing.take agree        401 403 404 403 404 404 404 404 401
POST erasing.take decline      401 403 404 403 404 404 404 404 401
GET  following.show            401 200 404 200 200 404 200 404 401
GET  following.show_form plan  401 200 404 200 200 404 200 404 401
GET  following.show_form accept 401 200 404 200 200 404 200 404 401
GET  following.show_form refuse 401 200 404 200 200 404 200 404 401
POST following.plan            401 422 404 403 403 404 403 404 401
POST following.judge accept    401 403 404 403 409 404 403 404 401
POST following.judge refuse    401 403 404 403 409 404 403 404 401
GET  following.show_report     401 409 404 403 403 404 403 404 401
POST following.report          401 409 404 403 403 404 403 404 401
GET  scheme.show              401 200 404 200 200 404 200 404 401
GET  go_on.lead               401 302 404 302 302 404 302 404 401
GET  fill.show *              401 200 404 403 403 404 403 404 401
POST fill.save *              401 422 404 403 403 404 403 404 401
GET  amend.show               401 200 404 403 403 404 403 404 401
POST amend.save               401 422 404 403 403 404 403 404 401
GET  proofread.show           401 200 404 403 403 404 403 404 401
GET  assign.show              401 200 404 403 403 404 403 404 401
POST assign.save              401 422 404 403 403 404 403 404 401
GET  points.show              401 200 404 200 200 404 200 404 401
GET  points.ask               401 200 404 200 200 404 200 404 401
GET  exports.points csv        401 200 404 200 200 404 200 404 401
GET  exports.points xlsx       401 200 404 200 200 404 200 404 401
POST points.answer            401 422 404 403 403 404 403 404 401
POST points.settle            401 403 404 409 409 404 403 404 401
GET  attachments.show         401 200 404 403 403 404 403 404 401
POST attachments.add          401 422 404 403 403 404 403 404 401
GET  attachments.download     401 200 404 200 200 404 200 404 401
GET  review.show              401 403 404 403 409 404 403 404 401
POST review.save              401 403 404 403 422 404 403 404 401
POST review_look.look         401 403 404 403 409 404 403 404 401
GET  act.ask submit           401 200 404 403 403 404 403 404 401
GET  act.ask recall           401 409 404 403 403 404 403 404 401
GET  act.ask approve          401 403 404 409 403 404 403 404 401
GET  act.ask return           401 403 404 409 409 404 403 404 401
GET  act.ask finish           401 403 404 403 409 404 403 404 401
GET  act.ask reopen           401 403 404 403 409 404 403 404 401
GET  act.ask publish          401 403 404 403 409 404 403 404 401
GET  act.ask correct          401 403 404 403 409 404 403 404 401
GET  act.ask discard          401 200 404 403 403 404 403 404 401
GET  act.ask comment          401 200 404 200 200 404 403 404 401
GET  act.ask escalate         401 403 404 403 409 404 403 404 401
POST drafts.save funds        401 422 404 403 403 404 403 404 401
POST drafts.save approve      401 403 404 409 403 404 403 404 401
POST drafts.save review       401 403 404 403 409 404 403 404 401
POST drafts.save comment      401 422 404 422 422 404 403 404 401
POST drafts.throw_away funds  401 303 404 403 403 404 403 404 401
POST drafts.throw_away review 401 403 404 403 409 404 403 404 401
POST preview.look indicators  401 200 404 403 403 404 403 404 401
POST preview.look narrative   401 200 404 403 403 404 403 404 401
POST act.submit               401 422 404 403 403 404 403 404 401
POST act.recall               401 422 404 403 403 404 403 404 401
POST act.approve              401 403 404 422 403 404 403 404 401
POST act.return_              401 403 404 422 422 404 403 404 401
POST act.review               401 403 404 403 422 404 403 404 401
POST act.reopen               401 403 404 403 422 404 403 404 401
POST act.publish              401 403 404 403 422 404 403 404 401
POST act.correct              401 403 404 403 422 404 403 404 401
POST act.discard              401 422 404 403 403 404 403 404 401
POST act.comment              401 422 404 422 422 404 403 404 401
POST act.escalate             401 403 404 403 422 404 403 404 401
"""
"""A draft that could be submitted; sent forms are empty."""

PUBLISHED = """
GET  public.show              200 200 200 200 200 200 200 200 200
GET  proofs.published_proof   200 200 200 200 200 200 200 200 200
GET  proofs.published_bundle  200 200 200 200 200 200 200 200 200
GET  proofs.published_code    200 200 200 200 200 200 200 200 200
GET  proofs.measure_proof     404 404 404 404 404 404 404 404 404
GET  evaluation.show          401 200 404 200 200 404 200 404 401
GET  exports.indicators csv   401 200 404 200 200 404 200 404 401
GET  exports.indicators xlsx  401 200 404 200 200 404 200 404 401
GET  exports.evaluation_trail csv  401 200 404 200 200 404 200 404 401
GET  exports.evaluation_trail xlsx 401 200 404 200 200 404 200 404 401
GET  trail.show               401 200 404 200 200 404 200 404 401
GET  events.show              401 200 404 200 200 404 200 404 401
GET  events.send_proof        401 200 404 200 200 404 200 404 401
GET  events.send_entry        401 200 404 200 200 404 200 404 401
GET  proofs.bundle            401 200 404 200 200 404 200 404 401
GET  compare.show             401 200 404 200 200 404 200 404 401
GET  erasing.show              401 403 404 403 200 404 200 404 401
GET  erasing.show_one          401 403 404 403 404 404 404 404 401
GET  erasing.show_form ask     401 403 404 403 404 404 404 404 401
GET  erasing.show_form agree   401 403 404 403 404 404 404 404 401
GET  erasing.show_form decline 401 403 404 403 404 404 404 404 401
POST erasing.take ask          401 403 404 403 404 404 404 404 401
POST erasing.take agree        401 403 404 403 404 404 404 404 401
POST erasing.take decline      401 403 404 403 404 404 404 404 401
GET  following.show            401 200 404 200 200 404 200 404 401
GET  following.show_form plan  401 200 404 200 200 404 200 404 401
GET  following.show_form accept 401 200 404 200 200 404 200 404 401
GET  following.show_form refuse 401 200 404 200 200 404 200 404 401
POST following.plan            401 422 404 403 403 404 403 404 401
POST following.judge accept    401 403 404 403 409 404 403 404 401
POST following.judge refuse    401 403 404 403 409 404 403 404 401
GET  following.show_report     401 409 404 403 403 404 403 404 401
POST following.report          401 409 404 403 403 404 403 404 401
GET  scheme.show              401 200 404 200 200 404 200 404 401
GET  go_on.lead               401 302 404 302 302 404 302 404 401
GET  fill.show *              401 409 404 403 403 404 403 404 401
POST fill.save *              401 409 404 403 403 404 403 404 401
GET  amend.show               401 409 404 403 403 404 403 404 401
POST amend.save               401 409 404 403 403 404 403 404 401
GET  proofread.show           401 409 404 403 403 404 403 404 401
GET  assign.show              401 409 404 403 403 404 403 404 401
POST assign.save              401 409 404 403 403 404 403 404 401
GET  points.show              401 200 404 200 200 404 200 404 401
GET  points.ask               401 200 404 200 200 404 200 404 401
GET  exports.points csv        401 200 404 200 200 404 200 404 401
GET  exports.points xlsx       401 200 404 200 200 404 200 404 401
POST points.answer            401 409 404 403 403 404 403 404 401
POST points.settle            401 403 404 409 409 404 403 404 401
GET  attachments.show         401 409 404 403 403 404 403 404 401
POST attachments.add          401 409 404 403 403 404 403 404 401
GET  attachments.download     401 200 404 200 200 404 200 404 401
GET  review.show              401 403 404 403 409 404 403 404 401
POST review.save              401 403 404 403 409 404 403 404 401
POST review_look.look         401 403 404 403 409 404 403 404 401
GET  act.ask submit           401 409 404 403 403 404 403 404 401
GET  act.ask recall           401 409 404 403 403 404 403 404 401
GET  act.ask approve          401 403 404 409 403 404 403 404 401
GET  act.ask return           401 403 404 409 409 404 403 404 401
GET  act.ask finish           401 403 404 403 409 404 403 404 401
GET  act.ask reopen           401 403 404 403 409 404 403 404 401
GET  act.ask publish          401 403 404 403 409 404 403 404 401
GET  act.ask correct          401 403 404 403 200 404 403 404 401
GET  act.ask discard          401 409 404 403 409 404 403 404 401
GET  act.ask comment          401 409 404 409 409 404 403 404 401
GET  act.ask escalate         401 403 404 403 409 404 403 404 401
POST drafts.save funds        401 409 404 403 403 404 403 404 401
POST drafts.save approve      401 403 404 409 403 404 403 404 401
POST drafts.save review       401 403 404 403 409 404 403 404 401
POST drafts.save comment      401 409 404 409 409 404 403 404 401
POST drafts.throw_away funds  401 409 404 403 403 404 403 404 401
POST drafts.throw_away review 401 403 404 403 409 404 403 404 401
POST preview.look indicators  401 409 404 403 403 404 403 404 401
POST preview.look narrative   401 409 404 403 403 404 403 404 401
POST act.submit               401 409 404 403 403 404 403 404 401
POST act.recall               401 409 404 403 403 404 403 404 401
POST act.approve              401 403 404 409 403 404 403 404 401
POST act.return_              401 403 404 409 409 404 403 404 401
POST act.review               401 403 404 403 409 404 403 404 401
POST act.reopen               401 403 404 403 409 404 403 404 401
POST act.publish              401 403 404 403 409 404 403 404 401
POST act.correct              401 403 404 403 422 404 403 404 401
POST act.discard              401 409 404 403 409 404 403 404 401
POST act.comment              401 409 404 409 409 404 403 404 401
POST act.escalate             401 403 404 403 409 404 403 404 401
"""
"""Sent forms bear the content_version that stands: nothing leads out of published."""

Key = tuple[str, str]
SIGN_OUT = ("POST", "sign_in.sign_out")


def read_table(*texts: str) -> dict[Key, tuple[int, ...]]:
    rows = [line.split() for text in texts for line in text.split("\n") if line]
    count = len(PEOPLE)
    return {(row[0], " ".join(row[1:-count])): tuple(map(int, row[-count:])) for row in rows}


def name_row(call: Call) -> Key:
    """The row of a call; the three sections of filling in have one in common."""
    endpoint, _space, choice = call.endpoint.partition(" ")
    return call.method, f"{endpoint} *" if endpoint.startswith(
        "fill."
    ) else f"{endpoint} {choice}".strip()


@dataclass
class House:
    """A site with one evaluation in either state, and a browser for everybody."""

    site: Site
    stage: Stage
    evaluations: dict[State, UUID]
    visitors: dict[str, Visitor]

    def list_calls(self, state: State, *wanted: Key) -> list[Call]:
        evaluation = self.evaluations[state]
        calls = list_calls(
            self.site.app,
            evaluation_id=evaluation,
            attachment_id=self.stage.document(evaluation),
            cycle_id=self.site.cycles["national_project"],
            unit_id=self.site.offices.offices["center"],
            person_id=self.site.people["filer"],
            seq=1,
            scheme_id=rows_of(self.site.database, "scheme")[0].id,
            token="none",
            code="en",
            filename="style.css",
            name="0/000.p/1",
        )
        chosen = [call for call in calls if name_row(call) in wanted]
        assert {name_row(call) for call in chosen} == set(wanted)
        return chosen


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("routes")
    with copy_sqlite(sqlite_template, folder) as database:
        site = Site(database, folder)
        stage = Stage(site)
        evaluations = {state: stage.stand(state) for state in (State.DRAFT, State.PUBLISHED)}
        logins = {"disabled": "second_filer"}
        visitors = {
            who: site.visitor() if who == "anonymous" else let_in(site, logins.get(who, who))
            for who in PEOPLE
        }
        disabled = site.people["second_filer"]
        with database.writing() as session:
            at = datetime.now(UTC)
            set_active(session, user_id=disabled, active=False, actor_id=None, at=at)
        site.seal()
        yield House(site, stage, evaluations, visitors)


def test_every_route_has_a_row(house: House) -> None:
    routes = {(method, rule.endpoint) for method, rule in list_rules(house.site.app)}
    for table in (read_table(NO_EVALUATION, DRAFT), read_table(NO_EVALUATION, PUBLISHED)):
        assert {(method, name.split()[0]) for method, name in table} == routes


STATES = pytest.mark.parametrize(
    ("state", "text"), [(State.DRAFT, NO_EVALUATION + DRAFT), (State.PUBLISHED, PUBLISHED)]
)


@STATES
def test_reading_answers_as_the_table_says_and_changes_nothing(
    house: House, state: State, text: str
) -> None:
    table = {key: row for key, row in read_table(text).items() if key[0] == "GET"}
    before = dump(house.site.database, besides=("look",))
    for call in house.list_calls(state, *table):
        clients = [house.visitors[who].client for who in PEOPLE]
        found = [client.get(call.address, buffered=True).status_code for client in clients]
        heads = [client.head(call.address, buffered=True) for client in clients[:3]]
        assert (call, *found) == (call, *table[name_row(call)])
        assert [(head.status_code, head.data) for head in heads] == [(c, b"") for c in found[:3]]
    assert dump(house.site.database, besides=("look",)) == before


@STATES
def test_sending_answers_as_the_table_says_and_changes_nothing(
    house: House, state: State, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused leaves its row in `refusal` and nothing else."""
    monkeypatch.setattr(sign_in, "verify_password", lambda **_: False)
    table = {key: row for key, row in read_table(text).items() if key[0] == "POST"}
    table.pop(SIGN_OUT, None)
    fields = {who: {TOKEN: read_token(house.visitors[who])} for who in PEOPLE}
    if state is State.PUBLISHED:
        version = house.stage.version(house.evaluations[state])
        fields = {who: {**form, "content_version": version} for who, form in fields.items()}
    before = dump(house.site.database, besides=("refusal", "login_attempt", "contact"))
    for call in house.list_calls(state, *table):
        sent = {"content_type": "multipart/form-data"}
        answers = [
            house.visitors[who].client.post(call.address, data=fields[who], **sent)
            for who in PEOPLE
        ]
        found = [answer.status_code for answer in answers]
        assert (call, *found) == (call, *table[name_row(call)])
    assert dump(house.site.database, besides=("refusal", "login_attempt", "contact")) == before


def test_signing_out_is_open_to_everybody(house: House) -> None:
    for who, expected in zip(PEOPLE, read_table(NO_EVALUATION)[SIGN_OUT], strict=True):
        login = {"disabled": "auditor"}.get(who, who)
        visitor = house.site.visitor() if who == "anonymous" else let_in(house.site, login)
        visitor.get("/evaluations", expect=401 if who == "anonymous" else 200)
        visitor.post("/sign-out", {TOKEN: read_token(visitor)}, expect=expected)
        visitor.get("/evaluations", expect=401)


def test_strangers_find_exactly_what_is_published(
    migrated_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By links alone, over several pages of the list; nothing else is named on any of them."""
    monkeypatch.setattr(public, "PAGE_SIZE", 1)
    site = Site(migrated_sqlite, tmp_path)
    stage = Stage(site)
    published = {str(stage.stand(State.PUBLISHED)) for _ in range(3)}
    kept = {str(stage.stand(state)) for state in (State.DRAFT, State.FINANCE_REVIEWED)}
    site.seal()
    kept.add(str(stage.stand(State.PUBLISHED)))
    found: set[str] = set()
    for start in ("/", "/sign-in"):
        for path, page in crawl(site.visitor().client, start):
            said = path + (read_words(page) + page.text if page.mimetype == "text/html" else "")
            assert not any(each in said for each in kept), path
            assert page.status_code in {200, 401}, path
            found |= set(re.findall(r"^/published/([0-9a-f-]{36})$", path))
    assert found == published


def test_addresses_follow_one_convention(house: House) -> None:
    """Kebab-case words, ids by typed converters; only what is no id may be any text.
    A file has the name it has where it is saved.
    """
    for _method, rule in list_rules(house.site.app):
        for part in rule.rule.strip("/").split("/"):
            free = part in {"<token>", "<code>", "<mark>", "<path:filename>", "<path:name>"}
            free |= part == "verify_bundle.py"
            typed = re.fullmatch(r"<(uuid|any\(.*\)|int\(.*\)):\w+>", part)
            assert free or typed or re.fullmatch(r"([a-z]+(-[a-z]+)*)?", part), rule.rule
