"""Many months of one region at once: children in care and visited, by the rows of its report."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, literal, select, union_all

from casework.clock import Month
from casework.counting.expression import Rows, child_month
from casework.counting.figures import WHOLE, Cell, Figures, summed
from casework.counting.models import RegionMonth
from casework.counting.queries import RATIO, basis_of
from casework.counting.rules import Measure
from casework.db.base import db
from casework.db.scope import within

#: Figures by prefix of every level, for each month.
ByMonth = Mapping[Month, Mapping[str, Figures]]


def by_month(
    under: str, depth: int, months: Sequence[Month], kept: Collection[Month] = ()
) -> ByMonth:
    """Count months under a prefix, down to prefixes of ``depth`` digits.

    One statement for the months whose counters are ``kept``, one for all others.
    """
    cells: dict[Month, dict[str, Counter[Cell]]] = {month: {} for month in months}
    live = [_month(month, under, depth) for month in months if month not in kept]
    statements: list[Any] = [_kept(kept, under, depth)] if kept else []
    statements += [union_all(*live)] if live else []
    for statement in statements:
        for month, place, in_care, visited in db.session.execute(statement):
            counted = {(Measure.IN_CARE, WHOLE): in_care, (Measure.VISITED, WHOLE): visited}
            cells[Month.parse(month)][place] = Counter(counted)
    return {month: summed(counted) for month, counted in cells.items()}


def _kept(months: Collection[Month], under: str, depth: int) -> Rows:
    return (
        select(
            RegionMonth.month,
            func.substr(RegionMonth.region_code, 1, depth),
            RegionMonth.in_care,
            RegionMonth.visited,
        )
        .where(RegionMonth.month.in_([str(month) for month in months]))
        .where(RegionMonth.depth == depth, within(RegionMonth.region_code, (under,)))
        .where(RegionMonth.part == WHOLE)
    )


def _month(month: Month, under: str, depth: int) -> Rows:
    one = child_month(month, (under,), basis_of(month), RATIO).subquery()
    place = func.substr(one.c.region_code, 1, depth).label("place")
    return select(
        literal(str(month)).label("month"),
        place,
        func.count().label("in_care"),
        func.sum(one.c.visited).label("visited"),
    ).group_by("place")
