"""Which texts an act of two people erased, for all the parts of verification that meet one."""

from collections.abc import Set as AbstractSet

from sqlalchemy.orm import Session


def list_erased(session: Session) -> AbstractSet[str]:  # noqa: ARG001 -- no act erases yet
    """Return the commitments of the texts that were ever erased."""
    return frozenset()
