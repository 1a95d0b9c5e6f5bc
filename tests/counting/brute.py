"""The definitions of the month's count, spelt out over plain lives: slow, and without any SQL."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from casework.children.models import Status
from casework.clock import Month
from casework.practice.rules.categories import CategoryBook
from casework.practice.rules.visiting import VisitRules
from casework.visits.models import Mode, Outcome, ReviewState
from tests.factories.counting import Life, Lived, Visited

#: The rules by region prefix, longest first, as the practice gives them.
Rules = Sequence[tuple[str, VisitRules]]


def report(
    lives: Iterable[Life], month: Month, prefix: str, rules: Rules, book: CategoryBook
) -> dict[str, Any]:
    """Count one region, by the names of ``reports coverage --json``."""
    lives = list(lives)
    care = [life for life in lives if is_in_care(life, month, prefix, book)]
    visited = [life for life in care if in_person_in(life, month)]
    due = [life for life in care if is_due(life, month, rules, book)]
    counted = [v for life in lives for v in valid_in(life, month) if v.region.startswith(prefix)]
    return {
        "in_care": len(care),
        "visited": len(visited),
        "reached": sum(bool(valid_in(life, month)) for life in care),
        "visits": len(counted),
        "visits_by_mode": {mode.value: sum(v.mode is mode for v in counted) for mode in Mode},
        "coverage": round(len(visited) / len(care), 4) if care else None,
        "due": len(due),
        "overdue": sum(not in_person_in(life, month) for life in due),
        "first_visits": sum(not in_person_before(life, month) for life in visited),
        "entered": sum(entered(life, month, prefix) for life in lives),
        "exited": sum(exited(life, month, prefix) for life in lives),
        "by_category": dict(Counter(c for life in care for c in categories(life, month, book))),
    }


def is_in_care(life: Life, month: Month, prefix: str, book: CategoryBook) -> bool:
    stay = stay_on(life, month.last)
    on_list = any(
        s.status is Status.ACTIVE and holds(s.from_on, s.until_on, month.last)
        for s in life.statuses
    )
    return (
        on_list
        and stay is not None
        and stay.region.startswith(prefix)
        and bool(leaves(life, month, book))
    )


def is_due(life: Life, month: Month, rules: Rules, book: CategoryBook) -> bool:
    before = in_person_before(life, month)
    if not before:
        entries = [s for s in life.statuses if s.is_entry and s.status is Status.ACTIVE]
        past = [s for s in entries if s.from_on <= month.last]
        until = max(past, key=lambda s: s.from_on).first_due_on if past else None
        return until is None or until <= month.last
    stay = stay_on(life, month.last)
    assert stay is not None
    own = next(found for prefix, found in rules if stay.region.startswith(prefix))
    levels = [r.level for r in life.risks if holds(r.from_on, r.until_on, month.last)] or [2]
    days = min(
        own.interval(level, categories(life, month, book)).in_person_days for level in levels
    )
    return max(visit.on for visit in before) + timedelta(days=days) <= month.last


def categories(life: Life, month: Month, book: CategoryBook) -> frozenset[str]:
    return book.with_ancestors(leaves(life, month, book))


def leaves(life: Life, month: Month, book: CategoryBook) -> set[str]:
    held = {c.code for c in life.categories if holds(c.from_on, c.until_on, month.last)}
    return {code for code in held if book.get(code).in_care}


def stay_on(life: Life, day: date) -> Lived | None:
    return next((s for s in life.stays if holds(s.from_on, s.until_on, day)), None)


def valid_in(life: Life, month: Month) -> list[Visited]:
    return [v for v in life.visits if is_valid(v) and month.first <= v.on <= month.last]


def in_person_in(life: Life, month: Month) -> list[Visited]:
    return [v for v in valid_in(life, month) if v.mode in {Mode.HOME, Mode.SCHOOL}]


def in_person_before(life: Life, month: Month) -> list[Visited]:
    return [
        v
        for v in life.visits
        if is_valid(v) and v.mode in {Mode.HOME, Mode.SCHOOL} and v.on < month.first
    ]


def is_valid(visit: Visited) -> bool:
    return visit.state is not ReviewState.RETURNED and visit.outcome is not Outcome.NOT_MET


def entered(life: Life, month: Month, prefix: str) -> bool:
    return any(
        s.is_entry and s.status is Status.ACTIVE and begins_in(s.from_on, month)
        for s in life.statuses
        if s.region.startswith(prefix)
    )


def exited(life: Life, month: Month, prefix: str) -> bool:
    active_since = [s.from_on for s in life.statuses if s.status is Status.ACTIVE]
    return any(
        s.status is Status.CLOSED
        and begins_in(s.from_on, month)
        and any(day <= s.from_on for day in active_since)
        for s in life.statuses
        if s.region.startswith(prefix)
    )


def begins_in(day: date, month: Month) -> bool:
    return Month.of(day) == month


def holds(from_on: date, until_on: date | None, day: date) -> bool:
    return from_on <= day and (until_on is None or day < until_on)
