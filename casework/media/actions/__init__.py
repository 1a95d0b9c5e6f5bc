"""Writing down what appeared and drafts, clearing them, correcting; photos of activities."""

from casework.media.actions.photographing import (
    Upload,
    add_photos,
    answer,
    clear_photo,
    note_opening,
    receive,
    remove_photo,
)
from casework.media.actions.recording import record_item, told_outside
from casework.media.actions.stepping import appear, check, clear, correct, refuse, withdraw

__all__ = [
    "Upload",
    "add_photos",
    "answer",
    "appear",
    "check",
    "clear",
    "clear_photo",
    "correct",
    "note_opening",
    "receive",
    "record_item",
    "refuse",
    "remove_photo",
    "told_outside",
    "withdraw",
]
