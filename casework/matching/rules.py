"""What a run is asked with, and how its lines come about: pure."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from casework.errors import RuleBroken
from casework.matching import changes
from casework.matching.changes import Because, Matched, Nobody
from casework.matching.costs import Costs
from casework.matching.fitting import Fit, Helper, Wanted, fit
from casework.matching.models import Change
from casework.matching.solving import Assignment
from casework.practice.rules.matching import MatchingRules
from casework.regions.codes import Level, level_of

#: Seeds are short enough to be read out on the telephone.
MOST_SEED = 999_999


def county_of(regions: Sequence[str]) -> str | None:
    """Return the county whose requests somebody matches; None for whoever has another region."""
    is_one = len(regions) == 1 and level_of(regions[0]) is Level.COUNTY
    return regions[0] if is_one else None


def seed_of(typed: int | None) -> int:
    """Return the seed that was typed, or one that is drawn; refuse one that is no seed."""
    if typed is None:
        return secrets.randbelow(MOST_SEED) + 1
    if not 1 <= typed <= MOST_SEED:
        raise RuleBroken("抽签号应是1到%(most)s之间的整数。", "seed", most=MOST_SEED)
    return typed


@dataclass(frozen=True)
class Line:
    """What a run offers for one request."""

    request_id: UUID
    volunteer_id: UUID | None
    fit: Fit | None
    nobody: Nobody | None
    change: Change
    before_id: UUID | None
    because: Because | None


@dataclass(frozen=True)
class Explaining:
    """Everything that the lines of a run are explained from."""

    wanted: Sequence[Wanted]
    helpers: Sequence[Helper]
    rules: MatchingRules
    answer: Assignment
    before: Matched

    def lines(self) -> list[Line]:
        """Return a line for each request, in the order of the requests."""
        costs = Costs(self.wanted, self.helpers, self.rules)
        known = {helper.id: helper for helper in self.helpers}
        busy = {self.helpers[n].id for n in self.answer.chosen if n is not None}
        return [self._line(row, costs, known, busy) for row in range(len(self.wanted))]

    def _line(self, row: int, costs: Costs, known: Mapping[UUID, Helper], busy: set[UUID]) -> Line:
        wanted, chosen = self.wanted[row], self.answer.chosen[row]
        helper = self.helpers[chosen] if chosen is not None else None
        now = helper.id if helper else None
        was = self.before.get(wanted.id)
        why = None
        if was is not None and was != now:
            why = changes.because(
                wanted, known.get(was), helper, taken_elsewhere=was in busy, rules=self.rules
            )
        return Line(
            request_id=wanted.id,
            volunteer_id=now,
            fit=fit(wanted, helper, self.rules) if helper else None,
            nobody=None if helper else changes.nobody(costs, row),
            change=changes.change(wanted.id, now, self.before),
            before_id=was if was != now else None,
            because=why,
        )
