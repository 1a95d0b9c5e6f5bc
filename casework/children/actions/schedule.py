"""Due dates and their one writer."""

from datetime import date

from casework import clock
from casework.children import rules
from casework.children.models import Child, Status
from casework.practice import queries as practice


def note_visits(
    child: Child,
    *,
    first_visit_on: date | None,
    last_visit_on: date | None,
    last_contact_on: date | None,
) -> None:
    """Note the days of the valid visits: first and last in person, last contact of any kind.

    The caller reschedules afterwards.
    """
    child.first_visit_on = first_visit_on
    child.last_visit_on = last_visit_on
    child.last_contact_on = last_contact_on


def reschedule(child: Child) -> None:
    """Write the due dates from risk, categories, last visits and the practice of the region."""
    found = due_dates(child)
    child.in_person_due_on = found.in_person_on
    child.contact_due_on = found.contact_on
    child.next_due_on = found.next_on
    child.next_due_kind = rules.due_kind(found, _last_in_person(child))
    child.rule_version = practice.visit_rules(child.region_code, clock.today()).version


def due_dates(child: Child) -> rules.Due:
    """Compute what the due dates ought to be; nothing is written."""
    if not is_visited(child):
        return rules.NOT_DUE
    book = practice.categories()
    codes = book.with_ancestors(book.leaves(child.category_mask))
    interval = practice.visit_rules(child.region_code, clock.today()).interval(child.risk, codes)
    last = _last_in_person(child)
    usual = rules.due(
        interval=interval,
        first_due_on=child.first_due_on,
        last_in_person_on=last,
        last_contact_on=rules.since_entry(child.last_contact_on, child.exited_on),
    )
    if child.status is not Status.ACTIVE:
        return usual
    today = clock.today()
    return rules.due_in(windows(child.region_code, today), usual, last_in_person_on=last, on=today)


def windows(region_code: str, on: date) -> list[rules.Window]:
    """Return the campaigns in which every child of a village is seen, those open on a day."""
    found = practice.visiting_everyone(region_code, on)
    return [rules.Window(each.first_on, each.last_on) for each in found]


def is_visited(child: Child) -> bool:
    """Say whether the child is visited at all: on the list, in a category that calls for care."""
    in_care = bool(child.category_mask & practice.categories().care_mask)
    return child.status in rules.VISITED_STATUSES and in_care


def first_due_on(region_code: str, entered_on: date) -> date:
    """Return by when a child who came onto the list on a day is seen for the first time."""
    days = practice.visit_rules(region_code, clock.today()).first_visit_working_days
    return practice.calendar().add_working_days(entered_on, days)


def _last_in_person(child: Child) -> date | None:
    return rules.since_entry(child.last_visit_on, child.exited_on)
