"""What may be done to visits: recorded once, corrected by new versions."""

from casework.visits.actions.correcting import correct_visit
from casework.visits.actions.following import waits_for_office
from casework.visits.actions.recording import record_visit, visit_ids
from casework.visits.actions.tasks import remind

__all__ = ["correct_visit", "record_visit", "remind", "visit_ids", "waits_for_office"]
