"""What a printed page carries: a code that holds its address, the head of its chain and the proof.

What is scanned is one address, so that a telephone opens the page; behind its `#`, which no browser
sends, stand the head and the whole file of the proof, percent-encoded. Nothing of the site is
needed to check them.
"""

from io import BytesIO
from urllib.parse import quote
from uuid import UUID

import segno

from web.door import house
from web.show.proving import Proof

LONGEST = 1_900
"""Signs of a code that still prints well: more make its squares too small for a telephone. A proof
with many cosignatures is carried with the log's own signature alone."""
QUIET = 4
"""Squares of white around the code, as its standard asks."""
_PLAIN = "+/=:@"
"""What may stand in a fragment as it is (RFC 3986, 3.5) and stands in proofs."""


def spell_address(evaluation_id: UUID) -> str:
    """Return where everybody finds a published result, as the operator says the site is reached."""
    return f"{house().settings.public_url}/published/{evaluation_id}"


def list_commands(evaluation_id: UUID, proof: Proof) -> tuple[str, str, str]:
    """Return the three lines by which everybody checks a published result for himself: take the
    verifier, which anybody can read, take the bundle, and ask the one about the other.
    """
    site = house().settings.public_url
    return (
        f"curl -fsS -o verify_bundle.py {site}/ledger/verify_bundle.py",
        f"curl -fsS -o bundle.jsonl {spell_address(evaluation_id)}/bundle",
        f"python3 verify_bundle.py bundle.jsonl --key {proof.key.write()} --head {proof.head}",
    )


def spell_paper(address: str, proof: Proof) -> str:
    """Return what the code holds: the address, the head and the proof."""
    whole = _join(address, proof.head, proof.write())
    return whole if len(whole) <= LONGEST else _join(address, proof.head, proof.write_bare())


def _join(address: str, head: str, file: str) -> str:
    carried = quote(f"{head}\n{file}", safe=_PLAIN)
    return f"{address}#{carried}"


def draw_code(content: str) -> bytes:
    """Return the code as an SVG picture that scales."""
    picture = BytesIO()
    segno.make(content, error="l", micro=False).save(
        picture, kind="svg", border=QUIET, dark="#000", light="#fff", omitsize=True, xmldecl=False
    )
    return picture.getvalue()
