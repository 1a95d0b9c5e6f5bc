"""Timing acts against each other.

They take turns in one process, so that a busy machine weighs on all alike. Trust the ratios, not
the times.
"""

import gc
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from statistics import median

Act = Callable[[], object]

_NANO = 1e-9


def least_cpu(acts: Mapping[str, Act], rounds: int) -> dict[str, float]:
    """Return the shortest CPU time of each act in seconds; other work cannot make it shorter."""
    best = dict.fromkeys(acts, sys.maxsize)
    with _no_collecting():
        for _ in range(rounds):
            for name, act in acts.items():
                started = time.process_time_ns()
                act()
                best[name] = min(best[name], time.process_time_ns() - started)
    return {name: shortest * _NANO for name, shortest in best.items()}


def median_wall(
    acts: Mapping[str, Act], rounds: int, patience: float = math.inf
) -> dict[str, float]:
    """Return the median time of each act in seconds, waiting for the database included.

    Of as many rounds as begin within ``patience`` seconds, where not all of them do.
    """
    times: dict[str, list[int]] = {name: [] for name in acts}
    until = time.monotonic() + patience
    for number in range(rounds):
        if number and time.monotonic() > until:
            break
        for name, act in acts.items():
            started = time.perf_counter_ns()
            act()
            times[name].append(time.perf_counter_ns() - started)
    return {name: median(taken) * _NANO for name, taken in times.items()}


@contextmanager
def _no_collecting() -> Iterator[None]:
    collecting = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
