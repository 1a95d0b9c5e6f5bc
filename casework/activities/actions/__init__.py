"""Recording, correcting, withdrawing and checking activities; what is given at them."""

from casework.activities.actions.changing import (
    check_activity,
    correct_activity,
    withdraw_activity,
)
from casework.activities.actions.recording import desk_of, give, record_activity

__all__ = [
    "check_activity",
    "correct_activity",
    "desk_of",
    "give",
    "record_activity",
    "withdraw_activity",
]
