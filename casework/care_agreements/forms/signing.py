"""The form that says that an agreement was signed."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.care_agreements.blocks import Signed
from casework.care_agreements.forms.making import name_of
from casework.ui.fields import DateField, EnumField, NameField, PastDateField
from casework.ui.forms import Form


class SignForm(Form):
    """How both sides have signed, and when."""

    how = EnumField("怎么签的", enum=Signed, required=True)
    signed_on = PastDateField("签字日期", required=True)
    witness = NameField("见证人")
    paper_due_on = DateField("纸质最晚哪天补来", hint="视频同意的才填；不填就按规定的天数。")

    def __init__(self, viewer: Viewer) -> None:
        known: dict[str, Any] = {"signed_on": clock.today(), "witness": name_of(viewer)}
        super().__init__(data=known)
