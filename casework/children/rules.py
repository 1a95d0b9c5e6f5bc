"""When a child is due, and other pure rules of the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from casework.children.models import DueKind, Status


@dataclass(frozen=True)
class Interval:
    """The longest time between visits: days in person, days by any contact."""

    in_person_days: int
    contact_days: int


@dataclass(frozen=True)
class Due:
    """By when a child is to be visited: the earlier of the two dates leads."""

    in_person_on: date | None = None
    contact_on: date | None = None

    @property
    def next_on(self) -> date | None:
        """The earlier date."""
        return min((day for day in (self.in_person_on, self.contact_on) if day), default=None)


NOT_DUE = Due()

#: Files that are visited: on the list, or waiting for the township and due for a first visit.
VISITED_STATUSES = frozenset({Status.ACTIVE, Status.SUBMITTED})


def due(
    *,
    interval: Interval,
    first_due_on: date | None,
    last_in_person_on: date | None,
    last_contact_on: date | None,
) -> Due:
    """Return the due dates of a child who is on the list.

    A phone call moves only the second date. Before the first visit in person only that one is due.
    """
    if last_in_person_on is None:
        return Due(in_person_on=first_due_on)
    contact = max(last_in_person_on, last_contact_on or last_in_person_on)
    return Due(
        in_person_on=last_in_person_on + timedelta(days=interval.in_person_days),
        contact_on=contact + timedelta(days=interval.contact_days),
    )


def due_kind(found: Due, last_in_person_on: date | None) -> DueKind | None:
    """Say what the next due date asks for."""
    if found.next_on is None:
        return None
    if last_in_person_on is None:
        return DueKind.FIRST
    return DueKind.IN_PERSON if found.in_person_on == found.next_on else DueKind.CONTACT


def strictest(intervals: Iterable[Interval]) -> Interval:
    """Return the shortest of several intervals, each figure by itself."""
    known = list(intervals)
    return Interval(
        min(interval.in_person_days for interval in known),
        min(interval.contact_days for interval in known),
    )


def age_on(birth_on: date, day: date) -> int:
    """Return full years of age on a day."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def covers(from_on: date, until_on: date | None, day: date) -> bool:
    """Say whether a half-open interval holds a day."""
    return from_on <= day and (until_on is None or day < until_on)
