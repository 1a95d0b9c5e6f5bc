"""The forms that open and close a need."""

from typing import Any

from casework.needs.models import NeedStatus
from casework.practice import queries as practice
from casework.ui.fields import ChoiceField, DateField, EnumField, LongTextField
from casework.ui.forms import Form

_SHORT = 200


class NeedForm(Form):
    """What the child lacks, and by when."""

    kind = ChoiceField("需要什么帮助", required=True)
    detail = LongTextField("具体情况", max_length=_SHORT, rows=3)
    due_on = DateField("什么时候前办好", hint="不填就按规定的工作日计算。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the kinds of the practice before what was sent is read."""
        needs = practice.visit_form().needs.values()
        self.kind.choices = [(need.code, need.label) for need in needs]
        super().process(*args, **options)


class CloseForm(Form):
    """What came of a need."""

    result = EnumField(
        "结果",
        enum=NeedStatus,
        members=(NeedStatus.SOLVED, NeedStatus.DROPPED),
        required=True,
    )
    outcome = LongTextField("办理情况", max_length=_SHORT, rows=3, hint="不再需要的，请写明原因。")

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {"status": self.result.data, "outcome": self.outcome.data}
