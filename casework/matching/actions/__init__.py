"""Asking for a run, keeping what it found, proposing from it."""

from casework.matching.actions.asking import ACCEPT, RUN, accept_all, ask
from casework.matching.actions.deciding import accept, accept_next, leave, propose_one
from casework.matching.actions.keeping import begin, finish, keep

__all__ = [
    "ACCEPT",
    "RUN",
    "accept",
    "accept_all",
    "accept_next",
    "ask",
    "begin",
    "finish",
    "keep",
    "leave",
    "propose_one",
]
