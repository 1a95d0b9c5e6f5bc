"""A pass over the XML of a workbook before its values are read.

It refuses cells in far corners, for which the reader of values would ask for all memory,
and notes what that reader does not tell: hidden rows and columns, filters, formulas that
were never calculated.
"""

import posixpath
import re
from dataclasses import dataclass, field
from typing import IO
from zipfile import ZipFile

from casework.sheets import refusals
from casework.sheets.limits import Limits
from casework.sheets.refusals import SheetRefused, too_far_down, too_many_columns, too_many_rows
from casework.sheets.workbook import Flaw
from casework.sheets.xml_parts import Attributes, walk

_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_RELATIONSHIP_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATIONSHIP_ID = "http://purl.oclc.org/ooxml/officeDocument/relationships id"
_TRUE = {"1", "true"}


@dataclass(slots=True)
class SheetSurvey:
    """What one sheet's XML says beside its values."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_filtered: bool = False
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    rows_with_content: int = 0


@dataclass(slots=True)
class BookSurvey:
    """Visible sheets with the archive entries they stand in, and the epoch of dates."""

    visible_entries: dict[str, str] = field(default_factory=dict)
    is_1904: bool = False


def survey_book(archive: ZipFile, limits: Limits) -> BookSurvey:
    """Which archive entry holds which sheet."""
    targets: dict[str, str] = {}
    survey = BookSurvey()

    def relationship(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            survey.is_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            identity = attributes.get(_RELATIONSHIP_ID) or attributes.get(_STRICT_RELATIONSHIP_ID)
            target = targets.get(identity or "", "")
            survey.visible_entries[attributes.get("name", "")] = _entry_name(target)

    with archive.open("xl/_rels/workbook.xml.rels") as part:
        walk(part, limits, relationship)
    with archive.open("xl/workbook.xml") as part:
        walk(part, limits, sheet)
    return survey


def survey_sheet(part: IO[bytes], limits: Limits) -> SheetSurvey:
    """Walk one sheet's cells.  Raises SheetRefused when they reach beyond the limits."""
    surveyor = _SheetSurveyor(limits)
    walk(part, limits, surveyor.element, surveyor.text)
    surveyor.finish_cell()
    return surveyor.survey


class _SheetSurveyor:
    """Keeps the place in the sheet: current row, column and what the cell held so far."""

    def __init__(self, limits: Limits) -> None:
        self.survey = SheetSurvey()
        self._limits = limits
        self._row = 0
        self._column = -1
        self._last_row_with_content = 0
        self._merges = 0
        self._type = ""
        self._has_formula = False
        self._has_value = False
        self._in_value = False

    def element(self, name: str, attributes: Attributes) -> None:
        self._in_value = name in {"v", "t"}
        if name == "c":
            self.finish_cell()
            self._start_cell(attributes)
        elif name == "row":
            self.finish_cell()
            self._start_row(attributes)
        elif name == "f":
            self._has_formula = True
        else:
            self._element_beside_cells(name, attributes)

    def text(self, characters: str) -> None:
        if self._in_value and characters.strip():
            self._has_value = True

    def finish_cell(self) -> None:
        """Judge the cell that ended.  Styled blank cells may lie anywhere."""
        if self._has_formula and not self._has_value:
            self.survey.flaws[self._row, self._column] = Flaw.NOT_CALCULATED
        elif self._has_value and self._type == "e":
            self.survey.flaws[self._row, self._column] = Flaw.ERROR_VALUE
        if self._has_value or self._has_formula:
            self._check_place()
        self._has_formula = self._has_value = False

    def _element_beside_cells(self, name: str, attributes: Attributes) -> None:
        if name == "col" and attributes.get("hidden") in _TRUE:
            self._hide_columns(attributes)
        elif name == "autoFilter":
            self.survey.is_filtered = True
        elif name == "mergeCell":
            self._merges += 1
            if self._merges > self._limits.merges:
                raise SheetRefused(refusals.ABNORMAL)

    def _start_row(self, attributes: Attributes) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = -1
        if attributes.get("hidden") in _TRUE:
            self.survey.hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        self._type = attributes.get("t", "")
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self._column = _column_index(place[1])
            self._row = int(place[2])
        else:
            self._column += 1

    def _hide_columns(self, attributes: Attributes) -> None:
        first = int(attributes.get("min", "1"))
        last = min(int(attributes.get("max", first)), self._limits.last_column)
        self.survey.hidden_columns.update(range(first - 1, last))

    def _check_place(self) -> None:
        if self._row > self._limits.last_row:
            raise too_far_down(self._limits.last_row)
        if self._column >= self._limits.last_column:
            raise too_many_columns(self._limits.last_column)
        if self._row != self._last_row_with_content:
            self._last_row_with_content = self._row
            self.survey.rows_with_content += 1
            if self.survey.rows_with_content > self._limits.rows:
                raise too_many_rows(self._limits.rows)


def _entry_name(target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join("xl", target))


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
