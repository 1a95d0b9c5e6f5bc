"""The forms with which two files of one child are made one."""

from typing import Any

from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from casework.children.actions import Choice
from casework.dossier.merging import Pair
from casework.ui.fields import ChoicesField, LongTextField, TextField, TickField
from casework.ui.forms import Form

_SHORT = 200


class OtherFileForm(Form):
    """Which file is the other one."""

    case_number = TextField(
        "另一份档案的编号", required=True, max_length=12, hint="在那份档案的页面上，姓名下面。"
    )


class MergeFilesForm(Form):
    """Which values stay; nothing is taken from the file that ends unless it is chosen."""

    version = IntegerField(widget=HiddenInput())
    other_version = IntegerField(widget=HiddenInput())
    taken = ChoicesField("哪几项改用另一份档案的", hint="不勾的，用保留的这份档案的。")
    with_categories = TickField("另一份档案里的儿童类别也加进来")
    reason = LongTextField(
        "为什么是同一个孩子",
        required=True,
        max_length=_SHORT,
        rows=2,
        hint="例如：核对户口簿，身份证号一致。",
    )

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        super().__init__(
            data={
                "version": pair.kept.version,
                "other_version": pair.ended.version,
                "with_categories": True,
            }
        )

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the fields that differ before what was sent is read."""
        self.taken.choices = [(each.field, each.label) for each in self._pair.differences]
        super().process(*args, **options)

    @property
    def differs_in_categories(self) -> bool:
        """Whether the file that ends has another set of categories."""
        return self._pair.categories[0] != self._pair.categories[1]

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        choice = Choice(
            versions=(self.version.data or 0, self.other_version.data or 0),
            taken=tuple(self.taken.data),
            with_categories=bool(self.with_categories.data) and self.differs_in_categories,
        )
        return {"choice": choice, "reason": self.reason.data}

    def meet(self, pair: Pair) -> None:
        """Say that somebody else has saved meanwhile; saving again is then a decision."""
        for field, child in ((self.version, pair.kept), (self.other_version, pair.ended)):
            field.data, field.raw_data = child.version, None
        self.form_errors.append("其中一份档案刚被别人改过，请再核对一遍，确认后重新提交。")
