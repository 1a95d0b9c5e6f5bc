"""Which list is taken out: the same children as on the page it was asked from, in their order.

A selection is what the page's address or form said, as text; it is read anew when the file is
made, under what the viewer may see at that moment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.forms import FILTERS, read_filters
from casework.children.models import Child
from casework.children.queries.showing import SHOW_LABELS, Show, showing
from casework.children.rules import SHORTEST_SEARCH, VISITED_STATUSES, needle
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.figures import WHOLE
from casework.counting.indicators import Indicator
from casework.counting.rules import Measure
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import Level, prefix
from casework.signoff import source


class Source(StrEnum):
    """The page that a list stands on."""

    CHILDREN = "children"
    SEARCH = "search"
    TOWNSHIP = "township"
    FIGURE = "figure"
    NATIONAL = "national"


#: What each page is asked with.
_ASKED: Mapping[Source, Sequence[str]] = {
    Source.CHILDREN: FILTERS,
    Source.SEARCH: ("looked_for",),
    Source.TOWNSHIP: ("code", "show"),
    Source.FIGURE: ("region", "month", "measure", "part"),
    Source.NATIONAL: ("system", "place"),
}


@dataclass(frozen=True)
class Selection:
    """A list as it was asked for."""

    source: Source
    asked: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def sent(self) -> dict[str, str]:
        """What a form sends to ask for the same again."""
        return {"source": self.source.value, **self.asked}


@dataclass(frozen=True)
class Found:
    """Who is on the list: ids in its order."""

    title: str
    region_code: str
    child_ids: Sequence[UUID]
    #: How many the figure counts beside them whose files the viewer may not open now.
    left_out: int = 0


#: Who is on a list: as whom, what was asked, how many at most.
Finder = Callable[[Viewer, Mapping[str, str], int], Found]


def finds(source: Source) -> Callable[[Finder], Finder]:
    """Register how a list of a floor above is found: ``@finds(Source.NATIONAL)``."""

    def register(finder: Finder) -> Finder:
        _FINDERS[source] = finder
        return finder

    return register


def read_selection(sent: Mapping[str, str]) -> Selection:
    """Return what is asked for; raise NotFound for a list that there is not."""
    try:
        source = Source(sent.get("source") or Source.CHILDREN.value)
    except ValueError:
        raise NotFound from None
    return Selection(source, {name: sent[name] for name in _ASKED[source] if sent.get(name)})


def find(viewer: Viewer, selection: Selection, most: int) -> Found:
    """Return the children on a list, one more than ``most`` where there are more.

    Raises NotFound for a region out of reach, RuleBroken for what cannot be read.
    """
    if not viewer.regions:
        raise RuleBroken("您的账号还没有授权地区，请联系管理员授权后再来。")
    return _FINDERS[selection.source](viewer, selection.asked, most + 1)


def _register(viewer: Viewer, asked: Mapping[str, str], most: int) -> Found:
    filters = read_filters(viewer, asked)
    if asked.get("place") and filters.place is None:
        raise NotFound
    place = filters.place or viewer.regions[0]
    page = children.page_of(viewer, filters, size=most)
    told = [
        practice.categories().short(filters.category) if filters.category else "",
        filters.status.label if filters.status else "",
        _RISKS[filters.risk] if filters.risk else "",
    ]
    return Found(_title(place, told), place, [child.id for child in page.rows])


def _hits(viewer: Viewer, asked: Mapping[str, str], most: int) -> Found:
    looked_for = asked.get("looked_for", "")
    if len(needle(looked_for)) < SHORTEST_SEARCH:
        raise RuleBroken("请至少输入2个字或2个字母，再导出查找的结果。")
    found = children.search(viewer, looked_for, most)
    place = viewer.regions[0]
    return Found(_title(place, ["查找结果"]), place, [child.id for child in found])


def _township(viewer: Viewer, asked: Mapping[str, str], most: int) -> Found:
    code = asked.get("code") or viewer.regions[0]
    if not viewer.scope.covers(code):
        raise NotFound
    try:
        show = Show(asked.get("show") or Show.ALL.value)
    except ValueError:
        show = Show.ALL
    statement = (
        select(Child.id)
        .where(children.in_reach(viewer), Child.township_code == regions.get(code).code)
        .where(Child.status.in_(VISITED_STATUSES), *showing(show, clock.today()))
        .order_by(Child.next_due_on, Child.id)
        .limit(most)
    )
    told = "" if show is Show.ALL else SHOW_LABELS[show]
    return Found(_title(code, [told]), code, db.session.scalars(statement).all())


def _figure(viewer: Viewer, asked: Mapping[str, str], most: int) -> Found:
    region = counting.region_for(viewer, asked.get("region") or viewer.regions[0])
    indicator = _indicator(viewer, prefix(region.code), asked)
    counted = [entry.child_id for entry in indicator.page(size=most).rows]
    wanted = list(dict.fromkeys(counted))  # of several visits to one child, the first
    known = set(_openable(viewer, wanted))
    told = [indicator.month.label, indicator.measure.label, indicator.part_label]
    child_ids = [child_id for child_id in wanted if child_id in known]
    return Found(_title(region.code, told), region.code, child_ids, len(wanted) - len(child_ids))


def _indicator(viewer: Viewer, under: str, asked: Mapping[str, str]) -> Indicator:
    try:
        measure = Measure(asked.get("measure", ""))
        month = Month.parse(asked.get("month", ""))
    except ValueError:
        raise NotFound from None
    if month > Month.of(clock.today()):
        raise NotFound
    return source.indicator(viewer, measure, month, under, asked.get("part", WHOLE))


def _openable(viewer: Viewer, child_ids: Sequence[UUID]) -> list[UUID]:
    statement = select(Child.id).where(children.in_reach(viewer), Child.id.in_(child_ids))
    return list(db.session.scalars(statement))


def _title(code: str, told: Sequence[str]) -> str:
    """Name a list by its place and what it was narrowed to: never by a child."""
    narrowed = "、".join(part for part in told if part)
    form = "%(place)s儿童名单（%(narrowed)s）" if narrowed else "%(place)s儿童名单"
    return form % {"place": place_name(code), "narrowed": narrowed}


def place_name(code: str) -> str:
    """Return a region's name from its county on: 青禾县石桥镇."""
    try:
        path = regions.path(code)
    except NotFound:
        return code
    named = [r.name for r in path if r.level in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)]
    return "".join(named) or path[-1].name


_RISKS = {4: "高风险", 3: "中高风险", 2: "中低风险", 1: "低风险"}
_FINDERS: dict[Source, Finder] = {
    Source.CHILDREN: _register,
    Source.SEARCH: _hits,
    Source.TOWNSHIP: _township,
    Source.FIGURE: _figure,
}
