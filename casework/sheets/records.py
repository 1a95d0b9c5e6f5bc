"""The data rows of a sheet as records by field: one child a record."""

import re
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

    ``flaws`` are whole sentences about cells that could not be read, by column.
    """

    row: int
    cells: Mapping[str, Cell] = field(repr=False)
    unclaimed: Mapping[str, Cell] = field(repr=False)
    flaws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row below the header that is no record, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a sheet, in its order, and what was left out."""

    records: tuple[Record, ...]
    left_out: tuple[LeftOut, ...]


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
    return Records(tuple(records), tuple(left_out))


class _RecordReader:
    """Reads rows of one sheet by one layout."""

    def __init__(self, sheet: Sheet, layout: Layout, filled_down: Collection[str]) -> None:
        self._sheet = sheet
        self._columns = layout.columns
        self._headings = {heading.column: heading for heading in layout.headings}
        self._filled = {column for column, code in layout.columns.items() if code in filled_down}
        self._rows = {row.number: row for row in sheet.rows}
        self._merges = [merge for merge in sheet.merges if merge.last_row > merge.first_row]

    def why_left_out(self, row: Row) -> str | None:
        texts = {column: text for column, cell in enumerate(row.cells) if (text := read_text(cell))}
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
            value = self._value(row, column)
            if column in self._columns:
                cells[self._columns[column]] = value
            elif value is not None:
                unclaimed[self._label(column)] = value
        flaws = tuple(self._flaws(row))
        return Record(row.number, MappingProxyType(cells), MappingProxyType(unclaimed), flaws)

    def _value(self, row: Row, column: int) -> Cell:
        merge = self._merge_at(row, column) if column in self._filled else None
        if merge and merge.first_row in self._rows:
            return self._rows[merge.first_row].cell(merge.first_column)
        return row.cell(column)

    def _flaws(self, row: Row) -> Iterator[str]:
        for column in sorted(self._headings):
            flaw = self._sheet.flaws.get((row.number, column))
            if flaw:
                yield _flaw(self._label(column), flaw.message)
            merge = self._merge_at(row, column)
            if merge and row.number > merge.first_row and column not in self._filled:
                yield _flaw(self._label(column), _MERGED)

    def _merge_at(self, row: Row, column: int) -> Merge | None:
        return next((merge for merge in self._merges if merge.covers(row.number, column)), None)

    def _label(self, column: int) -> str:
        heading = self._headings.get(column)
        return heading.label if heading else Text("%(letters)s列", letters=column_letters(column))


def _flaw(heading: str, what: str) -> Text:
    return Text("“%(heading)s”%(what)s", heading=heading, what=what)


def column_letters(column: int) -> str:
    """The letters over a column: 0 → A, 26 → AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
