"""Putting a child on the register."""

import secrets
from collections.abc import Sequence
from datetime import date
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
from casework.children.actions.relatives import check_person, claim_numbers, join, meet
from casework.children.actions.risk import add_risk
from casework.children.actions.shared_numbers import suspect
from casework.children.actions.spells import add_status
from casework.children.actions.tasks import follow_status
from casework.children.actions.workers import add_assignment
from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.children.models import Child, Household, IdState, Status, Stay
from casework.db.base import db
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
    _check(actor, region_code, facts, people, entered_on)
    child = _file(region_code, rules.completed(facts), entered_on, status)
    child.risk, child.worker_id = risk or _USUAL_RISK, worker_id
    child.category_mask = categories_.mask_of(facts.code for facts in categories)
    give_number(child, rules.completed(facts), id_state)
    schedule.reschedule(child)
    met = meet(child, people)
    household = _home(child, [person for _, person in met], address)
    db.session.add_all([child, household])
    db.session.flush()
    _add_histories(actor, child, categories, household)
    for person_facts, person in met:
        join(child, person_facts, person, entered_on)
    claim_numbers([person for _, person in met])
    holder = claim_number(child)
    _tell(actor, child, holder)
    if holder is not None:
        suspect(actor=actor, child=child, holder_id=holder)
    follow_status(actor, child)
    return child


def enrol_by(actor: Viewer, *, region_code: str, **told: Any) -> Child:
    """Enrol as somebody at a desk does: the status by their office, the worker of the village."""
    own = actor.role is Role.CHILD_DIRECTOR
    return enrol(
        actor=actor,
        region_code=region_code,
        status=rules.status_on_entry(actor),
        worker_id=actor.account_id if own else queries.usual_worker(region_code),
        **told,
    )


def _check(
    actor: Viewer,
    region_code: str,
    facts: ChildFacts,
    people: Sequence[PersonFacts],
    entered_on: date,
) -> None:
    rules.check_facts(facts, clock.today())
    for person in people:
        check_person(person)
    if level_of(region_code) is not Level.VILLAGE:
        raise RuleBroken("请选到村（社区）。", "region_code")
    if not actor.scope.covers(region_code):
        raise RuleBroken("这个村（社区）不在您的辖区，请重新选择。", "region_code")
    if entered_on > clock.today():
        raise RuleBroken("登记日期不能晚于今天，请核对。", "entered_on")


def _file(region_code: str, facts: ChildFacts, entered_on: date, status: Status) -> Child:
    plain = {name: value for name, value in vars(facts).items() if name not in _IDENTITY}
    return Child(
        case_number="".join(secrets.choice(_LETTERS) for _ in range(_CASE_NUMBER_LENGTH)),
        region_code=region_code,
        township_code=pad(region_code[:9]),
        birth_year=facts.birth_on.year if facts.birth_on else None,
        entered_on=entered_on,
        first_due_on=schedule.first_due_on(region_code, entered_on),
        search_text=rules.search_text(facts.name),
        status=status,
        open_needs=0,
        **plain,
    )


def _add_histories(
    actor: Viewer, child: Child, categories: Sequence[CategoryFacts], household: Household
) -> None:
    """Open every dated row of the file, now that the file itself is stored."""
    on = child.entered_on or clock.today()
    entry = child.status is Status.ACTIVE
    add_status(child, child.status, on, account_id=actor.account_id, is_entry=entry)
    categories_.add(child, categories)
    add_risk(child, child.risk, on, account_id=actor.account_id)
    if child.worker_id is not None:
        add_assignment(child, child.worker_id, on)
    stay = Stay(owner=child, region_code=child.region_code, household_id=household.id, from_on=on)
    db.session.add(stay)


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


def _tell(actor: Viewer, child: Child, holder: UUID | None) -> None:
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
