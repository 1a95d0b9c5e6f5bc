"""Why children in care were not visited in a month, as codes.

What the township says when it closes the month comes first, then the last attempt at which nobody
was met, then that there were calls alone.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting.expression import in_month
from casework.db.base import db
from casework.db.scope import within
from casework.practice import queries as practice
from casework.signoff.models import UnvisitedReason
from casework.visits import queries as visits
from casework.visits.models import Outcome, Visit, VisitVersion
from casework.visits.rules import LEFT_OUT

#: The list of the reasons that may be given.
LIST = "unvisited_reason"
#: The question of the visit form whose answer is the reason.
QUESTION = "not_seen_reason"

UNPLANNED, CALLED_ONLY, NOT_MET, GONE = "unplanned", "called_only", "not_met", "gone"

#: What the system finds out by itself.
FOUND = {
    UNPLANNED: "未安排",
    CALLED_ONLY: "只有电话、视频",
    NOT_MET: "没有见到人",
    GONE: "已迁出，原因不在本地区",
}

Whose = Select[UUID] | Collection[UUID]


def label(code: str) -> str:
    """Return the words of a reason."""
    return FOUND.get(code) or practice.codes(LIST).get(code, code)


def codes_of(viewer: Viewer, month: Month, whose: Whose) -> dict[UUID, str]:
    """Return why children were not visited in person; of those only whom the viewer may open.

    ``whose`` are children without a visit in person in the month.
    """
    called = _called(viewer, month, whose)
    reachable = select(Child.id).where(children.in_reach(viewer), Child.id.in_(whose))
    otherwise = {
        child: CALLED_ONLY if child in called else UNPLANNED
        for child in db.session.scalars(reachable)
    }
    said = {**_attempts(viewer, month, whose), **_given(viewer, month, whose)}
    return {child: said.get(child, reason) for child, reason in otherwise.items()}


def _given(viewer: Viewer, month: Month, whose: Whose) -> dict[UUID, str]:
    """Return what the townships said; of several the newest."""
    statement = (
        select(UnvisitedReason.child_id, UnvisitedReason.code)
        .where(within(UnvisitedReason.region_code, viewer.scope.ranges))
        .where(UnvisitedReason.month == str(month), UnvisitedReason.child_id.in_(whose))
        .order_by(UnvisitedReason.created_at, UnvisitedReason.id)
    )
    return dict(db.session.execute(statement).all())


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
    known = practice.codes(LIST)
    found = {}
    for version in db.session.scalars(statement):
        code = version.findings.get(QUESTION, "")
        found[version.child_id] = code if code in known else NOT_MET
    return found


def _called(viewer: Viewer, month: Month, whose: Whose) -> set[UUID]:
    statement = select(Visit.child_id).where(visits.in_reach(viewer), _of(whose))
    counted = statement.where(visits.counts(), in_month(Visit.visited_on, month))
    return set(db.session.scalars(counted))


def _of(whose: Whose) -> Any:
    return Visit.child_id.in_(whose)
