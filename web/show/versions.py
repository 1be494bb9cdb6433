"""One version of an evaluation, read to be compared with another: a sealed round, what stands
now, or a disclosure copy. All values are as a page prints them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.vocabulary import Grade
from policies.scheme import Scheme
from policies.scoring import execution_rate
from web.format import NOTHING, format_money_text, format_percent, format_points, format_weight
from web.texts import name_section
from web.words import label
from workflow.content import Content
from workflow.result import conclude, derive_sealed_result
from workflow.snapshot import spell_content

SCORES = ("computed_score", "self_score", "review_score")
VALUES = ("target_text", "actual_text", "weight", *SCORES)
"""The columns of a row that are compared, by their keys."""
REASONS = ("agreed_reason", "self_reason", "review_reason")
AMOUNTS = ("original", "revised", "actual")


@dataclass(frozen=True)
class Words:
    """A text that somebody wrote. `mark` is its commitment, which tells sameness even of what was
    erased; an erased text is None.
    """

    text: str | None
    mark: str | None = None

    def is_as(self, other: "Words") -> bool:
        """Say whether both are known to be the same."""
        if self.mark is not None and self.mark == other.mark:
            return True
        return self.text is not None and self.text == other.text


SILENCE = Words("")


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One row of the form; `values` by the keys of VALUES, `reasons` by those of REASONS."""

    name: str
    depth: int
    is_heading: bool
    values: Mapping[str, str]
    reasons: Mapping[str, Words]


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One line of funds, amounts by the keys of AMOUNTS."""

    name: str
    is_total: bool
    amounts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Version:
    """All that is compared. `result` are totals, grades and the execution rate by key; sections
    are in the order of the scheme with their titles.
    """

    result: Mapping[str, str]
    rows: tuple[VersionRow, ...]
    lines: tuple[VersionLine, ...]
    sections: Mapping[str, Words]
    titles: Mapping[str, str]
    findings: tuple[tuple[str, Words], ...]
    recommendations: tuple[tuple[str, Words], ...]
    claim_reason: Words = SILENCE
    attachments: tuple[tuple[str, str], ...] = field(default=())


def read_round(
    content: Mapping[str, Any], *, texts: Mapping[str, str | None], scheme: Scheme
) -> Version:
    """Read a sealed round; `texts` are what stands behind its commitments."""

    def speak(mark: str | None) -> Words:
        return SILENCE if mark is None else Words(texts.get(mark), mark)

    rows = content["indicators"]
    reported = content["reported"]
    return Version(
        result=_read_result(content, scheme=scheme),
        rows=tuple(
            _read_row(row, rows[number + 1 :], {key: speak(row.get(key)) for key in REASONS})
            for number, row in enumerate(rows)
        ),
        lines=_read_lines(content["funds"], unit=scheme.form.money_unit),
        sections={each["key"]: speak(each["text"]) for each in content["sections"]},
        titles={section.key: name_section(section) for section in scheme.sections},
        findings=tuple((each["key"], speak(each["text"])) for each in content["findings"]),
        recommendations=tuple(
            (each["key"], speak(each["text"])) for each in content["recommendations"]
        ),
        claim_reason=speak(reported["reason"]),
        attachments=tuple((each["name"], each["sha256"]) for each in content["attachments"]),
    )


def read_standing(content: Content) -> Version:
    """Read what an evaluation holds now."""
    texts: dict[str, str | None] = {}
    for row in content.rows:
        stored = row.stored
        texts |= {
            mark: text
            for mark, text in (
                (stored.agreed_reason_hash, stored.agreed_reason),
                (stored.self_reason_hash, stored.self_reason),
                (stored.review_reason_hash, stored.review_reason),
            )
            if mark is not None
        }
    written = [*content.sections.values(), *content.findings, *content.recommendations]
    if content.claim_reason:
        written.append(content.claim_reason)
    texts |= {each.commitment: each.text for each in written if each.commitment is not None}
    return read_round(spell_content(content), texts=texts, scheme=content.scheme)


def list_marks(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield the commitments of every text that a sealed round holds."""
    found = [row.get(key) for row in content["indicators"] for key in REASONS]
    for part in ("sections", "findings", "recommendations"):
        found += [each["text"] for each in content[part]]
    yield from filter(None, [*found, content["reported"]["reason"]])


