"""Putting a child on the register."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules
from casework.children.actions import categories as categories_
from casework.children.actions import schedule
from casework.children.actions.identity import claim_number, give_number
from casework.children.actions.relatives import (
    check_person,
    claim_numbers,
    find_or_make,
    join,
    meet,
)
from casework.children.actions.risk import risk_spell
from casework.children.actions.shared_numbers import suspect
from casework.children.actions.spells import status_spell
from casework.children.actions.tasks import RECIPIENTS, follow_status
from casework.children.actions.workers import assignment
from casework.children.facts import CategoryFacts, ChildFacts, Enrolment, PersonFacts
from casework.children.models import Child, Household, IdState, Status, Stay
from casework.db.base import db
from casework.db.sealed import Owned
from casework.errors import RuleBroken
from casework.people.models import Person
from casework.regions.codes import Level, level_of, pad

#: Without those that are read for one another: 0 O, 1 I L.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CASE_NUMBER_LENGTH = 12
_USUAL_RISK = 2
_IDENTITY = frozenset({"id_kind", "id_number", "no_id_reason"})


def enrol(
    *,
    actor: Viewer,
    region_code: str,
    facts: ChildFacts,
    categories: Sequence[CategoryFacts],
    people: Sequence[PersonFacts] = (),
    address: str | None = None,
    entered_on: date,
    status: Status,
    worker_id: UUID | None = None,
    risk: int | None = None,
    id_state: IdState | None = None,
) -> Child:
    """Make a child's file with home, family, categories, risk and due dates.

    ``id_state`` overrides what the ID number itself tells. Raises RuleBroken for what cannot be;
    what is merely doubtful is asked before (``rules.doubts``).
    """
    told = Enrolment(
        region_code=region_code,
        facts=facts,
        categories=categories,
        people=people,
        address=address,
        entered_on=entered_on,
        status=status,
        worker_id=worker_id,
        risk=risk,
        id_state=id_state,
    )
    check(actor, told)
    child = new_file(told)
    holder = claim_number(child)
    met = meet(child, people, partial(find_or_make, actor=actor))
    household = _home(child, [person for _, person in met], address)
    db.session.add_all([child, household])
    db.session.flush()
    db.session.add_all(histories(actor, child, told, household))
    for person_facts, person in met:
        join(child, person_facts, person, entered_on)
    claim_numbers([person for _, person in met])
    tell(actor, child, holder)
    return child


def enrol_by(actor: Viewer, *, region_code: str, **told: Any) -> Child:
    """Enrol as somebody at a desk does: the status by their office, the worker of the village."""
    own = actor.role is Role.CHILD_DIRECTOR and region_code not in actor.lent
    return enrol(
        actor=actor,
        region_code=region_code,
        status=rules.status_on_entry(actor),
        worker_id=actor.account_id if own else queries.usual_worker(region_code),
        **told,
    )


def check(actor: Viewer, told: Enrolment) -> None:
    """Raise RuleBroken for what cannot be."""
    rules.check_facts(told.facts, clock.today())
    for person in told.people:
        check_person(person)
    if level_of(told.region_code) is not Level.VILLAGE:
        raise RuleBroken("请选到村（社区）。", "region_code")
    if not actor.scope.covers(told.region_code):
        raise RuleBroken("这个村（社区）不在您的辖区，请重新选择。", "region_code")
    if told.entered_on > clock.today():
        raise RuleBroken("登记日期不能晚于今天，请核对。", "entered_on")


def new_file(told: Enrolment) -> Child:
    """Return the file itself with its due dates; nothing is stored, no number claimed."""
    facts = rules.completed(told.facts)
    plain = {name: value for name, value in vars(facts).items() if name not in _IDENTITY}
    child = Child(
        case_number="".join(secrets.choice(_LETTERS) for _ in range(_CASE_NUMBER_LENGTH)),
        region_code=told.region_code,
        township_code=pad(told.region_code[:9]),
        birth_year=facts.birth_on.year if facts.birth_on else None,
        entered_on=told.entered_on,
        first_due_on=schedule.first_due_on(told.region_code, told.entered_on),
        search_text=rules.search_text(facts.name),
        status=told.status,
        risk=told.risk or _USUAL_RISK,
        worker_id=told.worker_id,
        category_mask=categories_.mask_of(each.code for each in told.categories),
        open_needs=0,
        **plain,
    )
    give_number(child, facts, told.id_state)
    schedule.reschedule(child)
    return child


def histories(
    actor: Viewer, child: Child, told: Enrolment, household: Household
) -> Iterator[Owned]:
    """Yield every dated row that a file opens with, to be stored after the file itself."""
    on, code = told.entered_on, child.region_code
    entry = child.status is Status.ACTIVE
    yield status_spell(child, on, account_id=actor.account_id, is_entry=entry)
    yield from categories_.memberships(child, told.categories)
    yield risk_spell(child, child.risk, on, account_id=actor.account_id)
    if child.worker_id is not None:
        yield assignment(child, child.worker_id, on)
    yield Stay(owner=child, region_code=code, household_id=household.id, from_on=on)


def _home(child: Child, people: Sequence[Person], address: str | None) -> Household:
    """Return the home of the child: that of siblings where people and address are the same."""
    shared = _home_of_siblings(child, people, address)
    return shared or Household(region_code=child.region_code, address=address)


def _home_of_siblings(
    child: Child, people: Sequence[Person], address: str | None
) -> Household | None:
    if address is None or not people:
        return None
    homes = queries.homes_of(people, child.region_code)
    return next((home for home in homes if home.address == address), None)


def tell(actor: Viewer, child: Child, holder: UUID | None) -> None:
    """Put the enrolment into the trail, and into the inbox of whoever has to look at it."""
    record(
        Tag.CHILD_ENROL,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        # Another file holds the number: the level above sees both and looks into it.
        subject_id=holder,
        status=child.status.value,
        id_state=child.id_state.value,
        number_taken=holder is not None,
    )
    if holder is not None:
        suspect(actor=actor, child=child, holder_id=holder)
    if child.status in RECIPIENTS:
        follow_status(actor, child)
