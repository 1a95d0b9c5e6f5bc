"""The list of applications: tabs whose numbers are their lists, cut by key, the pressing first.

There is no print and no export of it, and there must be none: recognition is not publicised
(不设公示), and a list with names is a list that gets posted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children.attention import Key, Rows, Subject, Tile
from casework.children.models import Child
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.recognition import queries, steps
from casework.recognition.models import Recognition, RecognitionState
from casework.regions import queries as regions
from casework.regions.models import Region

_S = RecognitionState
_COUNTY = 6


class Tab(LabelledEnum):
    """What the list shows."""

    MINE = "mine", "等我办"
    OPEN = "open", "在办"
    HOLDS = "holds", "已确认"
    CLOSED = "closed", "办完的"


@dataclass(frozen=True)
class Line:
    """One application as the list shows it."""

    recognition: Recognition
    child: Child
    category: str
    place: Region | None


@dataclass(frozen=True)
class Listing:
    """A page of a tab, with the number of every tab."""

    tab: Tab
    numbers: Mapping[Tab, int]
    lines: Sequence[Line]
    after: str | None


def states_of(viewer: Viewer, tab: Tab) -> frozenset[RecognitionState]:
    """Return the states that a tab shows; what waits for a viewer goes by the office."""
    if tab is Tab.MINE:
        if viewer.may(Permission.RECOGNITION_CONFIRM):
            return frozenset({_S.VERIFIED, _S.ENDING})
        if viewer.may(Permission.RECOGNITION_VERIFY):
            return steps.AT_TOWNSHIP
        return frozenset({_S.SUPPLEMENT})
    return {
        Tab.OPEN: steps.OPEN,
        Tab.HOLDS: steps.HOLDS,
        Tab.CLOSED: frozenset(_S) - steps.OPEN - steps.HOLDS,
    }[tab]


def listing(viewer: Viewer, tab: Tab, on: date, after: str | None) -> Listing:
    """Return one page of a tab; each number is counted by the statement of its list."""
    tiles = {each: _tile(viewer, each) for each in Tab}
    counted = attention.counts(viewer, on, _COUNTY, list(tiles.values()))
    key = Key.parse(after, Subject.CHILD)
    page = attention.page(tiles[tab], viewer, on, after=key)
    found = queries.some(viewer, [entry.id for entry in page.rows])
    places = regions.by_codes({entry.region_code for entry in page.rows}) if found else {}
    book = practice.categories()
    return Listing(
        tab,
        {each: sum(counted[tile.code].values()) for each, tile in tiles.items()},
        [
            Line(recognition, child, book.label(recognition.category), places.get(e.region_code))
            for e in page.rows
            for recognition, child in [found[e.id]]
        ],
        page.after,
    )


def _tile(viewer: Viewer, tab: Tab) -> Tile:
    states = sorted(states_of(viewer, tab), key=lambda state: state.value)

    def statement(who: Viewer, _on: date) -> Rows:
        return select(
            Recognition.region_code, Recognition.due_on, Recognition.id, Recognition.child_id
        ).where(queries.in_reach(who), Recognition.state.in_(states))

    return Tile(tab.value, tab.label, "", "", "", Subject.CHILD, statement)
