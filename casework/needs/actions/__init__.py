"""Acts on needs: opening, what is done about them, their end, who is told."""

from casework.needs.actions.ending import close_need, confirm_need, reopen_need
from casework.needs.actions.opening import open_need
from casework.needs.actions.reminding import remind
from casework.needs.actions.stepping import add_step, change_need

__all__ = [
    "add_step",
    "change_need",
    "close_need",
    "confirm_need",
    "open_need",
    "remind",
    "reopen_need",
]
