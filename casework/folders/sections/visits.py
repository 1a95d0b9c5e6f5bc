"""The visits: what each found, or a list of them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from casework import clock
from casework.accounts import queries as accounts
from casework.folders.blocks import Block, Facts, Words, table
from casework.folders.rules import Depth
from casework.folders.sections.registry import Asked
from casework.ui.formats import chinese_date
from casework.visits import history, queries
from casework.visits.models import Visit, VisitVersion

#: More visits than this no child has had; a longer list says that it is cut.
_MOST = 2_000
_YEAR = timedelta(days=365)
_AT_ONCE = 200
# no-catalogue: the paper is Chinese in every language of the pages
_W = {
    "title": "%(day)s %(mode)s %(outcome)s",
    "entered": "%(who)s，%(at)s录入",
    "who": "登记",
    "review": "审核",
    "corrected": "更正",
    "times": "第%(n)s版，%(reason)s",
    "list": "全部走访一览",
    "more": "走访记录超过%s条，更早的没有印出。",
    "unread": "没有认出来的内容",
}
# no-catalogue: the paper is Chinese in every language of the pages
_HEADS = ("走访日期", "方式", "见到谁", "登记人", "录入日期", "审核")


def visits(asked: Asked) -> Iterator[Block]:
    """Yield a list of all visits, then those in full that were asked for, the newest first."""
    found = queries.for_child(asked.viewer, asked.child, limit=_MOST)
    names = accounts.names_of({visit.author_id for visit in found})
    yield from table(
        _HEADS,
        (
            (
                visit.visited_on,
                visit.mode,
                visit.outcome,
                names.get(visit.author_id),
                clock.local(visit.recorded_at).date(),
                visit.review_state,
            )
            for visit in found
        ),
        _W["list"],
    )
    if len(found) == _MOST:
        yield Words(_W["more"] % _MOST)
    for visit, version in _whole(asked, [v for v in found if v.visited_on >= _since(asked)]):
        yield _visit(visit, version, names)


def _since(asked: Asked) -> date:
    match asked.depth:
        case Depth.ALL:
            return date.min
        case Depth.LIST:
            return date.max
        case Depth.YEAR:
            return clock.today() - _YEAR


def _whole(asked: Asked, chosen: Sequence[Visit]) -> Iterator[tuple[Visit, VisitVersion]]:
    """Yield visits with what they say now, some at a time, in their order."""
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        said = {
            visit.id: version
            for visit, version, _child in queries.several(asked.viewer, [v.id for v in some])
        }
        yield from ((visit, said[visit.id]) for visit in some if visit.id in said)


def _times(version: VisitVersion) -> str:
    return _W["times"] % {"n": version.n, "reason": version.reason or ""}


def _visit(visit: Visit, version: VisitVersion, names: dict[UUID, str]) -> Facts:
    rows: list[tuple[str, object]] = [
        (line.label, line.text) for part in history.parts(version) for line in part.lines
    ]
    rows += [(_W["unread"], line.text) for line in history.unread(version)]
    who = names.get(visit.author_id, "")
    rows.append((_W["who"], _W["entered"] % {"who": who, "at": chinese_date(visit.recorded_at)}))
    if version.n > 1:
        rows.append((_W["corrected"], _times(version)))
    rows.append((_W["review"], visit.review_state))
    title = _W["title"] % {
        "day": chinese_date(visit.visited_on),
        "mode": visit.mode.label,
        "outcome": visit.outcome.label,
    }
    return Facts(rows, title)
