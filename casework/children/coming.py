"""What comes up for the children of a village: dates that packages above know of.

A worker's day shows it. The dates are of sealed facts (a term, an age, an agreement), so they are
read by opening the rows of a village or two, never by a condition in a statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from casework.accounts.viewer import Viewer


@dataclass(frozen=True)
class Coming:
    """One thing that comes up for one child."""

    on: date
    child_id: UUID
    #: What is to be done, as people read it; nothing of the child stands in it but the fact.
    about: str
    #: Where it is done: an endpoint that takes ``child_id``.
    endpoint: str


@dataclass(frozen=True)
class Matter:
    """The same thing for one child or several."""

    about: str
    each: tuple[Coming, ...]

    @property
    def first_on(self) -> date:
        """When the first of them is."""
        return self.each[0].on


#: Gives what comes up within a village worker's reach until a day, however much is past.
Source = Callable[[Viewer, date, date], Iterable[Coming]]

_sources: list[Source] = []


def source(gather: Source) -> Source:
    """Register a source: ``gather(viewer, today, until)``, with a fixed number of statements."""
    if gather not in _sources:
        _sources.append(gather)
    return gather


def coming(viewer: Viewer, today: date, until: date) -> list[Coming]:
    """Return everything that comes up until a day, the earliest first."""
    found = [each for gather in _sources for each in gather(viewer, today, until)]
    return sorted(found, key=lambda each: (each.on, each.about, each.child_id))


def matters(found: Iterable[Coming]) -> list[Matter]:
    """Return what comes up by what is to be done, the most pressing first."""
    by_about: dict[str, list[Coming]] = {}
    for each in found:
        by_about.setdefault(each.about, []).append(each)
    return [Matter(about, tuple(each)) for about, each in by_about.items()]
