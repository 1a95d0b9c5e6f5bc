"""Writing who answers for a child and with whom it lives; what was entered wrongly is struck."""

from casework.guardianship.actions.care import begin_care
from casework.guardianship.actions.entering import enter_care, enter_guardianship, strike_entry
from casework.guardianship.actions.guardianship import begin_guardianship
from casework.guardianship.actions.striking import strike

__all__ = [
    "begin_care",
    "begin_guardianship",
    "enter_care",
    "enter_guardianship",
    "strike",
    "strike_entry",
]
