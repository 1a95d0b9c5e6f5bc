"""The one sheet of a list: found, understood, packed without what is never kept."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from casework.errors import RuleBroken
from casework.identifiers import check_id_number
from casework.identifiers.id_numbers import IdProblem
from casework.practice import queries as practice
from casework.practice.rules.headers import HeaderBook
from casework.sheets.headers import Layout, find_layout, mapped, plain_layout
from casework.sheets.limits import Limits
from casework.sheets.reading import read_workbook
from casework.sheets.records import Records, read_records
from casework.sheets.texts import bare, read_text
from casework.sheets.wire import dump_workbook, load_workbook
from casework.sheets.workbook import Cell, Row, Sheet, Workbook
from casework.texts import Text

#: A county's list of all its children, and a little more.
MOST_ROWS = 20_000
LIMITS = Limits(rows=MOST_ROWS + 100, xml_elements=6_000_000, cpu_seconds=40, wall_seconds=60)
#: A merged cell stands for all its rows in these columns.
FILLED_DOWN = frozenset({"township", "village", "national.living_region"})

NO_HEADER = "没有找到表头。表里要有“姓名”和“身份证号”这样的栏目，请核对后重新上传。"
NO_ROWS = "表头下面一行也没有。请检查是不是选错了文件，核对后重新上传。"
MISSING = "没有认出“姓名”或“身份证号码”是哪一栏，请指明。"
DOUBLED = "“%(heading)s”和别的栏像是同一项。请指明哪一栏才是“%(column)s”。"
LOOKS_LIKE = "“%(heading)s”可能是“%(column)s”，系统拿不准。请指明这一栏是什么。"

_WHO = frozenset({"child.name", "child.id_number"})
_DEAR = ("child.name", "child.id_number", "child.birth_date", "child.category")
#: Said twice without harm.
_HARMLESS = frozenset({"serial", "fact.remark", "national.bank_card"})
#: What may be the number of a bank card wherever it stands.
_CARD = re.compile(r"[0-9]{15,21}")
_SHORTEST_CARD = 15
_OF_ID_NUMBERS = (None, IdProblem.FIFTEEN_DIGITS, IdProblem.CHECK_DIGIT)
#: Headings under which long numbers are wanted.
_NUMBERED = frozenset({"child.id_number", "national.number"})


@dataclass(frozen=True)
class Table:
    """A sheet with its layout."""

    sheet: Sheet = field(repr=False)
    layout: Layout
    is_1904: bool = False

    def with_columns(self, columns: Mapping[int, str]) -> "Table":
        """Return the table with its columns as somebody has said."""
        return replace(self, layout=mapped(self.layout, columns))

    def records(self) -> Records:
        """Return its rows by field."""
        return read_records(self.sheet, self.layout, filled_down=FILLED_DOWN)


def book() -> HeaderBook:
    """Return all headings that may stand in such a list."""
    return practice.national().beside(practice.header_synonyms())


def read_list(content: bytes, filename: str) -> Table:
    """Read the sheet that names most of our fields, in a process of its own.

    Raises SheetRefused for a file that cannot be read, RuleBroken for one without a table.
    """
    workbook = read_workbook(content, filename, LIMITS)
    headings = book()
    found = [
        Table(sheet, layout, workbook.is_1904)
        for sheet in workbook.visible_sheets
        if (layout := _layout(sheet, headings)) is not None
    ]
    if not found:
        raise RuleBroken(NO_HEADER, "file")
    table = max(found, key=lambda each: len(each.layout.columns))
    if not any(row.number >= table.layout.first_data_row for row in table.sheet.rows):
        raise RuleBroken(NO_ROWS, "file")
    return table


def _layout(sheet: Sheet, headings: HeaderBook) -> Layout | None:
    return find_layout(sheet, headings) or plain_layout(sheet, headings)


def doubt_about(table: Table, headings: HeaderBook) -> Text | None:
    """Return what somebody has to say before the list can be compared, or None."""
    layout = table.layout
    held = set(layout.columns.values())
    for heading in layout.doubled:
        known = headings.field(heading.text, heading.group)
        if known is not None and known.code not in _HARMLESS:
            return Text(DOUBLED, heading=heading.label, column=known.label)
    for heading in layout.unknown:
        code, *others = headings.resembling(heading.text, heading.group) or ("",)
        if code in _DEAR and code not in held and not others:
            return Text(LOOKS_LIKE, heading=heading.label, column=headings.label(code))
    return None if held & _WHO else Text(MISSING)


def guesses(table: Table, headings: HeaderBook) -> dict[int, str]:
    """Return field by column as it is best guessed."""
    found = dict(table.layout.columns)
    for heading in table.layout.unknown:
        likely = headings.resembling(heading.text, heading.group)
        if len(likely) == 1 and likely[0] not in found.values():
            found[heading.column] = likely[0]
    return found


def without_cards(table: Table) -> Table:
    """Return the table without what is never kept: bank cards, in their column and elsewhere.

    The headings stay; a long number that is no ID number goes wherever it stands.
    """
    not_kept, headings = practice.national().not_kept, book()
    columns = {at for at, code in table.layout.columns.items() if code in not_kept}
    for each in table.layout.headings:  # bank and account stand in several columns
        named = headings.field(each.text, each.group)
        if named is not None and named.code in not_kept:
            columns.add(each.column)
    wanted = {at for at, code in table.layout.columns.items() if code in _NUMBERED}
    rows = tuple(
        row if row.number < table.layout.first_data_row else _bared(row, columns, wanted)
        for row in table.sheet.rows
    )
    return replace(table, sheet=replace(table.sheet, rows=rows, flaws={}))


def _bared(row: Row, columns: set[int], wanted: set[int]) -> Row:
    cells = tuple(
        None if at in columns or (at not in wanted and _is_card(cell)) else cell
        for at, cell in enumerate(row.cells)
    )
    return Row(row.number, cells)


def _is_card(cell: Cell) -> bool:
    if cell is None or isinstance(cell, bool):
        return False
    text = bare(read_text(cell) or "").replace("-", "")
    if len(text) < _SHORTEST_CARD or not _CARD.search(text):
        return False
    return check_id_number(text).problem not in _OF_ID_NUMBERS


def packed(table: Table) -> bytes:
    """Return the sheet as it is kept."""
    workbook = Workbook((table.sheet,), is_1904=table.is_1904)
    return zlib.compress(dump_workbook(workbook).encode())


def unpacked(content: bytes, columns: Mapping[str, str]) -> Table:
    """Return a table as it was kept, with its columns as they are understood now."""
    workbook = load_workbook(zlib.decompress(content))
    (kept,) = workbook.sheets
    layout = _layout(kept, book())
    if layout is None:
        raise RuleBroken(NO_HEADER, "file")
    table = Table(kept, layout, workbook.is_1904)
    return table.with_columns({int(at): code for at, code in columns.items()})
