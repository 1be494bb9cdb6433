"""A site of which every list is as long as it is told to be."""

import contextlib
from datetime import datetime, timedelta

from models.queries.cycles import find_cycle
from models.vocabulary import Action, Role, Scope, State
from policies.delegation import MOST_AT_A_TIME
from policies.scheme import load_bundled_schemes, parse_scheme
from tests.support.deadlines import close_cycle
from tests.support.large import LargeStage
from tests.support.scenes import CAST
from web.schemas.views import Page
from workflow.cycles import NewCycle, add_cycle, register_scheme
from workflow.ids import new_id
from workflow.offices import add_section, add_unit
from workflow.refusals import Refused
from workflow.tokens import MOST_TOKENS, issue_token
from workflow.views import MOST_VIEWS, save_view

SECOND = timedelta(seconds=1)


class Crowd(LargeStage):
    """Who and what is there, and what can be added to it."""

    def tick(self) -> datetime:
        """Let a second pass: many things are done here."""
        self.now += SECOND
        return self.now

    def add_offices(self, count: int) -> None:
        """Sections, and units with a filer and a head."""
        self.added = [f"{len(self.offices)}-{number}" for number in range(count)]
        for code in self.added:
            with self.database.writing() as session:
                at = self.tick()
                add_section(session, code=f"S{code}", name=f"业务{code}科", actor_id=None, at=at)
                self.offices[code] = add_unit(
                    session,
                    code=f"U{code}",
                    name=f"湖北省第{code}信息中心",
                    region="湖北省",
                    section_id=self.offices["section"],
                    supervising_unit_id=self.offices["bureau"],
                    actor_id=None,
                    at=at,
                )
            self.site.offices.add_person(f"filer-{code}", {Role.FILER}, code)
            self.site.offices.add_person(f"head-{code}", {Role.UNIT_HEAD}, code)

    def add_evaluations(self, count: int, *, published: int) -> None:
        """So many drafts that are late and so many that are not, some that wait for a head, so many
        approved ones and some published ones, each of a unit of its own.
        """
        late = self.site.open_cycle("national_project", year=2024)
        self.cycles["late"] = late
        for _ in range(count):
            self.begin("filer")
            self.late = self.begin("filer", cycle="late")
        for _ in range(count // 3):
            self.walk(State.SELF_SCORED)
        close_cycle(self.database, late, at=self.now)
        for number, code in enumerate(self.added[: count + published]):
            cast = CAST | {"filer": f"filer-{code}", "head": f"head-{code}"}
            to = State.PUBLISHED if number < published else State.UNIT_APPROVED
            self.walk(to, cast=cast, unit=code)

    def add_records(self, count: int) -> None:
        """Cycles, versions of a scheme, refusals, tokens, delegations and saved views."""
        draft = self.begin("filer")
        for number in range(count):
            self._add_scheme(number)
            with contextlib.suppress(Refused):
                self.do("chief", Action.FILL, draft)
        at = self.tick()
        with self.database.writing() as session:
            for number in range(min(count, MOST_TOKENS - 2)):
                for who in ("filer", "chief", "administrator"):
                    person = self.people[who]
                    issue_token(
                        session,
                        user_id=person,
                        name=f"报表程序{number}",
                        scope=Scope.READ,
                        days=9,
                        actor_id=person,
                        at=at,
                    )
            for number in range(min(count, MOST_VIEWS - 2)):
                for who in ("filer", "head", "chief", "auditor"):
                    for page in Page:
                        save_view(
                            session,
                            user_id=self.people[who],
                            page=page,
                            name=f"第{number}类",
                            query=f"q={number}",
                            at=at,
                        )
        for principal, deputy, role in (
            ("second_head", "head", Role.UNIT_HEAD),
            ("second_chief", "chief", Role.FINANCE_CHIEF),
        ):
            for _ in range(min(count, MOST_AT_A_TIME - 2)):
                self.delegate(principal, deputy, role)

    def _add_scheme(self, number: int) -> None:
        text = next(each for each in load_bundled_schemes() if each.name == "national_project").text
        scheme = parse_scheme(text.replace('"2020"', f'"v{new_id().hex[-9:]}"', 1))
        with self.database.writing() as session:
            scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=self.tick())
            this = find_cycle(session, self.cycles["project"])
            assert this is not None
            cycle = NewCycle(
                name=f"第{number}批 {new_id()}",
                fiscal_year=this.fiscal_year,
                scheme_id=this.scheme_id,
                section_id=self.offices["other_section"],
                opens_at=this.opens_at,
                closes_at=this.closes_at,
            )
            add_cycle(session, cycle=cycle, actor_id=None, at=self.tick())
        self.scheme = scheme_id
