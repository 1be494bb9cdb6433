"""What somebody typed into a form that nobody took: shown again, so that it can be copied."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _l

from models.vocabulary import Grade
from web.schemas.base import LONGEST_NAME
from web.security import OTHER_SITES
from web.sent import ACTING_FOR, BUTTON, FORM_TOKEN, TOKEN
from web.words import label

MOST_FIELDS = 200
CARRIED_FORM, CARRIED_EVALUATION, CARRIED_BY = "carried_form", "carried_evaluation", "carried_by"
CARRIED = "carried-"
"""The hidden fields in which a sign-in page carries what was typed into another form."""
NOT_TYPED = frozenset(
    {BUTTON, TOKEN, FORM_TOKEN, ACTING_FOR, "content_version", "next", "login"}
    | {CARRIED_FORM, CARRIED_EVALUATION, CARRIED_BY}
    | {"cycle_id", "evaluated_unit", "indicator_id", "section_id", "scheme_id", "predecessor_id"}
    | {"own", "about", "basis", "attachment_id"}
    | {"where"}
    | {"origin", "scope", "was", "role", "table", "plan", "scheme", "approve", "deputy"}
)
"""Hidden fields, choices kept as ids, what was ticked, and what belongs to the sign-in itself."""
TITLES = {
    "text": _l("意见"),
    "answer": _l("回应"),
    "comment": _l("复核意见"),
    "reason": _l("理由"),
    "due_on": _l("期限"),
    "title": _l("评价名称"),
    "original": _l("年初预算"),
    "revised": _l("调整后预算"),
    "score": _l("得分"),
    "actual": _l("完成值"),
    "target": _l("目标值"),
    "weight": _l("权重"),
    "days": _l("有效天数"),
    "section": _l("文字部分"),
    "reported_total": _l("自报总分"),
    "reported_grade": _l("自报等级"),
    "claim_reason": _l("对自报差异和不在某一行上的错误的说明"),
    "finding_category": _l("问题的类别"),
    "finding": _l("问题"),
    "recommendation": _l("建议"),
    "code": _l("编码"),
    "name": _l("名称"),
    "region": _l("地区"),
    "measure": _l("整改措施"),
    "owner": _l("责任科室或岗位"),
    "supervising": _l("主管单位"),
    "unit": _l("单位"),
    "fiscal_year": _l("年度"),
    "opens_at": _l("开始"),
    "closes_at": _l("截止"),
    "starts_on": _l("自"),
    "ends_on": _l("至"),
}
SPENT = _l("执行数")


@dataclass(frozen=True)
class Typed:
    """One filled field: what it is called, as far as its name tells, and what stands in it."""

    title: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class Unsaved:
    """What was typed, and how many further fields are not listed."""

    fields: tuple[Typed, ...]
    left_out: int


def list_unsaved() -> Unsaved:
    """Return what was typed into the form of this request; nothing where another site sent it.

    Whoever is not signed in cannot make the application read a body for this: a form that nobody
    has read yet, like that of a document, is left alone.
    """
    if request.headers.get("Sec-Fetch-Site") in OTHER_SITES or "form" not in vars(request):
        return Unsaved((), 0)
    fields = {name.removeprefix(CARRIED): text for name, text in request.form.items()}
    return bound_unsaved(list_typed(fields))


def bound_unsaved(found: list[Typed]) -> Unsaved:
    """Return as many fields as a page lists, and how many more there are."""
    return Unsaved(tuple(found[:MOST_FIELDS]), max(0, len(found) - MOST_FIELDS))


def list_typed(fields: Mapping[str, str]) -> list[Typed]:
    """Return what was typed into the fields of a form, those of a kind numbered."""
    kinds = Counter(name.partition("-")[0] for name in fields)
    seen: Counter[str] = Counter()
    found = []
    for name, text in fields.items():
        kind = name.partition("-")[0]
        seen[kind] += 1
        if {name, kind} & NOT_TYPED or "password" in name or not text.strip():
            continue
        number = f" {seen[kind]}" if kinds[kind] > 1 else ""
        found.append(Typed(f"{_title(kind)}{number}", _spell(kind, text), name))
    return found


def _title(kind: str) -> str:
    if kind == "actual" and (request.view_args or {}).get("section") == "funds":
        return str(SPENT)
    return str(TITLES.get(kind, kind[:LONGEST_NAME]))


def _spell(kind: str, text: str) -> str:
    return label(Grade, text) if kind == "reported_grade" else text
