"""Pairing: asked for, proposed, decided, met, paused and ended."""

from casework.pairings.actions.deciding import Asked, approve, decline, missing
from casework.pairings.actions.ending import end, go_on, hold, pause, reasons, resume, stop
from casework.pairings.actions.meeting import meet
from casework.pairings.actions.opening import Meeting, worker_named
from casework.pairings.actions.proposing import propose, take_back
from casework.pairings.actions.requesting import Wanted, proposed_alias, publish, withdraw
from casework.pairings.actions.stepping import open_page

__all__ = [
    "Asked",
    "Meeting",
    "Wanted",
    "approve",
    "decline",
    "end",
    "go_on",
    "hold",
    "meet",
    "missing",
    "open_page",
    "pause",
    "propose",
    "proposed_alias",
    "publish",
    "reasons",
    "resume",
    "stop",
    "take_back",
    "withdraw",
    "worker_named",
]
