"""What may be done to visits: recorded once, corrected by new versions, reviewed by steps."""

from casework.visits.actions.correcting import correct_visit
from casework.visits.actions.following import waits_for_office
from casework.visits.actions.recording import record_visit, visit_ids
from casework.visits.actions.reviewing import (
    accept,
    accept_several,
    answer,
    return_to_worker,
    take_back,
)
from casework.visits.actions.talking import add_remark, note_spot_check
from casework.visits.actions.tasks import remind

__all__ = [
    "accept",
    "accept_several",
    "add_remark",
    "answer",
    "correct_visit",
    "note_spot_check",
    "record_visit",
    "remind",
    "return_to_worker",
    "take_back",
    "visit_ids",
    "waits_for_office",
]
