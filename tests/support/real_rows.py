"""Rows and sentences of real evaluations, so that what is measured compresses as real pages do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

_CASES = sorted(Path(__file__).parents[1].glob("*/*_20*_*_eval.json"))


@dataclass(frozen=True, kw_only=True)
class RealRow:
    """What one indicator of a real evaluation said."""

    name: str
    target: str
    actual: str
    told: str
    """How it is scored, or why points were deducted."""


def list_real_rows(count: int) -> list[RealRow]:
    """So many different indicators, taken from the evaluations one after the other."""
    known: dict[str, RealRow] = {}
    for path in _CASES:
        case = json.loads(path.read_text(encoding="utf-8"))
        for leaf in _list_leaves(case["indicators"]):
            rule = (leaf.get("rule") or {}).get("text") or ""
            row = RealRow(
                name=leaf["name"],
                target=leaf.get("target_text") or "",
                actual=leaf.get("actual_text") or "已完成",
                told=leaf.get("reason") or rule or "已按要求完成",
            )
            known.setdefault(row.name, row)
    return list(islice(known.values(), count))


def say_things(count: int) -> list[str]:
    """So many sentences about different rows, none like another."""
    rows = cycle(enumerate(list_real_rows(200), 1))
    return [f"第{at}项“{row.name}”：{row.told}"[:120] for at, row in islice(rows, count)]


def _list_leaves(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row.get("children"):
            yield from _list_leaves(row["children"])
        else:
            yield row
