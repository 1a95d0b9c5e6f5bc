"""The small forms: categories, risk, moving, leaving, coming back, returning, the worker."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import steps
from casework.children.forms import offers
from casework.children.forms.offers import Choices, OfferingForm
from casework.children.models import Child, Verdict
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    LongTextField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

NOBODY = "nobody"
CLOSE, SUSPEND = "close", "suspend"
_WAYS_OUT = ((CLOSE, "退出（不再管理）"), (SUSPEND, "暂停（以后恢复）"))
_SHORT = 200


class _DatedForm(OfferingForm):
    """An act that holds from a day on, today unless said otherwise."""

    on = PastDateField("从哪一天起", required=True)

    def __init__(self, viewer: Viewer, **options: Any) -> None:
        super().__init__(viewer, **{"on": clock.today(), **options})


class CategoriesForm(_DatedForm):
    """All categories that the child is in from a day on."""

    leaves = ChoicesField("儿童类别", required=True)
    entry_reason = DropdownField("新增类别的原因", hint="勾了新的类别时选。")
    exit_reason = DropdownField("取消类别的原因", hint="取消了原有类别时选。")

    def __init__(self, viewer: Viewer, held: Sequence[str]) -> None:
        self.held = held
        super().__init__(viewer, leaves=held)

    def offer(self) -> None:
        """Offer the categories that the viewer may give."""
        self.leaves.choices = offers.categories(self.viewer)
        self.entry_reason.choices = offers.codes("entry_reason")
        self.exit_reason.choices = offers.codes("exit_reason")

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act; what the viewer may not see stays as it is."""
        offered = {code for code, _ in self.leaves.choices}
        unseen = [leaf for leaf in self.held if leaf not in offered]
        return {**self.values(), "leaves": [*self.leaves.data, *unseen]}


class RiskForm(OfferingForm):
    """The risk level and why it changes."""

    level = ChoiceField("风险等级", required=True)
    reason = LongTextField("调整原因", required=True, max_length=_SHORT, rows=3)

    def __init__(self, viewer: Viewer, child: Child) -> None:
        self.child = child
        super().__init__(viewer, level=str(child.risk))

    def offer(self) -> None:
        """Offer the levels as the child's region calls them."""
        self.level.choices = offers.risk_levels(self.child.region_code)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {"level": int(self.level.data), "reason": self.reason.data}


class MoveForm(_DatedForm):
    """Where the child lives now."""

    region_code = DropdownField("迁到哪个村（社区）", required=True)
    address = TextField("详细地址", hint="组、门牌号，或附近好认的地方。")
    on = PastDateField("哪一天迁的", required=True)

    def offer(self) -> None:
        """Offer the villages in reach."""
        self.region_code.choices = offers.villages(self.viewer)


class CloseForm(_DatedForm):
    """Leaving the register, or a pause."""

    kind = ChoiceField("办理", required=True)
    exit_reason = DropdownField("退出原因")
    suspend_reason = ChoiceField("暂停原因")
    note = LongTextField("说明", max_length=_SHORT, rows=3)

    def __init__(self, viewer: Viewer, child: Child) -> None:
        self.child = child
        super().__init__(viewer)

    def offer(self) -> None:
        """Offer the steps and the reasons that the file's state allows."""
        status = self.child.status
        acts = {step.act for step in steps.steps_from(status)}
        self.kind.choices = [(code, label) for code, label in _WAYS_OUT if code in acts]
        reasons = steps.exit_reasons(status, practice.codes("exit_reason"))
        self.exit_reason.choices = offers.codes("exit_reason", *reasons)
        self.suspend_reason.choices = offers.codes("suspend_reason")

    @property
    def pauses(self) -> bool:
        """Whether it is a pause that was chosen."""
        return bool(self.kind.data == SUSPEND)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the reason that belongs to the act."""
        fine: bool = super().validate(extra_validators)
        field = self.suspend_reason if self.pauses else self.exit_reason
        if self.kind.data and not field.data:
            field.errors = [field.missing]
        return fine and not self.faulty_fields

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        field = self.suspend_reason if self.pauses else self.exit_reason
        return {"reason": field.data, "on": self.on.data, "note": self.note.data}


class ReopenForm(_DatedForm):
    """Coming back onto the list."""

    reason = ChoiceField("恢复原因", required=True)
    leaves = ChoicesField("儿童类别", required=True)
    note = LongTextField("说明", max_length=_SHORT, rows=3)

    def offer(self) -> None:
        """Offer reasons and categories."""
        self.reason.choices = offers.codes("reopen_reason")
        self.leaves.choices = offers.categories(self.viewer)


class SendBackForm(Form):
    """What the village is to put right."""

    reason = LongTextField("退回原因", required=True, max_length=_SHORT, rows=3)


class SharedNumberForm(Form):
    """What an office has found out about a number that two files hold."""

    verdict = EnumField("核对结果", enum=Verdict, required=True)
    note = LongTextField(
        "说明", max_length=_SHORT, rows=3, hint="号码填错的，写明哪里不对，村里能看到。"
    )

    def __init__(self, verdicts: Sequence[Verdict], **options: Any) -> None:
        self._verdicts = verdicts
        super().__init__(**options)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer what can be found out before what was sent is read."""
        self.verdict.choices = [(verdict, verdict.label) for verdict in self._verdicts]
        super().process(*args, **options)


class WorkerForm(_DatedForm):
    """Who answers for the child, from a day on."""

    account_id = ChoiceField("责任人", required=True)
    on = PastDateField("从哪一天起", hint="不填就是今天；补登以前的变更，最多往前31天。")

    def __init__(self, viewer: Viewer, workers: Choices, present: UUID | None) -> None:
        self.workers = workers
        super().__init__(viewer, account_id=str(present) if present else NOBODY)

    def offer(self) -> None:
        """Offer the workers of the village and of its township."""
        self.account_id.choices = [*self.workers, (NOBODY, "暂不明确")]

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        chosen = self.account_id.data
        return {"account_id": None if chosen == NOBODY else UUID(chosen), "on": self.on.data}
