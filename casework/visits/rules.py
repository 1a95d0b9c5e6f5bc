"""What counts as a visit and what makes one doubtful: pure, and said once.

A visit is *valid* when somebody of the child's home was met and the record was not returned. Lists,
due dates and reports all ask this module, or ``visits.queries.counts``, which is the same in SQL.

A visit whose **date** cannot be right is kept and counted, but moves no due date until somebody has
looked at it: a typing slip must not put off the next visit to a child. A date after the day of
entry is stored as the day of entry (nobody visits tomorrow), as is one that is missing or cannot be
read; what was written stays with the findings.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.labels import LabelledEnum
from casework.sheets.dates import read_date
from casework.visits.models import Mode, Outcome, ReviewState

#: The child or the carer was actually met.
VALID_OUTCOMES = frozenset({Outcome.CHILD_SEEN, Outcome.CARER_SEEN})

#: Face to face; a phone or video call only moves the date of the next contact.
IN_PERSON_MODES = frozenset({Mode.HOME, Mode.SCHOOL})

#: Only what was sent back leaves the counts; what waits for a check stays in.
LEFT_OUT = ReviewState.RETURNED

#: An entry later than this is looked at.
LATEST_ENTRY = timedelta(days=60)


class CheckReason(LabelledEnum):
    """Why a visit was put up for checking; of several reasons the first in this order."""

    DATE_MISSING = "date_missing", "没有写走访日期，先按登记那天算"
    DATE_UNREADABLE = "date_unreadable", "走访日期看不懂，先按登记那天算"
    DATE_FUTURE = "date_future", "走访日期在登记之后，先按登记那天算"
    DATE_BEFORE_ENTRY = "date_before_entry", "走访日期早于孩子建档的日子"
    DATE_LONG_AGO = "date_long_ago", "走访日期在60天以前"
    CHILD_NOT_LISTED = "child_not_listed", "孩子现在不在册"
    CHILD_MOVED = "child_moved", "孩子的住处在走访之后变过"
    OUTCOME_MISSING = "outcome_missing", "没有点“见到孩子了吗”，还不算数"
    ANSWERS_UNREADABLE = "answers_unreadable", "有的内容没有认出来"
    FOLLOW_UP_REFUSED = "follow_up_refused", "风险等级或要办的事没有登记上"


#: No day was written that a visit can have been made on; another one is stored.
NO_DAYS = frozenset(
    {CheckReason.DATE_MISSING, CheckReason.DATE_UNREADABLE, CheckReason.DATE_FUTURE}
)

#: With one of these a visit moves no due date before it was checked.
DOUBTFUL_DATES = NO_DAYS | {CheckReason.DATE_BEFORE_ENTRY}


@dataclass(frozen=True)
class VisitDay:
    """The day a visit is stored under, and what is odd about it."""

    on: date
    doubt: CheckReason | None = None


def is_valid(state: ReviewState, outcome: Outcome) -> bool:
    """Say whether a visit counts."""
    return state is not LEFT_OUT and outcome in VALID_OUTCOMES


def is_in_person(mode: Mode) -> bool:
    """Say whether it was face to face."""
    return mode in IN_PERSON_MODES


def moves_due(state: ReviewState, outcome: Outcome, reason: str | None) -> bool:
    """Say whether the next due dates are reckoned from a visit."""
    doubtful = state is ReviewState.TO_CHECK and reason in {doubt.value for doubt in DOUBTFUL_DATES}
    return is_valid(state, outcome) and not doubtful


def day_of(written: str | None, *, recorded_on: date, entered_on: date | None) -> VisitDay:
    """Return the day that ``written`` means, for a visit entered on ``recorded_on``."""
    found = read_date(written)
    if found is None:
        return VisitDay(recorded_on, CheckReason.DATE_MISSING)
    if not isinstance(found, date):
        return VisitDay(recorded_on, CheckReason.DATE_UNREADABLE)
    if found > recorded_on:
        return VisitDay(recorded_on, CheckReason.DATE_FUTURE)
    if entered_on is not None and found < entered_on:
        return VisitDay(found, CheckReason.DATE_BEFORE_ENTRY)
    if found < recorded_on - LATEST_ENTRY:
        return VisitDay(found, CheckReason.DATE_LONG_AGO)
    return VisitDay(found)


def doubt_of(state: ReviewState, reason: str | None) -> CheckReason | None:
    """Return why a visit waits to be checked; once it was looked at, that is past."""
    return CheckReason(reason) if reason and state is ReviewState.TO_CHECK else None


def may_correct(viewer: Viewer, author_id: UUID) -> bool:
    """Say whether somebody may correct a visit: her own, or as the office anybody's."""
    return viewer.account_id == author_id or viewer.may(Permission.VISIT_CORRECT)


def first_of(reasons: Collection[CheckReason | None]) -> CheckReason | None:
    """Return the weightiest of several reasons."""
    return next((reason for reason in CheckReason if reason in reasons), None)


def state_for(reason: CheckReason | None) -> ReviewState:
    """Return the state that a record arrives in."""
    return ReviewState.RECEIVED if reason is None else ReviewState.TO_CHECK
