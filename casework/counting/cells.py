"""Writing the figures that are kept: places by the expression, all above as sums of those."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select, update

from casework.clock import Month
from casework.counting import acts
from casework.counting.expression import Rows, located
from casework.counting.figures import DEPTHS, WHOLE, Figures
from casework.counting.models import RegionMonth
from casework.counting.queries import by_place
from casework.counting.rules import Basis, Measure
from casework.counting.stored import COLUMNS, columns_of
from casework.db.base import db
from casework.db.bulk import send, shape_of
from casework.db.scope import within
from casework.regions.codes import pad

#: Ranges in one condition: SQLite takes no deeper one than a thousand.
_RANGES = 100

_LOWEST = DEPTHS[-1]
_EVERYWHERE = ("",)

#: Who came or left in more than one place in a month: column, and the places of each child.
Repeated = Sequence[tuple[str, Collection[str]]]


def store_places(month: Month, prefixes: Sequence[str], basis: Basis) -> None:
    """Count places anew, by whole codes or by prefixes, and keep what comes out."""
    figures = by_place(month, prefixes, basis)
    here = located(RegionMonth.region_code, prefixes)
    db.session.execute(_delete(month, _LOWEST).where(here))
    connection = db.session.connection()
    shape = shape_of(RegionMonth, connection.dialect)
    rows = [shape.values(row) for row in _rows(month, figures)]
    if rows:
        send(connection, shape.statement, rows)


def _rows(month: Month, figures: Mapping[str, Figures]) -> Iterator[dict[str, Any]]:
    for code, own in figures.items():
        place = {"month": str(month), "depth": _LOWEST, "region_code": code}
        for part, columns in columns_of(own).items():
            if any(columns.values()):
                yield {**place, "part": part, **columns}


def in_lots(places: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Cut places into lists that one statement can take."""
    for first in range(0, len(places), size):
        yield places[first : first + size]


def sum_up(month: Month, places: Collection[str] | None = None) -> None:
    """Add the places up to townships, counties, cities and provinces: those above some, or all."""
    repeated = _repeated(month)
    for depth in reversed(DEPTHS[:-1]):
        _sum_level(month, depth, None if places is None else sorted({p[:depth] for p in places}))
        _count_once(month, depth, repeated, places)


def _sum_level(month: Month, depth: int, prefixes: Sequence[str] | None) -> None:
    sums, gone = _sums(month, depth), _delete(month, depth)
    if prefixes is None:
        db.session.execute(gone)
        db.session.execute(_keep(sums))
        return
    for some in in_lots(prefixes, _RANGES):
        db.session.execute(gone.where(RegionMonth.region_code.in_([*map(pad, some)])))
        db.session.execute(_keep(sums.where(within(RegionMonth.region_code, some))))


def _sums(month: Month, depth: int) -> Rows:
    lower = DEPTHS[DEPTHS.index(depth) + 1]
    rest = "0" * (_LOWEST - depth)
    place = func.substr(RegionMonth.region_code, 1, depth).concat(rest).label("place")
    numbers = [func.sum(getattr(RegionMonth, name)).label(f"sum_{name}") for name in COLUMNS]
    return (
        select(literal(str(month)), literal(depth), place, RegionMonth.part, *numbers)
        .where(RegionMonth.month == str(month), RegionMonth.depth == lower)
        .group_by("place", RegionMonth.part)
    )


def _keep(sums: Rows) -> Any:
    names = ["month", "depth", "region_code", "part", *COLUMNS]
    return insert(RegionMonth).from_select(names, sums)


def _delete(month: Month, depth: int) -> Any:
    mine = RegionMonth.month == str(month), RegionMonth.depth == depth
    return delete(RegionMonth).where(*mine).execution_options(synchronize_session=False)


# --- entries and exits: a child counts once at every level, in however many places ------------


def _repeated(month: Month) -> Repeated:
    found: list[tuple[str, Collection[str]]] = []
    for measure, statement in (
        (Measure.ENTERED, acts.entered_in(month, _EVERYWHERE)),
        (Measure.EXITED, acts.exited_in(month, _EVERYWHERE)),
    ):
        again, all_ = statement.subquery("again"), statement.subquery("one")
        more = select(again.c.child_id).group_by(again.c.child_id).having(func.count() > 1)
        rows = select(all_.c.child_id, all_.c.region_code).where(all_.c.child_id.in_(more))
        places: dict[UUID, set[str]] = defaultdict(set)
        for child_id, code in db.session.execute(rows):
            places[child_id].add(code)
        found += [(measure.value, codes) for codes in places.values()]
    return found


def _count_once(
    month: Month, depth: int, repeated: Repeated, places: Collection[str] | None
) -> None:
    """Take away what a sum counts more than once."""
    summed_now = None if places is None else {place[:depth] for place in places}
    for (column, prefix), surplus in _surplus(depth, repeated).items():
        if summed_now is None or prefix in summed_now:
            number = getattr(RegionMonth, column)
            db.session.execute(
                update(RegionMonth)
                .where(RegionMonth.month == str(month), RegionMonth.depth == depth)
                .where(RegionMonth.region_code == pad(prefix), RegionMonth.part == WHOLE)
                .values({column: number - surplus})
                .execution_options(synchronize_session=False)
            )


def _surplus(depth: int, repeated: Repeated) -> Counter[tuple[str, str]]:
    lower = DEPTHS[DEPTHS.index(depth) + 1]
    found: Counter[tuple[str, str]] = Counter()
    for column, codes in repeated:
        parts = Counter(part[:depth] for part in {code[:lower] for code in codes})
        found.update({(column, prefix): n - 1 for prefix, n in parts.items() if n > 1})
    return found
