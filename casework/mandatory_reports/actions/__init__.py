"""Filing a report, handling it against the clock, naming who is told."""

from casework.mandatory_reports.actions.escalation import escalate_missed
from casework.mandatory_reports.actions.filing import add_words, file_report, put_to_place
from casework.mandatory_reports.actions.handling import (
    acknowledge,
    bar,
    forward,
    open_reporter,
    reopen,
    write_step,
)
from casework.mandatory_reports.actions.naming import confirm, end, propose, take_back
from casework.mandatory_reports.actions.telling import note_opening

__all__ = [
    "acknowledge",
    "add_words",
    "bar",
    "confirm",
    "end",
    "escalate_missed",
    "file_report",
    "forward",
    "note_opening",
    "open_reporter",
    "propose",
    "put_to_place",
    "reopen",
    "take_back",
    "write_step",
]
