"""Stub."""

from collections.abc import Callable, Iterator, Mapping

from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet

CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {}
