"""What is done about a child's mood: noticing it, sending the child on, seeing to it."""

from casework.psychology.actions.noticing import note_visit, settle
from casework.psychology.actions.referring import keep_consent, refer
from casework.psychology.actions.treating import (
    accept,
    close,
    hand_over,
    hold_session,
    note_list,
    note_opening,
    screen,
)

__all__ = [
    "accept",
    "close",
    "hand_over",
    "hold_session",
    "keep_consent",
    "note_list",
    "note_opening",
    "note_visit",
    "refer",
    "screen",
    "settle",
]
