"""The forms of activities."""

from casework.activities.forms.acts import CheckForm, WithdrawForm
from casework.activities.forms.gifts import LINES, GiftForm, gift_form, is_used, prefix_of
from casework.activities.forms.recording import ActivityForm, activity_form

__all__ = [
    "LINES",
    "ActivityForm",
    "CheckForm",
    "GiftForm",
    "WithdrawForm",
    "activity_form",
    "gift_form",
    "is_used",
    "prefix_of",
]
