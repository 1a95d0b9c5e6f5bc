"""What may be done to a child's file: one module a noun, every act offered here."""

from casework.children.actions.ageing import end_aged_out
from casework.children.actions.categories import set_categories
from casework.children.actions.changes import change
from casework.children.actions.contacts import set_contact
from casework.children.actions.enrolment import enrol, enrol_by
from casework.children.actions.intake import enrol_many
from casework.children.actions.lifecycle import (
    accept,
    close,
    reopen,
    resume,
    send_back,
    submit,
    suspend,
)
from casework.children.actions.merging import Choice, merge
from casework.children.actions.places import move, move_by
from casework.children.actions.relatives import end_person, set_person
from casework.children.actions.reminders import remind
from casework.children.actions.risk import set_risk
from casework.children.actions.schedule import due_dates, note_visits, reschedule, windows
from casework.children.actions.shared_numbers import decide
from casework.children.actions.taking_back import take_back
from casework.children.actions.workers import assign

__all__ = [
    "Choice",
    "accept",
    "assign",
    "change",
    "close",
    "decide",
    "due_dates",
    "end_aged_out",
    "end_person",
    "enrol",
    "enrol_by",
    "enrol_many",
    "merge",
    "move",
    "move_by",
    "note_visits",
    "remind",
    "reopen",
    "reschedule",
    "resume",
    "send_back",
    "set_categories",
    "set_contact",
    "set_person",
    "set_risk",
    "submit",
    "suspend",
    "take_back",
    "windows",
]
