"""hengjian section, unit: the offices, by their codes."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.units import UnitLine, find_unit, list_sections, list_tree
from web.cli.needs import clean, clean_word, need_section, need_unit
from web.cli.parsing import Group, add_command, add_group
from web.cli.terminal import Trouble, complain, say, say_row
from web.door import House, now
from web.sheets.grid import MAX_BYTES
from web.sheets.read import read_table
from web.sheets.units import ReadUnits, read_units
from web.texts import describe_reason
from workflow.offices import add_section, add_unit, edit_unit, values_of
from workflow.refusals import Refused
from workflow.unit_import import import_units
from workflow.unit_plan import plan_units

ROWS_AT_ONCE = 200
MOST_SECTIONS = 1000


def add_office_commands(commands: Group) -> None:
    """Add the commands of finance sections and units."""
    section = add_group(commands, "section", told=_("财政业务科室"))
    add = add_command(
        section,
        "add",
        run_section_add,
        told=_("新增财政业务科室"),
        example="section add F01 社会保障处",
    )
    add.add_argument("code", help=_("编码，不能重复"))
    add.add_argument("name", help=_("名称"))
    add_command(
        section, "list", run_section_list, told=_("列出财政业务科室"), example="section list"
    )
    unit = add_group(commands, "unit", told=_("单位"))
    _add_unit_commands(unit)


def _add_unit_commands(unit: Group) -> None:
    add = add_command(
        unit,
        "add",
        run_unit_add,
        told=_("新增单位"),
        example="unit add 101001 信息中心 --section F01 --supervised-by 101 --region 湖北省",
    )
    add.add_argument("code", help=_("编码，不能重复"))
    add.add_argument("name", help=_("名称"))
    add.add_argument("--section", required=True, metavar="CODE", help=_("归口财政业务科室的编码"))
    add.add_argument("--supervised-by", metavar="CODE", help=_("主管单位的编码"))
    add.add_argument("--region", default="", help=_("地区"))
    _add_unit_edit(unit)
    importing = add_command(
        unit,
        "import",
        run_unit_import,
        told=_("从 .xlsx 或 .csv 文件导入单位，全部导入或一个也不导入"),
        example="unit import 单位.xlsx --check",
    )
    importing.add_argument(
        "file", type=Path, help=_("表头：单位代码、单位名称、地区、主管单位代码、业务科室代码")
    )
    importing.add_argument("--check", action="store_true", help=_("只检查，不做任何改动"))
    listing = add_command(
        unit,
        "list",
        run_unit_list,
        told=_("列出单位，下级缩进"),
        example="unit list --search 社会保障",
    )
    listing.add_argument("--search", default="", metavar="WORDS", help=_("名称或编码里有这些字"))


def _add_unit_edit(unit: Group) -> None:
    edit = add_command(
        unit,
        "edit",
        run_unit_edit,
        told=_("修改单位；没有写出的各项保持原样"),
        example="unit edit 101001 --name 数据中心 --supervised-by 102",
    )
    edit.add_argument("code", help=_("编码"))
    edit.add_argument("--name", help=_("名称"))
    edit.add_argument("--section", metavar="CODE", help=_("归口财政业务科室的编码"))
    above = edit.add_mutually_exclusive_group()
    above.add_argument("--supervised-by", metavar="CODE", help=_("主管单位的编码"))
    above.add_argument("--unsupervised", action="store_true", help=_("没有主管单位"))
    edit.add_argument("--region", help=_("地区"))


def run_section_add(home: House, asked: Namespace) -> int:
    """Add a finance section."""
    code, name = clean_word(asked.code, name="CODE"), clean(asked.name, name="NAME")
    with home.database.writing() as session:
        add_section(session, code=code, name=name, actor_id=None, at=now())
    say(_("已添加财政科室 %(name)s", name=name))
    return 0


def run_section_list(home: House, _asked: Namespace) -> int:
    """List finance sections: code, name, units, chiefs."""
    with home.database.reading() as session:
        for row in list_sections(session, limit=MOST_SECTIONS):
            say_row(row.code, row.name, row.units, row.chiefs)
    return 0


def run_unit_add(home: House, asked: Namespace) -> int:
    """Add a unit under a finance section and, where there is one, a supervising unit."""
    code, name = clean_word(asked.code, name="CODE"), clean(asked.name, name="NAME")
    above = asked.supervised_by
    with home.database.writing() as session:
        add_unit(
            session,
            code=code,
            name=name,
            region=clean(asked.region, name="--region", filled=False),
            section_id=need_section(session, asked.section),
            supervising_unit_id=need_unit(session, above) if above else None,
            actor_id=None,
            at=now(),
        )
    say(_("已添加单位 %(name)s", name=name))
    return 0


def run_unit_edit(home: House, asked: Namespace) -> int:
    """Change what was named of a unit."""
    with home.database.writing() as session:
        unit = find_unit(session, need_unit(session, asked.code))
        if unit is None:
            raise Trouble(_("没有编号为 %(code)s 的单位", code=asked.code))
        new = values_of(unit)
        if asked.name is not None:
            new = replace(new, name=clean(asked.name, name="--name"))
        if asked.region is not None:
            new = replace(new, region=clean(asked.region, name="--region", filled=False))
        if asked.section is not None:
            new = replace(new, section_id=need_section(session, asked.section))
        if asked.supervised_by is not None or asked.unsupervised:
            above = None if asked.unsupervised else need_unit(session, asked.supervised_by)
            new = replace(new, supervising_unit_id=above)
        edit_unit(session, unit_id=unit.id, new=new, actor_id=None, at=now())
    say(_("已保存单位 %(name)s", name=new.name))
    return 0


def run_unit_import(home: House, asked: Namespace) -> int:
    """Import units, all or none; every fault of the file is a line on standard error."""
    with asked.file.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    try:
        read = read_units(read_table(asked.file.name, content))
        added, edited, unchanged = _carry_out(home, read, only_check=asked.check)
    except Refused as refused:
        for reason in refused.reasons:
            complain(f"{asked.file}: {describe_reason(reason)}")
        return 1
    for heading in read.left_out:
        complain(_("不认识的列，没有读取：%(heading)s", heading=heading))
    told = {"added": added, "edited": edited, "same": unchanged}
    if asked.check:
        say(_("检查通过，没有改动。"))
        say(_("新增 %(added)s 个单位，修改 %(edited)s 个，%(same)s 个保持原样。", **told))
    else:
        say(_("已导入：新增 %(added)s 个单位，修改 %(edited)s 个", **told))
    return 0


def _carry_out(home: House, read: ReadUnits, *, only_check: bool) -> tuple[int, int, int]:
    opened = home.database.reading() if only_check else home.database.writing()
    with opened as session:
        plan = plan_units(session, read.table, held=not only_check)
        if not only_check:
            import_units(session, plan, actor_id=None, at=now())
    return len(plan.additions), len(plan.edits), plan.unchanged


def run_unit_list(home: House, asked: Namespace) -> int:
    """List units: code, name below its supervising unit, region, section, heads, filers."""
    with home.database.reading() as session:
        for row in _walk_tree(session, words=clean(asked.search, name="--search", filled=False)):
            name = "  " * row.depth + row.name
            say_row(row.code, name, row.region, row.section_name, row.heads, row.filers)
    return 0


def _walk_tree(session: Session, *, words: str) -> Iterator[UnitLine]:
    beyond = None
    while True:
        page = list_tree(session, words=words, beyond=beyond, size=ROWS_AT_ONCE)
        yield from page.rows
        if not page.after:
            return
        beyond = page.rows[-1].id
