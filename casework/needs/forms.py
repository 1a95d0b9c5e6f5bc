"""The forms about needs: opening, steps, changing hands, the end, what the family says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casework.needs.models import Helper, Need, NeedStatus, Urgency
from casework.needs.rules import Satisfied, Teller
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    DateField,
    DropdownField,
    EnumField,
    LongTextField,
    PastDateField,
)
from casework.ui.forms import Form

_SHORT = 200
#: So many are drawn as tiles.
_FEW = 6


class NeedForm(Form):
    """What the child lacks, and by when."""

    kind = ChoiceField("需要什么帮助", required=True)
    detail = LongTextField("具体情况", max_length=_SHORT, rows=3)
    urgency = EnumField("急不急", enum=Urgency)
    due_on = DateField("什么时候前办好", hint="不填就按规定的工作日计算。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the kinds of the practice before what was sent is read."""
        needs = practice.visit_form().needs.values()
        self.kind.choices = [(need.code, need.label) for need in needs]
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {**self.values(), "urgency": self.urgency.data or Urgency.ORDINARY}


class StepForm(Form):
    """What was done about a need."""

    words = LongTextField("办了什么", required=True, max_length=_SHORT, rows=3)
    done_on = PastDateField("哪一天", hint="不填就是今天。")


class ChangeForm(Form):
    """Who sees to a need from now on, how soon."""

    urgency = EnumField("急不急", enum=Urgency, required=True)
    due_on = DateField(
        "改成什么时候前办好", hint="不填的：急不急改了，就按规定的工作日重新计算；没改，日期不变。"
    )
    words = LongTextField("为什么改", max_length=_SHORT, rows=2)

    def __init__(self, need: Need, owners: Mapping[UUID, str]) -> None:
        super().__init__(data={"urgency": need.urgency, "account_id": str(need.account_id)})
        self.owners = owners

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        said = self.values()
        return {**said, "account_id": UUID(said["account_id"])}


def change_form(need: Need, owners: Mapping[UUID, str], present: str) -> ChangeForm:
    """Return the form with those who may see to the need, the one who does among them."""
    choices = {str(need.account_id): present} | {str(key): name for key, name in owners.items()}
    kind = ChoiceField if len(choices) <= _FEW else DropdownField
    field = kind("谁负责", choices=list(choices.items()), required=True)
    made: type[ChangeForm] = type("OwnedChangeForm", (ChangeForm,), {"account_id": field})
    return made(need, owners)


class CloseForm(Form):
    """What came of a need."""

    result = EnumField(
        "结果",
        enum=NeedStatus,
        members=(NeedStatus.SOLVED, NeedStatus.DROPPED),
        required=True,
    )
    solution = DropdownField("怎样解决的", hint="已解决的选；说不准的可以不选。")
    helped_by = EnumField("谁帮的忙", enum=Helper)
    outcome = LongTextField("办理情况", max_length=_SHORT, rows=3, hint="不再需要的，请写明原因。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the ways of the practice before what was sent is read."""
        self.solution.choices = list(practice.codes("need_outcome").items())
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        said = self.values()
        return {"status": said.pop("result"), **said}


class ConfirmForm(Form):
    """What the child or its carer says of a need that was solved."""

    by = EnumField("问的是谁", enum=Teller, required=True)
    satisfied = EnumField("他们怎么说", enum=Satisfied, required=True)
    words = LongTextField("原话", max_length=_SHORT, rows=2)
    confirmed_on = PastDateField("哪一天问的", hint="不填就是今天。")

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        said = self.values()
        return {**said, "by": said["by"].value, "satisfied": said["satisfied"].value}


class ReopenForm(Form):
    """Why a need is opened again."""

    why = LongTextField("为什么重新打开", required=True, max_length=_SHORT, rows=3)
