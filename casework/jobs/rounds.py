"""What a worker does again and again between jobs: packages above register it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import monotonic

from flask import Flask

#: Says whether there is more to do: then it comes again after the next look at the queue.
Round = Callable[[Flask, Event], bool]

_rounds: list[tuple[timedelta, Round]] = []

log = logging.getLogger(__name__)


def every(term: timedelta) -> Callable[[Round], Round]:
    """Register what is done each time so long after the last time: ``@every(timedelta(…))``.

    It makes its own sessions and transactions. Several workers may be at it at once, and it may
    be broken off anywhere; it ends early when the event says so.
    """

    def register(round_: Round) -> Round:
        _rounds.append((term, round_))
        return round_

    return register


class Rounds:
    """When one worker did each round last."""

    def __init__(self) -> None:
        self._due: dict[Round, float] = {}

    def make(self, app: Flask, stopping: Event) -> None:
        """Do every round whose time has come; one that fails is tried again at its next time."""
        for term, round_ in _rounds:
            if not stopping.is_set() and monotonic() >= self._due.get(round_, 0.0):
                more = self._try(round_, app, stopping)
                self._due[round_] = 0.0 if more else monotonic() + term.total_seconds()

    def _try(self, round_: Round, app: Flask, stopping: Event) -> bool:
        try:
            return round_(app, stopping)
        except Exception as error:  # noqa: BLE001 - the worker goes on, whatever it is
            log.warning("%s failed: %s", round_.__name__, type(error).__name__)
            return False
