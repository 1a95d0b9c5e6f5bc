"""The form that asks which column is which: one list of fields a column."""

from collections.abc import Mapping
from typing import Any

from wtforms.fields.core import Field

from casework.practice.rules.headers import HeaderBook
from casework.roster import mapping
from casework.roster.mapping import Table
from casework.ui.fields import ChoiceField, DropdownField, TickField
from casework.ui.forms import Form

#: What is chosen for a column that no field is for.
KEPT = "-"
_DAY_FIRST = "day_first"
_SET_ASIDE = "set_aside"
_COLUMN = "column_"


def columns_form(table: Table, book: HeaderBook, *, is_one_of_many: bool) -> Any:
    """Return the form for a table, filled in with the best guess."""
    choices = [(KEPT, "不导入，只留存"), *((field.code, field.label) for field in book.fields)]
    fields: dict[str, Field] = {
        name_of(heading.column): DropdownField(heading.label, choices=choices)
        for heading in table.layout.headings
    }
    if table.has_ambiguous_dates:
        fields[_DAY_FIRST] = ChoiceField(
            "日期写成 5/1/2021 的，是几月几日",
            choices=[("day", "1月5日（日在前）"), ("month", "5月1日（月在前）")],
        )
    if is_one_of_many:
        fields[_SET_ASIDE] = TickField("这张工作表不是儿童名单，不要读")
    return type("ColumnsForm", (Form,), fields)(data=_opened(table, book))


def name_of(column: int) -> str:
    """Return the name of a column's question."""
    return f"{_COLUMN}{column}"


def said_by(form: Form) -> dict[str, Any]:
    """Return what was chosen, as the action takes it."""
    values = form.values()
    if values.get(_SET_ASIDE):
        return {"columns": {}, "day_first": None}
    chosen = {name: code for name, code in values.items() if name.startswith(_COLUMN)}
    return {
        "columns": {
            int(name.removeprefix(_COLUMN)): code
            for name, code in chosen.items()
            if code not in (None, KEPT)
        },
        "day_first": _first(values.get(_DAY_FIRST)),
    }


def _opened(table: Table, book: HeaderBook) -> Mapping[str, Any]:
    guessed = mapping.guesses(table, book)
    opened = {name_of(h.column): guessed.get(h.column, KEPT) for h in table.layout.headings}
    order = None if table.said is None else table.said.day_first
    known = {None: None, True: "day", False: "month"}
    return {**opened, _DAY_FIRST: known[order], _SET_ASIDE: table.is_set_aside}


def _first(order: str | None) -> bool | None:
    return None if order is None else order == "day"
