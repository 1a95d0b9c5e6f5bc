"""Covers begun, extended and ended; handovers started, confirmed, finished and cancelled."""

from casework.caseloads.actions.covers import begin_cover, end_cover, extend_cover
from casework.caseloads.actions.handovers import cancel, give, give_without, receive, start

__all__ = [
    "begin_cover",
    "cancel",
    "end_cover",
    "extend_cover",
    "give",
    "give_without",
    "receive",
    "start",
]
