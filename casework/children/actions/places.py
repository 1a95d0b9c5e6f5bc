"""Moving: the place of before stays in the history, the file follows the child."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, steps
from casework.children.actions.following import tell_move
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import end_open
from casework.children.actions.workers import hand_over
from casework.children.models import Child, Household, Stay
from casework.db.base import Base, db
from casework.db.scope import Scoped
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.regions.codes import Level, level_of, pad


def move(
    *,
    actor: Viewer,
    child: Child,
    region_code: str,
    address: str | None = None,
    on: date | None = None,
    worker_id: UUID | None = None,
) -> None:
    """Move a child to another village or home within the actor's reach.

    What was counted stays counted where it was; only who may open the file changes.
    """
    steps.demand_open(child.status)
    _check(actor, region_code)
    day, left = on or clock.today(), child.region_code
    leave_home(child, day)
    if region_code != left:
        carry(child, region_code)
        inbox.follow_move(child_id=child.id, region_code=region_code)
        hand_over(child, worker_id, day)
        tell_move(child, left, actor.account_id)
    settle(child, address, day)
    reschedule(child)
    record(
        Tag.CHILD_MOVE,
        actor_id=actor.account_id,
        region_code=region_code,
        child_id=child.id,
        left=left,
    )


def move_by(
    *, actor: Viewer, child: Child, region_code: str, address: str | None, on: date
) -> None:
    """Move as somebody at a desk does: the worker of the new village takes over."""
    worker_id = queries.usual_worker(region_code)
    move(
        actor=actor,
        child=child,
        region_code=region_code,
        address=address,
        on=on,
        worker_id=worker_id,
    )


def _check(actor: Viewer, region_code: str) -> None:
    if level_of(region_code) is not Level.VILLAGE:
        raise RuleBroken("请选到村（社区）。", "region_code")
    if not actor.scope.covers(region_code):
        raise RuleBroken(
            "这个村（社区）不在您的辖区，跨辖区迁移请由共同的上级办理。", "region_code"
        )


def leave_home(child: Child, on: date) -> None:
    """Let the child no longer live where it lives; brothers and sisters keep the home."""
    stay = queries.open_stay(child)
    if stay is not None:
        end_open(stay, on)


def carry(child: Child, region_code: str) -> None:
    """Let every row of the child follow, but for what stays where it was written."""
    db.session.flush()
    for model in rows_of_children():
        statement = (
            update(model)
            .where(queries.same_place(model, child))
            .values(region_code=region_code)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(statement)
    _tell_loaded_rows(child, region_code)
    child.region_code = region_code
    child.township_code = pad(region_code[:9])


def _tell_loaded_rows(child: Child, region_code: str) -> None:
    models = tuple(rows_of_children())
    for row in db.session.identity_map.values():
        if isinstance(row, models) and row.child_id == child.id:
            set_committed_value(row, "region_code", region_code)


def rows_of_children() -> list[Any]:
    """Return the kinds of rows that belong to a child, but for what stays where it was written."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return [
        model
        for model in classes
        if issubclass(model, Scoped) and hasattr(model, "child_id") and not model.stays_put
    ]


def settle(child: Child, address: str | None, on: date) -> None:
    """Let the child live in a home of its own, in the region that it belongs to now."""
    household = Household(region_code=child.region_code, address=address)
    db.session.add(household)
    db.session.flush()
    stay = Stay(owner=child, region_code=child.region_code, household_id=household.id, from_on=on)
    db.session.add(stay)
