"""Whether a disclosure copy is what its event froze, but for the texts that were erased since."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from models.vocabulary import HashName
from policies.disclosure import TEXT
from workflow.audit import commit_to, hash_copy, write_canonical


def is_as_published(
    content: str | bytes, digest: str, *, erased: Collection[str], name: HashName = HashName.SHA256
) -> bool:
    """Say whether a copy gives its hash, each text in it its commitment, and whether exactly those
    texts are missing that were erased.
    """
    try:
        written = content.decode() if isinstance(content, bytes) else content
        copy = json.loads(written)
        whole = write_canonical(copy) == written and hash_copy(copy, name=name) == digest
        return whole and all(_stands(text, erased=erased, name=name) for text in _list_texts(copy))
    except (KeyError, TypeError, ValueError, RecursionError):
        return False


def list_missing(copy: object) -> set[str]:
    """Return the commitments of the texts that a copy does not hold any more."""
    return {str(text["commitment"]) for text in _list_texts(copy) if "text" not in text}


def _list_texts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for each in part:
            yield from _list_texts(each)
    elif isinstance(part, dict):
        if part.keys() in (TEXT.keys(), {"commitment"}):
            yield part
        else:
            for each in part.values():
                yield from _list_texts(each)


def _stands(text: dict[str, Any], *, erased: Collection[str], name: HashName) -> bool:
    commitment = text["commitment"]
    if "text" not in text:
        return commitment in erased
    salt = bytes.fromhex(text["salt"])
    return (
        commitment not in erased
        and commit_to(salt=salt, text=text["text"], name=name) == commitment
    )
