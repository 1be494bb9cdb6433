"""What a template asks for and nobody filled in."""

from collections.abc import Iterator

from models.vocabulary import Severity
from policies.checking.cells import list_passages, quote, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.disclosure import find_prompts

_ELLIPSIS = frozenset("….。·")
_FEWEST_DOTS = {"…": 1, ".": 3, "。": 3, "·": 3}
_LONGEST_DOTS = 24
_NUMBERING = "0123456789一二三四五六七八九十.、．)）( （"
_INSTRUCTIONS = ("填写说明", "请填写", "此处填写", "填表说明")


def check_prompts(sheet: Sheet) -> Iterator[Inconsistency]:
    """I13: no prompt of a template is left in a name, a value, a reason or a passage.

    Prompts are "（此处填写…）", "请填写", "填写说明", "××", "XXX", and a line that is only "……".
    The text of a rule is not read, it is the scheme's own (case 003), and a role in brackets
    ("[填报人]") is how a name is taken out.
    """
    for row in sheet.rows:
        texts = (row.name, row.target_text, row.actual_text, row.reason)
        yield from _report_prompts(sheet, row.id, texts)
    for passage in list_passages(sheet):
        yield from _report_prompts(sheet, passage.key, (passage.title, passage.text))


def _report_prompts(sheet: Sheet, where: str, texts: tuple[str, ...]) -> Iterator[Inconsistency]:
    prompts = [prompt for text in texts if text for prompt in _list_prompts(text)]
    if prompts:
        count = str(len(prompts))
        found = report(sheet, "I13", Severity.ERROR, where, text=quote(prompts[0]), count=count)
        yield found


def _list_prompts(text: str) -> Iterator[str]:
    bracketed = False
    for hit in find_prompts(text):
        prompt = text[hit.start : hit.end]
        if prompt[0] not in "[［_＿":
            bracketed = bracketed or any(word in prompt for word in _INSTRUCTIONS)
            yield prompt
    if not bracketed:
        yield from (word for word in _INSTRUCTIONS if word in text)
    if not _ELLIPSIS.isdisjoint(text):
        yield from (line.strip() for line in text.splitlines() if _is_only_dots(line))


def _is_only_dots(line: str) -> bool:
    dots = line.strip()
    if len(dots) > _LONGEST_DOTS:
        return False
    dots = dots.lstrip(_NUMBERING) or dots
    signs = set(dots)
    return len(signs) == 1 and signs <= _ELLIPSIS and len(dots) >= _FEWEST_DOTS[dots[0]]
