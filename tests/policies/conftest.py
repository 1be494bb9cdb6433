"""What every test of the rules begins with."""

import pytest

from policies.reading import figures, values
from policies.scoring import families


@pytest.fixture(autouse=True)
def forget_what_was_read() -> None:
    """Forget the rules and texts that were read before, so that each test reads its own."""
    families._read.cache_clear()
    values._read_short.cache_clear()
    figures._read_short_text.cache_clear()
    figures._read_long_text.cache_clear()
