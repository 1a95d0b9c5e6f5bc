"""Who and what belongs to an activity: written with it, and put right with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from casework import clock
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.models import (
    Activity,
    ActivityChild,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
)
from casework.activities.rules import Around
from casework.children.models import Child
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound, RuleBroken
from casework.regions import queries as regions
from casework.volunteers import queries as volunteers


def check_around(actor: Viewer, around: Around) -> None:
    """Refuse places that are not the actor's to name, and children where nobody may be named."""
    if around.children and not actor.sees_names:
        raise RuleBroken("妇联登记活动只填人数，不选孩子。", "children")
    places = set(around.places)
    if not all(actor.scope.covers(code) for code in places):
        raise NotFound
    if places - regions.by_codes(places).keys():
        raise NotFound


def surround(actor: Viewer, activity: Activity, around: Around) -> None:
    """Add the rows beside a new activity, but for what was given."""
    mine = _of(activity)
    db.session.add_all(_places(mine, set(around.places)))
    db.session.add_all(_volunteers(actor, mine, set(around.volunteers)))
    db.session.add_all(_helpers(mine, around.helpers))
    db.session.add_all(_children(activity, around.children))


def around_now(actor: Viewer, activity: Activity) -> dict[str, Any]:
    """Return what belongs to an activity, by the names of ``Around``; its children by their ids."""
    key = [activity.id]
    return {
        "places": set(queries.places_of(actor, key)[activity.id]),
        "volunteers": set(queries.volunteers_of(actor, key)[activity.id]),
        "helpers": queries.helpers_of(actor, key)[activity.id],
        "children": queries.named_ids(actor, activity),
    }


def put_right(actor: Viewer, activity: Activity, around: Around, now: Mapping[str, Any]) -> None:
    """Let the rows beside an activity be those that are told; what is not in reach stays."""
    mine, wanted = _of(activity), set(around.places)
    _drop(ActivityPlace, activity, ActivityPlace.place_code.not_in(wanted))
    db.session.add_all(_places(mine, wanted - now["places"]))
    people = set(around.volunteers)
    _drop(ActivityVolunteer, activity, ActivityVolunteer.volunteer_id.not_in(people))
    db.session.add_all(_volunteers(actor, mine, people - now["volunteers"]))
    if dict(around.helpers) != now["helpers"]:
        _drop(ActivityHelpers, activity)
        db.session.add_all(_helpers(mine, around.helpers))
    _name(actor, activity, around.children)


def tell_lines(actor: Viewer, activity: Activity, **values: Any) -> None:
    """Let every line that names a child for an activity say the same as it, in plain columns.

    By the place where the child lived then, which is the actor's: the child may live elsewhere
    now, and the line in its file must not go on telling what was wrong.
    """
    db.session.flush()
    inside = within(ActivityChild.counted_region_code, actor.scope.ranges)
    statement = (
        update(ActivityChild)
        .where(inside, ActivityChild.activity_id == activity.id)
        .where(ActivityChild.withdrawn_on.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
    for row in db.session.identity_map.values():
        if isinstance(row, ActivityChild) and row.activity_id == activity.id:
            for name, value in values.items():
                if row.withdrawn_on is None or name != "withdrawn_on":
                    set_committed_value(row, name, value)


def _of(activity: Activity) -> dict[str, Any]:
    return {"region_code": activity.region_code, "activity_id": activity.id}


def _places(mine: Mapping[str, Any], codes: Collection[str]) -> list[ActivityPlace]:
    return [ActivityPlace(**mine, place_code=code) for code in sorted(codes)]


def _volunteers(
    actor: Viewer, mine: Mapping[str, Any], ids: Collection[UUID]
) -> list[ActivityVolunteer]:
    found = volunteers.by_ids(actor, ids)
    if len(found) < len(ids):
        raise NotFound
    return [
        ActivityVolunteer(**mine, volunteer_id=each.id, kind=each.kind) for each in found.values()
    ]


def _helpers(mine: Mapping[str, Any], people: Mapping[str, int]) -> list[ActivityHelpers]:
    return [
        ActivityHelpers(**mine, kind=kind, people=number)
        for kind, number in people.items()
        if number
    ]


def _children(activity: Activity, children: Iterable[Child]) -> list[ActivityChild]:
    return [
        ActivityChild(
            region_code=child.region_code,
            counted_region_code=child.region_code,
            child_id=child.id,
            for_child_id=child.id,
            activity_id=activity.id,
            held_on=activity.held_on,
            kind=activity.kind,
        )
        for child in {child.id: child for child in children}.values()
    ]


def _drop(model: Any, activity: Activity, *conditions: Any) -> None:
    rows = db.session.query(model).where(
        model.region_code == activity.region_code, model.activity_id == activity.id, *conditions
    )
    for row in rows:
        db.session.delete(row)
    db.session.flush()


def _name(actor: Viewer, activity: Activity, children: Sequence[Child]) -> None:
    """Let the activity name some children in reach; those beyond it stay named."""
    wanted = {child.id: child for child in children}
    lines = queries.lines_at(actor, activity) if actor.sees_names else ()
    for line in lines:
        if line.child_id not in wanted:
            line.withdrawn_on = line.withdrawn_on or clock.today()
        elif line.withdrawn_on is not None:
            line.withdrawn_on = None
    known = {line.child_id for line in lines}
    new = [child for child_id, child in wanted.items() if child_id not in known]
    db.session.add_all(_children(activity, new))
