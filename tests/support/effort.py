"""How much work a call is, against a reference run beside it: no test asserts a time."""

from collections.abc import Callable
from time import thread_time

SIGNS = 100_000
RUNS = 2
_TEXT = "项" * SIGNS


def count_looks(call: Callable[[], object]) -> float:
    """Return the work of a call, in looks at each of 100,000 signs; of a few runs the least.

    Some 250 are a second of an ordinary machine; a busy one slows both. The clock is that of the
    thread: under a limit of processor time, which a run of mutants sets, that of the process moves
    in steps longer than the reference run.
    """
    return _measure(call) / _measure(lambda: [sign.isdecimal() for sign in _TEXT])


def _measure(call: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        began = thread_time()
        call()
        times.append(thread_time() - began)
    return min(times)
