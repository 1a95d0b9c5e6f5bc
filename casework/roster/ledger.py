"""A whole ledger, from bytes to understood rows: headers, villages, the day it speaks of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, level_of, prefix
from casework.regions.rules import Ambiguous, match_township, match_village
from casework.roster.interpret import Books, interpret, refuse_second_times
from casework.roster.lines import Line, Refusal
from casework.sheets.cells import Problem, read_date, read_text
from casework.sheets.headers import Layout, find_layout
from casework.sheets.reading import read_workbook
from casework.sheets.records import Record, read_records
from casework.sheets.workbook import Sheet

_REQUIRED = ("child.name", "village")
_FILLED_DOWN = frozenset({"township", "village"})
_AS_OF = re.compile(
    r"(?:填报|填表|上报|统计|截止)(?:日期|时间)\s*[:：]?\s*"
    r"([0-9０-９]{4}[-/.年 ]+[0-9０-９]{1,2}[-/.月 ]+[0-9０-９]{1,2}日?)"
)

NO_HEADER = "没有找到表头。表里要有“姓名”和“村（社区）”两栏，请核对后重新上传。"
MISSING = "表里缺少“%(columns)s”栏，请补上后重新上传。"


@dataclass(frozen=True)
class Ledger:
    """What a file says, row by row."""

    lines: tuple[Line, ...]
    refusals: tuple[Refusal, ...]
    #: Headings that no field claims; their cells are kept with the child.
    unknown_headings: tuple[str, ...]
    #: The practice that it was read by, with the day it speaks of.
    reading: Books = field(repr=False)


def read_ledger(data: bytes, filename: str, region_code: str, *, today: date) -> Ledger:
    """Read a ledger for a region.

    Raises SheetRefused for a file that cannot be read, RuleBroken for one without the columns
    that are needed.
    """
    workbook = read_workbook(data, filename)
    vocabulary = practice.header_synonyms()
    found = [
        (sheet, layout)
        for sheet in workbook.visible_sheets
        if (layout := find_layout(sheet, vocabulary, required=_REQUIRED)) is not None
    ]
    if not found:
        raise RuleBroken(NO_HEADER, "file")
    reading = replace(
        books(region_code, today, _as_of(found[0][0], today)), is_1904=workbook.is_1904
    )
    understood: list[Line | Refusal] = []
    for sheet, layout in found:
        _check_layout(layout)
        records = read_records(sheet, layout, filled_down=_FILLED_DOWN).records
        understood += [interpret(sheet.name, record, reading) for record in records]
    checked = refuse_second_times(understood)
    return Ledger(
        lines=tuple(line for line in checked if isinstance(line, Line)),
        refusals=tuple(line for line in checked if isinstance(line, Refusal)),
        unknown_headings=tuple(h.label for _, layout in found for h in layout.unknown),
        reading=reading,
    )


def understood(cells: Mapping[str, str], reading: Books) -> Line | None:
    """Return a row of an earlier ledger, kept as text, as it would be understood today."""
    claimed = {code: text for code, text in cells.items() if not code.startswith("?")}
    line = interpret("", Record(0, claimed, {}, ()), reading)
    return line if isinstance(line, Line) else None


def _check_layout(layout: Layout) -> None:
    if layout.missing:
        label = practice.header_synonyms().label(layout.missing[0])
        raise RuleBroken(MISSING, "file", columns=label)


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
        digits = prefix(region_code)
        self.villages = {r.code: r.name for r in regions.villages_in(digits)}
        self.townships = {r.code: r.name for r in regions.townships_in(digits)}
        if level_of(region_code) in (Level.TOWNSHIP, Level.VILLAGE):
            code = digits[:9].ljust(12, "0")
            self.townships = {code: regions.get(code).name}
        if level_of(region_code) is Level.VILLAGE:
            self.villages = {region_code: regions.get(region_code).name}
        self._known: dict[tuple[str | None, str | None], str | Ambiguous | None] = {}

    def find(self, township: str | None, village: str | None) -> "str | Ambiguous | None":
        """Return the village of a row: in its township if one is written, else in the region."""
        asked = (township, village)
        if asked not in self._known:
            self._known[asked] = self._find(township, village)
        return self._known[asked]

    def _find(self, township: str | None, village: str | None) -> "str | Ambiguous | None":
        if village is None:
            return None
        candidates: Mapping[str, str] = self.villages
        if township is not None:
            code = match_township(township, self.townships)
            if not isinstance(code, str):
                return code
            candidates = {c: n for c, n in self.villages.items() if c.startswith(code[:9])}
        return match_village(village, candidates)
