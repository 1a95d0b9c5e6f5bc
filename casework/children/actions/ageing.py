"""Leaving categories by age: birth dates are opened, months are written."""

from datetime import date

from sqlalchemy import select

from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, steps
from casework.children.actions import categories as categories_
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import begin_status
from casework.children.actions.tasks import done
from casework.children.models import CategoryMembership, Child, Status
from casework.db.base import db
from casework.inbox.models import Kind

_YOUNGEST_LIMIT = 16
_BATCH = 500


def end_aged_out(day: date) -> int:
    """End every category whose age limit has passed by a day; return how many children left one.

    For maintenance that sees all regions. A child who is then in no category leaves the register;
    one who still holds a category to 18 stays on it.
    """
    aged = [child for child in _grown(day) if _end_for(child, day)]
    for child in aged:
        categories_.keep_mask(child)
        done(child, Kind.ENDING, by=None)
        _leave_if_nothing_is_left(child)
        reschedule(child)
        record(
            Tag.CHILD_RECATEGORISE,
            actor_id=None,
            region_code=child.region_code,
            child_id=child.id,
            why=steps.AGED_OUT,
        )
    return len(aged)


def _grown(day: date) -> list[Child]:
    statement = (
        select(Child)
        .where(Child.birth_year <= day.year - _YOUNGEST_LIMIT, Child.category_mask != 0)
        .execution_options(yield_per=_BATCH)
    )
    return list(db.session.scalars(statement))


def _end_for(child: Child, day: date) -> bool:
    ended = False
    for membership in queries.open_memberships(child):
        until = categories_.end_by_age(child, membership)
        if until is not None and until <= day:
            categories_.end([membership], max(until, membership.from_on), steps.AGED_OUT)
            ended = True
    return ended


def _leave_if_nothing_is_left(child: Child) -> None:
    if child.category_mask or child.status not in steps.BY_ACT["age_out"].before:
        return
    left_on = _last_exit(child)
    begin_status(child, Status.CLOSED, left_on, account_id=None, reason=steps.AGED_OUT)
    child.exited_on = left_on


def _last_exit(child: Child) -> date:
    ends = select(CategoryMembership.until_on).where(
        queries.same_place(CategoryMembership, child), CategoryMembership.until_on.is_not(None)
    )
    latest = max(until for until in db.session.scalars(ends) if until)
    return max(latest, queries.open_spell(child).from_on)
