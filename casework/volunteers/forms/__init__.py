"""The forms of the register."""

from casework.volunteers.forms.acts import (
    AccountForm,
    CheckForm,
    ConductForm,
    ExportForm,
    FindForm,
    LeaveForm,
    RevealForm,
    TrainingForm,
)
from casework.volunteers.forms.lists import ImportForm, UploadForm
from casework.volunteers.forms.person import VolunteerForm

__all__ = [
    "AccountForm",
    "CheckForm",
    "ConductForm",
    "ExportForm",
    "FindForm",
    "ImportForm",
    "LeaveForm",
    "RevealForm",
    "TrainingForm",
    "UploadForm",
    "VolunteerForm",
]
