"""Cells of a ledger as they are shown to know a column by: covered but for a glimpse."""

import re
from collections.abc import Sequence
from datetime import date

from casework.roster.mapping import Table
from casework.sheets.cells import read_date, read_text
from casework.sheets.dates import AMBIGUOUS
from casework.sheets.workbook import Cell
from casework.ui.formats import masked_id, masked_name

#: Whose words say nothing of one person: places, kinds, yes and no.
_PLAIN = frozenset(
    {
        "serial",
        "township",
        "village",
        "child.sex",
        "child.ethnic_group",
        "guardian.relation",
        "carer.relation",
        "fact.low_income",
        "fact.agreement_signed",
    }
)
_LONGEST = 12
_FEWEST_DIGITS = 4
_DIGITS = re.compile("[0-9０-９]")


def samples(table: Table, column: int) -> Sequence[str]:
    """Return the first cells of a column, masked unless the column is one that names nobody."""
    is_plain = table.layout.columns.get(column) in _PLAIN
    shown = _plain if is_plain else _masked
    return [shown(cell) for cell in table.samples(column)]


def _plain(cell: Cell) -> str:
    text = read_text(cell) or ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _masked(cell: Cell) -> str:
    """Return a glimpse: a year, the last digit of a number, the first word of a name."""
    text = read_text(cell) or ""
    day = read_date(cell)
    if isinstance(day, date):
        return f"{day.year}-**-**"
    if day is AMBIGUOUS:
        return f"*/*/{text[-4:]}"
    if len(_DIGITS.findall(text)) >= _FEWEST_DIGITS:
        return masked_id(text[-18:])
    return masked_name(text)
