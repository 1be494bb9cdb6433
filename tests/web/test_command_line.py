"""The command line: the same door, one line of trouble, nothing half-written."""

import json
import re
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from sqlalchemy import func, select, text

from models.database import Database
from models.tables import AdminEvent, AuditEvent, Evaluation, Refusal
from tests.support.commands import move_in, set_up_office
from web.cli import main
from web.cli.main import build_parser

HUBEI = Path(__file__).resolve().parents[2] / "web" / "demo" / "cases" / "hubei.json"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office, to be copied."""
    unit = "湖北省人力资源和社会保障信息中心"
    commands: list[str | list[str]] = [
        ["upgrade"],
        ["section", "add", "F1", "社会保障处"],
        ["unit", "add", "U1", unit, "--section", "F1", "--region", "湖北省"],
        ["user", "add", "filer", "--name", "填报人", "--role", "filer", "--unit", "U1"],
        [
            *("cycle", "add", "2020年度自评", "--year", "2020", "--scheme", "hubei_project@2020"),
            *("--opens", "2020-01-01", "--closes", "2199-12-31"),
        ],
    ]
    return set_up_office(tmp_path_factory.mktemp("office"), commands)


@pytest.fixture
def office(set_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with one section, one unit, an open task and a filer, set up by commands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("HENGJIAN_DATABASE_URL", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    return move_in(set_up, tmp_path)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def import_text(tmp_path: Path, content: str | bytes) -> int:
    path = tmp_path / "case.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return main(["import", str(path), "--as", "filer"])


def change(**changes: object) -> str:
    return json.dumps({**json.loads(HUBEI.read_text(encoding="utf-8")), **changes})


def test_a_case_enters_through_the_door(office: Database) -> None:
    assert main(["import", str(HUBEI), "--as", "filer"]) == 0
    with office.reading() as session:
        (evaluation,) = session.scalars(select(Evaluation)).all()
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    assert (evaluation.state, evaluation.version) == ("draft", 3)
    assert actions == ["create", "score", "fill"]
    assert main(["verify"]) == 0


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"schema": "bpe-case/1",\n "id": }', "2:8"),
        (b'{"id":\n"\xff"}', "2:"),
        ('{"id": 1, "id": 2}', "id"),
        ("[" * 100_000, "嵌套"),
        ('{"year": NaN}', "NaN"),
        ("[]", "$"),
        (change(year="2019"), "year"),
        (change(colour="red"), "colour"),
        (change(indicators=[{"id": "1", "name": "x", "weight": "-1"}]), "indicators[0].weight"),
        (change(indicators=[{"id": "1", "name": "x\x00"}]), "indicators[0].name"),
        (change(unit={"name": "别的单位"}), "unit.name"),
        (change(form_family="unknown"), "form_family"),
        (change(totals={"grade_reported": "好"}), "totals.grade_reported"),
        (
            change(indicators=[{"id": "1", "name": "x", "weight": "5", "rule": {"family": "y"}}]),
            "indicators[0].rule",
        ),
        (
            change(funds={"unit": "万元", "lines": [{"name": "x", "actual": "1e400"}]}),
            "funds.lines[0].actual",
        ),
    ],
)
def test_a_malformed_case_is_named_by_line_or_path(
    office: Database,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str | bytes,
    place: str,
) -> None:
    assert import_text(tmp_path, content) == 1
    trouble = capsys.readouterr().err.strip()
    assert place in trouble
    assert "\n" not in trouble
    assert count(office, Evaluation) == 0


def test_a_refused_case_leaves_nothing_half_written(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The score of the second step is over its weight: the creation before it goes too."""
    rows = [{"id": "1", "name": "网上办件事项", "weight": "5", "score": "6"}]
    assert import_text(tmp_path, change(indicators=rows)) == 1
    assert "6" in capsys.readouterr().err
    assert (count(office, Evaluation), count(office, AuditEvent)) == (0, 0)
    assert count(office, Refusal) == 1


def test_a_link_is_printed_once_and_no_password_exists(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["user", "add", "head", "--name", "负责人", "--role", "unit_head", "--unit", "U1"]
    assert main(command) == 0
    assert re.search(r"http://127\.0\.0\.1:8000/link/[\w-]{40,}$", capsys.readouterr().out.strip())
    with office.reading() as session:
        passwords = session.execute(text("SELECT password_hash FROM user_account")).scalars().all()
        dumped = session.execute(text("SELECT token_hash FROM login_link")).scalars().all()
    assert passwords == [None, None]
    assert all(re.fullmatch(r"[0-9a-f]{64}", token) for token in dumped)


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (["user", "add", "filer", "--name", "x", "--role", "filer", "--unit", "U1"], "filer"),
        (["user", "add", "y", "--name", "x", "--role", "filer", "--unit", "U9"], "U9"),
        (["user", "add", "y", "--name", "x", "--role", "unit_head"], "单位"),
        (["user", "add", "y", "--name", "x", "--role", "finance_chief", "--unit", "U1"], "科室"),
        (["user", "reset", "nobody"], "nobody"),
        (["unit", "add", "U1", "x", "--section", "F1"], "U1"),
        (["import", "absent.json", "--as", "filer"], "absent.json"),
        (["import", "absent.json", "--as", "nobody"], "nobody"),
    ],
)
def test_trouble_is_one_line_and_changes_nothing(
    office: Database, capsys: pytest.CaptureFixture[str], command: list[str], word: str
) -> None:
    before = count(office, AdminEvent)
    capsys.readouterr()
    assert main(command) == 1
    trouble = capsys.readouterr().err.strip()
    assert word in trouble
    assert "\n" not in trouble
    assert count(office, AdminEvent) == before