def read_copy(copy: Mapping[str, Any], *, english: bool) -> Version:
    """Read a disclosure copy. A key that it does not have, being older, counts as empty."""
    rows = copy.get("indicators") or ()
    sections = copy.get("sections") or ()
    total, grade, rate = (copy.get(key) for key in ("total", "grade", "rate"))
    return Version(
        result={
            "total": total or NOTHING,
            "grade": label(Grade, grade) if grade else NOTHING,
            "rate": f"{rate}%" if rate else NOTHING,
        },
        rows=tuple(_read_row(row, rows[number + 1 :], {}) for number, row in enumerate(rows)),
        lines=_read_lines(copy.get("funds") or (), unit=copy.get("money_unit") or "元"),
        sections={each["key"]: _read_words(each["text"]) for each in sections},
        titles={
            each["key"]: (english and each.get("title_en")) or each["title"] for each in sections
        },
        findings=_read_found(copy.get("findings")),
        recommendations=_read_found(copy.get("recommendations")),
    )


def _read_found(items: Iterable[Mapping[str, Any]] | None) -> tuple[tuple[str, Words], ...]:
    return tuple((each.get("category") or "", _read_words(each["text"])) for each in items or ())


def _read_words(text: Any) -> Words:
    """A text of a disclosure copy; copies of earlier releases hold the plain text."""
    if isinstance(text, Mapping):
        return Words(text.get("text"), text["commitment"])
    return Words(text)


def _read_row(
    row: Mapping[str, Any], following: Sequence[Mapping[str, Any]], reasons: Mapping[str, Words]
) -> VersionRow:
    depth = row.get("depth") or 0
    weight = row.get("weight")
    values = {key: row.get(key) or "" for key in ("target_text", "actual_text")}
    values["weight"] = format_weight(Decimal(weight)) if weight is not None else ""
    for key in SCORES:
        values[key] = "" if weight is None else row.get(key) or NOTHING
    return VersionRow(
        name=row["name"],
        depth=depth,
        is_heading=weight is None and bool(following) and (following[0].get("depth") or 0) > depth,
        values=values,
        reasons=reasons,
    )


def _read_lines(lines: Iterable[Mapping[str, Any]], *, unit: str) -> tuple[VersionLine, ...]:
    return tuple(
        VersionLine(
            name=line["name"],
            is_total=bool(line.get("is_total")),
            amounts={column: format_money_text(line.get(column), unit) for column in AMOUNTS},
        )
        for line in lines
    )


def _read_result(content: Mapping[str, Any], *, scheme: Scheme) -> dict[str, str]:
    rows = content["indicators"]
    derived = {key: derive_sealed_result(rows, scheme=scheme, key=key) for key in SCORES}
    reported_total = format_points(_number(content["reported"]["total"]))
    reported_grade = _spell_grade(content["reported"]["grade"])
    rate = _read_rate(content["funds"])
    if all(row["weight"] is None for row in rows):
        return {"total": reported_total, "grade": reported_grade, "rate": rate}
    result = conclude(own=derived["self_score"], reviewed=derived["review_score"], scheme=scheme)
    return {
        **{key: format_points(whole.total) for key, whole in derived.items()},
        "total": format_points(result.total),
        "grade": _spell_grade(result.grade),
        "reported_total": reported_total,
        "reported_grade": reported_grade,
        "rate": rate,
    }


def _number(spelled: str | None) -> Decimal | None:
    return None if spelled is None else Decimal(spelled)


def _spell_grade(grade: str | None) -> str:
    return NOTHING if grade is None else label(Grade, grade)


def _read_rate(lines: Iterable[Mapping[str, Any]]) -> str:
    line = next((each for each in lines if each["is_total"]), None)
    if line is None:
        return NOTHING
    budget, spent = _number(line["revised"]), _number(line["actual"])
    return format_percent(execution_rate(budget=budget, spent=spent))
