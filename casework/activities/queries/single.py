"""Activities in reach: those that count, one, some."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from casework.accounts.viewer import Viewer
from casework.activities.models import Activity
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions.codes import prefix


def visible_to(viewer: Viewer) -> Select[Activity]:
    """Return the activities of the units in reach; those withdrawn are among them."""
    return select(Activity).where(within(Activity.region_code, viewer.scope.ranges))


def standing(
    viewer: Viewer,
    *,
    place: str | None = None,
    campaign_code: str | None = None,
    first_on: date | None = None,
    until_on: date | None = None,
) -> Select[Activity]:
    """Return those that count, of the units of a place, a campaign, the days ``[first, until)``."""
    return select(Activity).where(*counting(viewer, place, campaign_code, first_on, until_on))


def counting(
    viewer: Viewer,
    place: str | None = None,
    campaign_code: str | None = None,
    first_on: date | None = None,
    until_on: date | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions of the same, for whoever counts them by plain columns."""
    found = [within(Activity.region_code, viewer.scope.ranges), Activity.withdrawn_on.is_(None)]
    if place is not None:
        found.append(within(Activity.region_code, (prefix(place),)))
    if campaign_code is not None:
        found.append(Activity.campaign_code == campaign_code)
    if first_on is not None:
        found.append(Activity.held_on >= first_on)
    if until_on is not None:
        found.append(Activity.held_on < until_on)
    return found


def get(viewer: Viewer, activity_id: UUID) -> Activity:
    """Return one activity in reach; raise NotFound."""
    found = db.session.scalar(visible_to(viewer).where(Activity.id == activity_id))
    if found is None:
        raise NotFound
    return found


def hold(activity: Activity) -> Activity:
    """Read an activity anew and hold it against others."""
    statement = (
        select(Activity)
        .where(Activity.region_code == activity.region_code, Activity.id == activity.id)
        .with_for_update(of=Activity)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()


def of_form(viewer: Viewer, client_id: UUID) -> Activity | None:
    """Return the activity that a form made already."""
    return db.session.scalar(visible_to(viewer).where(Activity.client_id == client_id))


def by_ids(viewer: Viewer, ids: Collection[UUID]) -> Sequence[Activity]:
    """Return those of some activities that are in reach."""
    if not ids:
        return []
    return db.session.scalars(visible_to(viewer).where(Activity.id.in_(ids))).all()
