"""Why children in care were not visited in a month."""

from collections import Counter
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting.expression import in_month
from casework.counting.indicators import Indicator
from casework.counting.queries import Coverage
from casework.counting.rules import Measure
from casework.db.base import db
from casework.practice import queries as practice
from casework.regions.codes import prefix
from casework.visits import queries as visits
from casework.visits.models import Outcome, Visit, VisitVersion
from casework.visits.rules import LEFT_OUT

#: The question of the visit form whose answer is the reason.
QUESTION = "not_seen_reason"

UNPLANNED = "未安排"
CALLED_ONLY = "只有电话、视频"
NOT_MET = "没有见到人"
GONE = "已迁出，原因不在本地区"

Whose = Select[UUID] | Collection[UUID]


def reasons(viewer: Viewer, month: Month, whose: Whose) -> dict[UUID, str]:
    """Return why children were not visited in person; of those only whom the viewer may open.

    ``whose`` are children without a visit in person in the month.
    """
    attempts = _attempts(viewer, month, whose)
    called = _called(viewer, month, whose)
    reachable = select(Child.id).where(children.in_reach(viewer), Child.id.in_(whose))
    otherwise = {child: CALLED_ONLY if child in called else UNPLANNED for child in _ids(reachable)}
    return {child: attempts.get(child, reason) for child, reason in otherwise.items()}


def summary(viewer: Viewer, report: Coverage) -> list[tuple[str, int]]:
    """Return how many of a report's children were not visited for which reason, most first."""
    under = prefix(report.region.code)
    unvisited = Indicator(Measure.UNVISITED, report.month, under, report.basis)
    one = unvisited.statement.subquery("unvisited")
    known = Counter(reasons(viewer, report.month, select(one.c.child_id)).values())
    known[GONE] = (report.figures.of(Measure.UNVISITED) or 0) - known.total()
    return sorted(((why, n) for why, n in known.items() if n), key=lambda each: (-each[1], each[0]))


def _attempts(viewer: Viewer, month: Month, whose: Whose) -> dict[UUID, str]:
    """Return the reason of the last attempt of the month at which nobody was met."""
    newest = and_(VisitVersion.visit_id == Visit.id, VisitVersion.n == Visit.version)
    statement = (
        select(VisitVersion)
        .join(Visit, newest)
        .where(visits.in_reach(viewer), _of(whose), in_month(Visit.visited_on, month))
        .where(Visit.outcome == Outcome.NOT_MET, Visit.review_state != LEFT_OUT)
        .order_by(Visit.visited_on, Visit.recorded_at)
    )
    labels = practice.codes("unvisited_reason")
    found = {}
    for version in db.session.scalars(statement):
        found[version.child_id] = labels.get(version.findings.get(QUESTION, ""), NOT_MET)
    return found


def _called(viewer: Viewer, month: Month, whose: Whose) -> set[UUID]:
    statement = select(Visit.child_id).where(visits.in_reach(viewer), _of(whose))
    return set(_ids(statement.where(visits.counts(), in_month(Visit.visited_on, month))))


def _of(whose: Whose) -> Any:
    return Visit.child_id.in_(whose)


def _ids(statement: Select[UUID]) -> Collection[UUID]:
    return list(db.session.scalars(statement))
