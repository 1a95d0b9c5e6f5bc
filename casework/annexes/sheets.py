"""The two forms of a region and a campaign as they stand now: numbers, words, what is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from casework.activities import queries as activities
from casework.activities.models import Activity
from casework.annexes import counting, giving, layout, queries, rules
from casework.annexes.contacts import Contact, contact_for, note_of
from casework.annexes.counting import Held
from casework.annexes.giving import Gift
from casework.annexes.layout import Column
from casework.annexes.queries import Asked
from casework.annexes.rules import Cell, Override
from casework.assistance.models import Mode
from casework.db.base import db
from casework.errors import NotFound
from casework.figures.registry import Entry
from casework.practice import queries as practice
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2, Annex
from casework.texts import Text

#: Of an activity at which nothing was given.
NO_MODE = "none"


@dataclass(frozen=True)
class Words:
    """What a row of 附件2 says of its activity."""

    title: str = ""
    organiser: str = ""


@dataclass(frozen=True)
class Line:
    """One row of 附件2: an activity and one way of giving, or none."""

    #: 序号, from 1.
    n: int
    activity_id: UUID
    mode: Mode | None
    held_on: date
    until_on: date | None
    #: By code: ``value.…`` and ``children.…``.
    value: str
    children: str

    @property
    def time(self) -> str:
        """活动时间 as the form has it."""
        return rules.held_time(self.held_on, self.until_on)

    @property
    def way(self) -> str:
        """捐赠（助）方式; empty where nothing was given."""
        return self.mode.label if self.mode else ""


@dataclass(frozen=True)
class Sheet:
    """One form: its words, its cells by code and, of 附件2, its lines."""

    asked: Asked
    annex: Annex
    cells: Mapping[str, Cell]
    note: str
    lines: Sequence[Line] = ()
    #: Of 附件1: whether kinds without a column count in 合计.
    counts_others: bool = False

    @property
    def code(self) -> str:
        """``annex1`` or ``annex2``."""
        return self.annex.code

    @property
    def changed(self) -> list[Cell]:
        """The cells that say another number than the records, and why."""
        return [cell for cell in self.cells.values() if cell.override is not None]

    @property
    def seen(self) -> str:
        """What tells whether somebody who signs has seen these numbers."""
        return rules.seen_code(f"{code}={cell.shown}" for code, cell in self.cells.items())

    def label_of(self, cell: Cell) -> str:
        """Say which number it is: the column and, of 附件2, the row."""
        for line in self.lines:
            if cell.code in {line.value, line.children}:
                return Text("第%(n)s行：%(column)s", n=line.n, column=cell.column.title)
        return cell.column.title


@dataclass(frozen=True)
class Records:
    """What the rows of 附件2 are made of."""

    held: Sequence[Held]
    gifts: Sequence[Gift]


@dataclass(frozen=True)
class Book:
    """What a region hands in for a campaign: the forms that this asks for."""

    asked: Asked
    held: Sequence[Held]
    sheets: Sequence[Sheet]
    contact: Contact
    gifts: Sequence[Gift]

    def sheet(self, code: str) -> Sheet:
        """Return one form; raise NotFound where the campaign does not ask for it."""
        for sheet in self.sheets:
            if sheet.code == code:
                return sheet
        raise NotFound

    def find(self, cell: str) -> tuple[Sheet, Cell]:
        """Return a cell and its form; raise NotFound where there is none of that code."""
        for sheet in self.sheets:
            if cell in sheet.cells:
                return sheet, sheet.cells[cell]
        raise NotFound


def book(asked: Asked) -> Book:
    """Return the forms of a region and a campaign as the records have them now."""
    held = counting.held_in(asked)
    said = queries.overrides(asked)
    contact = contact_for(asked.campaign.code, asked.region.code)
    gifts = giving.gifts(asked) if asked.campaign.annex(ANNEX_2) else []
    sheets = []
    for annex in asked.campaign.annexes:
        note, own = note_of(annex.note, asked.campaign, contact), said.get(annex.code, {})
        if annex.code == ANNEX_1:
            sheets.append(_first(asked, annex, note, held, own))
        else:
            sheets.append(_second(asked, annex, note, Records(held, gifts), own))
    return Book(asked, held, sheets, contact, gifts)


# --- 附件1 -----------------------------------------------------------------------------------


def _first(
    asked: Asked, annex: Annex, note: str, held: Sequence[Held], said: Mapping[str, Override]
) -> Sheet:
    setting = practice.volunteers(asked.region.code)
    entries = counting.cells(asked, held)
    others = entries.pop(layout.OTHERS)
    columns: list[Column] = [*layout.ANNEX_1_COLUMNS]
    counts_others = setting.others_in_total and bool(others)
    if counts_others:
        columns = [*map(_with_others, columns), layout.OTHER_HELPERS]
        entries[layout.OTHERS] = others
    cells = {
        column.code: Cell(column.code, column, _entries(column, entries)) for column in columns
    }
    return Sheet(asked, annex, rules.overridden(cells, said), note, counts_others=counts_others)


def _with_others(column: Column) -> Column:
    if column.code != layout.VOLUNTEERS:
        return column
    return replace(column, adds=(*column.adds, layout.OTHERS))


def _entries(column: Column, entries: Mapping[str, Sequence[Entry]]) -> tuple[Entry, ...]:
    if column.is_total:
        return tuple(entry for part in column.adds for entry in entries[part])
    return tuple(entries[column.code])


# --- 附件2 -----------------------------------------------------------------------------------


def _second(
    asked: Asked, annex: Annex, note: str, records: Records, said: Mapping[str, Override]
) -> Sheet:
    by_row: dict[tuple[UUID, Mode], list[Gift]] = {}
    for gift in records.gifts:
        by_row.setdefault((gift.activity_id, gift.mode), []).append(gift)
    named = giving.children_of(asked)
    lines: list[Line] = []
    cells: dict[str, Cell] = {}
    for each in records.held:
        modes: list[Mode | None] = [mode for mode in Mode if (each.id, mode) in by_row]
        for mode in modes or [None]:
            line = _line(len(lines) + 1, each, mode)
            lines.append(line)
            own = by_row[each.id, mode] if mode else []
            cells |= {cell.code: cell for cell in _pair(line, each, own, named.get(each.id, ()))}
    return Sheet(asked, annex, rules.overridden(cells, said), note, lines)


def _line(n: int, each: Held, mode: Mode | None) -> Line:
    row = f"{each.id.hex}.{mode.value if mode else NO_MODE}"
    value, children = f"{layout.VALUE}.{row}", f"{layout.CHILDREN}.{row}"
    return Line(n, each.id, mode, each.held_on, each.until_on, value, children)


def _pair(
    line: Line, each: Held, gifts: Sequence[Gift], named: Collection[tuple[UUID, str]]
) -> tuple[Cell, Cell]:
    """Return value and number of children of a row."""
    worth = tuple(entry for gift in gifts if (entry := gift.worth) is not None)
    if gifts:
        reached = [entry for gift in gifts if (entry := gift.reached) is not None]
    else:
        reached = [
            replace(each.entry(child_id.hex, ""), region_code=code) for child_id, code in named
        ]
        if each.children_counted:
            reached.append(each.entry(each.id.hex, "", each.children_counted, is_bare=True))
    return (
        Cell(line.value, layout.VALUE_COLUMN, worth, is_blank=not worth),
        Cell(line.children, layout.CHILDREN_COLUMN, tuple(reached)),
    )


def words_of(asked: Asked, lines: Sequence[Line]) -> dict[UUID, Words]:
    """Return what some rows say of their activities; one statement, each opened once."""
    ids = {line.activity_id for line in lines}
    if not ids:
        return {}
    statement = activities.standing(
        asked.viewer, place=asked.region.code, campaign_code=asked.campaign.code
    )
    if len(ids) <= _FEW:
        statement = statement.where(Activity.id.in_(ids))
    found = db.session.scalars(statement)
    return {each.id: Words(each.title, each.organiser or "") for each in found if each.id in ids}


#: Fewer are asked for by their ids, more by their campaign.
_FEW = 200


def total_value(sheet: Sheet) -> Decimal:
    """Return what all rows of 附件2 say together: on the page, not on the form."""
    shown = (sheet.cells[line.value].shown for line in sheet.lines)
    return rules.whole(sum((each for each in shown if each is not None), Decimal(0)))
