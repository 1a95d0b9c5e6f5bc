"""A whole ledger, from bytes to understood rows: headers, villages, the day it speaks of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, prefix
from casework.regions.rules import match_township, match_village
from casework.roster import mapping, notes
from casework.roster.interpret import Books, Found, Replaced, interpret
from casework.roster.lines import Line, Refusal
from casework.roster.mapping import Doubt, Table
from casework.roster.repeats import refuse_second_times
from casework.sheets.cells import Problem, read_date, read_text
from casework.sheets.reading import read_workbook
from casework.sheets.records import Record, Records
from casework.sheets.workbook import Sheet, Workbook

_AS_OF = re.compile(
    r"(?:填报|填表|上报|统计|截止)(?:日期|时间)\s*[:：]?\s*"
    r"([0-9０-９]{4}[-/.年 ]+[0-9０-９]{1,2}[-/.月 ]+[0-9０-９]{1,2}日?)"
)

NO_HEADER = "没有找到表头。表里要有“姓名”和“村（社区）”两栏，请核对后重新上传。"
NO_LIST = "每张工作表都说过不是儿童名单，没有可读的内容。选错了的，请重新核对栏目。"
NO_ROWS = "表头下面一行也没有。请检查是不是选错了文件，核对后重新上传。"


class LayoutUnsure(RuleBroken):
    """The columns are not recognised for sure; somebody has to say which is which."""

    def __init__(self, doubt: Doubt, table: Table) -> None:
        super().__init__(doubt.text, "file", **doubt.values)
        #: The sheet in question; ``mapping.guesses`` says how its columns are guessed.
        self.table = table


@dataclass(frozen=True)
class Ledger:
    """What a file says, row by row."""

    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    #: Headings that no field claims; their cells are kept with the child.
    unknown_headings: tuple[str, ...]
    #: The practice that it was read by, with the day it speaks of.
    reading: Books = field(repr=False)
    #: What its reader should know: what was left out, filled in, kept unread.
    notes: tuple[str, ...] = ()


def read_ledger(data: bytes, filename: str, region_code: str, *, today: date) -> Ledger:
    """Read a ledger for a region.

    Raises SheetRefused for a file that cannot be read, LayoutUnsure for one whose columns
    somebody has to say first, RuleBroken for one without a header or without any row.
    """
    workbook = read_workbook(data, filename)
    tables = tables_in(workbook, region_code)
    chosen = mapping.lists_among(tables)
    if not chosen:
        raise RuleBroken(NO_LIST, "file")
    reading = replace(
        books(region_code, today, _as_of(chosen[0].sheet, today)), is_1904=workbook.is_1904
    )
    is_village = is_village_of(region_code)
    for table in chosen:
        doubt = mapping.doubt_about(table, reading.headers, is_village)
        if doubt is not None:
            raise LayoutUnsure(doubt, table)
    read = [(table, table.records()) for table in chosen]
    if not any(records.records for _, records in read):
        raise RuleBroken(NO_ROWS, "file")
    checked = refuse_second_times(
        [row for table, records in read for row in _understood(table, records, reading)]
    )
    return Ledger(
        lines=tuple(line for line in checked if isinstance(line, Line)),
        refusals=tuple(line for line in checked if isinstance(line, Refusal)),
        unknown_headings=tuple(h.label for table in chosen for h in table.layout.unknown),
        reading=reading,
        notes=tuple(notes.of_workbook(workbook, read)),
    )


def tables_in(workbook: Workbook, region_code: str) -> list[Table]:
    """Return the tables of a workbook; raise RuleBroken when there is none."""
    tables = mapping.tables_of(workbook, region_code, practice.header_synonyms())
    if not tables:
        raise RuleBroken(NO_HEADER, "file")
    return tables


def is_village_of(region_code: str) -> Callable[[str], bool]:
    """Return what says whether a name means exactly one village of a region."""
    return _Gazetteer(region_code).has_village


def _understood(table: Table, records: Records, reading: Books) -> list[Line | Refusal]:
    told = [_completed(table, record) for record in records.records]
    return [interpret(table.sheet.name, record, reading) for record in told]


def _completed(table: Table, record: Record) -> Record:
    """Return a row with what its sheet says for all rows: its village, the order in dates."""
    cells = dict(record.cells)
    if "village" in table.layout.missing:
        cells["village"] = table.sheet.name
    if table.said and table.said.day_first is not None:
        for code in mapping.DATES:
            cells[code] = mapping.settled(cells.get(code), day_first=table.said.day_first)
    return replace(record, cells=cells)


def understood(cells: Mapping[str, str], reading: Books) -> Line | None:
    """Return a row of an earlier ledger, kept as text, as it would be understood today."""
    claimed = {code: text for code, text in cells.items() if not code.startswith("?")}
    line = interpret("", Record(0, claimed, {}, ()), reading)
    return line if isinstance(line, Line) else None


def _as_of(sheet: Sheet, today: date) -> date:
    """Return the day written above the table (填报日期：2026年10月31日), else today."""
    for row in sheet.rows[:5]:
        for cell in row.cells:
            written = _AS_OF.search(read_text(cell) or "")
            day = read_date(written[1].replace(" ", "")) if written else None
            if day is not None and not isinstance(day, Problem) and day <= today:
                return day
    return today


def books(region_code: str, today: date, entered_on: date) -> Books:
    """Return the practice that a ledger of a region is read by."""
    return Books(
        headers=practice.header_synonyms(),
        categories=practice.categories(),
        conditions=practice.conditions(),
        sexes=practice.code_list("sex"),
        ethnic_groups=practice.code_list("ethnic_group"),
        health=practice.code_list("health"),
        relations=practice.code_list("relation"),
        find_village=_Gazetteer(region_code).find,
        today=today,
        entered_on=entered_on,
    )


class _Gazetteer:
    """The villages of the region, by the names that ledgers write."""

    def __init__(self, region_code: str) -> None:
        self._digits = digits = prefix(region_code)
        self.villages = {r.code: r.name for r in regions.villages_in(digits)}
        self.townships = {r.code: r.name for r in regions.townships_in(digits)}
        if level_of(region_code) in (Level.TOWNSHIP, Level.VILLAGE):
            code = digits[:9].ljust(12, "0")
            self.townships = {code: regions.get(code).name}
        if level_of(region_code) is Level.VILLAGE:
            self.villages = {region_code: regions.get(region_code).name}
        self._known: dict[tuple[str | None, str | None], Found] = {}

    def has_village(self, name: str) -> bool:
        """Say whether a name means exactly one village of the region."""
        return isinstance(self.find(None, name), str)

    def find(self, township: str | None, village: str | None) -> Found:
        """Return the village of a row: in its township if one is written, else in the region."""
        asked = (township, village)
        if asked not in self._known:
            self._known[asked] = self._find(township, village)
        return self._known[asked]

    def _find(self, township: str | None, village: str | None) -> Found:
        if village is None:
            return None
        candidates: Mapping[str, str] = self.villages
        if township is not None:
            code = match_township(township, self.townships)
            if not isinstance(code, str):
                return code
            candidates = {c: n for c, n in self.villages.items() if c.startswith(code[:9])}
        return match_village(village, candidates) or self._successor(village)

    def _successor(self, village: str) -> Replaced | None:
        """Return the village of the region that took the place of one that is no more."""
        code = match_village(village, {code: name for code, (name, _) in self._gone.items()})
        into = self._gone[code][1] if isinstance(code, str) else None
        return Replaced(into, self.villages[into]) if into in self.villages else None

    @cached_property
    def _gone(self) -> Mapping[str, tuple[str, str | None]]:
        """Name and successor of the villages that are no more."""
        return {r.code: (r.name, r.replaced_by) for r in regions.replaced_in(self._digits)}
