"""What verification relies on."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.ledger.checkpoint import Checkpoint
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import PublicKey
from workflow.ledger.tiles import Tiles


@dataclass(frozen=True, kw_only=True)
class Trusted:
    """What verification relies on: the tiles, the checkpoint that was kept outside the database (an
    earlier one will do), `others` that were kept elsewhere, and the keys of the log.
    """

    tiles: Tiles
    hasher: Hasher
    keys: Sequence[PublicKey]
    checkpoint: Checkpoint | None = None
    others: Sequence[Checkpoint] = ()

    @property
    def checkpoints(self) -> list[Checkpoint]:
        """Every checkpoint that was kept."""
        return [*([self.checkpoint] if self.checkpoint else []), *self.others]
