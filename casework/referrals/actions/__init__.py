"""Acts on referrals: prepared, sent, answered, ended; who is told."""

from casework.referrals.actions.answering import answer, check, end
from casework.referrals.actions.preparing import prepare
from casework.referrals.actions.reminding import remind
from casework.referrals.actions.sending import open_page, print_sheet, send

__all__ = [
    "answer",
    "check",
    "end",
    "open_page",
    "prepare",
    "print_sheet",
    "remind",
    "send",
]
