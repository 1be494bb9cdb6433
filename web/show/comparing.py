"""What differs between two versions of an evaluation: totals, rows, funds, texts, documents."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import zip_longest

from flask_babel import gettext as _

from web.format import NOTHING
from web.show.differences import Comparison, LinePair, Pair, RowPair, TextPair
from web.show.erased import tell_erased
from web.show.versions import (
    AMOUNTS,
    REASONS,
    SCORES,
    SILENCE,
    VALUES,
    Version,
    VersionLine,
    VersionRow,
    Words,
)
from web.show.wording import Kind, Piece, compare_lists, compare_texts


def compare_versions(old: Version, new: Version) -> Comparison:
    """Set two versions side by side. Rows and lines of one result keep their places: no edition
    adds or drops one.
    """
    return Comparison(
        result=dict(_pair_results(old.result, new.result)),
        rows=tuple(_pair_rows(*rows) for rows in zip_longest(old.rows, new.rows)),
        lines=tuple(_pair_lines(*lines) for lines in zip_longest(old.lines, new.lines)),
        texts=tuple(_pair_texts(old, new)),
        documents=tuple(_pair_documents(old.attachments, new.attachments)),
    )


def _pair_results(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, Pair]]:
    titles = {
        "total": _("总分"),
        "grade": _("等级"),
        "computed_score": _("核算合计"),
        "self_score": _("自评合计"),
        "review_score": _("复核合计"),
        "reported_total": _("自报总分"),
        "reported_grade": _("自报等级"),
        "rate": _("预算执行率"),
    }
    for key, title in titles.items():
        pair = _pair(old.get(key, NOTHING), new.get(key, NOTHING))
        if (pair.old, pair.new) != (NOTHING, NOTHING):
            yield title, pair


def _pair(old: str, new: str, *, counts: bool = True) -> Pair:
    return Pair(old=old, new=new, difference=_subtract(old, new) if counts else None)


def _subtract(old: str, new: str) -> Decimal | None:
    try:
        before, after = (Decimal(text.replace(",", "").removesuffix("%")) for text in (old, new))
    except InvalidOperation:
        return None
    return after - before


def _pair_rows(old: VersionRow | None, new: VersionRow | None) -> RowPair:
    shown = new or old
    if shown is None:
        raise TypeError(shown)
    cells = {
        key: _pair(
            old.values[key] if old else NOTHING,
            new.values[key] if new else NOTHING,
            counts=key in {"weight", *SCORES},
        )
        for key in VALUES
    }
    name = Pair(old=old.name if old else NOTHING, new=new.name if new else NOTHING)
    reasons = [
        _pair_words(
            title,
            old.reasons.get(key, SILENCE) if old else SILENCE,
            new.reasons.get(key, SILENCE) if new else SILENCE,
        )
        for key, title in zip(REASONS, (_("调整理由"), _("自评"), _("复核")), strict=True)
    ]
    return RowPair(
        name=name,
        depth=shown.depth,
        is_heading=shown.is_heading,
        cells=cells,
        reasons=tuple(each for each in reasons if each.paragraphs or each.erased),
        differs=any(pair.differs for pair in (name, *cells.values()))
        or any(reason.differs for reason in reasons),
    )


def _pair_lines(old: VersionLine | None, new: VersionLine | None) -> LinePair:
    shown = new or old
    if shown is None:
        raise TypeError(shown)
    name = Pair(old=old.name if old else NOTHING, new=new.name if new else NOTHING)
    cells = {
        key: _pair(old.amounts[key] if old else NOTHING, new.amounts[key] if new else NOTHING)
        for key in AMOUNTS
    }
    return LinePair(
        name=name,
        is_total=shown.is_total,
        cells=cells,
        differs=any(pair.differs for pair in (name, *cells.values())),
    )


def _pair_words(title: str, old: Words, new: Words) -> TextPair:
    same = old.is_as(new)
    sides = {"old": old, "new": new}
    return TextPair(
        title=title,
        paragraphs=compare_texts(old.text or "", new.text or ""),
        differs=not same,
        erased={side: _tell(words) for side, words in sides.items() if words.text is None},
    )


def _tell(erased: Words) -> str:
    return tell_erased(erased.mark or "")


def _pair_texts(old: Version, new: Version) -> Iterator[TextPair]:
    titles = {**old.titles, **new.titles}
    for key, title in titles.items():
        one, other = old.sections.get(key, SILENCE), new.sections.get(key, SILENCE)
        if one != SILENCE or other != SILENCE:
            yield _pair_words(title, one, other)
    for title, before, after in (
        (_("问题"), old.findings, new.findings),
        (_("建议"), old.recommendations, new.recommendations),
    ):
        if before or after:
            yield _pair_found(title, before, after)
    if old.claim_reason != SILENCE or new.claim_reason != SILENCE:
        yield _pair_words(_("自报总分与等级的说明"), old.claim_reason, new.claim_reason)


def _pair_found(
    title: str, old: Sequence[tuple[str, Words]], new: Sequence[tuple[str, Words]]
) -> TextPair:
    same = len(old) == len(new) and all(
        one[0] == other[0] and one[1].is_as(other[1]) for one, other in zip(old, new, strict=True)
    )
    return TextPair(
        title=title,
        paragraphs=compare_lists(_spell_found(old), _spell_found(new)),
        differs=not same,
    )


def _spell_found(items: Iterable[tuple[str, Words]]) -> list[str]:
    return [
        f"{category} {_tell(words) if words.text is None else words.text}".strip()
        for category, words in items
    ]


def _pair_documents(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> Iterator[Piece]:
    before = Counter(old)
    for document in new:
        kind = Kind.SAME if before[document] else Kind.NEW
        before[document] -= 1
        yield Piece(kind, document[0])
    left = Counter(old) - Counter(new)
    yield from (Piece(Kind.GONE, name) for name, _digest in left.elements())
