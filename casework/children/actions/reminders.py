"""What the inbox is told at night: files that wait, and categories that age is about to end."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.children import rules
from casework.children.actions import tasks
from casework.children.models import CategoryMembership, Child, StatusSpell
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.inbox.rules import Recipient
from casework.practice import queries as practice


def remind(day: date) -> int:
    """Put what is missing into the inboxes of workers and townships; return how many tasks.

    For maintenance that sees all regions. The same night twice makes nothing twice.
    """
    return inbox.put_all(_waiting()) + inbox.put_all(_ending(day))


def _waiting() -> Iterator[Task]:
    statement = (
        select(Child, StatusSpell.id)
        .join(StatusSpell, StatusSpell.child_id == Child.id)
        .where(Child.status.in_(tasks.RECIPIENTS), StatusSpell.until_on.is_(None))
    )
    for child, spell_id in db.session.execute(statement).all():
        yield tasks.waiting(child, spell_id)


def _ending(day: date) -> Iterator[Task]:
    for child, limit in sorted(_about_to_end(day), key=lambda found: (found[0].id, found[1])):
        worker = Recipient.worker(child.region_code, child.worker_id)
        office = Recipient.township(child.region_code, Permission.CHILD_REVIEW)
        yield tasks.about(Kind.ENDING, f"{child.id}:{limit}:worker", child, worker)
        yield tasks.about(Kind.ENDING, f"{child.id}:{limit}:office", child, office)


def _about_to_end(day: date) -> set[tuple[Child, int]]:
    """Return the children who reach an age limit soon, with the limit."""
    horizon, book = rules.ending_horizon(day), practice.categories()
    limits = {category.age_limit for category in book.by_code.values()} - {None}
    # The end is the first of the month after the birthday: for December that is the next year.
    reached_in = {day.year, horizon.year, horizon.year - 1}
    years = {year - limit for limit in limits if limit for year in reached_in}
    statement = (
        select(Child, CategoryMembership)
        .join(CategoryMembership, CategoryMembership.child_id == Child.id)
        .where(Child.birth_year.in_(years))
        .where(Child.status.in_(rules.OPEN_STATUSES), CategoryMembership.until_on.is_(None))
    )
    found = set()
    for child, membership in db.session.execute(statement).all():
        limit = book.get(membership.leaf).age_limit
        if limit is None or child.birth_on is None:
            continue
        if day < rules.ages_out_on(child.birth_on, limit) <= horizon:
            found.add((child, limit))
    return found
