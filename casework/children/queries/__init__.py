"""Finding children and what belongs to them."""

from casework.children.queries.file import (
    address_of,
    facts_of,
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
from casework.children.queries.identity import (
    CHILD,
    PERSON,
    holder_of,
    number_digest,
    person_by_number,
    person_digest,
)
from casework.children.queries.listing import Filters, page_of, places
from casework.children.queries.reach import get, in_reach, same_place, visible_to
from casework.children.queries.search import (
    doubts_about,
    doubts_about_change,
    possible_duplicates,
    search,
)
from casework.children.queries.shared_numbers import (
    get_shared_number,
    numbers_in_question,
    open_shared_number,
    sides_of,
    verdicts_for,
)
from casework.children.queries.workers import usual_worker, workers_in

__all__ = [
    "CHILD",
    "PERSON",
    "Filters",
    "address_of",
    "doubts_about",
    "doubts_about_change",
    "facts_of",
    "get",
    "get_shared_number",
    "holder_of",
    "homes_of",
    "household_of",
    "in_reach",
    "number_digest",
    "numbers_in_question",
    "open_memberships",
    "open_row",
    "open_shared_number",
    "open_spell",
    "open_stay",
    "page_of",
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
    "sides_of",
    "usual_worker",
    "verdicts_for",
    "visible_to",
    "workers_in",
]
