"""Finding handovers and the children of their lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from casework.accounts.viewer import Viewer
from casework.caseloads import rules
from casework.caseloads.models import Handover, HandoverChild, Outcome, State
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound


@dataclass(frozen=True)
class Line:
    """One child of a list with its file as it is today."""

    row: HandoverChild
    child: Child

    def outcome_in(self, handover: Handover) -> Outcome | None:
        """Return what becomes of the child, or became; None while it is to be handed over."""
        if self.row.outcome is not None:
            return self.row.outcome
        if self.child.region_code != handover.region_code:
            return Outcome.MOVED
        if self.child.status is Status.CLOSED:
            return Outcome.CLOSED
        return None if self.child.worker_id == handover.from_id else Outcome.REASSIGNED


def get_handover(viewer: Viewer, handover_id: UUID) -> Handover:
    """Return a handover that concerns the viewer; raise NotFound."""
    return _seen(viewer, db.session.scalar(_one(viewer, handover_id)))


def locked_handover(viewer: Viewer, handover_id: UUID) -> Handover:
    """Return the same as it is now, and let nobody else act on it meanwhile."""
    statement = _one(viewer, handover_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    return _seen(viewer, found)


def _one(viewer: Viewer, handover_id: UUID) -> Select[Handover]:
    return select(Handover).where(
        within(Handover.region_code, viewer.scope.ranges), Handover.id == handover_id
    )


def _seen(viewer: Viewer, found: Handover | None) -> Handover:
    if found is None or not rules.may_see(viewer, found):
        raise NotFound
    return found


def waiting_in(viewer: Viewer, under: str) -> Sequence[Handover]:
    """Return the handovers under a prefix that wait for somebody, oldest first."""
    statement = (
        select(Handover)
        .where(within(Handover.region_code, viewer.scope.ranges))
        .where(within(Handover.region_code, [under]), Handover.state == State.WAITING)
        .order_by(Handover.id)
    )
    return db.session.scalars(statement).all()


def rows_of(viewer: Viewer, handover: Handover, *, lock: bool = False) -> list[Line]:
    """Return the children of a list that are still in the viewer's reach, in a steady order."""
    statement = (
        select(HandoverChild, Child)
        .join(Child, Child.id == HandoverChild.child_id)
        .where(children.in_reach(viewer), HandoverChild.handover_id == handover.id)
        .where(within(HandoverChild.region_code, viewer.scope.ranges))
        .order_by(HandoverChild.id)
    )
    if lock:
        statement = statement.with_for_update(of=Child).execution_options(populate_existing=True)
    return [Line(row, child) for row, child in db.session.execute(statement)]


def to_hand_over(viewer: Viewer, region_code: str, from_id: UUID | None) -> Sequence[Child]:
    """Return the files of a village, but for closed ones, that somebody (or nobody) answers for."""
    statement = (
        children.visible_to(viewer)
        .where(Child.region_code == region_code, Child.worker_id == from_id)
        .where(Child.status != Status.CLOSED)
        .order_by(Child.id)
    )
    return db.session.scalars(statement).all()


def offered_from(viewer: Viewer, region_code: str, from_id: UUID | None) -> list[Child]:
    """Return those of them who stand on no list that waits."""
    found = to_hand_over(viewer, region_code, from_id)
    listed = listed_elsewhere(region_code, [child.id for child in found])
    return [child for child in found if child.id not in listed]


def somebody_in(viewer: Viewer, region_code: str) -> UUID | None:
    """Return somebody who answers for children of a village; None where nobody does."""
    statement = (
        select(Child.worker_id)
        .where(children.in_reach(viewer), Child.region_code == region_code)
        .where(Child.status != Status.CLOSED, Child.worker_id.is_not(None))
        .order_by(Child.worker_id)
        .limit(1)
    )
    return db.session.scalar(statement)


def listed_elsewhere(region_code: str, child_ids: Collection[UUID]) -> set[UUID]:
    """Return those children of a village who stand on another list that waits."""
    statement = (
        select(HandoverChild.child_id)
        .join(Handover, Handover.id == HandoverChild.handover_id)
        .where(Handover.region_code == region_code, Handover.state == State.WAITING)
        .where(HandoverChild.region_code == region_code, HandoverChild.child_id.in_(child_ids))
    )
    return set(db.session.scalars(statement))


def pages_lines(lines: Sequence[Line], handover: Handover) -> tuple[list[Line], list[Line]]:
    """Return the lines in two parts: those that go over (or went), and those that do not."""
    kept = {None, Outcome.HANDED}
    going = [line for line in lines if line.outcome_in(handover) in kept]
    return going, [line for line in lines if line.outcome_in(handover) not in kept]
