"""Personal data in what becomes public."""

import re
from collections.abc import Iterator

from models.vocabulary import Severity
from policies.checking.cells import list_passages, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.disclosure import find_personal_data

_AREA_NUMBER = re.compile(
    "(?<![0-9A-Za-z./-])(?:[(（]0[1-9][0-9]{1,2}[)）] ?|0[1-9][0-9]{1,2}[-—])[2-9][0-9]{6,7}"
    "(?![0-9A-Za-z./-])"
)
_ASKED = ("联系", "联络", "填报人", "填表人", "经办人", "电话")
_LABELS = (
    "(?:(?:联系|联络|办公|手机)电话|联系方式|手机号码?|联系人|联络人|填报人|填表人|经办人)(?:姓名)?"
)
_CONTACT = re.compile(
    rf"(?:^|(?<=[\s，,；;、|（(]))({_LABELS})(?:[（(][^（()）\n]{{1,8}}[）)])?[ \t]{{0,4}}"
    r"(?:[：:][ \t]{0,4}([^\s，,；;|][^\n，,；;|]{0,30})|\n[ \t]{0,4}([\[［【(（][^\n]{2,30}))",
    re.MULTILINE,
)
_NO_CONTACT = re.compile(
    rf"(?:无|/|-+|—+|_+|＿+|…+|\.{{2,}}|[×xX]{{2,}}|[0-9]{{3,6}})?[。.]?\s*\Z|{_LABELS}"
    r"|[（(【［\[]? ?(?:签字|签名|签章|盖章|公章|请|此处|填写)"
)
_DIGIT = re.compile("[0-9０-９]")
_FEWEST_DIGITS = 10
_FOLDED = str.maketrans("０１２３４５６７８９－", "0123456789-")
_SHOWN = 3


def check_personal_data(sheet: Sheet) -> Iterator[Inconsistency]:
    """P01: what becomes public holds no mobile number, identity number (with a valid check digit),
    e-mail address or telephone number, and no filled cell for a person or a telephone to contact
    (联系人, 填报人, 联系电话: cases 001 to 003); I while a report is written, E where it is
    published.

    Found once for each kind at each place, quoted by its first three signs only. Silent for
    amounts, dates, hotlines ("12333") and numbers of documents, and for reasons, which are not
    published.
    """
    severity = Severity.ERROR if sheet.publishing else Severity.INFORMATION
    for where, text in _list_public_texts(sheet):
        found: dict[str, list[str]] = {}
        for kind, data in _list_personal_data(text):
            found.setdefault(kind, []).append(data)
        if not found and (contacts := list(_list_contacts(text))):
            found["contact"] = contacts
        for kind, all_data in found.items():
            masked, count = f"{all_data[0][:_SHOWN]}***", str(len(all_data))
            yield report(sheet, "P01", severity, where, kind=kind, text=masked, count=count)


def _list_public_texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for row in sheet.rows:
        yield row.id, f"{row.name}\n{row.target_text}\n{row.actual_text}"
    for passage in list_passages(sheet):
        yield passage.key, f"{passage.title}\n{passage.text}"


def _list_personal_data(text: str) -> Iterator[tuple[str, str]]:
    hits = find_personal_data(text)
    for hit in hits:
        yield hit.kind, text[hit.start : hit.end]
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return
    for match in _AREA_NUMBER.finditer(text.translate(_FOLDED)):
        if not any(match.start() < hit.end and hit.start < match.end() for hit in hits):
            yield "landline", match[0]


def _list_contacts(text: str) -> Iterator[str]:
    """The labels of cells for a person or a telephone that were filled in."""
    if not any(word in text for word in _ASKED):
        return
    for match in _CONTACT.finditer(text):
        if _NO_CONTACT.match(match[2] or match[3]) is None:
            yield match[1]
