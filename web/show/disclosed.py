"""A disclosure copy as it is shown: each text in plain words, or why it is not there any more."""

from collections.abc import Callable, Mapping
from typing import Any

from policies.disclosure import TEXT


def read_plain(copy: Any, *, tell: Callable[[str], str]) -> Any:
    """Return a copy, or a part of it, with words in place of each text; `tell` says of an erased
    one, by its commitment, what became of it. Copies of earlier releases hold plain words already.
    """
    if isinstance(copy, Mapping):
        if copy.keys() == TEXT.keys():
            return copy["text"]
        if copy.keys() == {"commitment"}:
            return tell(copy["commitment"])
        return {key: read_plain(part, tell=tell) for key, part in copy.items()}
    if isinstance(copy, list):
        return [read_plain(part, tell=tell) for part in copy]
    return copy
