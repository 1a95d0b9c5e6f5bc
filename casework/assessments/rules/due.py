"""When guardianship is assessed again: pure.

An assessment holds for the region's years. What asks for one sooner is told by plain columns: the
risk, raised to the region's level after the last assessment (a visit's answer that alarms raises
it). A screening that advises a full assessment is sealed and counts where its rows are opened.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from casework.children.rules import ADULT_AGE, age_on
from casework.labels import LabelledEnum
from casework.practice.rules.terms import AssessmentTerms


class Why(LabelledEnum):
    """What asks for an assessment."""

    CLUE = "clue", "有新的风险线索，要马上做监护评估"
    EXPIRED = "expired", "监护评估到期，要重新做"
    SCREENED = "screened", "快速筛查建议做全面的监护评估"
    NEVER = "never", "按规定要做监护评估，还没有做过"


@dataclass(frozen=True)
class Last:
    """What the newest full assessment says in plain columns."""

    assessed_on: date
    valid_until: date
    decided_on: date | None = None

    @property
    def known_on(self) -> date:
        """Up to when what happened was known to those who assessed and decided."""
        return max(self.assessed_on, self.decided_on or self.assessed_on)


@dataclass(frozen=True)
class Due:
    """From which day an assessment is due, and why."""

    on: date
    why: Why

    def is_near(self, terms: AssessmentTerms, today: date) -> bool:
        """Say whether it is past due or so near that the region wants it to be told."""
        return self.on <= today + timedelta(days=terms.ahead_days)


def valid_until(assessed_on: date, years: int) -> date:
    """Return the corresponding day some years later; the month's last day where there is none.

    民法典第二百零二条.
    """
    year = assessed_on.year + years
    last = monthrange(year, assessed_on.month)[1]
    return assessed_on.replace(year=year, day=min(assessed_on.day, last))


def due_on(
    terms: AssessmentTerms,
    *,
    asked_since: date | None = None,
    last: Last | None = None,
    clue_on: date | None = None,
    screened_on: date | None = None,
    birth_on: date | None = None,
) -> Due | None:
    """Return the earliest reason for an assessment; None where nothing asks for one.

    ``asked_since`` is the day from which a category demands one, ``clue_on`` the day on which
    the risk that still holds was raised to the region's level, ``screened_on`` that of a
    screening since the last full assessment that advised another one. A day on which the child
    is grown up asks nothing.
    """
    found = []
    if last is not None:
        found.append(Due(last.valid_until, Why.EXPIRED))
    elif asked_since is not None:
        found.append(Due(asked_since, Why.NEVER))
    if clue_on is not None and (last is None or clue_on > last.known_on):
        found.append(Due(clue_on, Why.CLUE))
    if screened_on is not None and (last is None or screened_on >= last.assessed_on):
        found.append(Due(screened_on + timedelta(days=terms.screening_days), Why.SCREENED))
    asking = [due for due in found if birth_on is None or age_on(birth_on, due.on) < ADULT_AGE]
    return min(asking, key=lambda due: (due.on, list(Why).index(due.why)), default=None)
