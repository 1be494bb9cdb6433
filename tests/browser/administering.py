"""The pages of administration on the tour, and what has to be there for them."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.queries.people import find_person_by_login, find_unit_by_code
from models.tables import Cycle, SchemeRow
from models.vocabulary import Role
from policies.scheme import load_bundled_schemes, parse_scheme
from tests.browser.site import Site
from tests.browser.visits import TYPED, Sending, Visit
from workflow.cycles import register_scheme
from workflow.people import add_person

WHO = "administrator"
SCHEME = next(one for one in load_bundled_schemes() if one.name == "hubei_project")
BAD_SCHEME = SCHEME.text.replace("weight = 20", "weight = 30").replace("lower = 90", "lower = 91")
NOT_SHOWN = {SCHEME.name, "result_only"}
"""The scheme that is shown in two versions, and the one without rows."""
SHOWN = tuple(one.name for one in load_bundled_schemes() if one.name not in NOT_SHOWN)
"""The other schemes whose pages are looked at."""
UNITS = f"""单位代码,单位名称,地区,主管单位代码,业务科室代码,{TYPED[1]}
changsha-u,长沙市就业与社保数据服务中心,湖南省长沙市,,changsha-f,无
9001,{TYPED[1]},湖南省长沙市,changsha-s,changsha-f,无
"""
BAD_UNITS = f"""单位代码,单位名称,地区,主管单位代码,业务科室代码
9001,{TYPED[1]},,9009,changsha-f
9001,{TYPED[1]},,,99
"""


def furnish_offices(site: Site) -> None:
    """Add a person who was invited and a next version of a scheme; name some of what is there."""
    at = datetime.now(UTC)
    with site.database.writing() as session:
        old = session.scalars(select(SchemeRow).where(SchemeRow.name == "hubei_project")).one()
        text = old.text.replace(f'version = "{old.version}"', 'version = "next"', 1)
        text = text.replace("tolerance = 0.01", "tolerance = 0.5", 1)
        changed = parse_scheme(text.replace('name = "社保卡制卡人数"', 'name = "制卡人数"', 1))
        new = register_scheme(session, scheme=changed, actor_id=None, at=at)
        unit = find_unit_by_code(session, "hubei-u")
        oneself = find_person_by_login(session, WHO)
        cycle = session.scalars(select(Cycle).where(Cycle.fiscal_year == 2026)).one()
        assert unit is not None
        assert oneself is not None
        person = add_person(
            session,
            login="hubei.invited",
            name="填报人",
            roles=[Role.FILER],
            unit_id=unit.id,
            section_id=None,
            actor_id=oneself.id,
            at=at,
        )
        named = {"unit": unit.id, "person": person, "oneself": oneself.id, "cycle": cycle.id}
        _register_others(session, at=at)
        others = {
            f"scheme_{row.name}": row.id
            for row in session.scalars(select(SchemeRow).where(SchemeRow.name.in_(SHOWN)))
        }
    named |= {"scheme": old.id, "scheme_next": new, **others}
    site.evaluations |= {name: str(found) for name, found in named.items()}


def _register_others(session: Session, *, at: datetime) -> None:
    """Register what the demonstration does not use, in a version of its own: the pages that offer
    what comes with the application go on offering it.
    """
    known = set(session.scalars(select(SchemeRow.name)))
    for scheme in load_bundled_schemes():
        if scheme.name not in known:
            own = f'version = "{scheme.version}.tour"'
            text = scheme.text.replace(f'version = "{scheme.version}"', own, 1)
            register_scheme(session, scheme=parse_scheme(text), actor_id=None, at=at)


def list_admin_visits() -> list[Visit]:
    """Every page of administration, as it is, refused, and after somebody else was faster."""
    plain = (
        *("units", "units?q=湖北", "units?q=没有这样的单位", "units/new", "units/{unit}"),
        *("units/import", "sections/new", "people", "people?role=auditor", "people/new"),
        *("people/{person}", "people/{oneself}", "cycles", "cycles/new", "cycles/{cycle}"),
        *("schemes", "schemes/new", "schemes/{scheme}", "schemes/{scheme_next}"),
        *(f"schemes/{{scheme_{name}}}" for name in SHOWN),
        *("schemes/{scheme_next}/compare", "record", "record?who=nobody", "record?who=auditor"),
    )
    return [
        *(Visit(who=WHO, address=f"/admin/{path}") for path in plain),
        Visit(who="auditor", address="/admin/record"),
        Visit(who="auditor", address="/admin/units", status=403),
        Visit(who="hubei.filer", address="/admin/people", status=403),
        Visit(who="", address="/admin/units", status=401),
        *_list_refused(),
    ]


def _list_refused() -> list[Visit]:
    stale = {"[name=name]": TYPED[0], "[name=was-name]": TYPED[1]}
    sent = (
        ("units/new", 422, Sending(form="/new", typed={"[name=supervising]": TYPED[1]})),
        ("units/{unit}", 422, Sending(form="/{unit}", typed={"[name=supervising]": TYPED[1]})),
        ("units/{unit}", 409, Sending(form="/{unit}", typed=stale)),
        ("units/import", 200, Sending(form="/import", file=("units.csv", UNITS))),
        ("units/import", 422, Sending(form="/import", file=("units.csv", BAD_UNITS))),
        ("sections/new", 422, Sending(form="/new")),
        ("people/new", 422, Sending(form="/new", typed={"[name=name]": TYPED[1]})),
        (
            "people/{person}",
            409,
            Sending(form="/{person}", typed={"[name=unit]": "hubei-s", "[name=was-unit]": "x"}),
        ),
        ("cycles/new", 422, Sending(form="/new", typed={"[name=fiscal_year]": TYPED[2]})),
        (
            "cycles/{cycle}",
            422,
            Sending(form="/{cycle}", typed={"[name=closes_at]": "2020-01-01"}),
        ),
        ("schemes/new", 422, Sending(form="/new", file=("scheme.toml", BAD_SCHEME))),
        ("people/{person}", 200, Sending(form="/link")),
    )
    return [
        Visit(who=WHO, address=f"/admin/{path}", status=status, sending=sending)
        for path, status, sending in sent
    ]
