"""Finding children and what belongs to them."""

from casework.children.queries.file import (
    address_of,
    facts_of,
    homes_by_person,
    homes_of,
    household_of,
    open_memberships,
    open_row,
    open_spell,
    open_stay,
    people_of,
    person_facts,
    person_in,
    person_of,
)
from casework.children.queries.finding import SHORTEST_PHONE, Found, Hit, digits_of, find
from casework.children.queries.identity import (
    CHILD,
    PERSON,
    holder_of,
    holders_of,
    number_digest,
    people_by_digest,
    person_by_number,
    person_digest,
)
from casework.children.queries.listing import Filters, page_of, places
from casework.children.queries.reach import get, in_reach, same_place, visible_to
from casework.children.queries.search import doubts_about, possible_duplicates, search
from casework.children.queries.workers import usual_worker, workers_in

__all__ = [
    "CHILD",
    "PERSON",
    "SHORTEST_PHONE",
    "Filters",
    "Found",
    "Hit",
    "address_of",
    "digits_of",
    "doubts_about",
    "facts_of",
    "find",
    "get",
    "holder_of",
    "holders_of",
    "homes_by_person",
    "homes_of",
    "household_of",
    "in_reach",
    "number_digest",
    "open_memberships",
    "open_row",
    "open_spell",
    "open_stay",
    "page_of",
    "people_by_digest",
    "people_of",
    "person_by_number",
    "person_digest",
    "person_facts",
    "person_in",
    "person_of",
    "places",
    "possible_duplicates",
    "same_place",
    "search",
    "usual_worker",
    "visible_to",
    "workers_in",
]
