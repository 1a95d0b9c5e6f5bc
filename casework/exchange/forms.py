"""Asking for an export; handing in a form and saying what its columns get."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from casework.exchange.layouts import Form as LayoutForm
from casework.exchange.models import FormLayout, Shape
from casework.exchange.rules import Opened
from casework.exchange.vocabulary import OutgoingVocabulary
from casework.sheets.forms import HandInForm
from casework.ui.fields import ChoiceField, DropdownField, EnumsField, FileField, TextField
from casework.ui.forms import Form

_COLUMN = "column_"


class ExportForm(Form):
    """In what shape, and what is to be shown whole."""

    shape = ChoiceField("用哪种表格", required=True)
    opened = EnumsField(
        "哪些内容要完整的",
        enum=Opened,
        hint="不选的会隐去：证件号只留最后1位，电话只留最后2位。确实需要的才选。",
    )
    reason = TextField("为什么要完整内容", hint="选了上面的才要填，至少6个字，会记入操作日志。")

    def __init__(self, layouts: Sequence[FormLayout], **options: Any) -> None:
        self.layouts = {str(layout.id): layout for layout in layouts}
        super().__init__(**options)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer our own rosters and the forms of superiors, then read what was sent."""
        own = [(s.value, s.label) for s in (Shape.ROSTER, Shape.TABLE)]
        forms = [(key, layout.name) for key, layout in self.layouts.items()]
        self.shape.choices = [*own, *forms]
        super().process(*args, **options)
        if not self.is_submitted():
            self.shape.data = Shape.ROSTER.value

    def values(self) -> dict[str, Any]:
        """Return what the act takes."""
        layout = self.layouts.get(self.shape.data)
        return {
            "shape": Shape.LAYOUT if layout else Shape(self.shape.data),
            "layout": layout,
            "opened": frozenset(self.opened.data or ()),
            "reason": self.reason.data,
        }


class LayoutUploadForm(HandInForm):
    """An empty form, what to call it, and for whom it is."""

    name = TextField("表格名称", required=True, max_length=40, hint="例如：市民政局困境儿童信息表")
    region_code = ChoiceField("给哪里用", required=True)
    file = FileField(
        "空表文件",
        required=True,
        accept=".xlsx",
        hint="上级发下来、还没有填写的 Excel 表（.xlsx）。表头可以有两三行，可以合并单元格。",
    )

    def values(self) -> dict[str, Any]:
        """Return what the act takes. Raises RuleBroken for an empty file."""
        return {"name": self.name.data, **super().values()}


class ColumnsForm(Form):
    """What each column of a form gets: one question a column, made by ``columns_form``."""

    def columns(self) -> dict[int, str]:
        """Return field code by column, of those that get one."""
        return {
            int(field.name.removeprefix(_COLUMN)): field.data
            for field in self
            if field.name.startswith(_COLUMN) and field.data
        }

    @property
    def questions(self) -> list[Any]:
        """The questions, in the order of the columns."""
        return [field for field in self if field.name.startswith(_COLUMN)]


def columns_form(form: LayoutForm, columns: Mapping[str, str]) -> ColumnsForm:
    """Return the questions about one form, answered as they are now."""
    choices = OutgoingVocabulary().choices()
    questions = {
        f"{_COLUMN}{heading.at}": DropdownField(heading.label, choices=choices)
        for heading in form.headings
    }
    kind: type[ColumnsForm] = type("ColumnsOfOneForm", (ColumnsForm,), questions)
    return kind(data={f"{_COLUMN}{at}": code for at, code in columns.items()})


def as_id(text: str | None) -> UUID | None:
    """Return where a page of the register begins; a broken one begins anew."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
