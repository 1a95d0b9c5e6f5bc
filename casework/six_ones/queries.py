"""How far a campaign is: by place, and child by child. A fixed number of statements each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.campaigns import queries as campaigns
from casework.children import queries as children
from casework.children.models import Child
from casework.counting.places import Place, below, depth_of, with_strays
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.errors import NotFound
from casework.practice.rules.campaigns import Campaign
from casework.regions import queries as regions
from casework.regions.codes import Level, pad, prefix
from casework.regions.models import Region
from casework.six_ones import keys, rules
from casework.six_ones.rules import Asked, State

PAGE_SIZE = 100
#: Every item, where a list is not of one.
ALL = "all"
#: States that a list may be narrowed to: those of an item, and everything but done.
LACKING = "lacking"


@dataclass(frozen=True)
class Matter:
    """A campaign, a place in reach, and the day whose children are asked about."""

    campaign: Campaign
    region: Region
    day: date
    asked: tuple[Asked, ...]

    @property
    def is_village(self) -> bool:
        """Whether its children are shown themselves."""
        return self.region.level is Level.VILLAGE


@dataclass(frozen=True)
class Line:
    """A place: how many children there are, and how many have each item done."""

    place: Place
    children: int
    #: By code of the item.
    done: Mapping[str, int]
    #: Those who have everything.
    complete: int


@dataclass(frozen=True)
class Entry:
    """A child with its states by code of the item."""

    child_id: UUID
    region_code: str
    key: int
    states: Mapping[str, State]


@dataclass(frozen=True)
class Narrowed:
    """Which children a list shows: of one item or of all, in which state; None for everybody."""

    item: str = ALL
    state: str | None = None

    def fits(self, asked: Sequence[Asked], column: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition on a key; raise NotFound for an item or a state that is none."""
        if self.state is None:
            return column >= 0
        done, begun = _conditions(self.item, asked, column)
        known = {
            State.DONE.value: done,
            State.BEGUN.value: and_(~done, begun),
            State.NONE.value: and_(~done, ~begun),
            LACKING: ~done,
        }
        if self.state not in known:
            raise NotFound
        return known[self.state]


