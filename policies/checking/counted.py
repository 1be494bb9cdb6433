"""Cells that hold so many of something and nothing else: "23个村"."""

import re

from policies.reading import Doubt, Reading
from policies.reading.folding import fold_text

_COUNT = re.compile(
    r"[0-9][0-9,]{0,14}(?:个|家|名|户|处|所|座|台|套|辆|条|栋|间|人|项|份|场)"
    r"(?:(?![待缺差拟欠未没不])[\u4e00-\u9fff]{1,6})[。.]?"
)
_SHARE = frozenset(("%", "‰"))


def is_share_beside_count(target: Reading, actual: Reading) -> bool:
    """Whether one of two numbers is a plain share and the other a cell with a count of things.

    A count of things is read as out of a sentence, since words follow it; where these are all that
    follows, it is no less sure than the share beside it.
    """
    return (_is_share(target) and _is_count(actual)) or (_is_share(actual) and _is_count(target))


def _is_share(reading: Reading) -> bool:
    return reading.unit in _SHARE and not reading.doubts


def _is_count(reading: Reading) -> bool:
    if reading.doubts != (Doubt.FROM_SENTENCE,):
        return False
    return _COUNT.fullmatch(fold_text(reading.raw.strip())) is not None
