"""The lines stay whole whatever is told in whichever order: one term a day, and no gap."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.guardianship.actions.lines import thread

FIRST = date(2026, 1, 1)
_ticks = count()


@dataclass
class Term:
    from_on: date
    until_on: date | None = None
    struck_at: datetime | None = None
    created_at: datetime = field(
        default_factory=lambda: datetime(2026, 1, 1) + timedelta(seconds=next(_ticks))  # noqa: DTZ001
    )
    id: int = field(default_factory=lambda: next(_ticks))

    def holds(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


#: A day on which a term begins, or the place of one that is struck.
ACTS = st.lists(st.tuples(st.booleans(), st.integers(0, 12)), min_size=1, max_size=12)


@given(ACTS)
def test_one_term_a_day_and_no_gap(acts: list[tuple[bool, int]]) -> None:
    line: list[Any] = []
    for is_new, n in acts:
        if is_new or not line:
            line.append(Term(FIRST + timedelta(days=n)))
        else:
            line[n % len(line)].struck_at = datetime(2026, 2, 1)  # noqa: DTZ001
        thread(line)
        _check(line)


def _check(line: list[Term]) -> None:
    standing = [term for term in line if term.struck_at is None]
    for day in (FIRST + timedelta(days=n) for n in range(14)):
        found = [term for term in line if term.holds(day)]
        begun = [term for term in standing if term.from_on <= day]
        # Of all that have begun the last one holds; told of one day twice, the later told.
        expected = max(begun, key=lambda term: (term.from_on, term.created_at), default=None)
        assert found == ([expected] if expected else [])
