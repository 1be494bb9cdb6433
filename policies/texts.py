"""What a text may hold before it is kept: NFC, no NUL, no surrogates, no control characters; and
how texts are compared.
"""

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = {
    # The whole of Unicode's category Cc, without the signs that a text may hold.
    True: re.compile(r"[^\t\n\x20-\x7e\xa0-\U0010ffff]"),
    False: re.compile(r"[^\x20-\x7e\xa0-\U0010ffff]"),
}


class TextProblem(ValueError):  # noqa: N818 -- it is told to a person, beside a field
    """A text that cannot be kept; `code` is "control_character", "surrogate", "too_long" or
    "holds_space".
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clean_text(text: str, *, limit: int, lines: bool = True) -> str:
    """Return the text in NFC with plain line ends and no space around it.

    Raises TextProblem when it is longer than `limit` code points or four times as many bytes, or
    holds NUL, a control character or half a surrogate pair. One-line fields pass `lines=False`.
    """
    if _SURROGATE.search(text):
        raise TextProblem("surrogate")
    cleaned = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    control = _CONTROL[lines].search(cleaned)
    if control is not None:
        raise TextProblem("control_character", character=f"U+{ord(control[0]):04X}")
    if len(cleaned) > limit or len(cleaned.encode()) > 4 * limit:
        raise TextProblem("too_long", limit=str(limit), length=str(len(cleaned)))
    return cleaned


def clean_code(text: str, *, limit: int) -> str:
    """Return a code or a sign-in name as it is compared: NFKC, so that ０１ is 01, and no space
    around it.

    Raises TextProblem as `clean_text`, and for one that holds a space or an unseen character.
    """
    code = clean_text(unicodedata.normalize("NFKC", text), limit=limit, lines=False)
    if not code.isprintable() or any(character.isspace() for character in code):
        raise TextProblem("holds_space")
    return code


BIDI_CONTROLS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
)


def strip_bidi_controls(text: str) -> str:
    """Return the text without direction marks, for names shown where they could mislead."""
    return text.translate(BIDI_CONTROLS)


def fold_words(text: str) -> str:
    """Return a text as it is compared in a search: NFKC, without case, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split())
