"""How the trail spells what the database keeps: ids, points, canonical JSON. Written once more for
verification alone, so that a mistake in what writes the trail is not repeated by what checks it.
"""

import json
from json.encoder import encode_basestring
from typing import Any

_ID = 32
_MOST_KEPT = 50_000

render = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
"""Canonical JSON of what was parsed."""
quote = encode_basestring
"""Canonical JSON of a text."""


class _Kept(dict[Any, Any]):
    """What was spelled before is looked up; forgotten as a whole before it grows too large."""

    def __init__(self) -> None:
        super().__init__({None: None})

    def keep(self, value: object, spelled: object) -> Any:
        """Keep it, and answer with it."""
        if len(self) >= _MOST_KEPT:
            self.clear()
            self[None] = None
        self[value] = spelled
        return spelled


class _Ids(_Kept):
    def __missing__(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) == _ID:
            parts = (value[:8], value[8:12], value[12:16], value[16:20], value[20:])
            return self.keep(value, "-".join(parts))
        return value


class _Points(_Kept):
    def __missing__(self, value: Any) -> Any:
        if isinstance(value, int):
            sign, whole = "-" if value < 0 else "", abs(value)
            return self.keep(value, f"{sign}{whole // 100}.{whole % 100:02d}")
        return value


ID: dict[Any, Any] = _Ids()
"""An id with its dashes, from either engine; what is no id is answered as it is."""
POINTS: dict[Any, Any] = _Points()
"""An amount with two places, from either engine; what is no amount is answered as it is."""
