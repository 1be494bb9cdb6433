"""The promises of both READMEs: each is there, and what proves it exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
NOT_YET = {"README.md": "**not yet proven**", "README.zh-CN.md": "**还没有证明**"}


def read_promises(name: str) -> dict[str, tuple[str, str]]:
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (G\d+) \| [^|]+ \| ([^|]+) \|([^|]*)\|$", text, re.MULTILINE)
    return {number: (proof, still) for number, proof, still in rows}


@pytest.mark.parametrize("name", READMES)
def test_every_promise_is_proven_by_what_exists_or_said_not_to_be(name: str) -> None:
    promises = read_promises(name)
    assert list(promises) == [f"G{number}" for number in range(1, 20)]
    for number, (proof, still) in promises.items():
        places = re.findall(r"`(tests/[^`]+)`", proof)
        assert places or "hengjian verify" in proof or NOT_YET[name] in still, number
        for place in places:
            assert (ROOT / place).exists(), f"{number}: {place}"


def test_both_say_the_same_is_open() -> None:
    told = [
        {number for number, (_, still) in read_promises(name).items() if NOT_YET[name] in still}
        for name in READMES
    ]
    assert told[0] == told[1]
