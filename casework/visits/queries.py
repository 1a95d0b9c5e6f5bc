"""Finding visits: every statement says which region it may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child, Stay
from casework.children.queries import same_place
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.visits import rules
from casework.visits.models import ReviewState, Visit, VisitVersion

_DOUBTFUL = sorted(reason.value for reason in rules.DOUBTFUL_DATES)
_VALID = sorted(rules.VALID_OUTCOMES, key=lambda outcome: outcome.value)
_IN_PERSON = sorted(rules.IN_PERSON_MODES, key=lambda mode: mode.value)


@dataclass(frozen=True)
class Milestones:
    """The visits that due dates are reckoned from."""

    first_visit_on: date | None
    last_visit_on: date | None
    last_contact_on: date | None


# What counts: rules.is_valid, is_in_person and moves_due, in SQL


def counts() -> ColumnElement[bool]:
    """Return the condition that a visit is valid for counting."""
    return and_(Visit.review_state != rules.LEFT_OUT, Visit.outcome.in_(_VALID))


def in_person() -> ColumnElement[bool]:
    """Return the condition that a visit was made face to face."""
    return Visit.mode.in_(_IN_PERSON)


def moves_due() -> ColumnElement[bool]:
    """Return the condition that due dates are reckoned from a visit."""
    dated = or_(
        Visit.review_state != ReviewState.TO_CHECK,
        Visit.check_reason.is_(None),
        Visit.check_reason.not_in(_DOUBTFUL),
    )
    return and_(counts(), dated)


# Single visits


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a visit is to a child whom the viewer may see."""
    condition = within(Visit.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Visit.child_id.in_(viewer.scope.children))
    return condition


def get(viewer: Viewer, visit_id: UUID, *, fresh: bool = False) -> Visit:
    """Return one visit; raise NotFound for a missing one and for one out of reach alike.

    ``fresh`` reads the row anew, for an act that others must not have overtaken.
    """
    statement = select(Visit).where(in_reach(viewer), Visit.id == visit_id)
    visit = db.session.scalar(statement.execution_options(populate_existing=fresh))
    if visit is None:
        raise NotFound
    return visit


def of_child(child: Child, visit_id: UUID) -> Visit | None:
    """Return a visit if it is one to this child."""
    return db.session.scalar(select(Visit).where(same_place(Visit, child), Visit.id == visit_id))


def versions(visit: Visit) -> Sequence[VisitVersion]:
    """Return every version of a visit, the newest first."""
    return db.session.scalars(_versions(visit).order_by(VisitVersion.n.desc())).all()


def newest(visit: Visit) -> VisitVersion:
    """Return what the visit says now."""
    return db.session.scalars(_versions(visit).where(VisitVersion.n == visit.version)).one()


def _versions(visit: Visit) -> Select[VisitVersion]:
    return select(VisitVersion).where(
        VisitVersion.visit_id == visit.id, VisitVersion.region_code == visit.region_code
    )


def several(
    viewer: Viewer, visit_ids: Collection[UUID]
) -> Sequence[tuple[Visit, VisitVersion, Child]]:
    """Return visits in reach with what they say now and whom they were made to."""
    statement = (
        select(Visit, VisitVersion, Child)
        .join(VisitVersion, is_newest())
        .join(Child, Child.id == Visit.child_id)
        .where(in_reach(viewer), Visit.id.in_(visit_ids))
    )
    return db.session.execute(statement).all()


def is_newest() -> ColumnElement[bool]:
    """Return the condition that a version is what its visit says now."""
    return and_(VisitVersion.visit_id == Visit.id, VisitVersion.n == Visit.version)


def held(viewer: Viewer, visit_ids: Collection[UUID]) -> dict[UUID, tuple[Visit, VisitVersion]]:
    """Return visits in reach with what they say now, read anew and held against others' acts.

    The rows of their children are held already, in the order of ``locked``.
    """
    statement = (
        select(Visit, VisitVersion)
        .join(VisitVersion, is_newest())
        .where(in_reach(viewer), Visit.id.in_(visit_ids))
        .order_by(Visit.id)
        .with_for_update(of=Visit)
        .execution_options(populate_existing=True)
    )
    return {visit.id: (visit, version) for visit, version in db.session.execute(statement)}


# Of one child


def for_child(viewer: Viewer, child: Child, limit: int = 100) -> Sequence[Visit]:
    """Return the visits to a child, the newest first."""
    statement = select(Visit).where(same_place(Visit, child), in_reach(viewer))
    newest_first = statement.order_by(Visit.visited_on.desc(), Visit.id.desc())
    return db.session.scalars(newest_first.limit(limit)).all()


def last_valid(child: Child) -> tuple[Visit, VisitVersion] | None:
    """Return the last visit that counts, with what it says now."""
    statement = (
        select(Visit, VisitVersion)
        .join(
            VisitVersion, and_(VisitVersion.visit_id == Visit.id, VisitVersion.n == Visit.version)
        )
        .where(same_place(Visit, child), counts())
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return found if found is None else (found[0], found[1])


def milestones(child: Child) -> Milestones:
    """Return first and last visit in person and last contact, from all visits that move them."""
    face_to_face = case((in_person(), Visit.visited_on))
    statement = select(
        func.min(face_to_face), func.max(face_to_face), func.max(Visit.visited_on)
    ).where(same_place(Visit, child), moves_due())
    first, last, contact = db.session.execute(statement).one()
    return Milestones(first, last, contact)


def locked(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, Child]:
    """Return those children that are in reach, their rows held against changes by others."""
    statement = (
        children.visible_to(viewer)
        .where(Child.id.in_(sorted(child_ids)))
        .order_by(Child.id)  # everybody locks in one order, so that nobody waits for ever
        .with_for_update(of=Child)
        .execution_options(populate_existing=True)
    )
    return {child.id: child for child in db.session.scalars(statement)}


def child_names(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those children that are in reach."""
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    return {child.id: child.name for child in db.session.scalars(statement)}


def place_on(viewer: Viewer, child: Child, day: date) -> str | None:
    """Return the region that a child lived in on a day; None where that is not in reach."""
    statement = (
        select(Stay.region_code)
        .where(Stay.child_id == child.id, within(Stay.region_code, viewer.scope.ranges))
        .where(Stay.from_on <= day, or_(Stay.until_on.is_(None), Stay.until_on > day))
        .order_by(Stay.from_on.desc())
    )
    return db.session.scalars(statement.limit(1)).first()


def at_home_with(viewer: Viewer, child: Child) -> Sequence[Child]:
    """Return the listed children who live in the same household now, by age."""
    own, theirs = aliased(Stay), aliased(Stay)
    statement = (
        children.visible_to(viewer)
        .join(theirs, theirs.child_id == Child.id)
        .join(own, own.household_id == theirs.household_id)
        .where(own.child_id == child.id, own.region_code == child.region_code)
        .where(theirs.region_code == child.region_code)
        .where(own.until_on.is_(None), theirs.until_on.is_(None))
        .where(Child.id != child.id, Child.status.in_(VISITED_STATUSES))
        .order_by(Child.birth_year, Child.id)
    )
    return db.session.scalars(statement).unique().all()