def _conditions(
    item: str, asked: Sequence[Asked], column: ColumnElement[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    if item == ALL:
        bits = 0
        for each in asked:
            bits |= each.done | each.begun
        return keys.complete(column, asked), keys.has(column, bits)
    for each in asked:
        if each.item.code == item:
            return keys.has(column, each.done), keys.has(column, each.begun)
    raise NotFound


# --- what is asked for -------------------------------------------------------------------------


def choices(viewer: Viewer) -> list[Campaign]:
    """Return the campaigns that ask for items, the newest first."""
    return [each for each in campaigns.visible_to(viewer) if each.items]


def matter(viewer: Viewer, campaign_code: str | None, region_code: str | None) -> Matter | None:
    """Return what is asked for; None where there is no campaign that asks for items.

    Raises NotFound for one that does not concern the viewer, and for a place out of reach.
    """
    region = _region(viewer, region_code)
    known, today = choices(viewer), clock.today()
    if campaign_code is None:
        campaign = rules.usual(known, today)
    else:
        campaign = next((each for each in known if each.code == campaign_code), None)
        if campaign is None:
            raise NotFound
    if campaign is None:
        return None
    day = rules.day_of(campaign, today)
    return Matter(campaign, region, day, rules.asked_of(campaign))


def _region(viewer: Viewer, code: str | None) -> Region:
    wanted = code or next(iter(viewer.regions), "")
    is_code = len(wanted) == 12 and wanted.isascii() and wanted.isdigit()
    if not is_code or not viewer.scope.covers(wanted):
        raise NotFound
    return regions.get(wanted)


def _keyed(asked_for: Matter) -> Any:
    window = rules.window_of(asked_for.campaign)
    under = (prefix(asked_for.region.code),)
    return keys.keyed(asked_for.asked, window, asked_for.day, under).subquery("one")


# --- by place ----------------------------------------------------------------------------------


def lines(asked_for: Matter) -> list[Line]:
    """Return the places right below in the order of their codes, and what lies in none of them."""
    places = below(asked_for.region, asked_for.day)
    depth = depth_of(places)
    one = _keyed(asked_for)
    place = func.substr(one.c.region_code, 1, depth).label("place")
    sums = [_sum(keys.has(one.c.key, each.done)) for each in asked_for.asked]
    whole = _sum(keys.complete(one.c.key, asked_for.asked))
    statement = select(place, func.count(), whole, *sums).group_by("place")
    counted = {row[0]: row[1:] for row in db.session.execute(statement)}
    return [
        _line(asked_for, each, counted.get(each.prefix))
        for each in with_strays(asked_for.region, places, counted)
    ]


def _line(asked_for: Matter, place: Place, counted: Sequence[int] | None) -> Line:
    number, whole, *done = counted or [0] * (len(asked_for.asked) + 2)
    codes = (each.item.code for each in asked_for.asked)
    return Line(place, number, dict(zip(codes, done, strict=True)), whole)


def total(asked_for: Matter, found: Sequence[Line]) -> Line:
    """Return the sum of all places."""
    codes = [each.item.code for each in asked_for.asked]
    return Line(
        Place.of(asked_for.region),
        sum(line.children for line in found),
        {code: sum(line.done[code] for line in found) for code in codes},
        sum(line.complete for line in found),
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# --- child by child ----------------------------------------------------------------------------


def page(
    asked_for: Matter, narrowed: Narrowed, after: str | None = None, size: int = PAGE_SIZE
) -> Page[Entry]:
    """Return some of the children of a place, by village and file; ``after`` is a page's key."""
    one = _keyed(asked_for)
    rows = select(one).where(narrowed.fits(asked_for.asked, one.c.key))
    known = _read(after)
    if known is not None:
        region_code, child_id = known
        later = and_(one.c.region_code == region_code, one.c.child_id > child_id)
        rows = rows.where(or_(one.c.region_code > region_code, later))
    ordered = rows.order_by(one.c.region_code, one.c.child_id).limit(size + 1)
    found = [_entry(asked_for.asked, *row) for row in db.session.execute(ordered)]
    return cut(found, size, lambda each: f"{each.region_code}_{each.child_id}")


def count(asked_for: Matter, narrowed: Narrowed) -> int:
    """Return how many children such a list has in all."""
    one = _keyed(asked_for)
    fitting = select(func.count()).select_from(one).where(narrowed.fits(asked_for.asked, one.c.key))
    return db.session.scalar(fitting) or 0


def of_child(viewer: Viewer, child: Child, campaign: Campaign, today: date) -> Entry | None:
    """Return how far one child in reach is; None where it is not in care."""
    asked, day = rules.asked_of(campaign), rules.day_of(campaign, today)
    statement = keys.keyed(asked, rules.window_of(campaign), day, (child.region_code,))
    one = statement.subquery("one")
    row = db.session.execute(select(one).where(one.c.child_id == child.id)).first()
    if row is None or not viewer.scope.covers(row.region_code):
        return None
    return _entry(asked, *row)


def unfinished(viewer: Viewer, campaign: Campaign, today: date) -> Sequence[UUID]:
    """Return the children of a viewer's villages who lack something, by one statement."""
    asked, day = rules.asked_of(campaign), rules.day_of(campaign, today)
    window = rules.window_of(campaign)
    one = keys.keyed(asked, window, day, viewer.scope.ranges).subquery("one")
    lacking = select(one.c.child_id).where(~keys.complete(one.c.key, asked))
    return db.session.scalars(lacking.order_by(one.c.child_id)).all()


def files(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, Child]:
    """Return the files in reach of some children."""
    statement = children.visible_to(viewer).where(Child.id.in_(list(child_ids)))
    return {child.id: child for child in db.session.scalars(statement)}


def _entry(asked: Sequence[Asked], child_id: UUID, region_code: str, key: int) -> Entry:
    states = {each.item.code: each.state(key) for each in asked}
    return Entry(child_id, region_code, key, states)


def _read(after: str | None) -> tuple[str, UUID] | None:
    region_code, _, told = (after or "").partition("_")
    try:
        return pad(region_code), UUID(told)
    except ValueError:
        return None
