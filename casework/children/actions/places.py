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
from casework.children import queries
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import end_open
from casework.children.actions.workers import hand_over
from casework.children.models import Child, Household, Stay
from casework.db.base import Base, db
from casework.db.scope import Scoped
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.marks.models import Mark
from casework.regions.codes import Level, level_of, pad

#: Of the places as they were; these never follow a child.
_STAYS_BEHIND = (Stay, Mark)


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
    _check(actor, region_code)
    day, left = on or clock.today(), child.region_code
    stay = queries.open_stay(child)
    if stay is not None:
        end_open(stay, day)
    if region_code != left:
        _carry(child, region_code)
        inbox.follow_move(child_id=child.id, region_code=region_code)
        hand_over(child, worker_id, day)
    _settle(child, address, day)
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


def _carry(child: Child, region_code: str) -> None:
    """Let every row of the child follow, but for the places it has lived at."""
    db.session.flush()
    for model in _models_of_children():
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
    models = tuple(_models_of_children())
    for row in db.session.identity_map.values():
        if isinstance(row, models) and row.child_id == child.id:
            set_committed_value(row, "region_code", region_code)


def _models_of_children() -> list[Any]:
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return [
        model
        for model in classes
        if issubclass(model, Scoped) and hasattr(model, "child_id") and model not in _STAYS_BEHIND
    ]


def _settle(child: Child, address: str | None, on: date) -> None:
    household = Household(region_code=child.region_code, address=address)
    db.session.add(household)
    db.session.flush()
    stay = Stay(owner=child, region_code=child.region_code, household_id=household.id, from_on=on)
    db.session.add(stay)
