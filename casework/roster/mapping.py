"""The tables of a workbook and which of their columns is which.

A column is known by its heading, or remembered from what somebody has said of the same layout.
What is left open is a doubt: it is asked, never guessed. Guesses only fill in the question.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from casework.practice.rules.headers import HeaderBook
from casework.roster import layouts
from casework.roster.layouts import Remembered
from casework.sheets.cells import read_date
from casework.sheets.dates import AMBIGUOUS
from casework.sheets.headers import Heading, Layout, find_layout, mapped, plain_layout
from casework.sheets.records import Records, read_records
from casework.sheets.workbook import Cell, Sheet, Workbook

REQUIRED = ("child.name", "village")
#: A merged cell stands for all its rows in these columns, and in no others.
FILLED_DOWN = frozenset({"township", "village"})
#: What a list of children has and a table of figures has not.
_OF_CHILDREN = frozenset({"child.name", "child.id_number", "child.birth_date"})
#: Too dear to go unread because of an odd heading.
_DEAR = ("child.id_number", "child.birth_date", "child.category")
#: Said twice without harm.
_HARMLESS = frozenset({"serial"})
DATES = ("child.birth_date", "father.since", "mother.since")
_ROWS_SHOWN = 3
_LONGEST_DATE = 20

NONE_KNOWN = "表头里的栏目一个也没有认出。请指明哪一栏是什么，或核对后重新上传。"
MISSING = "表里缺少“%(column)s”栏。请指明它是哪一栏；表里确实没有的，请补上后重新上传。"
DOUBLED = "“%(heading)s”和别的栏像是同一项。请指明哪一栏才是“%(column)s”。"
LOOKS_LIKE = "“%(heading)s”可能是“%(column)s”，系统拿不准。请指明这一栏是什么。"


@dataclass(frozen=True)
class Doubt:
    """Why the columns are not sure: a text and what varies in it."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One sheet with its layout, and what was remembered of it."""

    sheet: Sheet = field(repr=False)
    layout: Layout
    said: Remembered | None
    #: Whether any heading was known at all.
    is_known: bool

    def as_said(self, said: Remembered | None) -> "Table":
        """Return the table with its columns as somebody has said, if anybody has."""
        if said is None:
            return self
        layout = mapped(self.layout, said.columns, required=REQUIRED)
        return replace(self, layout=layout, said=said)

    @property
    def is_of_children(self) -> bool:
        """Whether its rows are children, as far as its columns tell."""
        return bool(_OF_CHILDREN & set(self.layout.columns.values()))

    @property
    def is_set_aside(self) -> bool:
        """Whether somebody has said that it is no list of children."""
        return self.said is not None and not self.said.columns

    def records(self) -> Records:
        """Return its rows by field."""
        return read_records(self.sheet, self.layout, filled_down=FILLED_DOWN)

    def cells(self, column: int) -> Iterator[Cell]:
        """Yield the cells of a column below the header, where there is something."""
        for row in self.sheet.rows:
            if row.number >= self.layout.first_data_row and row.cell(column) is not None:
                yield row.cell(column)

    def samples(self, column: int) -> list[Cell]:
        """Return the first cells of a column, to know it by."""
        return list(islice(self.cells(column), _ROWS_SHOWN))

    @property
    def has_ambiguous_dates(self) -> bool:
        """Whether any cell is a date that can be read in two ways."""
        return any(
            _ends_in_year(cell) and read_date(cell) is AMBIGUOUS
            for heading in self.layout.headings
            for cell in self.cells(heading.column)
        )


def _ends_in_year(cell: Cell) -> bool:
    """Whether a cell may be such a date at all: a quick look before a thorough one."""
    return isinstance(cell, str) and len(cell) <= _LONGEST_DATE and cell.strip()[-4:].isdecimal()


def tables_of(workbook: Workbook, region_code: str, book: HeaderBook) -> list[Table]:
    """Return the sheets that have a header, known or not, in the order of the file."""
    headed = [table for sheet in workbook.visible_sheets if (table := _table(sheet, book))]
    said = layouts.remembered(region_code, [table.layout for table in headed])
    return [table.as_said(said.get(layouts.digest_of(table.layout))) for table in headed]


def _table(sheet: Sheet, book: HeaderBook) -> Table | None:
    known = find_layout(sheet, book, required=REQUIRED)
    layout = known or plain_layout(sheet, book, required=REQUIRED)
    return Table(sheet, layout, None, known is not None) if layout else None


def lists_among(tables: Sequence[Table]) -> list[Table]:
    """Return the tables that list children; where none surely does, the first that may."""
    left = [table for table in tables if not table.is_set_aside]
    sure = [table for table in left if table.is_of_children]
    likely = [table for table in left if table.is_known]
    return sure or likely[:1] or left[:1]


def doubt_about(table: Table, book: HeaderBook, is_village: Callable[[str], bool]) -> Doubt | None:
    """Return what somebody has to say before the table can be read, or None.

    A sheet that is named after a village needs no column for it.
    """
    layout = table.layout
    missing = [c for c in layout.missing if c != "village" or not is_village(table.sheet.name)]
    if not layout.columns and table.said is None:
        return Doubt(NONE_KNOWN)
    for heading in layout.doubled:
        code = _code_of(heading, book)
        if code not in _HARMLESS:
            return Doubt(DOUBLED, {"heading": heading.label, "column": book.label(code)})
    for code in missing:
        return Doubt(MISSING, {"column": book.label(code)})
    return None if table.said else _unread(layout, book)


def _code_of(heading: Heading, book: HeaderBook) -> str:
    found = book.field(heading.text, heading.group)
    return found.code if found else ""


def _unread(layout: Layout, book: HeaderBook) -> Doubt | None:
    """Return the doubt about a heading that may be a column we would sorely miss."""
    held = set(layout.columns.values())
    for heading in layout.unknown:
        (code, *others) = book.resembling(heading.text, heading.group) or ("",)
        if code in _DEAR and code not in held and not others:
            return Doubt(LOOKS_LIKE, {"heading": heading.label, "column": book.label(code)})
    return None


def guesses(table: Table, book: HeaderBook) -> dict[int, str]:
    """Return field by column as it is best guessed; a field that is held is not guessed again."""
    found = dict(table.layout.columns)
    if table.said is not None:
        return found
    for heading in table.layout.unknown:
        likely = [
            c for c in book.resembling(heading.text, heading.group) if c not in found.values()
        ]
        if len(likely) == 1:
            found[heading.column] = likely[0]
    return found


def settled(cell: Cell, *, day_first: bool) -> date | Cell:
    """Return a date that could be read in two ways as the ledger means it; all else as it is."""
    if read_date(cell) is not AMBIGUOUS:
        return cell
    read = read_date(cell, day_first=day_first)
    return read if isinstance(read, date) else cell
