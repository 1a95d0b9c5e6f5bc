"""The forms of what is asked for and of proposing somebody."""

from collections.abc import Sequence
from typing import Any

from casework.pairings.actions import Wanted
from casework.practice import queries as practice
from casework.ui.fields import ChoiceField, ChoicesField, DropdownField, LongTextField, TextField
from casework.ui.forms import Form

_ALIAS, _SHORT = 12, 300


class PublishForm(Form):
    """What a child needs somebody for, in words that name nobody."""

    alias = TextField(
        "化名",
        required=True,
        max_length=_ALIAS,
        hint="妇联和志愿者只看到化名。可以改，不要和真名相像。",
    )
    needs = ChoicesField("孩子需要什么", required=True)
    languages = ChoicesField("孩子说什么话")
    sex_wish = ChoiceField(
        "希望志愿者是", choices=[("2", "女"), ("1", "男")], hint="不选就是都可以。"
    )
    free_times = ChoicesField("孩子什么时候有空")
    words = LongTextField(
        "补充几句",
        max_length=_SHORT,
        rows=3,
        hint="不要写姓名、村名、学校、电话和证件号码，也不要写让人猜得出是谁的事。",
    )

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the lists of the practice before what was sent is read."""
        self.needs.choices = list(practice.codes("pairing_service").items())
        self.languages.choices = list(practice.codes("contact_language").items())
        self.free_times.choices = list(practice.codes("free_time").items())
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {"wanted": Wanted(**self.values())}


class WithdrawForm(Form):
    """Why a request is taken back."""

    why = LongTextField("为什么撤回", max_length=_SHORT, rows=2)


class ProposeForm(Form):
    """Who is proposed."""

    volunteer = DropdownField("志愿者", required=True)
    note = LongTextField(
        "给乡镇的话", max_length=_SHORT, rows=3, hint="为什么觉得合适，志愿者有什么要求。"
    )

    def __init__(self, volunteers: Sequence[tuple[str, str]]) -> None:
        self.volunteers = volunteers
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the volunteers before what was sent is read."""
        self.volunteer.choices = list(self.volunteers)
        super().process(*args, **options)


class TakeBackForm(Form):
    """Why a proposal is taken back."""

    words = LongTextField("为什么收回", required=True, max_length=_SHORT, rows=2)
