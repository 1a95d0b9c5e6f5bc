"""The list behind a figure: as many lines as the figure says, named only where one may look."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting.expression import in_month
from casework.counting.indicators import Entry, Indicator, Key
from casework.counting.rules import Measure
from casework.db.base import db
from casework.db.paging import Page
from casework.regions import queries as regions
from casework.regions.codes import parent
from casework.reports.reasons import reasons
from casework.signoff.reasons import label
from casework.signoff.source import SignedIndicator
from casework.visits import queries as visits
from casework.visits.models import Mode, Visit

#: A visit: child, visit, day, mode.
Paid = tuple[UUID, UUID, date, Mode]

#: A list of a township or a village names villages alone.
TOWNSHIP_DEPTH = 9


@dataclass(frozen=True)
class Seen:
    """One valid visit of the month, for a line of the list."""

    visit_id: UUID
    on: date
    mode: Mode


@dataclass(frozen=True)
class Line:
    """One counted child, or one visit; without a name where the viewer may not open the file."""

    entry: Entry
    case_number: str
    place: str
    name: str | None = None
    visits: Sequence[Seen] = ()
    reason: str | None = None
    #: Who answered for the child on the last day of the month, also years ago.
    worker: str | None = None


@dataclass(frozen=True)
class Listing:
    """A page of the list behind a figure."""

    page: Page[Line]
    total: int
    seen: frozenset[UUID] = field(default_factory=frozenset)


def listing(viewer: Viewer, indicator: Indicator, after: Key | None) -> Listing:
    """Return a page of what an indicator counted; the caller records who was seen."""
    page = indicator.page(after)
    known = _openable(viewer, [entry.child_id for entry in page.rows])
    lines = _lines(viewer, indicator, page.rows, known)
    return Listing(Page(lines, page.after), indicator.count(), frozenset(known))


def _lines(
    viewer: Viewer, indicator: Indicator, entries: Sequence[Entry], known: Mapping[UUID, Child]
) -> list[Line]:
    others = {entry.child_id for entry in entries} - known.keys()
    numbers = {child.id: child.case_number for child in known.values()}
    numbers |= indicator.case_numbers(others) if others else {}
    places = _places({entry.region_code for entry in entries}, indicator)
    paid = _visits(viewer, indicator, known)
    why = _reasons(viewer, indicator, known)
    workers = _workers(viewer, indicator, known)
    return [
        Line(
            entry,
            numbers[entry.child_id],
            places[entry.region_code],
            known[entry.child_id].name if entry.child_id in known else None,
            _shown(paid[entry.child_id], entry, indicator),
            why.get(entry.child_id),
            workers.get(entry.child_id),
        )
        for entry in entries
    ]


def _openable(viewer: Viewer, child_ids: Sequence[UUID]) -> dict[UUID, Child]:
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    return {child.id: child for child in db.session.scalars(statement)}


def _places(codes: Collection[str], indicator: Indicator) -> dict[str, str]:
    """Name each place, with its township where a list spans several."""
    known = regions.by_codes([*codes, *(above for code in codes if (above := parent(code)))])
    names = {code: region.name for code, region in known.items()}
    if len(indicator.under) >= TOWNSHIP_DEPTH:
        return {code: names.get(code, code) for code in codes}
    return {code: f"{names.get(parent(code) or '', '')}{names.get(code, code)}" for code in codes}


def _visits(
    viewer: Viewer, indicator: Indicator, known: Mapping[UUID, Child]
) -> Mapping[UUID, list[Seen]]:
    """Return the valid visits of the month by child, wherever they count."""
    found: dict[UUID, list[Seen]] = defaultdict(list)
    for child_id, visit_id, on, mode in _paid(viewer, indicator, known):
        found[child_id].append(Seen(visit_id, on, mode))
    return found


def _paid(viewer: Viewer, indicator: Indicator, known: Mapping[UUID, Child]) -> Iterable[Paid]:
    if isinstance(indicator, SignedIndicator):
        return indicator.visits(known)
    statement = (
        select(Visit.child_id, Visit.id, Visit.visited_on, Visit.mode)
        .where(visits.in_reach(viewer), Visit.child_id.in_(known), visits.counts())
        .where(in_month(Visit.visited_on, indicator.month))
        .order_by(Visit.visited_on, Visit.id)
    )
    return [(child, visit, on, mode) for child, visit, on, mode in db.session.execute(statement)]


def _shown(paid: Sequence[Seen], entry: Entry, indicator: Indicator) -> Sequence[Seen]:
    """Where visits are counted a line is one visit, else it shows all of the child's."""
    if indicator.measure is not Measure.VISITS:
        return paid
    return [seen for seen in paid if seen.visit_id == entry.id]


def _workers(
    viewer: Viewer, indicator: Indicator, known: Mapping[UUID, Child]
) -> Mapping[UUID, str]:
    """Return by child the name of whoever answered for it when the month ended: two statements."""
    day = min(indicator.month.last, clock.today())
    then = children.workers_at(viewer, list(known), day)
    names = accounts.names_of(set(then.values()))
    return {child_id: names[account_id] for child_id, account_id in then.items()}


def _reasons(
    viewer: Viewer, indicator: Indicator, known: Mapping[UUID, Child]
) -> Mapping[UUID, str]:
    if indicator.measure is not Measure.UNVISITED or not isinstance(indicator.month, Month):
        return {}
    if isinstance(indicator, SignedIndicator):
        return {child: label(code) for child, code in indicator.reasons(known).items()}
    return reasons(viewer, indicator.month, list(known))
