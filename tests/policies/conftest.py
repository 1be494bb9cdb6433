"""What every test of the policies begins with."""

import pytest

from policies.scoring import families


@pytest.fixture(autouse=True)
def forget_rules() -> None:
    """Forget the rules that other tests read, so that every test sees its own being read."""
    families._read.cache_clear()
