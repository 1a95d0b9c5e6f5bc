"""Giving, handing out, correcting; goods that come and go."""

from casework.assistance.actions.correcting import (
    check_share,
    correct_group,
    correct_share,
    withdraw_group,
    withdraw_share,
)
from casework.assistance.actions.giving import give, give_to_group
from casework.assistance.actions.handing import Ticked, tick, undo
from casework.assistance.actions.stock import move_rest, receive
from casework.assistance.actions.telling import export_made, printed

__all__ = [
    "Ticked",
    "check_share",
    "correct_group",
    "correct_share",
    "export_made",
    "give",
    "give_to_group",
    "move_rest",
    "printed",
    "receive",
    "tick",
    "undo",
    "withdraw_group",
    "withdraw_share",
]
