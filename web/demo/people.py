"""Who takes part in the demonstration: five regions, each with its offices and accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.vocabulary import AdminAction, Role
from policies.scheme import load_bundled_schemes
from web.passwords import hash_password
from web.schemas.special import end_of_day
from workflow.cycles import NewCycle, activate_scheme, add_cycle, register_scheme
from workflow.offices import add_section, add_unit
from workflow.people import add_person, record_admin_event, write_password

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, kw_only=True)
class Region:
    """One region of the demonstration; `supervisor` is empty where the unit is its own."""

    key: str
    region: str
    unit: str
    supervisor: str
    section: str
    scheme: str
    year: int


REGIONS = (
    Region(
        key="hubei",
        region="湖北省",
        unit="湖北省人力资源和社会保障信息中心",
        supervisor="湖北省人力资源和社会保障厅",
        section="湖北省财政厅社会保障处",
        scheme="hubei_project",
        year=2020,
    ),
    Region(
        key="guangdong",
        region="广东省",
        unit="广东省人力资源和社会保障厅政务服务中心",
        supervisor="广东省人力资源和社会保障厅",
        section="广东省财政厅社会保障处",
        scheme="guangdong_department",
        year=2021,
    ),
    Region(
        key="dabu",
        region="广东省梅州市大埔县",
        unit="大埔县社会保险基金管理局",
        supervisor="",
        section="大埔县财政局社会保障股",
        scheme="dabu_project",
        year=2021,
    ),
    Region(
        key="yueyanglou",
        region="湖南省岳阳市岳阳楼区",
        unit="岳阳楼区人力资源和社会保障网络信息服务中心",
        supervisor="岳阳楼区人力资源和社会保障局",
        section="岳阳楼区财政局社会保障股",
        scheme="yueyanglou_department",
        year=2020,
    ),
    Region(
        key="changsha",
        region="湖南省长沙市",
        unit="长沙市就业与社保数据服务中心",
        supervisor="长沙市人力资源和社会保障局",
        section="长沙市财政局",
        scheme="result_only",
        year=2022,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account of the demonstration with its password in the clear, for the file of accounts."""

    login: str
    user_id: UUID
    name: str
    office: str
    password: str


def make_password() -> str:
    """Return a random password of about 79 bits that is easy to type."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@dataclass
class Cast:
    """Everybody of the demonstration, as they are being added."""

    session: Session
    at: datetime
    accounts: dict[str, Account]

    def add(
        self,
        login: str,
        *,
        role: Role,
        name: str,
        office: str,
        unit_id: UUID | None = None,
        section_id: UUID | None = None,
    ) -> None:
        """Add one person with a random password."""
        password = make_password()
        user_id = add_person(
            self.session,
            login=login,
            name=name,
            roles=[role],
            unit_id=unit_id,
            section_id=section_id,
            actor_id=None,
            at=self.at,
        )
        write_password(
            self.session,
            user_id=user_id,
            password_hash=hash_password(password),
            actor_id=None,
            at=self.at,
        )
        self.accounts[login] = Account(
            login=login, user_id=user_id, name=name, office=office, password=password
        )


def set_up_offices(session: Session, *, at: datetime, zone: ZoneInfo) -> dict[str, Account]:
    """Add sections, units, people and cycles, which end with a day of `zone`; returns the accounts
    by sign-in name.

    The first administrative event says that the demonstration made this database, so that
    `--reset` never deletes another.
    """
    record_admin_event(session, action=AdminAction.BEGIN_DEMO, actor_id=None, at=at, data={})
    cast = Cast(session=session, at=at, accounts={})
    cast.add("auditor", role=Role.AUDITOR, name="审计人员", office="审计机关")
    cast.add("administrator", role=Role.ADMINISTRATOR, name="系统管理员", office="信息中心")
    for region in REGIONS:
        _set_up_region(cast, region, zone=zone)
    _add_cycle(
        session,
        name="2026年度项目支出绩效自评",
        scheme="national_project",
        year=2026,
        at=at,
        zone=zone,
    )
    return cast.accounts


def _set_up_region(cast: Cast, region: Region, *, zone: ZoneInfo) -> None:
    session, at, key = cast.session, cast.at, region.key
    section = add_section(session, code=f"{key}-f", name=region.section, actor_id=None, at=at)
    cast.add(
        f"{key}.chief",
        role=Role.FINANCE_CHIEF,
        name="财政业务科科长",
        office=region.section,
        section_id=section,
    )
    supervisor = _add_supervisor(cast, region, section=section)
    unit = add_unit(
        session,
        code=f"{key}-u",
        name=region.unit,
        region=region.region,
        section_id=section,
        supervising_unit_id=supervisor,
        actor_id=None,
        at=at,
    )
    cast.add(f"{key}.filer", role=Role.FILER, name="填报人", office=region.unit, unit_id=unit)
    cast.add(
        f"{key}.head", role=Role.UNIT_HEAD, name="单位负责人", office=region.unit, unit_id=unit
    )
    if region.scheme == "result_only":
        cast.add(
            f"{key}.evaluator",
            role=Role.FILER,
            name="评价组填报人",
            office=region.section,
            section_id=section,
        )
    _add_cycle(
        session,
        name=f"{region.year}年度{region.region}绩效评价",
        scheme=region.scheme,
        year=region.year,
        at=at,
        zone=zone,
        section=section,
    )


def _add_supervisor(cast: Cast, region: Region, *, section: UUID) -> UUID | None:
    if not region.supervisor:
        return None
    supervisor = add_unit(
        cast.session,
        code=f"{region.key}-s",
        name=region.supervisor,
        region=region.region,
        section_id=section,
        supervising_unit_id=None,
        actor_id=None,
        at=cast.at,
    )
    cast.add(
        f"{region.key}.supervisor",
        role=Role.UNIT_HEAD,
        name="主管部门负责人",
        office=region.supervisor,
        unit_id=supervisor,
    )
    return supervisor


def _add_cycle(
    session: Session,
    *,
    name: str,
    scheme: str,
    year: int,
    at: datetime,
    zone: ZoneInfo,
    section: UUID | None = None,
) -> None:
    found = next(one for one in load_bundled_schemes() if one.name == scheme)
    scheme_id = register_scheme(session, scheme=found, actor_id=None, at=at)
    activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=at)
    cycle = NewCycle(
        name=name,
        fiscal_year=year,
        scheme_id=scheme_id,
        section_id=section,
        opens_at=at,
        closes_at=end_of_day((at + timedelta(days=120)).astimezone(zone).date(), zone=zone),
    )
    add_cycle(session, cycle=cycle, actor_id=None, at=at)
