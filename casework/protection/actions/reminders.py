"""What offices are told at night: decisions that are late, reviews, the limit, birthdays."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from casework.children.models import Child
from casework.children.rules import ending_horizon
from casework.db.base import db
from casework.inbox import actions as inbox
from casework.inbox.models import Kind, Task
from casework.practice import queries as practice
from casework.protection import rules
from casework.protection.actions.trail import task
from casework.protection.models import ProtectionCase, State


def remind(day: date) -> int:
    """Put what comes up for protected children into the county's inbox; return how many tasks.

    For maintenance that sees all regions. The same night twice makes nothing twice.
    """
    statement = (
        select(ProtectionCase, Child)
        .join(Child, Child.id == ProtectionCase.child_id)
        .where(ProtectionCase.closed_on.is_(None))
        .order_by(ProtectionCase.id)
    )
    found = db.session.execute(statement).all()
    return inbox.put_all([each for case, child in found for each in _tasks(case, child, day)])


def _tasks(case: ProtectionCase, child: Child, day: date) -> Iterator[Task]:
    until = day + timedelta(days=practice.protection(case.region_code).warn_days)
    if State(case.state) is State.BEGUN and case.decide_by_on < day:
        yield task(Kind.DUE, case, "late", due_on=case.decide_by_on)
    for name, on in (("review", case.review_on), ("limit", case.limit_on)):
        if on <= until:
            yield task(Kind.DUE, case, f"{name}:{on}", due_on=on)
    born = child.birth_on
    for age in rules.AGES if born else ():
        # Told by quarters and without a day: the task is plain, a birthday is not.
        if born and day <= rules.reaches_on(born, age) <= ending_horizon(day):
            yield task(Kind.DUE, case, str(age))
