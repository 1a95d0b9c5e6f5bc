"""The data rows of a sheet as records by field: one child a record."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from casework.sheets.headers import Layout
from casework.sheets.texts import bare, read_text
from casework.sheets.workbook import Cell, Merge, Row, Sheet
from casework.texts import Text

_TOTAL = re.compile("(?:合计|总计|共计|小计|累计|本页合计)(?:数|人数)?:?")
_FOOTER = re.compile(
    "(?:填表人?|填报人?|制表人?|审核人?|负责人|经办人|联系人|单位负责人|填表说明|说明|备注|注)(?:[:：]|$|[0-9])"
)
_MOST_FOOTER_CELLS = 3
_MERGED = "是合并单元格，请取消合并后逐行填写"


@dataclass(frozen=True, slots=True)
class Record:
    """One data row.  Nothing of the source is dropped: what no field holds is unclaimed.

    ``flaws`` are whole sentences about cells that could not be read, by column; ``flawed``
    tells them by field.
    """

    row: int
    cells: Mapping[str, Cell] = field(repr=False)
    unclaimed: Mapping[str, Cell] = field(repr=False)
    flaws: tuple[str, ...]
    flawed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row below the header that is no record, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a sheet, in its order, and what was left out.

    ``filled`` are the headings of merged columns with the rows that took over a value.
    """

    records: tuple[Record, ...]
    left_out: tuple[LeftOut, ...]
    filled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def read_records(
    sheet: Sheet, layout: Layout, *, filled_down: Collection[str] = frozenset()
) -> Records:
    """Every row below the header, without totals, footers and repeated headers.

    In the fields ``filled_down`` (village, township) a merged cell stands for each of its
    rows; in all others it is a flaw of every row but its first.
    """
    reader = _RecordReader(sheet, layout, filled_down)
    records: list[Record] = []
    left_out: list[LeftOut] = []
    for row in sheet.rows:
        if row.number < layout.first_data_row:
            continue
        why = reader.why_left_out(row)
        if why:
            left_out.append(LeftOut(row.number, why))
        else:
            records.append(reader.record(row))
    filled = {label: tuple(rows) for label, rows in reader.filled.items()}
    return Records(tuple(records), tuple(left_out), filled)


def whole_rows(
    sheet: Sheet, layout: Layout, numbers: Collection[int], *, filled_down: Collection[str]
) -> Iterator[Row]:
    """Some rows below the header with all their cells; merged ones as in ``read_records``."""
    reader = _RecordReader(sheet, layout, filled_down)
    for row in sheet.rows:
        if row.number in numbers and row.number >= layout.first_data_row:
            columns = range(max(len(row.cells), max(layout.columns, default=-1) + 1))
            kept = (
                None if column in layout.returned else reader.value(row, column)
                for column in columns
            )
            yield Row(row.number, tuple(kept))


class _RecordReader:
    """Reads rows of one sheet by one layout."""

    def __init__(self, sheet: Sheet, layout: Layout, filled_down: Collection[str]) -> None:
        self._sheet = sheet
        self._columns = layout.columns
        self._headings = {heading.column: heading for heading in layout.headings}
        self._filled = {column for column, code in layout.columns.items() if code in filled_down}
        self._rows = {row.number: row for row in sheet.rows}
        self._merges = _tall_merges(sheet, max(self._headings, default=-1))
        self._not_read = layout.returned
        self.filled: dict[str, list[int]] = {}

    def why_left_out(self, row: Row) -> str | None:
        texts = {
            column: text
            for column, cell in enumerate(row.cells)
            if column not in self._not_read and (text := read_text(cell))
        }
        if not texts:
            return "空行"
        first = bare(next(iter(texts.values())))
        if _TOTAL.fullmatch(first):
            return "合计行"
        if len(texts) <= _MOST_FOOTER_CELLS and _FOOTER.match(first):
            return "表尾说明"
        return "重复的表头" if self._repeats_header(texts) else None

    def _repeats_header(self, texts: Mapping[int, str]) -> bool:
        mapped = [column for column in texts if column in self._columns]
        return bool(mapped) and all(
            bare(texts[column]) == bare(self._headings[column].text) for column in mapped
        )

    def record(self, row: Row) -> Record:
        cells: dict[str, Cell] = {}
        unclaimed: dict[str, Cell] = {}
        for column in range(max(len(row.cells), max(self._columns, default=-1) + 1)):
            value = self.value(row, column)
            if column in self._columns:
                cells[self._columns[column]] = value
            elif value is not None and column not in self._not_read:
                label = self._label(column)
                # Two columns of one heading are two: neither is put over the other.
                unclaimed[label if label not in unclaimed else f"{label} {column + 1}"] = value
        flaws = dict(self._flaws(row))
        return Record(
            row.number,
            MappingProxyType(cells),
            MappingProxyType(unclaimed),
            tuple(flaws.values()),
            {
                self._columns[column]: why
                for column, why in flaws.items()
                if column in self._columns
            },
        )

    def value(self, row: Row, column: int) -> Cell:
        """What a cell says; in columns filled down, what its merged range says."""
        merge = self._merge_at(row, column) if column in self._filled else None
        if merge is None or merge.first_row not in self._rows:
            return row.cell(column)
        if row.number > merge.first_row:
            self.filled.setdefault(self._label(column), []).append(row.number)
        return self._rows[merge.first_row].cell(merge.first_column)

    def _flaws(self, row: Row) -> Iterator[tuple[int, str]]:
        for column in sorted(self._headings):
            flaw = self._sheet.flaws.get((row.number, column))
            merge = self._merge_at(row, column)
            if flaw:
                yield column, _flaw(self._label(column), flaw.message)
            elif merge and row.number > merge.first_row and column not in self._filled:
                yield column, _flaw(self._label(column), _MERGED)

    def _merge_at(self, row: Row, column: int) -> Merge | None:
        merges = self._merges.get(column, ())
        place = bisect_right(merges, row.number, key=_first_row)
        merge = merges[place - 1] if place else None
        return merge if merge and row.number <= merge.last_row else None

    def _label(self, column: int) -> str:
        heading = self._headings.get(column)
        return heading.label if heading else Text("%(letters)s列", letters=column_letters(column))


def _flaw(heading: str, what: str) -> Text:
    return Text("“%(heading)s”%(what)s", heading=heading, what=what)


def _tall_merges(sheet: Sheet, last_column: int) -> dict[int, list[Merge]]:
    """Column → the merged ranges of several rows over it, from the top: a file may hold many."""
    found: dict[int, list[Merge]] = {}
    for merge in sorted(sheet.merges, key=_first_row):
        if merge.last_row > merge.first_row:
            for column in range(merge.first_column, min(merge.last_column, last_column) + 1):
                found.setdefault(column, []).append(merge)
    return found


def _first_row(merge: Merge) -> int:
    return merge.first_row


def column_letters(column: int) -> str:
    """The letters over a column: 0 → A, 26 → AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
