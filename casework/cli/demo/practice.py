"""The practice that the demonstration is written by, asked a million times and so remembered."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any, TypedDict

from casework import clock
from casework.children import rules
from casework.children.actions import windows
from casework.children.models import Status
from casework.children.rules import Due
from casework.practice import queries
from casework.practice.rules.visiting import Interval


class DueBasis(TypedDict):
    """What a file's due dates are reckoned from, by the names of its columns."""

    status: Status
    category_mask: int
    risk: int
    first_due_on: date
    exited_on: date | None
    last_visit_on: date | None
    last_contact_on: date | None


class Practice:
    """Categories, visit rules, working days and the visit form, as they hold in the county."""

    def __init__(self, region_code: str) -> None:
        self.book = queries.categories()
        self.conditions = queries.conditions()
        self.form = queries.visit_form()
        self.rules = queries.visit_rules(region_code)
        self.calendar = queries.calendar()
        self.care = queries.care_rules(region_code)
        self.assessments = {each.code: each for each in queries.assessments()}
        self.terms = queries.assessment_terms(region_code)
        self.today = clock.today()
        self.windows = windows(region_code, self.today)
        self.care_mask = self.book.care_mask
        self.mask = lru_cache(self._mask)
        self.interval = lru_cache(self._interval)
        self.first_due_on = lru_cache(self._first_due_on)
        self.need_due_on = lru_cache(self._need_due_on)

    def due(self, told: DueBasis) -> dict[str, Any]:
        """Return the columns that ``children.actions.reschedule`` writes."""
        last_in_person = rules.since_entry(told["last_visit_on"], told["exited_on"])
        found = Due()
        if told["status"] in rules.VISITED_STATUSES and told["category_mask"] & self.care_mask:
            found = rules.due(
                interval=self.interval(told["risk"], told["category_mask"]),
                first_due_on=told["first_due_on"],
                last_in_person_on=last_in_person,
                last_contact_on=rules.since_entry(told["last_contact_on"], told["exited_on"]),
            )
        if told["status"] is Status.ACTIVE and found.next_on is not None:
            found = rules.due_in(
                self.windows, found, last_in_person_on=last_in_person, on=self.today
            )
        return {
            "in_person_due_on": found.in_person_on,
            "contact_due_on": found.contact_on,
            "next_due_on": found.next_on,
            "next_due_kind": rules.due_kind(found, last_in_person),
            "rule_version": self.rules.version,
        }

    def _mask(self, codes: Collection[str]) -> int:
        return self.book.mask(codes)

    def _interval(self, risk: int, mask: int) -> Interval:
        return self.rules.interval(risk, self.book.with_ancestors(self.book.leaves(mask)))

    def _first_due_on(self, entered_on: date) -> date:
        return self.calendar.add_working_days(entered_on, self.rules.first_visit_working_days)

    def _need_due_on(self, kind: str, opened_on: date) -> date:
        return self.calendar.add_working_days(opened_on, self.form.needs[kind].working_days)
