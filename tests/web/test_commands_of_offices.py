"""The commands of administration: the same acts as the pages, one line of trouble each."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.database import Database
from models.tables import AdminEvent, Cycle, Unit, User
from policies.scheme import load_bundled_schemes
from tests.support.administration import read_events
from tests.support.commands import move_in, set_up_office
from tests.support.records import rows_of
from web.cli import main

TEXT = next(one.text for one in load_bundled_schemes() if one.name == "hubei_project")


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office, to be copied."""
    commands: list[str | list[str]] = [
        "upgrade",
        "section add F1 社会保障处",
        "section add F2 农业处",
        "unit add U1 人社厅 --section F1 --region 湖北省",
        "unit add U2 信息中心 --section F1 --supervised-by U1",
        "user add filer --name 填报人 --role filer --unit U2",
        "user add admin --name 管理员 --role administrator",
    ]
    return set_up_office(tmp_path_factory.mktemp("office"), commands)


@pytest.fixture
def office(set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with two sections, two units and two people, set up by commands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("HENGJIAN_DATABASE_URL", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return move_in(set_up, tmp_path)


def run(command: str, capsys: pytest.CaptureFixture[str], *, expect: int = 0) -> str:
    """Run a command; what it says, or complains."""
    capsys.readouterr()
    assert main(command.split()) == expect, command
    said = capsys.readouterr()
    return said.out if expect == 0 else said.err


def test_units_are_edited_and_listed_as_a_tree(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    run("unit edit U2 --name 数据中心 --section F2", capsys)
    lines = run("unit list", capsys).splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["U1", "人社厅"], ["U2", "  数据中心"]]
    assert lines[1].split("\t")[3:] == ["农业处", "0", "1"]
    assert run("unit list --search 人社", capsys).startswith("U1")
    run("unit edit U2 --unsupervised --region 湖北省", capsys)
    (unit,) = [row for row in rows_of(office, "unit") if row.code == "U2"]
    assert (unit.supervising_unit_id, unit.region) == (None, "湖北省")
    assert len(read_events(office, "edit_unit")) == 2
    assert "归口" not in run("section list", capsys)


def test_a_table_is_checked_then_imported(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,supervising,section\nU4,丁,U3,F1\nU3,丙,U1,F1\nU2,乙,U1,F1\n")
    before = rows_of(office, "unit")
    assert "新增 2 个单位，修改 1 个" in run(f"unit import {path} --check", capsys)
    assert rows_of(office, "unit") == before
    assert "新增 2 个单位，修改 1 个" in run(f"unit import {path}", capsys)
    assert {row.code for row in rows_of(office, "unit")} == {"U1", "U2", "U3", "U4"}


def test_every_fault_of_a_table_is_a_line(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,supervising,section\nU4,丁,U9,F1\nU3,,U1,F9\n")
    faults = run(f"unit import {path}", capsys, expect=1).strip().splitlines()
    assert len(faults) == 3
    assert all("units.csv: 第 " in fault for fault in faults)
    assert len(rows_of(office, "unit")) == 2


def test_people_are_moved_disabled_enabled_and_listed(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    run("user roles filer --role filer --role unit_head", capsys)
    run("user move filer --section F1 --role finance_chief", capsys)
    run("user disable filer", capsys)
    lines = run("user list --search filer", capsys).splitlines()
    assert lines == ["filer\t填报人\t社会保障处\tfinance_chief\t停用"]
    assert "先启用" in run("user reset filer", capsys, expect=1)
    run("user enable filer", capsys)
    assert re.search(r"/link/[\w-]{40,}$", run("user reset filer", capsys).strip())
    run("user move filer --unit U2 --role filer", capsys)
    acts = read_events(office, "change_roles", "change_unit", "disable_person", "enable_person")
    assert len(acts) == 5
    assert "admin" in run("user list --role administrator", capsys)


def test_cycles_are_listed_and_moved(office: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add = "cycle add 自评 --year 2026 --scheme hubei_project@2020"
    run(f"{add} --opens 2027-01-01 --closes 2027-03-31", capsys)
    (line,) = run("cycle list", capsys).splitlines()
    cells = line.split("\t")
    assert cells[1:4] == ["自评", "2026", "hubei_project@2020"]
    assert cells[5:] == ["2027-01-01 00:00:00", "2027-03-31 23:59:59"]
    assert "2027-04-15 23:59:59" in run(f"cycle change {cells[0]} --closes 2027-04-15", capsys)
    assert main(f"{add} --opens 2027-01-01 --closes 2027-04-30".split(" ")) == 1
    assert "2026 年度已有名为“自评”的任务" in capsys.readouterr().err
    (event,) = read_events(office, "change_cycle")
    assert event["old"]["opens_at"] == event["new"]["opens_at"]
    run(f"cycle change {cells[0]} --closes 2026-12-31", capsys, expect=1)


def test_a_scheme_is_registered_activated_and_used(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "next.toml"
    path.write_text(TEXT.replace('version = "2020"', 'version = "2021"', 1), encoding="utf-8")
    run(f"scheme add {path}", capsys)
    add = "cycle add 自评 --year 2026 --opens 2027-01-01 --closes 2027-03-31 --scheme"
    assert "还没有启用" in run(f"{add} hubei_project@2021", capsys, expect=1)
    assert "hubei_project@2021\t已登记，未启用" in run("scheme list", capsys)
    run("scheme activate hubei_project@2021", capsys)
    run("scheme activate national_project@2020", capsys)
    run(f"{add} hubei_project@2021", capsys)
    listed = run("scheme list", capsys)
    assert "hubei_project@2021\t已启用" in listed
    assert "national_project@2020\t已启用" in listed
    assert "result_only@2022\t随系统提供，还没有登记" in listed
    with office.reading() as session:
        assert session.scalar(select(func.count()).select_from(Cycle)) == 1


def test_every_problem_of_a_scheme_is_a_line(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        TEXT.replace("weight = 20", "weight = 30", 1).replace("lower = 90", "lower = 9")
    )
    faults = run(f"scheme add {path}", capsys, expect=1).strip().splitlines()
    assert any("权重合计 110，应为 100" in fault for fault in faults)
    assert len(faults) > 1
    path.write_bytes(b"a = 1\n\xff")
    assert "第 2 行不是 UTF-8" in run(f"scheme add {path}", capsys, expect=1)
    path.write_bytes(b"#" * (128 * 1024 + 1))
    assert "128 KB" in run(f"scheme add {path}", capsys, expect=1)
    assert rows_of(office, "scheme") == []


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("unit edit U9 --name x", "U9"),
        ("unit edit U1 --supervised-by U9", "U9"),
        ("unit edit U1 --supervised-by U2", "下级"),
        ("unit edit U1 --section F9", "F9"),
        ("unit add U\u00a03 x --section F1", "空格"),
        (f"unit add {'U' * 41} x --section F1", "40"),
        ("unit import absent.csv", "absent.csv"),
        ("section add F1 x", "F1"),
        ("user roles nobody --role filer", "nobody"),
        ("user roles filer --role finance_chief", "科室"),
        ("user roles admin --role auditor", "最后一位"),
        ("user disable admin", "最后一位"),
        ("user move filer", "填报人"),
        ("user add x --name x --role administrator --unit U1", "系统管理员"),
        ("cycle change 00000000-0000-0000-0000-000000000000 --closes 2030-01-01", "00000000"),
        ("scheme activate nothing@1", "nothing@1"),
        ("scheme add absent.toml", "absent.toml"),
        ("cycle add x --year 2026 --scheme x@1 --opens 2026-01-01 --closes 2026-02-01", "x@1"),
    ],
)
def test_trouble_is_one_line_and_changes_nothing(
    office: Database, capsys: pytest.CaptureFixture[str], command: str, word: str
) -> None:
    before = [rows_of(office, each.__tablename__) for each in (AdminEvent, Unit, User, Cycle)]
    capsys.readouterr()
    assert main(command.split(" ")) == 1
    trouble = capsys.readouterr().err.strip()
    assert word in trouble
    assert "\n" not in trouble
    after = [rows_of(office, each.__tablename__) for each in (AdminEvent, Unit, User, Cycle)]
    assert after == before


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "command",
    [
        "cycle add x --year 26 --scheme a@1 --opens 2026-01-01 --closes 2026-02-01",
        "cycle add x --year 2026 --scheme a@1 --opens 1.1.2026 --closes 2026-02-01",
        "cycle add x --year 2026 --scheme a@1 --opens 0001-01-01 --closes 2026-02-01",
        "cycle change x --closes 2026-01-01",
        "user roles filer",
        "user roles filer --role emperor",
        "user move filer --unit U1 --section F1",
        "unit edit U1 --supervised-by U2 --unsupervised",
        "unit",
    ],
)
def test_what_is_asked_wrongly_is_told_by_its_argument(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_GB.UTF-8"])
def test_every_command_helps_with_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", language)
    for command in (
        *(f"unit {each}" for each in ("add", "edit", "import", "list")),
        *(f"section {each}" for each in ("add", "list")),
        *(
            f"user {each}"
            for each in ("add", "reset", "disable", "enable", "roles", "move", "list")
        ),
        *(f"cycle {each}" for each in ("add", "change", "list")),
        *(f"scheme {each}" for each in ("add", "activate", "list")),
        *(f"token {each}" for each in ("issue", "revoke", "list")),
        *("upgrade", "verify", "reindex", "import", "serve", "demo"),
    ):
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--help"])
        assert ended.value.code == 0
        told = capsys.readouterr().out
        assert f"hengjian {command}" in told.split("usage:")[1].split("\n", 1)[1], command
        if language.startswith("en"):
            ours = told.split("Example:")[0]
            assert not re.search("[\u4e00-\u9fff]", ours), ours
