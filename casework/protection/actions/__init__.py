"""What is done to protect a child: begin, give a place, decide, review, end."""

from casework.protection.actions.beginning import Beginning, begin, begin_found
from casework.protection.actions.deciding import decide, go_long
from casework.protection.actions.ending import end, return_home
from casework.protection.actions.keeping import place, review, take_paper, tell_circle
from casework.protection.actions.reminders import remind
from casework.protection.actions.trail import list_cases, open_case
from casework.protection.actions.writing import kind_before

__all__ = [
    "Beginning",
    "begin",
    "begin_found",
    "decide",
    "end",
    "go_long",
    "kind_before",
    "list_cases",
    "open_case",
    "place",
    "remind",
    "return_home",
    "review",
    "take_paper",
    "tell_circle",
]
