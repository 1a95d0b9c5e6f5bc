"""Finding the header of a ledger and what its columns hold.

Ledgers begin with title rows; their header has one row, or two where 监护人 spans its own
姓名, 身份证号码 and 联系电话, or three where 家庭成员 spans 父亲 and 母亲 as well.  Which words
name which field is the practice's to say: a :class:`Vocabulary` answers for single headings,
this module knows where headings stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from casework.sheets.texts import bare, read_text
from casework.sheets.workbook import Cell, Row, Sheet

RETURN_REASON = "退回原因"
"""Heading of the column that we add to rows we send back; no part of anybody's ledger."""

_ROWS_LOOKED_AT = 20
_FEWEST_COLUMNS = 2
_WIDEST_GROUP = 20
_MOST_UPPER_ROWS = 2
_LONGEST_HEADING = 30
_FULL_ENOUGH = 0.6


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
    """One column's heading as it is written, with the heading that spans it, if any.

    ``group`` is the nearest spanning heading that means something; ``uppers`` are all that
    stand above, uppermost first.
    """

    column: int
    text: str
    group: str | None = None
    uppers: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.group}·{self.text}" if self.group else self.text

    @property
    def path(self) -> tuple[str, ...]:
        """All headings of the column, uppermost first, as they are compared."""
        return tuple(bare(text) for text in (*self.uppers, self.text))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the data of a sheet starts and which column holds which field.

    ``unknown`` are headings that name no field; ``doubled`` name a field that another
    column holds already; ``missing`` are the required fields that no column holds;
    ``returned`` are columns that we added when we sent rows back: nobody's, and not read.
    """

    header_row: int
    first_data_row: int
    columns: Mapping[int, str]
    headings: tuple[Heading, ...]
    unknown: tuple[Heading, ...]
    doubled: tuple[Heading, ...]
    missing: tuple[str, ...]
    returned: frozenset[int] = frozenset()

    @property
    def shape(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The headings with their places: what makes two sheets of one layout."""
        return tuple((heading.column, heading.path) for heading in self.headings)


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


def plain_layout(
    sheet: Sheet, vocabulary: Vocabulary, *, required: Sequence[str] = ()
) -> Layout | None:
    """The layout of a sheet of which hardly any heading is known.

    Its header is the first row of short texts that is about as wide as the table.  None where
    no row is, or where nothing stands below it.
    """
    rows = sheet.rows[:_ROWS_LOOKED_AT]
    widest = max((_filled(row) for row in rows), default=0)
    for row in rows[: len(sheet.rows) - 1]:
        is_wide = _filled(row) >= max(_FEWEST_COLUMNS, widest * _FULL_ENOUGH)
        if is_wide and all(map(_looks_like_heading, row.cells)):
            return _layout(row.number, _headings(row, (), vocabulary), vocabulary, required)
    return None


def mapped(layout: Layout, columns: Mapping[int, str], *, required: Sequence[str] = ()) -> Layout:
    """The layout as somebody has said it: these columns hold these fields, all others none."""
    present = {heading.column for heading in layout.headings}
    kept = {column: code for column, code in columns.items() if column in present}
    found = _assigned(layout.header_row, layout.headings, kept, required)
    return replace(found, returned=layout.returned)


def _filled(row: Row) -> int:
    return sum(cell is not None for cell in row.cells)


def _looks_like_heading(cell: Cell) -> bool:
    if cell is None:
        return True
    return isinstance(cell, str) and len(cell) <= _LONGEST_HEADING and not cell.strip().isdecimal()


def _layout(
    row: int, headings: Sequence[Heading], vocabulary: Vocabulary, required: Sequence[str]
) -> Layout:
    named = {h.column: vocabulary.field(h.text, h.group) for h in headings}
    columns = {column: field.code for column, field in named.items() if field is not None}
    return _assigned(row, headings, columns, required)


def _assigned(
    row: int, headings: Sequence[Heading], claims: Mapping[int, str], required: Sequence[str]
) -> Layout:
    """The layout in which columns claim fields; the first one to claim a field holds it."""
    own = frozenset(heading.column for heading in headings if _is_ours(heading))
    columns: dict[int, str] = {}
    doubled: list[Heading] = []
    theirs = tuple(heading for heading in headings if heading.column not in own)
    for heading in theirs:
        code = claims.get(heading.column)
        if code in columns.values():
            doubled.append(heading)
        elif code is not None:
            columns[heading.column] = code
    return Layout(
        header_row=row,
        first_data_row=row + 1,
        columns=columns,
        headings=theirs,
        unknown=tuple(heading for heading in theirs if heading.column not in claims),
        doubled=tuple(doubled),
        missing=tuple(code for code in required if code not in columns.values()),
        returned=own,
    )


def _is_ours(heading: Heading) -> bool:
    return bare(heading.text) == RETURN_REASON


def _candidate_headers(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[tuple[int, list[Heading]]]:
    for place, row in enumerate(sheet.rows[:_ROWS_LOOKED_AT]):
        yield row.number, _headings(row, _upper_rows(sheet, place, vocabulary), vocabulary)


@dataclass(frozen=True, slots=True)
class _Upper:
    """A heading of a higher row, over one column; it stands in the first one it spans."""

    text: str
    stands_here: bool


def _upper_rows(sheet: Sheet, place: int, vocabulary: Vocabulary) -> list[Mapping[int, _Upper]]:
    """The rows above one that belong to its header, uppermost first, by column."""
    found: list[Mapping[int, _Upper]] = []
    while place and len(found) < _MOST_UPPER_ROWS:
        above = sheet.rows[place - 1]
        spans = _spans(sheet, above, vocabulary)
        if above.number != sheet.rows[place].number - 1 or not spans:
            break
        own = _texts(above)
        found.insert(0, {at: _Upper(text, at in own) for at, text in spans.items()})
        place -= 1
    return found


def _headings(
    row: Row, uppers: Sequence[Mapping[int, _Upper]], vocabulary: Vocabulary
) -> list[Heading]:
    width = max([len(row.cells), *(max(spans, default=-1) + 1 for spans in uppers)])
    found = (
        _heading(column, read_text(row.cell(column)), above, vocabulary)
        for column in range(width)
        for above in [[spans[column] for spans in uppers if column in spans]]
    )
    return [heading for heading in found if heading is not None]


def _heading(
    column: int, text: str | None, above: Sequence[_Upper], vocabulary: Vocabulary
) -> Heading | None:
    is_tall = bool(above) and above[-1].stands_here
    if not text and is_tall and vocabulary.group(above[-1].text) is None:
        # A heading merged over several rows of the header stands in the upper one.
        *above, last = above
        text = last.text
    if not text:
        return None
    uppers = tuple(upper.text for upper in above)
    known = [upper for upper in uppers if vocabulary.group(upper)]
    return Heading(column, text, next(iter([*known[-1:], *uppers[-1:]]), None), uppers)


def _texts(row: Row) -> dict[int, str]:
    return {column: text for column, cell in enumerate(row.cells) if (text := read_text(cell))}


def _spans(sheet: Sheet, above: Row, vocabulary: Vocabulary) -> Mapping[int, str]:
    """Column → the upper heading over it, where the row above is part of the header.

    It is when it names a group or is merged downwards beside others; else it is a title.
    """
    merges = [merge for merge in sheet.merges if merge.first_row == above.number]
    own = _texts(above)
    is_tall = len(own) > 1 and any(merge.last_row > above.number for merge in merges)
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
