"""The forms of saved filters."""

from casework.ui.fields import TextField
from casework.ui.forms import Form

_LONGEST = 20


class FilterForm(Form):
    """What a view of the table is called."""

    name = TextField("筛选名称", required=True, max_length=_LONGEST)
