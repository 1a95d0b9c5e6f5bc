"""Handing a list in, saying what its columns are, and answering what was found."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField
from wtforms.fields.core import Field

from casework import clock
from casework.children.models import Child
from casework.db.base import new_id
from casework.national import sheet
from casework.national.actions.deciding import TAKEN_OVER
from casework.national.models import Choice, NationalRow
from casework.national.rules.facts import FIELDS, Difference
from casework.national.sheet import Table
from casework.practice import queries as practice
from casework.practice.rules.headers import HeaderBook
from casework.practice.rules.national import NationalBook
from casework.sheets.forms import HandInForm
from casework.texts import Text
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    FileField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_COLUMN, _CHOICE = "column_", "choice_"
#: What is chosen for a column that is not looked at.
_LEFT_OUT = "-"
_NOBODY = "none"
_LONGEST_NOTE = 100
_NOTE_HINT = "选“不用管”时要写一句，例如“那边写的是旧校名”。"


class UploadForm(HandInForm):
    """The file, of which system, region and day it is, and whom it should hold."""

    form_id = HiddenField()
    system = ChoiceField("是哪个系统的名单", required=True)
    region_code = ChoiceField("名单是哪里的", required=True)
    as_of = PastDateField("哪一天导出的", required=True)
    categories = ChoicesField(
        "名单里只有这些类别", hint="名单只有一部分类别的才选，例如只有孤儿；都有的不用选。"
    )
    file = FileField(
        "导出的名单",
        required=True,
        accept=".xlsx,.csv",
        hint="Excel（.xlsx）或 CSV。表头不用改，认不出的栏目会问您。银行卡号不保存。",
    )

    def __init__(self, regions: list[tuple[str, str]], book: NationalBook) -> None:
        self.book = book
        super().__init__(regions)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the systems and their categories, then read what was sent."""
        labels = practice.categories()
        codes = dict.fromkeys(code for each in self.book.systems for code in each.categories)
        self.system.choices = [(each.code, each.label) for each in self.book.systems]
        self.categories.choices = [(code, labels.label(code)) for code in codes]
        super().process(*args, **options)
        if not self.is_submitted():
            self.form_id.data, self.as_of.data = str(new_id()), clock.today()

    def values(self) -> dict[str, Any]:
        """Return what the act takes. Raises RuleBroken for an empty file."""
        told = {name: self[name].data for name in ("system", "as_of", "categories")}
        return {**told, "form_id": _as_id(self.form_id.data), **super().values()}


def _as_id(told: str | None) -> UUID:
    """Return a form's own id; one that cannot be read is a new form's."""
    try:
        return UUID(told or "")
    except ValueError:
        return new_id()


class ColumnsForm(Form):
    """Which column is which: one question a column, made by ``columns_form``."""

    def columns(self) -> dict[int, str]:
        """Return field by column, of those that are looked at."""
        return {
            int(name.removeprefix(_COLUMN)): code
            for name, code in self.values().items()
            if name.startswith(_COLUMN) and code not in (None, "", _LEFT_OUT)
        }


def columns_form(table: Table, headings: HeaderBook) -> ColumnsForm:
    """Return the questions about a table, answered with the best guess."""
    choices = [(_LEFT_OUT, "不看这一栏"), *((each.code, each.label) for each in headings.fields)]
    guessed = sheet.guesses(table, headings)
    fields = {
        f"{_COLUMN}{each.column}": DropdownField(each.label, choices=choices)
        for each in table.layout.headings
    }
    opened = {
        f"{_COLUMN}{each.column}": guessed.get(each.column, _LEFT_OUT)
        for each in table.layout.headings
    }
    kind: type[ColumnsForm] = type("ColumnsOfOneList", (ColumnsForm,), fields)
    return kind(data=opened)


class DecideForm(Form):
    """What is to become of each difference: one question a field, made by ``decide_form``."""

    note: TextField

    def choices(self) -> dict[str, Choice]:
        """Return what was chosen, field by field."""
        return {
            name.removeprefix(_CHOICE): Choice(value)
            for name, value in self.values().items()
            if name.startswith(_CHOICE) and value
        }

    def question(self, name: str) -> Any:
        """Return the question about a field."""
        return self._fields.get(f"{_CHOICE}{name}")


def decide_form(differences: Sequence[Difference]) -> DecideForm:
    """Return the questions about what differs."""
    fields: dict[str, Field] = {
        f"{_CHOICE}{each.name}": ChoiceField(_asked(each.name), choices=_offered(each.name))
        for each in differences
    }
    fields["note"] = TextField("为什么不用管", max_length=_LONGEST_NOTE, hint=_NOTE_HINT)
    kind: type[DecideForm] = type("DecideOneRow", (DecideForm,), fields)
    return kind()


def _asked(name: str) -> Text:
    return Text("“%(field)s”怎么办", field=FIELDS[name])


def _offered(name: str) -> list[tuple[str, str]]:
    taken = [(Choice.THEIRS.value, "以那边的为准（改档案）")] if name in TAKEN_OVER else []
    return [
        (Choice.OURS.value, Choice.OURS.label),
        *taken,
        (Choice.FINE.value, Choice.FINE.label),
    ]


class WhoForm(Form):
    """Who a row is: one of some children, or none of them."""

    who = ChoiceField("这一行是谁", required=True)

    def __init__(self, candidates: Sequence[Child]) -> None:
        self.candidates = candidates
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the children, then read what was sent."""
        self.who.choices = [
            *((str(child.id), Text("是%(name)s", name=child.name)) for child in self.candidates),
            (_NOBODY, "都不是，是另一个孩子"),
        ]
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return what the act takes."""
        chosen = self.who.data
        return {"child_id": None if chosen == _NOBODY else UUID(chosen), "note": None}


class PassForm(Form):
    """Why a row is none of ours, or needs nothing."""

    note = TextField(
        "为什么",
        required=True,
        max_length=_LONGEST_NOTE,
        hint="例如：户口已经迁走，由外县录入；那边重复录入，已经告知。",
    )

    def act(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {"child_id": None, "note": self.note.data}


class FieldForm(Form):
    """The same answer for all rows in which a field differs."""

    field = DropdownField("哪一项", required=True)
    choice = ChoiceField("怎么办", required=True)
    note = TextField("为什么不用管", max_length=_LONGEST_NOTE, hint=_NOTE_HINT)

    def __init__(self, rows_by_field: Mapping[str, int]) -> None:
        self.rows_by_field = rows_by_field
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the fields that differ anywhere, then read what was sent."""
        self.field.choices = [
            (name, Text("%(field)s（%(n)s 人）", field=FIELDS[name], n=n))
            for name, n in self.rows_by_field.items()
        ]
        choices = (Choice.OURS, Choice.FINE)
        self.choice.choices = [(each.value, each.label) for each in choices]
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return what the act takes."""
        choice = Choice(self.choice.data)
        return {"field": self.field.data, "choice": choice, "note": self.note.data}


def row_form(
    row: NationalRow, candidates: Sequence[Child], differences: Sequence[Difference]
) -> DecideForm | WhoForm | PassForm:
    """Return what is asked about a row."""
    if row.here_id is not None:
        return decide_form(differences)
    return WhoForm(candidates) if candidates else PassForm()
