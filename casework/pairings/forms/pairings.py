"""The forms of deciding, of the first meeting, of pausing and ending."""

from collections.abc import Sequence
from typing import Any

from casework.pairings.actions import Asked, Meeting, reasons
from casework.pairings.rules import Consent, ConsentWay
from casework.pairings.steps import CHECK, END, PAUSE, RESUME, Step
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    DateField,
    DropdownField,
    EnumField,
    LongTextField,
    NameField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_LONG, _SHORT, _LINE = 500, 200, 60
_APPROVE, _DECLINE = "approve", "decline"
#: What of a pairing in hand an office may do on one page.
CHANGES = (CHECK, PAUSE, RESUME, END)


class DecideForm(Form):
    """What guardian and child said, and whether the office agrees."""

    consent_by = NameField("哪位监护人同意的")
    consent_relation = DropdownField("是孩子的什么人")
    consent_on = PastDateField("哪一天同意的")
    consent_way = EnumField("怎么同意的", enum=ConsentWay)
    child_wish = LongTextField(
        "孩子怎么说", max_length=_SHORT, rows=2, hint="照孩子的话写。孩子还小，写大人看到的。"
    )
    decision = ChoiceField(
        "决定",
        required=True,
        choices=[(_APPROVE, "同意结对"), (_DECLINE, "不同意")],
        alarming=(_DECLINE,),
    )
    place = TextField(
        "第一次在哪里见面",
        max_length=_LINE,
        hint="志愿者看得到。写公共的地方，不要写孩子家的地址和村名。",
    )
    next_on = DateField("约在哪一天")
    contact = TextField(
        "志愿者联系谁", max_length=_LINE, hint="儿童主任的姓名和电话，不要写孩子家里人的。"
    )
    words = LongTextField("不同意的原因", max_length=_LONG, rows=3, hint="不同意时必须写。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the relations before what was sent is read."""
        self.consent_relation.choices = list(practice.codes("relation").items())
        super().process(*args, **options)

    @property
    def agrees(self) -> bool:
        """Whether the office agrees."""
        return bool(self.decision.data == _APPROVE)

    def asked(self) -> Asked:
        """Return what was asked and what the volunteer is told."""
        consent = Consent(
            by=self.consent_by.data or None,
            relation=self.consent_relation.data or None,
            on=self.consent_on.data,
            way=self.consent_way.data,
        )
        meeting = Meeting(self.place.data or None, self.next_on.data, self.contact.data or None)
        return Asked(consent, self.child_wish.data, meeting)


class MeetForm(Form):
    """The first meeting."""

    on = PastDateField("哪一天见的", required=True)
    place = TextField("在哪里", max_length=_LINE)
    present = TextField(
        "谁在场", required=True, max_length=_LINE, hint="第一次见面儿童主任要在场。"
    )


class ChangeForm(Form):
    """Going on, resting, ending."""

    decision = ChoiceField("怎么办", required=True, alarming=(END,))
    reason = DropdownField("结束的原因", hint="结束时必须选。")
    words = LongTextField("情况说明", max_length=_LONG, rows=3, hint="暂停时必须写原因。")

    def __init__(self, offered: Sequence[Step]) -> None:
        self.offered = offered
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer what the state allows before what was sent is read."""
        self.decision.choices = [(step.act, step.label) for step in self.offered]
        self.reason.choices = list(reasons().items())
        super().process(*args, **options)
