"""What is done with an activity afterwards: it counts no more, or is as it says."""

from wtforms import HiddenField

from casework.activities.models import Activity
from casework.ui.fields import TextField
from casework.ui.forms import Form

_LONG = 200


class _ReasonForm(Form):
    """An act on the activity as the page showed it, with a word why."""

    version = HiddenField()

    def __init__(self, activity: Activity) -> None:
        super().__init__(data={"version": str(activity.version)})

    @property
    def seen_version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdigit() else 0


class WithdrawForm(_ReasonForm):
    """It counts no more."""

    reason = TextField("为什么撤销", required=True, max_length=_LONG, hint="例如：重复登记了。")


class CheckForm(_ReasonForm):
    """It is as it says."""

    reason = TextField(
        "怎么核对的", required=True, max_length=_LONG, hint="例如：问过村里，就是这么多人。"
    )
