"""Finding the header of a ledger and what its columns hold.

Ledgers begin with title rows; their header has one row, or two where 监护人 spans its own
姓名, 身份证号码 and 联系电话.  Which words name which field is the practice's to say: a
:class:`Vocabulary` answers for single headings, this module knows where headings stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from casework.sheets.texts import read_text
from casework.sheets.workbook import Row, Sheet

_ROWS_LOOKED_AT = 20
_FEWEST_COLUMNS = 2
_WIDEST_GROUP = 20


class Named(Protocol):
    """A field of the practice, known here by its code alone."""

    @property
    def code(self) -> str: ...


class Vocabulary(Protocol):
    """What headings mean (``practice`` has it as data)."""

    def group(self, title: str) -> str | None:
        """Return the code of a spanning heading such as 监护人, or None."""

    def field(self, title: str, group_title: str | None = None) -> Named | None:
        """Return the field that a heading names under a spanning one, or None."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading as it is written, with the heading that spans it, if any."""

    column: int
    text: str
    group: str | None = None

    @property
    def label(self) -> str:
        return f"{self.group}·{self.text}" if self.group else self.text


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the data of a sheet starts and which column holds which field.

    ``unknown`` are headings that name no field; ``doubled`` name a field that another
    column holds already; ``missing`` are the required fields that no column holds.
    """

    header_row: int
    first_data_row: int
    columns: Mapping[int, str]
    headings: tuple[Heading, ...]
    unknown: tuple[Heading, ...]
    doubled: tuple[Heading, ...]
    missing: tuple[str, ...]


def find_layout(
    sheet: Sheet, vocabulary: Vocabulary, *, required: Sequence[str] = ()
) -> Layout | None:
    """The layout of a sheet, or None where no row looks like a header."""
    layouts = [
        _layout(row, headings, vocabulary, required)
        for row, headings in _candidate_headers(sheet, vocabulary)
    ]
    best = max(layouts, key=lambda layout: len(layout.columns), default=None)
    return best if best and len(best.columns) >= _FEWEST_COLUMNS else None


def _layout(
    row: int, headings: Sequence[Heading], vocabulary: Vocabulary, required: Sequence[str]
) -> Layout:
    columns: dict[int, str] = {}
    unknown: list[Heading] = []
    doubled: list[Heading] = []
    for heading in headings:
        field = vocabulary.field(heading.text, heading.group)
        if field is None:
            unknown.append(heading)
        elif field.code in columns.values():
            doubled.append(heading)
        else:
            columns[heading.column] = field.code
    return Layout(
        header_row=row,
        first_data_row=row + 1,
        columns=columns,
        headings=tuple(headings),
        unknown=tuple(unknown),
        doubled=tuple(doubled),
        missing=tuple(code for code in required if code not in columns.values()),
    )


def _candidate_headers(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[tuple[int, list[Heading]]]:
    above: Row | None = None
    for row in sheet.rows[:_ROWS_LOOKED_AT]:
        is_adjacent = above is not None and above.number == row.number - 1
        spans = _spans(sheet, above, vocabulary) if above and is_adjacent else {}
        yield row.number, _headings(row, spans, vocabulary)
        above = row


def _headings(row: Row, spans: Mapping[int, str], vocabulary: Vocabulary) -> list[Heading]:
    headings = []
    for column in range(max(len(row.cells), max(spans, default=-1) + 1)):
        text = read_text(row.cell(column))
        span = spans.get(column)
        if text:
            headings.append(Heading(column, text, span))
        elif span and vocabulary.group(span) is None:
            # A heading merged over both rows of the header stands in the upper one.
            headings.append(Heading(column, span))
    return headings


def _spans(sheet: Sheet, above: Row, vocabulary: Vocabulary) -> dict[int, str]:
    """Column → the upper heading over it, where the row above is part of the header.

    It is when it names a group or is merged downwards; else it is a title.
    """
    merges = [merge for merge in sheet.merges if merge.first_row == above.number]
    own = {column: text for column, cell in enumerate(above.cells) if (text := read_text(cell))}
    is_tall = any(merge.last_row > above.number for merge in merges)
    if not is_tall and not any(vocabulary.group(text) for text in own.values()):
        return {}
    if not merges:
        return _spread_to_the_right(own, vocabulary)
    return own | {
        column: own[merge.first_column]
        for merge in merges
        if merge.first_column in own
        for column in range(merge.first_column, merge.last_column + 1)
    }


def _spread_to_the_right(own: Mapping[int, str], vocabulary: Vocabulary) -> dict[int, str]:
    """Text tables know no merges: there a group reaches to the next upper heading."""
    spans = dict(own)
    starts = sorted(own)
    for start, following in pairwise([*starts, starts[-1] + _WIDEST_GROUP]):
        if vocabulary.group(own[start]):
            spans.update(dict.fromkeys(range(start, following), own[start]))
    return spans
