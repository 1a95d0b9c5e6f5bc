"""What is different from the run before, and why; and why nobody is found for a request."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from casework.matching.costs import Costs
from casework.matching.fitting import Helper, Wanted, fit
from casework.matching.models import Change
from casework.practice.rules.matching import MatchingRules


class Because(StrEnum):
    """Why a request has another volunteer than the last time; kept, never renamed."""

    #: Not on the list of those who may be paired any more.
    GONE = "gone"
    #: Something excludes her now.
    EXCLUDED = "excluded"
    #: She is another child's now, and all together fit better so.
    ELSEWHERE = "elsewhere"
    BETTER = "better"
    #: As good: the draw decides.
    EQUAL = "equal"
    #: She has children already, others have none.
    SPREAD = "spread"


class Nobody(StrEnum):
    """Why nobody is found; kept, never renamed."""

    NO_VOLUNTEER = "no_volunteer"
    NOBODY_COMES = "nobody_comes"
    NOBODY_OF_SEX = "nobody_of_sex"
    NOBODY_SPEAKS = "nobody_speaks"
    #: Each one is excluded, by one thing or another.
    NOBODY_FITS = "nobody_fits"
    ALL_TAKEN = "all_taken"


#: From run to run: who was matched to a request, None where nobody was.
Matched = Mapping[UUID, UUID | None]


def change(request_id: UUID, now: UUID | None, before: Matched) -> Change:
    """Say how a line differs from the run before."""
    if request_id not in before:
        return Change.FIRST
    was = before[request_id]
    if was == now:
        return Change.SAME
    if was is None:
        return Change.FOUND
    return Change.LOST if now is None else Change.OTHER


def because(
    wanted: Wanted,
    was: Helper | None,
    now: Helper | None,
    *,
    taken_elsewhere: bool,
    rules: MatchingRules,
) -> Because:
    """Say why a request does not have whom it had; ``was`` is None when she is not to be had."""
    if was is None:
        return Because.GONE
    old = fit(wanted, was, rules)
    if not old.is_possible:
        return Because.EXCLUDED
    if now is not None and (gain := old.points - fit(wanted, now, rules).points) >= 0:
        return Because.BETTER if gain else Because.EQUAL
    return Because.ELSEWHERE if taken_elsewhere else Because.SPREAD


def nobody(costs: Costs, row: int) -> Nobody:
    """Say why nobody is found for a request."""
    helpers: Sequence[Helper] = costs.helpers
    if not helpers:
        return Nobody.NO_VOLUNTEER
    excluded = costs.excluded_by(row)
    left = ~excluded["place"]
    if not left.any():
        return Nobody.NOBODY_COMES
    if not (left & ~excluded["sex"]).any():
        return Nobody.NOBODY_OF_SEX
    if not (left & ~excluded["language"]).any():
        return Nobody.NOBODY_SPEAKS
    if not (left & ~excluded["sex"] & ~excluded["language"]).any():
        return Nobody.NOBODY_FITS
    return Nobody.ALL_TAKEN
