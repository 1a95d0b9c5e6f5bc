"""The lists of pairing: tabs whose numbers are their lists, cut by key, the pressing first.

The child's side sees the children; the volunteers' side sees the same rows by alias and township,
from statements that touch no table of children.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children.attention import Key, Rows, Subject, Tile
from casework.children.models import Child
from casework.labels import LabelledEnum
from casework.pairings import queries, steps
from casework.pairings.models import Pairing, PairingRequest, PairingState, RequestState
from casework.regions import queries as regions
from casework.regions.codes import pad
from casework.regions.models import Region

_COUNTY, _TOWNSHIP = 6, 9
_S = PairingState


class Tab(LabelledEnum):
    """What the list shows."""

    WAITING = "waiting", "等待结对"
    PROPOSED = "proposed", "待同意"
    HELD = "held", "结对中"
    OVERDUE = "overdue", "联系逾期"
    OVER = "over", "结束的"


@dataclass(frozen=True)
class Line:
    """One row: a request that waits (then there is no pairing), or a pairing."""

    request: PairingRequest | None
    pairing: Pairing | None
    #: The child's village on the child's side, the township on the volunteers'.
    place: Region | None
    #: None on the volunteers' side.
    child: Child | None = None
    #: Whether somebody is proposed for a request that waits.
    is_proposed: bool = False

    @property
    def alias(self) -> str:
        """What the child is called beyond its file."""
        told = self.pairing or self.request
        return told.alias if told else ""


@dataclass(frozen=True)
class Listing:
    """A page of a tab, with the number of every tab."""

    tab: Tab
    numbers: Mapping[Tab, int]
    lines: Sequence[Line]
    after: str | None


def listing(viewer: Viewer, tab: Tab, on: date, after: str | None, *, named: bool) -> Listing:
    """Return one page of a tab; each number is counted by the statement of its list.

    ``named``: with the children, for whoever may open their files.
    """
    tiles = {each: _tile(each) for each in Tab}
    counted = attention.counts(viewer, on, _COUNTY, list(tiles.values()))
    page = attention.page(tiles[tab], viewer, on, after=Key.parse(after, Subject.CHILD))
    lines = _lines(viewer, tab, [entry.id for entry in page.rows], named=named)
    numbers = {each: sum(counted[tile.code].values()) for each, tile in tiles.items()}
    return Listing(tab, numbers, lines, page.after)


def _lines(viewer: Viewer, tab: Tab, ids: Sequence[UUID | str], *, named: bool) -> list[Line]:
    rows = _rows(viewer, tab, ids)
    places = regions.by_codes({_place(row.region_code, named=named) for row in rows})
    children = queries.children_in(viewer, {row.child_id for row in rows}) if named else {}
    proposed = queries.standing(viewer, ids) if tab is Tab.WAITING else {}
    return [
        Line(
            row if isinstance(row, PairingRequest) else None,
            row if isinstance(row, Pairing) else None,
            places.get(_place(row.region_code, named=named)),
            children.get(row.child_id),
            row.id in proposed,
        )
        for row in rows
    ]


def _rows(
    viewer: Viewer, tab: Tab, ids: Sequence[UUID | str]
) -> Sequence[PairingRequest | Pairing]:
    found: Mapping[UUID | str, PairingRequest | Pairing]
    read = queries.some_requests if tab is Tab.WAITING else queries.some
    found = read(viewer, ids)
    return [found[each] for each in ids]


def _place(region_code: str, *, named: bool) -> str:
    return region_code if named else pad(region_code[:_TOWNSHIP])


def _tile(tab: Tab) -> Tile:
    statement = _requests if tab is Tab.WAITING else _pairings(tab)
    return Tile(tab.value, tab.label, "", "", "", Subject.CHILD, statement)


def _requests(viewer: Viewer, _on: date) -> Rows:
    return select(
        PairingRequest.region_code,
        PairingRequest.opened_on.label("due_on"),
        PairingRequest.id,
        PairingRequest.child_id,
    ).where(queries.in_reach(viewer, PairingRequest), PairingRequest.state == RequestState.OPEN)


def _pairings(tab: Tab) -> Callable[[Viewer, date], Rows]:
    states = {
        Tab.PROPOSED: {_S.PROPOSED},
        Tab.HELD: steps.LIVE,
        Tab.OVERDUE: {_S.ACTIVE},
        Tab.OVER: steps.OVER,
    }[tab]
    chosen = sorted(states, key=lambda state: state.value)

    def statement(viewer: Viewer, on: date) -> Rows:
        rows = select(
            Pairing.region_code,
            Pairing.next_contact_due_on.label("due_on"),
            Pairing.id,
            Pairing.child_id,
        ).where(queries.in_reach(viewer, Pairing), Pairing.state.in_(chosen))
        return rows.where(Pairing.next_contact_due_on < on) if tab is Tab.OVERDUE else rows

    return statement
