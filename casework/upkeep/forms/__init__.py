"""The small forms: each asks two to four questions about one thing that has changed."""

from casework.upkeep.forms.changing import ChangeForm
from casework.upkeep.forms.checking import SourceForm
from casework.upkeep.forms.people import CarerForm, ParentsForm, PhoneForm
from casework.upkeep.forms.places import HomeForm, SchoolForm

__all__ = [
    "CarerForm",
    "ChangeForm",
    "HomeForm",
    "ParentsForm",
    "PhoneForm",
    "SchoolForm",
    "SourceForm",
]
