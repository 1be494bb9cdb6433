import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# Written so that this file does not match itself.
PLACES = re.compile(
    r"[/](?:work|root|opt|home|tmp|Users)[/]\w"
    r"|(?:pypi|pythonhosted|npmjs|crates|rubygems)[.](?:org|io)"
    r"|(?:tuna|ustc|aliyun|tencent|huaweicloud|douban)[.](?:tsinghua|edu|com|cn)"
)
# What .gitignore keeps out and what the tools of one's own desk leave behind.
OTHERS = {"var", "wheelhouse", "build", "dist", "__pycache__"}
OURS = {".ci", ".gitignore", ".gitattributes"}


def walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".") and path.name not in OURS
        if hidden or path.name in OTHERS or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield path


def find_places(text: str) -> list[str]:
    return [match[0] for match in PLACES.finditer(text)]


def test_no_file_names_a_machine_or_a_package_index(pytestconfig: pytest.Config) -> None:
    files = list(walk(pytestconfig.rootpath))
    assert pytestconfig.rootpath / ".ci" / "run" in files
    found = {file: find_places(file.read_text(errors="replace")) for file in files}
    assert {file: places for file, places in found.items() if places} == {}


@pytest.mark.parametrize("bad", ["work/main", "home/me/hengjian", "tmp/x.db"])
def test_such_a_name_would_be_found(bad: str) -> None:
    assert find_places(f"see /{bad}") != []
