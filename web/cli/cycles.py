"""hengjian cycle, scheme: the yearly tasks and the forms they use."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.cycles import CycleLine, find_cycle, find_scheme, list_cycles
from models.queries.paging import Place
from models.queries.schemes import SchemeLine, list_schemes
from policies.limits import MAX_SCHEME_BYTES
from policies.scheme import Scheme, SchemeProblem, load_bundled_schemes, parse_scheme
from web.cli.needs import clean, need_section
from web.cli.parsing import Group, add_command, add_group, read_day, read_year
from web.cli.scheme_file import complain_of_scheme
from web.cli.terminal import Trouble, say, say_row
from web.door import House, now
from web.schemas.special import begin_of_day, end_of_day
from web.texts import describe_text
from workflow.content import parse_registered
from workflow.cycles import (
    NewCycle,
    Window,
    activate_scheme,
    add_cycle,
    change_cycle,
    register_scheme,
)

ROWS_AT_ONCE = 200


def add_cycle_commands(commands: Group) -> None:
    """Add the commands of yearly tasks."""
    cycle = add_group(commands, "cycle", told=_("年度任务"))
    add = add_command(
        cycle,
        "add",
        run_cycle_add,
        told=_("开设年度任务；随系统提供而没有登记的方案同时登记并启用"),
        example="cycle add 2026年度项目自评 --year 2026 --scheme national_project@2020"
        " --opens 2027-01-01 --closes 2027-03-31",
    )
    add.add_argument("name", help=_("名称"))
    add.add_argument("--year", type=read_year, required=True, help=_("被评价的预算年度"))
    add.add_argument("--scheme", required=True, metavar="NAME@VERSION", help=_("已启用的评价方案"))
    _add_days(add, required=True)
    add.add_argument("--section", metavar="CODE", help=_("只对这个科室归口的单位开放"))
    change = add_command(
        cycle,
        "change",
        run_cycle_change,
        told=_("调整期限，延长或提前"),
        example="cycle change 019a… --closes 2027-04-15",
    )
    change.add_argument("id", type=UUID, help=_("cycle list 列出的编号"))
    _add_days(change, required=False)
    add_command(cycle, "list", run_cycle_list, told=_("列出年度任务"), example="cycle list")


def _add_days(command: ArgumentParser, *, required: bool) -> None:
    for name, told in (
        ("--opens", _("从这一天 00:00:00 起")),
        ("--closes", _("到这一天 23:59:59 为止")),
    ):
        command.add_argument(name, type=read_day, required=required, metavar="DAY", help=told)


def add_scheme_commands(commands: Group) -> None:
    """Add the commands of schemes."""
    scheme = add_group(commands, "scheme", told=_("评价方案"))
    add = add_command(
        scheme,
        "add",
        run_scheme_add,
        told=_("登记一个评价方案文件；启用之后才能使用"),
        example="scheme add 项目自评.toml",
    )
    add.add_argument("file", type=Path, help=_("TOML 文件，UTF-8 编码"))
    activate = add_command(
        scheme,
        "activate",
        run_scheme_activate,
        told=_("启用评价方案，新的年度任务可以使用；随系统提供的方案同时登记"),
        example="scheme activate national_project@2020",
    )
    activate.add_argument("scheme", metavar="NAME@VERSION", help=_("名称和版本"))
    add_command(scheme, "list", run_scheme_list, told=_("列出评价方案"), example="scheme list")


def run_cycle_add(home: House, asked: Namespace) -> int:
    """Open a yearly task; its last day counts whole."""
    zone = home.settings.time_zone
    with home.database.writing() as session:
        cycle = NewCycle(
            name=clean(asked.name, name="NAME"),
            fiscal_year=asked.year,
            scheme_id=_need_scheme(session, asked.scheme, activated=True),
            section_id=need_section(session, asked.section) if asked.section else None,
            opens_at=begin_of_day(asked.opens, zone=zone),
            closes_at=end_of_day(asked.closes, zone=zone),
        )
        add_cycle(session, cycle=cycle, actor_id=None, at=now())
    say(_("已开设 %(year)s 年度任务，截止 %(closes)s", year=asked.year, closes=asked.closes))
    return 0


def _need_scheme(session: Session, named: str, *, activated: bool) -> UUID:
    """Return the registered scheme of this name and version; a bundled one that nobody registered
    yet is registered, and activated where it has to be.
    """
    name, _at, version = named.partition("@")
    known = find_scheme(session, name=name, version=version)
    if known is not None:
        return known.id
    bundled = next((one for one in load_bundled_schemes() if _spell(one) == named), None)
    if bundled is None:
        choices = {_spell(one) for one in load_bundled_schemes()}
        choices |= {f"{row.name}@{row.version}" for row in _walk_schemes(session)}
        known_ones = ", ".join(sorted(choices))
        raise Trouble(_("没有方案 %(scheme)s；可用：%(known)s", scheme=named, known=known_ones))
    scheme_id = register_scheme(session, scheme=bundled, actor_id=None, at=now())
    if activated:
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=now())
    return scheme_id


def _spell(scheme: Scheme) -> str:
    return f"{scheme.name}@{scheme.version}"


def run_cycle_change(home: House, asked: Namespace) -> int:
    """Move the deadlines that were named."""
    zone = home.settings.time_zone
    with home.database.writing() as session:
        cycle = find_cycle(session, asked.id)
        if cycle is None:
            raise Trouble(_("没有编号为 %(code)s 的年度任务", code=asked.id))
        opens = begin_of_day(asked.opens, zone=zone) if asked.opens else cycle.opens_at
        closes = end_of_day(asked.closes, zone=zone) if asked.closes else cycle.closes_at
        window = Window(opens_at=opens, closes_at=closes)
        seen = Window(opens_at=cycle.opens_at, closes_at=cycle.closes_at)
        change_cycle(session, cycle_id=cycle.id, window=window, seen=seen, actor_id=None, at=now())
    local = f"{closes.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    say(_("已调整“%(name)s”，截止 %(closes)s", name=cycle.name, closes=local))
    return 0


def run_cycle_list(home: House, _asked: Namespace) -> int:
    """List yearly tasks: id, name, year, scheme, section, from, to."""
    zone = home.settings.time_zone
    with home.database.reading() as session:
        for row in _walk_cycles(session):
            opens, closes = row.opens_at.astimezone(zone), row.closes_at.astimezone(zone)
            scheme = f"{row.scheme_name}@{row.scheme_version}"
            days = f"{opens:%Y-%m-%d %H:%M:%S}", f"{closes:%Y-%m-%d %H:%M:%S}"
            say_row(row.id, row.name, row.fiscal_year, scheme, row.section_name or "", *days)
    return 0


def _walk_cycles(session: Session) -> Iterator[CycleLine]:
    place = None
    while True:
        page = list_cycles(session, place=place, size=ROWS_AT_ONCE)
        yield from page.rows
        if not page.after:
            return
        place = Place(keys=(page.rows[-1].closes_at, page.rows[-1].id))


def run_scheme_add(home: House, asked: Namespace) -> int:
    """Register a scheme from a file; every problem of it is a line on standard error."""
    with asked.file.open("rb") as file:
        content = file.read(MAX_SCHEME_BYTES + 1)
    if len(content) > MAX_SCHEME_BYTES:
        limit = f"{MAX_SCHEME_BYTES // 1024} KB"
        raise Trouble(f"{asked.file}: {describe_text('file_too_large', limit=limit)}")
    try:
        scheme = parse_scheme(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = str(content.count(b"\n", 0, error.start) + 1)
        raise Trouble(f"{asked.file}: {describe_text('scheme_is_not_utf8', line=line)}") from None
    except SchemeProblem as problem:
        complain_of_scheme(asked.file, problem)
        return 1
    with home.database.writing() as session:
        register_scheme(session, scheme=scheme, actor_id=None, at=now())
    say(_("已登记评价方案 %(name)s %(version)s", name=scheme.name, version=scheme.version))
    return 0


def run_scheme_activate(home: House, asked: Namespace) -> int:
    """Let new yearly tasks use a scheme."""
    with home.database.writing() as session:
        scheme_id = _need_scheme(session, asked.scheme, activated=False)
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=now())
    say(_("已启用评价方案 %(scheme)s", scheme=asked.scheme))
    return 0


def run_scheme_list(home: House, _asked: Namespace) -> int:
    """List schemes, registered ones first: name and version, state, title."""
    with home.database.reading() as session:
        rows = list(_walk_schemes(session))
    for row in rows:
        state = _("已启用") if row.activated_at else _("已登记，未启用")
        title = parse_registered(row.sha256, row.text).title
        say_row(f"{row.name}@{row.version}", state, title)
    known = {(row.name, row.version) for row in rows}
    for scheme in load_bundled_schemes():
        if (scheme.name, scheme.version) not in known:
            say_row(_spell(scheme), _("随系统提供，还没有登记"), scheme.title)
    return 0


def _walk_schemes(session: Session) -> Iterator[SchemeLine]:
    beyond = None
    while True:
        page = list_schemes(session, beyond=beyond, size=ROWS_AT_ONCE)
        yield from page.rows
        if not page.after:
            return
        beyond = page.rows[-1].id
