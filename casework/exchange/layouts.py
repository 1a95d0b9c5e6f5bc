"""An empty form understood: where its table stands, what each column gets, what is left open."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from casework.errors import RuleBroken
from casework.exchange.vocabulary import OutgoingVocabulary
from casework.practice import queries as practice
from casework.sheets.folding import folded
from casework.sheets.headers import Layout, find_layout
from casework.sheets.texts import bare, read_text
from casework.sheets.workbook import Row, Sheet, Workbook

#: A row with so many answers under known headings is no footer.
_FEWEST_ANSWERS = 3
_MOSTLY = 0.8
# no-catalogue: read, not shown
_TOTALS = ("合计", "总计", "小计", "共计")

NO_HEADER = "没有认出表头。表头里至少要有“姓名”等两栏，请核对是不是要填的那张空表。"
NOT_EMPTY = "空表的第%(row)s行已经有内容。请删去表头下面的内容（例如样例、填写说明），再上传。"


@dataclass(frozen=True)
class Column:
    """One heading of the form."""

    at: int
    label: str


@dataclass(frozen=True)
class Place:
    """A text outside the table with something to fill in."""

    row: int
    at: int
    text: str


@dataclass(frozen=True)
class Form:
    """Where the table of a form stands; rows count from 1, columns from 0."""

    sheet: str
    header_row: int
    tail_row: int | None
    headings: tuple[Column, ...]
    places: tuple[Place, ...]

    def stored(self) -> dict[str, Any]:
        """Return the form as it is sealed with its layout."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Form":
        """Read a form as it was sealed."""
        return cls(
            stored["sheet"],
            stored["header_row"],
            stored["tail_row"],
            tuple(Column(**column) for column in stored["headings"]),
            tuple(Place(**place) for place in stored["places"]),
        )


@dataclass(frozen=True)
class Understood:
    """A form with the columns that were recognised: field code by column."""

    form: Form
    columns: Mapping[int, str]


def understand(workbook: Workbook) -> Understood:
    """Find the table of a form: on the sheet whose headings are known best.

    Raises RuleBroken where no header is found and where the table is not empty.
    """
    vocabulary = OutgoingVocabulary()
    found = [
        (layout, sheet)
        for sheet in workbook.visible_sheets
        if (layout := find_layout(folded(sheet, vocabulary), vocabulary)) is not None
    ]
    if not found:
        raise RuleBroken(NO_HEADER, "file")
    layout, sheet = max(found, key=lambda pair: len(pair[0].columns))
    header_row = _last_header_row(sheet, layout)
    tail_row = _tail_row(sheet, layout, header_row)
    form = Form(
        sheet=sheet.name,
        header_row=header_row,
        tail_row=tail_row,
        headings=tuple(Column(heading.column, heading.label) for heading in layout.headings),
        places=tuple(_places(sheet, header_row, tail_row)),
    )
    return Understood(form, dict(layout.columns))


def _last_header_row(sheet: Sheet, layout: Layout) -> int:
    """Return the last row of the header, with a row of column numbers below it, if any."""
    following = next((row for row in sheet.rows if row.number == layout.header_row + 1), None)
    if following is None:
        return layout.header_row
    return following.number if _are_column_numbers(following) else layout.header_row


def _are_column_numbers(row: Row) -> bool:
    """Say whether a row counts the columns; one whose cell shows dates counts as a date."""
    texts = [bare(text) for cell in row.cells if (text := read_text(cell))]
    fitting = sum(text == str(number) for number, text in enumerate(texts, 1))
    return fitting >= _FEWEST_ANSWERS and fitting >= len(texts) * _MOSTLY


def _tail_row(sheet: Sheet, layout: Layout, header_row: int) -> int | None:
    """Return the first row below the header that says more than its own number."""
    serial = [at for at, code in layout.columns.items() if code == "serial"]
    for row in sheet.rows:
        if row.number <= header_row or _is_numbered_only(row, serial):
            continue
        _refuse_answers(row, layout)
        return row.number
    return None


def _is_numbered_only(row: Row, serial: list[int]) -> bool:
    said = [at for at, cell in enumerate(row.cells) if read_text(cell)]
    return said == serial and bool(serial) and (read_text(row.cell(serial[0])) or "").isdigit()


def _refuse_answers(row: Row, layout: Layout) -> None:
    """Refuse a form that somebody has filled in: an example is somebody's data, too."""
    texts = [text for at in layout.columns if (text := read_text(row.cell(at)))]
    answers = [text for text in texts if not any(mark in text for mark in (":", "："))]
    is_total = any(text.startswith(_TOTALS) for text in map(bare, texts))
    if len(answers) >= _FEWEST_ANSWERS and not is_total:
        raise RuleBroken(NOT_EMPTY, "file", row=row.number)


def _places(sheet: Sheet, header_row: int, tail_row: int | None) -> Iterator[Place]:
    book = practice.outgoing()
    for row in sheet.rows:
        if row.number < header_row or (tail_row is not None and row.number >= tail_row):
            for at, cell in enumerate(row.cells):
                text = str(cell) if isinstance(cell, str) else ""
                if book.has_open_place(text):
                    yield Place(row.number, at, text)
