"""What the command line says of case files: numbers, names and places, in both languages."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policies.scheme import load_bundled_schemes
from web.cases.importing import read_case
from web.cases.strict_json import FileProblem
from web.cli import main

ROOT = Path(__file__).resolve().parents[2]
HUBEI = sorted((ROOT / "tests" / "cases").glob("*.json"))[4]
YUEYANGLOU = sorted((ROOT / "tests" / "cases").glob("*.json"))[3]
CLEAN = sorted((ROOT / "tests" / "forms").glob("*.json"))[9]

Case = dict[str, Any]
Told = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "HENGJIAN_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Callable[[Case], object]], Path]:
    """Write a clean form with a change as a file."""

    def write_changed(change: Callable[[Case], object]) -> Path:
        case = json.loads(CLEAN.read_text(encoding="utf-8"))
        change(case)
        path = tmp_path / "form.json"
        path.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
        return path

    return write_changed


def first_leaf(case: Case) -> Case:
    leaf: Case = case["indicators"][0]["children"][0]
    return leaf


@pytest.mark.parametrize(
    ("language", "long", "control"),
    [
        ("zh_CN.UTF-8", "太长：10000 字，最多 300 字", "控制字符 U+0007"),
        ("en_US.UTF-8", "10000 characters, at most 300", "U+0007"),
    ],
)
def test_a_text_that_is_refused_is_told_with_its_numbers(
    capsys: Told,
    monkeypatch: pytest.MonkeyPatch,
    write: Any,
    language: str,
    long: str,
    control: str,
) -> None:
    monkeypatch.setenv("LANG", language)
    for text, wanted in (("长" * 10_000, long), ("a\u0007b", control)):
        path = write(lambda case, text=text: first_leaf(case).update(target_text=text))
        assert main(["check", str(path)]) == 2
        told = capsys.readouterr().err
        assert wanted in told
        assert "—" not in told


@pytest.mark.parametrize(
    ("key", "value", "params"),
    [
        ("weight", "1.234", {"places": "2"}),
        ("target_text", "长" * 10_000, {"limit": "300", "length": "10000"}),
    ],
)
def test_what_the_door_refuses_keeps_its_numbers(
    write: Any, key: str, value: str, params: dict[str, str]
) -> None:
    path = write(lambda case: first_leaf(case).update({key: value}))
    with pytest.raises(FileProblem) as refused:
        read_case(path.read_bytes())
    assert params.items() <= refused.value.params.items()


def test_a_doubled_key_is_quoted_whatever_it_is_called(capsys: Told, tmp_path: Path) -> None:
    path = tmp_path / "form.json"
    path.write_text('{"too_long": 1, "too_long": 2}', encoding="utf-8")
    assert main(["check", str(path)]) == 2
    assert "“too_long”" in capsys.readouterr().err


def test_a_scheme_is_named_with_its_version(capsys: Told) -> None:
    assert main(["check", str(HUBEI), "--json"]) == 1
    wanted = capsys.readouterr().out
    (hubei,) = (one for one in load_bundled_schemes() if one.name == "hubei_project")
    assert main(["check", str(HUBEI), "--json", "--scheme", f"hubei_project@{hubei.version}"]) == 1
    assert capsys.readouterr().out == wanted


@pytest.mark.parametrize("wanted", ["hubei", "hubei_project@1999"])
def test_a_scheme_that_nobody_knows_lists_the_known_ones(capsys: Told, wanted: str) -> None:
    assert main(["check", str(HUBEI), "--scheme", wanted]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    for scheme in load_bundled_schemes():
        assert f"{scheme.name}@{scheme.version}" in told.err


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (
            lambda case: case["funds"]["lines"][0].update(actual="-3"),
            "funds.lines[0].actual",
            "不能为负数",
        ),
        (
            lambda case: case["funds"]["lines"][0].update(initial="－3"),
            "funds.lines[0].initial",
            "不能为负数",
        ),
        (
            lambda case: case["indicators"][0].update(weight="999999999999"),
            "indicators[0].weight",
            "不能大于 1000",
        ),
    ],
)
def test_an_amount_that_cannot_be_is_refused_with_its_field(
    capsys: Told, write: Any, change: Callable[[Case], object], place: str, words: str
) -> None:
    assert main(["check", str(write(change))]) == 2
    assert f"{place}: {words}" in capsys.readouterr().err


def test_a_remainder_may_be_below_zero(write: Any) -> None:
    line = {"name": "年末结转和结余", "actual": "-3"}
    assert main(["check", str(write(lambda case: case["funds"]["lines"].append(line)))]) < 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b" \n", "文件是空的"),
        (b"{}", "schema: 应写“bpe-case/1”"),
        (b'{"schema": "bpe-case/2"}', "schema: 应写“bpe-case/1”"),
        ('{"id":\n"表"}'.encode("gb18030"), "2: 这一行不是 UTF-8 文字，请另存为 UTF-8 编码"),
    ],
)
def test_a_file_that_is_no_case_is_told_what_to_do(
    capsys: Told, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "form.json"
    path.write_bytes(content)
    assert main(["check", str(path)]) == 2
    assert capsys.readouterr().err == f"hengjian: {path}: {words}\n"
    with pytest.raises(FileProblem):
        read_case(content)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "zh_CN.UTF-8",
            (
                "权重合计 100",
                "得分合计 95（等级 优）",
                "自报总分 97",
                "核算 87（等级 良；其中 4 项按规则重算，其余按自报）",
            ),
        ),
        (
            "en_US.UTF-8",
            (
                "weights 100",
                "scores 95 (grade Excellent)",
                "reported total 97",
                "computed 87 (grade Good; 4 rows recomputed by rules, the others as reported)",
            ),
        ),
    ],
)
def test_each_total_stands_with_its_own_grade(
    capsys: Told, monkeypatch: pytest.MonkeyPatch, language: str, parts: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LANG", language)
    main(["check", str(YUEYANGLOU)])
    assert capsys.readouterr().out.splitlines()[1] == " · ".join(parts)


def test_a_grade_of_the_form_is_told_in_the_language_of_the_report(
    capsys: Told, monkeypatch: pytest.MonkeyPatch, write: Any
) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    path = write(lambda case: case["totals"].update(grade_reported="中"))
    main(["check", str(path)])
    assert "(reported grade Fair)" in capsys.readouterr().out.splitlines()[1]
    main(["check", str(path), "--json"])
    assert json.loads(capsys.readouterr().out)["reported_grade"] == "中"


def test_what_no_check_judges_is_remarked(capsys: Told, write: Any) -> None:
    def change(case: Case) -> None:
        first_leaf(case).update(rule={"family": "nosuch"})
        case["indicators"][0].update(name="")

    path = write(change)
    assert main(["check", str(path)]) == 0
    told = capsys.readouterr().out
    leaf = first_leaf(json.loads(path.read_text(encoding="utf-8")))
    assert f"备注 {leaf['id']} {leaf['name']}：没有名为“nosuch”的评分规则，由人打分" in told
    assert "备注 1 没有名称" in told
    main(["check", str(CLEAN)])
    assert "备注" not in capsys.readouterr().out


def test_a_reader_that_has_enough_ends_it_quietly() -> None:
    """As `hengjian check … | head -1` does."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "web.cli", "check", str(HUBEI)],
            cwd=ROOT,
            env={"LANG": "zh_CN.UTF-8"},
            stdout=write_end,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(write_end)
    assert (done.returncode, done.stderr) == (141, b"")