def test_every_act_leaves_an_administrative_event(office: Database) -> None:
    assert main(["user", "reset", "filer"]) == 0
    assert main(["user", "disable", "filer"]) == 0
    with office.reading() as session:
        actions = session.scalars(select(AdminEvent.action).order_by(AdminEvent.id)).all()
    assert actions == [
        *("add_section", "add_unit", "add_person", "issue_link", "add_scheme", "activate_scheme"),
        *("add_cycle", "issue_link", "disable_person"),
    ]


def test_the_application_refuses_a_database_that_lost_a_guard(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.engine.connect() as connection:
        name = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_event'"
        ).scalar()
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.commit()
    assert main(["section", "add", "F2", "另一科室"]) == 1
    assert str(name) in capsys.readouterr().err
    assert main(["verify"]) == 1, "verification looks all the same, and says so"
    assert str(name) in capsys.readouterr().out
    assert main(["upgrade"]) == 1, "no migration brings it back"
    answer = capsys.readouterr()
    assert str(name) in answer.err
    assert answer.out == ""


def test_every_fault_is_listed_where_all_are_asked_for(
    office: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.engine.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_event'"
        ).scalars()
        lost = list(names)
        for name in lost:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.commit()
    capsys.readouterr()
    assert main(["verify"]) == 1
    first = capsys.readouterr().out
    assert sum(name in first for name in lost) <= 1
    assert main(["verify", "--all"]) == 1
    told = capsys.readouterr().out
    assert [name for name in lost if name not in told] == []


def list_commands(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """Every parser that runs a command."""
    groups = [one for one in parser._actions if isinstance(one, _SubParsersAction)]
    for group in groups:
        for below in group.choices.values():
            yield from list_commands(below)
    if not groups:
        yield parser


def test_every_command_says_what_it_does_and_shows_an_example() -> None:
    app = Flask("web")
    Babel(app)
    with app.app_context():
        commands = list(list_commands(build_parser()))
    assert len(commands) > 20
    for command in commands:
        assert command.description, command.prog
        assert command.prog in (command.epilog or ""), command.prog
        named = [one for one in command._actions if one.dest != "help"]
        assert all(one.help for one in named), (command.prog, [one.dest for one in named])


def test_an_empty_file_is_no_database_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("HENGJIAN_DATABASE_URL", "sqlite:///empty.db")
    assert main(["verify"]) == 1
    answer = capsys.readouterr()
    assert "hengjian upgrade" in answer.err
    assert "\n" not in answer.err.strip()
    assert answer.out == ""


@pytest.mark.usefixtures("office")
def test_trouble_speaks_english_where_the_terminal_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    capsys.readouterr()
    assert main(["user", "reset", "nobody"]) == 1
    assert re.fullmatch(r"[\x20-\x7e]+", capsys.readouterr().err.strip())


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "value", ["hengjian.example.cn", ".example.cn 127.0.0.1,localhost:8443", "衡鉴.example", ""]
)
def test_names_of_hosts_are_taken(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("HENGJIAN_HOSTS", value)
    assert main(["verify"]) == 0


def test_a_key_that_was_cut_off_is_not_signed_with(
    office: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.engine.dispose()
    (tmp_path / "var" / "secret.key").write_text("", encoding="utf-8")
    assert main(["verify"]) == 1
    assert "secret.key" in capsys.readouterr().err


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HENGJIAN_DATABASE_URL", "mysql://x/y"),
        ("HENGJIAN_DATABASE_URL", "no address"),
        ("HENGJIAN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x"),
        ("HENGJIAN_MAX_FILE_MB", "many"),
        ("HENGJIAN_ALLOW_HTTP", "yes"),
        ("HENGJIAN_TIME_ZONE", "Mars/Olympus"),
        ("HENGJIAN_SECRET_KEY", "a"),
        ("HENGJIAN_SECRET_KEY", "x" * 31),
        ("HENGJIAN_HOSTS", "http://x"),
        ("HENGJIAN_HOSTS", "good.example, bad..example"),
        ("HENGJIAN_HOSTS", "*"),
        ("HENGJIAN_HOSTS", "x" * 64),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, value)
    capsys.readouterr()
    assert main(["verify"]) == 1
    trouble = capsys.readouterr().err.strip()
    assert "\n" not in trouble
    assert variable in trouble or "127.0.0.1" in trouble
