"""The forms of pairing."""

from casework.pairings.forms.pairings import CHANGES, ChangeForm, DecideForm, MeetForm
from casework.pairings.forms.requests import (
    ProposeForm,
    PublishForm,
    TakeBackForm,
    WithdrawForm,
)

__all__ = [
    "CHANGES",
    "ChangeForm",
    "DecideForm",
    "MeetForm",
    "ProposeForm",
    "PublishForm",
    "TakeBackForm",
    "WithdrawForm",
]
