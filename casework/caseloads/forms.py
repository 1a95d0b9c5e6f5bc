"""Forms of covers and handovers."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from casework import clock
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    DropdownField,
    LongTextField,
    PastDateField,
)
from casework.ui.forms import Form

#: Nobody: the post is vacant, or no one answers for the children.
NOBODY = "nobody"
#: Whoever fills the form in.
MYSELF = "myself"
_SHORT = 200

Choices = Sequence[tuple[str, str]]


class CoverForm(Form):
    """Who looks after whose children, from when to when, and why."""

    absent_id = ChoiceField("代管谁的儿童", required=True)
    covering_id = DropdownField("由谁代管", required=True, hint="代管期间，责任人不变。")
    from_on = DateField("第一天", required=True)
    last_on = DateField(
        "最后一天", required=True, hint="一次最多90天，到期前可以延长，也可以提前结束。"
    )
    reason = LongTextField(
        "原因",
        required=True,
        max_length=_SHORT,
        rows=2,
        hint="例如：产假、住院、外出学习。加密保存。",
    )

    def __init__(self, absent: Choices, covering: Choices, chosen: str | None) -> None:
        self._absent, self._covering = absent, covering
        super().__init__(absent_id=chosen, from_on=clock.today())

    def process(self, *args: Any, **options: Any) -> None:
        """Offer, then read."""
        self.absent_id.choices = list(self._absent)
        self.covering_id.choices = list(self._covering)
        super().process(*args, **options)

    def act(self, own_id: UUID) -> dict[str, Any]:
        """Return the arguments of the act; ``own_id`` is whoever says "myself"."""
        covering = self.covering_id.data
        return {
            **self.values(),
            "absent_id": account_of(self.absent_id.data),
            "covering_id": own_id if covering == MYSELF else account_of(covering),
        }


class ExtendForm(Form):
    """Until when a cover lasts now."""

    last_on = DateField("新的最后一天", required=True, hint="最多延长到今天起90天以内。")


class StartForm(Form):
    """Which children go to whom, from when."""

    to_id = ChoiceField("移交给", required=True)
    on = PastDateField("从哪一天起", required=True, hint="补登以前的变更，最多往前31天。")
    child_ids = ChoicesField("移交哪些儿童", required=True)

    def __init__(self, workers: Choices, children: Choices) -> None:
        self._workers, self._children = workers, children
        super().__init__(on=clock.today(), child_ids=[value for value, _ in children])

    def process(self, *args: Any, **options: Any) -> None:
        """Offer, then read."""
        self.to_id.choices = list(self._workers)
        self.child_ids.choices = list(self._children)
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {
            "to_id": account_of(self.to_id.data),
            "on": self.on.data,
            "child_ids": {UUID(chosen) for chosen in self.child_ids.data},
        }


class WithoutForm(Form):
    """Why a handover is finished without the worker before."""

    reason = LongTextField(
        "不等移交人确认的原因",
        required=True,
        max_length=_SHORT,
        rows=2,
        hint="例如：已离职，联系不上。",
    )


class RemarksForm(Form):
    """What the next worker should know of each child; the fields are named by the children."""

    def remarks(self, child_ids: Collection[UUID], sent: Any) -> dict[UUID, str | None]:
        """Return what was written, cut to what is kept."""
        typed = {child_id: sent.get(f"remark-{child_id}", "").strip() for child_id in child_ids}
        return {child_id: text[:_SHORT] or None for child_id, text in typed.items()}


def account_of(chosen: str | None) -> UUID | None:
    """Return the account that a choice stands for; None for nobody."""
    return None if chosen in (None, NOBODY) else UUID(chosen)
