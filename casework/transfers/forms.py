"""The forms of a transfer: sending, leaving the system, accepting, and saying no."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.texts import Text
from casework.ui.fields import DropdownField, LongTextField, PastDateField, TextField
from casework.ui.forms import Form

USUAL = "usual"
_SHORT, _LONG = 200, 500


class SendForm(Form):
    """What the sender says: to the receiving side, and to the own file."""

    to_region_code = HiddenField()
    moved_on = PastDateField("哪一天搬走的", required=True)
    reason = LongTextField(
        "迁出原因", required=True, max_length=_SHORT, rows=2, hint="只留在本地，对方看不到。"
    )
    note = LongTextField(
        "给接收地的话",
        max_length=_LONG,
        rows=4,
        hint="对方接收前只能看到这段话和编号、性别、出生年份、类别。写清住在哪里、怎么联系得上。",
    )


class LeaveForm(Form):
    """Where a child goes whom no office of the system can take on, and who has confirmed it."""

    place = TextField(
        "迁到哪里", required=True, max_length=_SHORT, hint="省、市、县，知道的写到村。"
    )
    moved_on = PastDateField("哪一天搬走的", required=True)
    letter = TextField(
        "对方凭什么确认接收",
        required=True,
        max_length=_SHORT,
        hint="例如：某县民政局复函的文号，或者接收回执。",
    )
    confirmed_on = PastDateField("对方哪一天确认的", required=True)
    reason = LongTextField("迁出原因", required=True, max_length=_SHORT, rows=2)


class AcceptForm(OfferingForm):
    """Where the child lives now and who answers for it."""

    region_code = DropdownField("住在哪个村（社区）", required=True)
    worker_id = DropdownField("责任人", required=True)
    address = TextField("详细地址", hint="还不知道的，可以以后补。")

    def __init__(self, viewer: Viewer, workers: Sequence[Account], asked: str | None) -> None:
        self.workers = workers
        super().__init__(viewer, data={"region_code": asked, "worker_id": USUAL})

    def offer(self) -> None:
        """Offer the villages in reach, and whoever works there."""
        self.region_code.choices = offers.villages(self.viewer)
        self.worker_id.choices = [
            (USUAL, "这个村（社区）的儿童主任"),
            *(
                (str(a.id), Text("%(name)s（%(role)s）", name=a.name, role=a.role))
                for a in self.workers
            ),
        ]

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = self.values()
        chosen = told["worker_id"]
        return {**told, "worker_id": None if chosen == USUAL else UUID(chosen)}


class AnswerForm(Form):
    """Why a transfer is refused or withdrawn."""

    reason = LongTextField("原因", required=True, max_length=_SHORT, rows=3)
