"""What belongs to activities: places, helpers, children; by activity, a statement each."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from casework.accounts.viewer import Viewer
from casework.activities.models import (
    Activity,
    ActivityChange,
    ActivityChild,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
)
from casework.children import queries as children
from casework.children.models import Child
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within


def places_of(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return where some activities in reach were held, by their ids; in the order of the codes."""
    columns = (ActivityPlace.activity_id, ActivityPlace.place_code)
    statement = select(*columns).where(*_of(viewer, ActivityPlace, ids))
    found: dict[UUID, list[str]] = {each: [] for each in ids}
    for activity_id, code in db.session.execute(statement.order_by(ActivityPlace.place_code)):
        found[activity_id].append(code)
    return found


def volunteers_of(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Return who of the register helped at some activities: her id, and her kind of that day."""
    columns = (
        ActivityVolunteer.activity_id,
        ActivityVolunteer.volunteer_id,
        ActivityVolunteer.kind,
    )
    statement = select(*columns).where(*_of(viewer, ActivityVolunteer, ids))
    found: dict[UUID, dict[UUID, str]] = {each: {} for each in ids}
    order = statement.order_by(ActivityVolunteer.volunteer_id)
    for activity_id, volunteer_id, kind in db.session.execute(order):
        found[activity_id][volunteer_id] = kind
    return found


def helpers_of(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many helped at some activities whom nobody registered, by kind."""
    columns = (ActivityHelpers.activity_id, ActivityHelpers.kind, ActivityHelpers.people)
    statement = select(*columns).where(*_of(viewer, ActivityHelpers, ids))
    found: dict[UUID, dict[str, int]] = {each: {} for each in ids}
    for activity_id, kind, people in db.session.execute(statement.order_by(ActivityHelpers.kind)):
        found[activity_id][kind] = people
    return found


def named_counts(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many different children some activities name, wherever they live now."""
    many = func.count(ActivityChild.child_id.distinct())
    statement = select(ActivityChild.activity_id, many).where(*_named(viewer, ids))
    found = dict.fromkeys(ids, 0)
    for activity_id, number in db.session.execute(statement.group_by(ActivityChild.activity_id)):
        found[activity_id] = number
    return found


def named_ids(viewer: Viewer, activity: Activity) -> set[UUID]:
    """Return the files of the children that an activity names, wherever they are now."""
    statement = select(ActivityChild.child_id).where(*_named(viewer, [activity.id]))
    return set(db.session.scalars(statement))


def children_at(viewer: Viewer, activity: Activity) -> Sequence[Child]:
    """Return those of the children it names who are in reach now, by name; none for 妇联."""
    if not viewer.sees_names:
        return []
    ids = named_ids(viewer, activity)
    found = db.session.scalars(children.visible_to(viewer).where(Child.id.in_(ids))) if ids else ()
    return sorted(found, key=lambda child: child.name)


def lines_at(viewer: Viewer, activity: Activity) -> Sequence[ActivityChild]:
    """Return the lines of an activity in files in reach, also those withdrawn."""
    inside = within(ActivityChild.region_code, viewer.scope.ranges)
    statement = select(ActivityChild).where(inside, ActivityChild.activity_id == activity.id)
    return db.session.scalars(statement.order_by(ActivityChild.id)).all()


def children_of_child(child: Child) -> Sequence[ActivityChild]:
    """Return the lines of a child's file that count: where it took part, the newest first."""
    statement = select(ActivityChild).where(
        same_place(ActivityChild, child), ActivityChild.withdrawn_on.is_(None)
    )
    order = (ActivityChild.held_on.desc(), ActivityChild.id.desc())
    return db.session.scalars(statement.order_by(*order)).all()


def changes_of(activity: Activity) -> Sequence[ActivityChange]:
    """Return what an activity said before, the newest change first."""
    statement = select(ActivityChange).where(
        ActivityChange.region_code == activity.region_code,
        ActivityChange.activity_id == activity.id,
    )
    return db.session.scalars(statement.order_by(ActivityChange.n.desc())).all()


_OfActivity = type[ActivityPlace] | type[ActivityVolunteer] | type[ActivityHelpers]


def _of(viewer: Viewer, model: _OfActivity, ids: Collection[UUID]) -> list[ColumnElement[bool]]:
    return [within(model.region_code, viewer.scope.ranges), model.activity_id.in_(ids)]


def _named(viewer: Viewer, ids: Collection[UUID]) -> list[ColumnElement[bool]]:
    """Return the conditions of the lines that count, by where the children lived then."""
    return [
        within(ActivityChild.counted_region_code, viewer.scope.ranges),
        ActivityChild.activity_id.in_(ids),
        ActivityChild.withdrawn_on.is_(None),
    ]
