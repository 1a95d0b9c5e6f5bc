"""Many months of one region at once: children in care and visited, by the rows of its report."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, literal, select, union_all

from casework.clock import Month
from casework.counting.expression import Rows, child_month
from casework.counting.figures import WHOLE, Cell, Figures, summed
from casework.counting.queries import RATIO, basis_of
from casework.counting.rules import Measure
from casework.db.base import db

#: Figures by prefix of every level, for each month.
ByMonth = Mapping[Month, Mapping[str, Figures]]


def by_month(under: str, depth: int, months: Sequence[Month]) -> ByMonth:
    """Count months under a prefix, down to prefixes of ``depth`` digits. One statement."""
    cells: dict[Month, dict[str, Counter[Cell]]] = {month: {} for month in months}
    statement = union_all(*(_month(month, under, depth) for month in months))
    for month, place, in_care, visited in db.session.execute(statement):
        counted = {(Measure.IN_CARE, WHOLE): in_care, (Measure.VISITED, WHOLE): visited}
        cells[Month.parse(month)][place] = Counter(counted)
    return {month: summed(counted) for month, counted in cells.items()}


def _month(month: Month, under: str, depth: int) -> Rows:
    one = child_month(month, (under,), basis_of(month), RATIO).subquery()
    place = func.substr(one.c.region_code, 1, depth).label("place")
    return select(
        literal(str(month)).label("month"),
        place,
        func.count().label("in_care"),
        func.sum(one.c.visited).label("visited"),
    ).group_by("place")
