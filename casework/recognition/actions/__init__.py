"""What may be done to an application: one module an office, every act offered here."""

from casework.recognition.actions.applying import Applicant, apply, supplement, withdraw
from casework.recognition.actions.deciding import (
    ask_more,
    confirm,
    refuse,
    send_back,
    take_up,
    verify,
)
from casework.recognition.actions.effect import due_ids, take_effect
from casework.recognition.actions.ending import end, go_on_at_school, keep_on, propose_end
from casework.recognition.actions.reminding import count_again, remind
from casework.recognition.actions.trail import open_page

__all__ = [
    "Applicant",
    "apply",
    "ask_more",
    "confirm",
    "count_again",
    "due_ids",
    "end",
    "go_on_at_school",
    "keep_on",
    "open_page",
    "propose_end",
    "refuse",
    "remind",
    "send_back",
    "supplement",
    "take_effect",
    "take_up",
    "verify",
    "withdraw",
]
