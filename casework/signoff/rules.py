"""When a month may be confirmed and signed, and what has changed between two states of it: pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from casework.audit.chain import canonical
from casework.clock import Month
from casework.counting.figures import Cell, Figures
from casework.counting.stored import COLUMNS, columns_of
from casework.errors import RuleBroken
from casework.regions.codes import Level, level_of
from casework.signoff.standing import ChildLine, Standing

#: Digits of a county, a township and a village: the depths that are signed.
DEPTHS = (6, 9, 12)
COUNTY, TOWNSHIP = 6, 9

#: Half of an id's digest: enough to tell whether one child's rows are the same.
_PRINT = 8
_ID = 16


class FigureChange(NamedTuple):
    """A figure that is not what it was."""

    #: The prefix of the region.
    prefix: str
    #: A category code, or empty for the whole.
    part: str
    #: A column of ``counting.stored``.
    measure: str
    old: int
    new: int

    @property
    def cell(self) -> Cell:
        """The measure and its part, as figures know them."""
        measure, part = COLUMNS[self.measure]
        return measure, self.part or part


class ChildChange(NamedTuple):
    """A child that is not counted as it was: the rows of then and now."""

    child_id: UUID
    old: tuple[ChildLine, ...]
    new: tuple[ChildLine, ...]
    #: How many visits were and are counted.
    old_visits: int
    new_visits: int


def check_over(month: Month, today: date) -> None:
    """Refuse a month that is not over: its visits are still being made."""
    if today <= month.last:
        raise RuleBroken(
            "%(month)s还没有过完，%(day)s起才能确认和签发。", month=month, day=month.next.first
        )


def check_township(code: str) -> None:
    """Refuse to confirm anything but the month of a township."""
    if level_of(code) is not Level.TOWNSHIP:
        raise RuleBroken("月报由乡镇（街道）确认，请选乡镇。")


def figure_changes(
    old: Mapping[str, Figures], new: Mapping[str, Figures]
) -> Iterator[FigureChange]:
    """Yield each figure of two trees that differs, from the county down."""
    for prefix in sorted(old.keys() | new.keys(), key=lambda each: (len(each), each)):
        if len(prefix) in DEPTHS:
            before = columns_of(old.get(prefix, Figures()))
            after = columns_of(new.get(prefix, Figures()))
            yield from _part_changes(prefix, before, after)


def _part_changes(
    prefix: str, before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]]
) -> Iterator[FigureChange]:
    none: Mapping[str, int] = dict.fromkeys(COLUMNS, 0)
    for part in sorted(before.keys() | after.keys()):
        one, other = before.get(part, none), after.get(part, none)
        for measure in COLUMNS:
            if one[measure] != other[measure]:
                yield FigureChange(prefix, part, measure, one[measure], other[measure])


def child_changes(old: Standing, new: Standing) -> list[ChildChange]:
    """Return the children whose rows differ, by region and id."""
    before, after = _by_child(old), _by_child(new)
    found = []
    for child_id in before.keys() | after.keys():
        one, other = before.get(child_id, _Rows()), after.get(child_id, _Rows())
        if one != other:
            found.append(ChildChange(child_id, one.lines, other.lines, one.counted, other.counted))
    return sorted(found, key=lambda each: ((each.old or each.new)[0].region_code, each.child_id))


class _Rows(NamedTuple):
    lines: tuple[ChildLine, ...] = ()
    #: Place, id, version, mode and day of each visit.
    visits: tuple[tuple[str, ...], ...] = ()
    counted: int = 0


def _by_child(standing: Standing) -> dict[UUID, _Rows]:
    lines: dict[UUID, list[ChildLine]] = defaultdict(list)
    visits: dict[UUID, list[tuple[str, ...]]] = defaultdict(list)
    counted: dict[UUID, int] = defaultdict(int)
    for line in standing.children:
        # A reason is no figure, and the one of a child who has moved away is out of reach.
        lines[line.child_id].append(line._replace(reason=None))
    for visit in standing.visits:
        told = (visit.region_code, visit.visit_id.hex, visit.mode.value, str(visit.visited_on))
        visits[visit.child_id].append((*told, str(visit.is_counted)))
        counted[visit.child_id] += visit.is_counted
    return {
        child_id: _Rows(tuple(lines[child_id]), tuple(visits[child_id]), counted[child_id])
        for child_id in lines.keys() | visits.keys()
    }


def fingerprints(standing: Standing) -> bytes:
    """Return what tells later which children have changed: 24 bytes each, in the order of ids."""
    prints = []
    for child_id, rows in sorted(_by_child(standing).items()):
        told = canonical([[[*map(str, line)] for line in rows.lines], rows.visits])
        prints.append(child_id.bytes + hashlib.sha256(told).digest()[:_PRINT])
    return b"".join(prints)


def changed_since(kept: bytes, standing: Standing) -> int:
    """Return how many children have changed since fingerprints were taken."""
    before, after = _read(kept), _read(fingerprints(standing))
    return len({child for child, _ in before ^ after})


def _read(kept: bytes) -> set[tuple[bytes, bytes]]:
    size = _ID + _PRINT
    rows = (kept[start : start + size] for start in range(0, len(kept), size))
    return {(row[:_ID], row[_ID:]) for row in rows}


def code_of(changes: Iterable[FigureChange]) -> str:
    """Return what tells some differences from others, to see that nobody corrects unseen ones."""
    return hashlib.sha256(canonical([list(change) for change in changes])).hexdigest()[:_ID]


def corrected(
    signed: Mapping[str, Figures], by: Mapping[tuple[str, Cell], int]
) -> dict[str, Figures]:
    """Return figures with what corrections say of them."""
    found = dict(signed)
    for (prefix, cell), number in by.items():
        found[prefix] = Figures({**found.get(prefix, Figures()).cells, cell: number})
    return found


__all__ = [
    "ChildChange",
    "FigureChange",
    "changed_since",
    "check_over",
    "check_township",
    "child_changes",
    "code_of",
    "corrected",
    "figure_changes",
    "fingerprints",
]
