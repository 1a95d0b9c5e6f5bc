"""The queue: what waits to be reviewed, oldest first, each beside the child's visit before it.

What has come back (answered, corrected) stands on top. One page is a constant number of statements.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, text, tuple_
from sqlalchemy.orm import aliased
from sqlalchemy.types import SmallInteger

from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.regions.codes import prefix
from casework.texts import Text
from casework.ui.formats import NOTHING
from casework.visits import actions, glance, hints, queries, reviews, rules
from casework.visits.actions.reviewing import Accepted
from casework.visits.glance import Glance
from casework.visits.hints import Hint
from casework.visits.models import ReviewState, Visit, VisitStep
from casework.visits.rules import CheckReason

PAGE_SIZE = 30
#: More than anybody counts; beyond it stands "more than".
MOST_COUNTED = 999

#: Written out, since SQLite finds a partial index by its very words.
_IS_WAITING = text("visit.review_state IN ('received', 'to_check')")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Key:
    """Where a page begins: after this visit."""

    is_new: int
    recorded_at: datetime
    visit_id: UUID

    def __str__(self) -> str:
        """Return the key as it stands in an address."""
        micros = (self.recorded_at - _EPOCH) // _MICROSECOND
        return f"{self.is_new}.{micros}.{self.visit_id.hex}"

    @classmethod
    def parse(cls, written: str) -> Self | None:
        """Read a key; None for anything else, which begins the queue anew."""
        try:
            is_new, micros, visit_id = written.split(".")
            return cls(min(int(is_new), 1), _EPOCH + int(micros) * _MICROSECOND, UUID(visit_id))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Line:
    """One visit that waits, as the reviewer sees it."""

    visit: Visit
    child: Child
    author: str
    glance: Glance
    hints: Sequence[Hint]
    last_step: VisitStep | None
    #: She has corrected it herself: somebody else reviews it.
    is_own: bool

    @property
    def token(self) -> str:
        """What the line shows, for the form."""
        return str(reviews.token(self.visit))

    @property
    def check_reason(self) -> CheckReason | None:
        """Why it was put up for checking."""
        return rules.doubt_of(self.visit.review_state, self.visit.check_reason)

    @property
    def is_routine(self) -> bool:
        """Whether it may be accepted with others: as last time, nothing open, somebody met."""
        is_plain = self.visit.review_state is ReviewState.RECEIVED and self.last_step is None
        is_met = self.visit.outcome in rules.VALID_OUTCOMES
        return is_plain and is_met and self.glance.is_unchanged and not self.is_own

    @property
    def is_ticked(self) -> bool:
        """Whether the page proposes that: there are no words to read and nothing is odd."""
        return self.is_routine and not self.glance.has_text and not self.hints


def page(viewer: Viewer, township: str | None, after: Key | None) -> Page[Line]:
    """Return a page of the queue."""
    is_new = _is_new()
    statement = _waiting(viewer, township)
    if after is not None:
        last = tuple_(
            after.is_new,
            after.recorded_at,
            after.visit_id,
            types=[SmallInteger(), Visit.recorded_at.type, Visit.id.type],
        )
        statement = statement.where(tuple_(is_new, Visit.recorded_at, Visit.id) > last)
    ordered = statement.order_by(is_new, Visit.recorded_at, Visit.id).limit(PAGE_SIZE + 1)
    cut_page = cut(db.session.execute(ordered).all(), PAGE_SIZE, lambda row: _key(row[0]))
    return Page(_lines(viewer, [(row[0], row[1]) for row in cut_page.rows]), cut_page.after)


def lines_of(viewer: Viewer, visit_ids: Collection[UUID]) -> list[Line]:
    """Return the lines of some visits, as far as they still wait and are the viewer's to review."""
    rows = db.session.execute(_waiting(viewer, None).where(Visit.id.in_(visit_ids)))
    return _lines(viewer, [(row[0], row[1]) for row in rows])


def accept_routine(viewer: Viewer, chosen: Mapping[UUID, str]) -> Accepted:
    """Accept what was ticked and is routine; ``chosen`` says what the page showed of each.

    Whether it is routine is asked anew: what differs is read one by one.
    """
    lines = lines_of(viewer, list(chosen))
    unlike = {line.visit.id for line in lines if not line.is_routine}
    asked = {visit_id: seen for visit_id, seen in chosen.items() if visit_id not in unlike}
    outcome = actions.accept_several(actor=viewer, seen=asked)
    if unlike:
        outcome.left.append(Text("有的记录和上次不一样，要逐条看过再通过。"))
    return outcome


def waiting(viewer: Viewer, township: str | None) -> int:
    """Return how many wait, counted up to one more than ``MOST_COUNTED``."""
    ids = (
        select(Visit.id)
        .where(_in(viewer, township), _IS_WAITING, Visit.author_id != viewer.account_id)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def _waiting(viewer: Viewer, township: str | None) -> Select[Visit, UUID | None]:
    """Return what waits, each with the id of the child's valid visit before it."""
    earlier = aliased(Visit)
    before = (
        select(earlier.id)
        .where(earlier.child_id == Visit.child_id, earlier.region_code == Visit.region_code)
        .where(earlier.review_state != rules.LEFT_OUT)
        .where(earlier.outcome.in_(sorted(rules.VALID_OUTCOMES, key=lambda each: each.value)))
        .where(
            tuple_(earlier.visited_on, earlier.recorded_at, earlier.id)
            < tuple_(Visit.visited_on, Visit.recorded_at, Visit.id)
        )
        .order_by(earlier.visited_on.desc(), earlier.recorded_at.desc(), earlier.id.desc())
        .limit(1)
        .correlate(Visit)
        .scalar_subquery()
    )
    return select(Visit, before).where(
        _in(viewer, township), _IS_WAITING, Visit.author_id != viewer.account_id
    )


def _in(viewer: Viewer, township: str | None) -> ColumnElement[bool]:
    return within(Visit.region_code, [prefix(township)] if township else viewer.scope.ranges)


def _is_new() -> ColumnElement[int]:
    return case((Visit.stepped_at.is_(None), 1), else_=0)


def _key(visit: Visit) -> Key:
    return Key(int(visit.stepped_at is None), visit.recorded_at, visit.id)


def _lines(viewer: Viewer, rows: Sequence[tuple[Visit, UUID | None]]) -> list[Line]:
    visits = [visit for visit, _before in rows]
    ids = {visit.id for visit in visits} | {before for _visit, before in rows if before}
    known = {row[0].id: row for row in queries.several(viewer, ids)}
    said = {visit_id: version for visit_id, (_visit, version, _child) in known.items()}
    names = accounts.names_of({visit.author_id for visit in visits})
    odd = hints.hints(viewer, visits)
    last = reviews.last_steps(viewer, [visit.id for visit in visits])
    return [
        Line(
            visit=visit,
            child=known[visit.id][2],
            author=names.get(visit.author_id, NOTHING),
            glance=glance.glance(said.get(before) if before else None, said[visit.id]),
            hints=odd.get(visit.id, []),
            last_step=last.get(visit.id),
            is_own=said[visit.id].author_id == viewer.account_id,
        )
        for visit, before in rows
    ]
