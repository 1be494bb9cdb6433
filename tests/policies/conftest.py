"""What every test of the rules begins with."""

import pytest

from policies.scoring import families


@pytest.fixture(autouse=True)
def forget_rules() -> None:
    """Forget the rules that were read before, so that each test reads its own."""
    families._read.cache_clear()
