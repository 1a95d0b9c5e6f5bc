"""The lists as workbooks: child by child below a county, by place in it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from casework.children.models import Child
from casework.regions import queries as regions
from casework.sheets.outgoing import CellOut
from casework.sheets.writing import Column, SheetOut, write_xlsx
from casework.six_ones.queries import Entry, Line, Matter

# no-catalogue: the workbook is Chinese in every language of the pages
_PLACE, _CHILD, _VILLAGE, _CHILDREN = "地区", "儿童", "村（社区）", "在册儿童"
# no-catalogue: as above
_COMPLETE, _SHEET, _ALL = "每项都做了", "逐项情况", "合计"


def of_children(
    matter: Matter, entries: Sequence[Entry], files: Mapping[UUID, Child], *, with_names: bool
) -> bytes:
    """Return the children of a place with their states, by name or by the number of their file."""
    places = regions.by_codes({each.region_code for each in entries})
    columns = [Column(_VILLAGE, 18), Column(_CHILD, 14), *_items(matter)]
    rows: list[list[CellOut]] = []
    for each in entries:
        child, place = files.get(each.child_id), places.get(each.region_code)
        called = (child.name if with_names else child.case_number) if child else ""
        states = [each.states[one.item.code].label for one in matter.asked]
        rows.append([place.name if place else "", called, *states])
    return _book(matter, columns, rows)


def of_places(matter: Matter, lines: Sequence[Line], whole: Line) -> bytes:
    """Return how many children of each place have each item done; no child stands in it."""
    columns = [Column(_PLACE, 22), Column(_CHILDREN, 10), *_items(matter), Column(_COMPLETE, 12)]
    rows = [_row(matter, line, str(line.place.name)) for line in lines]
    return _book(matter, columns, [*rows, _row(matter, whole, _ALL)])


def _row(matter: Matter, line: Line, name: str) -> list[CellOut]:
    done = [line.done[one.item.code] for one in matter.asked]
    return [name, line.children, *done, line.complete]


def _items(matter: Matter) -> list[Column]:
    return [Column(one.item.label, 16) for one in matter.asked]


def _book(matter: Matter, columns: Sequence[Column], rows: Sequence[Sequence[CellOut]]) -> bytes:
    # no-catalogue: as above
    note = f"{matter.region.name}，截至{matter.day.isoformat()}"
    return write_xlsx([SheetOut(_SHEET, columns, rows, title=matter.campaign.name, note=note)])
