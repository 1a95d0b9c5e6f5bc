"""The forms of the register."""

from casework.children.forms.acts import (
    CategoriesForm,
    CloseForm,
    MoveForm,
    ReopenForm,
    RiskForm,
    SendBackForm,
    SharedNumberForm,
    WorkerForm,
)
from casework.children.forms.edit import EditForm
from casework.children.forms.enrol import EnrolForm
from casework.children.forms.find import FILTERS, FindForm, read_filters
from casework.children.forms.person import PersonForm

__all__ = [
    "FILTERS",
    "CategoriesForm",
    "CloseForm",
    "EditForm",
    "EnrolForm",
    "FindForm",
    "MoveForm",
    "PersonForm",
    "ReopenForm",
    "RiskForm",
    "SendBackForm",
    "SharedNumberForm",
    "WorkerForm",
    "read_filters",
]
