"""When child and volunteer should be in touch again: pure.

A contact that was made counts, one that was only tried does not. That is decided in one place
(``PairingContact.counts`` and its condition in ``queries.contacts.counting``), not here.
"""

from calendar import monthrange
from datetime import date

from casework.practice.rules.pairings import PairingRules


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; where there is none, the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_due(
    rules: PairingRules,
    began_on: date,
    last_made_on: date | None = None,
    last_met_on: date | None = None,
) -> date:
    """Return the day by which they should be in touch, counted from the last time that they were.

    The first meeting is a contact and a meeting. Where a meeting is due before the next contact,
    that day counts. What lies before the first meeting moves nothing.
    """
    made, met = max(began_on, last_made_on or began_on), max(began_on, last_met_on or began_on)
    by_contact = months_after(made, rules.contact_months)
    return min(by_contact, months_after(met, rules.meet_months))


def is_overdue(due_on: date | None, on: date) -> bool:
    """Say whether the day has passed without a contact: the due day itself is in time."""
    return due_on is not None and due_on < on
