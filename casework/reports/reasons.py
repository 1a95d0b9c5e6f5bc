"""Why children in care were not visited in a month, in words."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.indicators import Indicator
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.regions.codes import prefix
from casework.signoff import queries as signoff
from casework.signoff import source
from casework.signoff.reasons import GONE, codes_of, label


def reasons(viewer: Viewer, month: Month, whose: Collection[UUID]) -> dict[UUID, str]:
    """Return why children were not visited in person; of those only whom the viewer may open."""
    return {child: label(code) for child, code in codes_of(viewer, month, whose).items()}


def summary(viewer: Viewer, report: Coverage) -> list[tuple[str, int]]:
    """Return how many of a report's children were not visited for which reason, most first."""
    under = prefix(report.region.code)
    signed = source.signed_for(viewer, report.region, report.month)
    known = signoff.reasons(signed, under) if signed else _counted(viewer, report, under)
    told = [(label(code), n) for code, n in known.items() if n]
    return sorted(told, key=lambda each: (-each[1], each[0]))


def _counted(viewer: Viewer, report: Coverage, under: str) -> Counter[str]:
    unvisited = Indicator(Measure.UNVISITED, report.month, under, report.basis)
    one = unvisited.statement.subquery("unvisited")
    known = Counter(codes_of(viewer, report.month, select(one.c.child_id)).values())
    known[GONE] = (report.figures.of(Measure.UNVISITED) or 0) - known.total()
    return known
