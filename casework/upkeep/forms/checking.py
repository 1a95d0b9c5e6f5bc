"""Saying how one knows that nothing has changed."""

from casework.ui.fields import EnumField
from casework.ui.forms import Form
from casework.upkeep.models import CheckSource


class SourceForm(Form):
    """One of the ways of knowing."""

    source = EnumField("怎么知道的", enum=CheckSource, required=True)
