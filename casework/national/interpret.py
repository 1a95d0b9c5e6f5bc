"""From the cells of a row to what it says; nothing is refused, what cannot be read stays text."""

from collections.abc import Mapping
from datetime import date

from casework.identifiers import normalise_id_number, normalise_name
from casework.identifiers.id_numbers import IdNumber, IdProblem, to_eighteen
from casework.national.rules.facts import Said, Words
from casework.national.rules.values import is_ended
from casework.sheets.cells import Problem, read_date, read_id_number, read_text, says_nothing
from casework.sheets.records import Record
from casework.sheets.workbook import Cell

#: Field by the code of the column.
_TEXTS = {
    "child.name": "name",
    "child.sex": "sex",
    "child.category": "category",
    "child.address": "address",
    "guardian.name": "guardian",
    "guardian.phone": "guardian_phone",
    "child.phone": "phone",
    "child.school": "school",
    "child.health": "health",
    "national.status": "status",
    "national.number": "number_there",
    "national.allowance": "allowance",
}
_DAYS = {
    "child.birth_date": "birth_on",
    "national.recognised_on": "recognised_on",
    "national.ended_on": "ended_on",
}
_DISABILITY = ("national.disability", "national.disability_grade")
_LONGEST = 500


def interpret(record: Record, words: Words, *, is_1904: bool = False) -> Said:
    """Say what a row says."""
    told = _texts(record.cells) | _days(record.cells, is_1904=is_1904)
    told |= _disability(record.cells) | _region(record.cells)
    number, written = _number(record.cells.get("child.id_number"), words.as_of)
    if written:
        told["id_number"] = written
    if "name" in told:
        told["name"] = normalise_name(told["name"])
    return Said(
        line=record.row,
        told=told,
        number=number.number if number else None,
        birth_on=_born(told, number),
        is_ended=is_ended(told, words),
    )


def _text(cell: Cell) -> str | None:
    text = None if says_nothing(cell) else read_text(cell)
    return text[:_LONGEST] if text else None


def _texts(cells: Mapping[str, Cell]) -> dict[str, str]:
    found = {name: _text(cells.get(code)) for code, name in _TEXTS.items()}
    return {name: text for name, text in found.items() if text}


def _days(cells: Mapping[str, Cell], *, is_1904: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in _DAYS.items():
        cell = cells.get(code)
        read = read_date(cell, is_1904=is_1904)
        text = read.isoformat() if isinstance(read, date) else _text(cell)
        if text:
            found[name] = text
    return found


def _disability(cells: Mapping[str, Cell]) -> dict[str, str]:
    """Kind and grade stand in two columns or in one; "none" says something here."""
    parts = [read_text(cells.get(code)) for code in _DISABILITY]
    told = " ".join(part for part in parts if part)
    return {"disability": told[:_LONGEST]} if told else {}


def _region(cells: Mapping[str, Cell]) -> dict[str, str]:
    parts = [_text(cells.get(code)) for code in ("township", "village")]
    told = " ".join(part for part in parts if part) or _text(cells.get("national.living_region"))
    return {"region": told} if told else {}


def _number(cell: Cell, today: date) -> tuple[IdNumber | None, str | None]:
    """Return the number taken apart, and as it is written where it can be a number at all."""
    read = read_id_number(cell, today=today)
    if read is None or isinstance(read, Problem):
        written = _text(cell)
        return None, normalise_id_number(written) if written else None
    if read.problem is IdProblem.FIFTEEN_DIGITS:
        longer = read_id_number(to_eighteen(read.number), today=today)
        return (longer, longer.number) if isinstance(longer, IdNumber) else (read, read.number)
    return read, read.number


def _born(told: Mapping[str, str], number: IdNumber | None) -> date | None:
    written = read_date(told.get("birth_on"))
    if isinstance(written, date):
        return written
    return number.birth_on if number else None
