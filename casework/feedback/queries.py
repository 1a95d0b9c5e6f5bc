"""Finding one's own words and the answers to them, and those that wait for one's answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.errors import NotFound
from casework.feedback import rules
from casework.feedback.models import Desk, Feedback, Kind, State

_PURPOSE = "feedback.author"
_PAGE = 30


@dataclass(frozen=True)
class Line:
    """One matter as the desk sees it; without a name where its author gave none."""

    feedback: Feedback
    author: str | None


def author_digest(account_id: UUID) -> bytes:
    """Return what stands beside a matter instead of its author."""
    return keyring().digest(_PURPOSE, str(account_id))


def own(viewer: Viewer) -> Sequence[Feedback]:
    """Return what the viewer wrote, the newest first."""
    return db.session.scalars(_own(viewer).order_by(Feedback.created_at.desc()).limit(_PAGE)).all()


def waiting_with(viewer: Viewer, kind: Kind, text: str) -> Feedback | None:
    """Return what the viewer wrote in the same words and what is not answered yet."""
    waiting = [each for each in own(viewer) if each.state is not State.ANSWERED]
    return next((each for each in waiting if each.kind is kind and each.text == text), None)


def written_lately(viewer: Viewer) -> int:
    """Return how much the viewer wrote within a day."""
    lately = _own(viewer).where(Feedback.created_at > clock.now() - timedelta(days=1))
    return db.session.scalar(select(func.count()).select_from(lately.subquery())) or 0


def page_of(viewer: Viewer, state: State | None, after: UUID | None) -> Page[Line]:
    """Return what waits at the viewer's desk, the newest first; all states without one."""
    statement = select(Feedback).where(_at_desk(viewer)).order_by(Feedback.id.desc())
    if state is not None:
        statement = statement.where(Feedback.state == state)
    if after is not None:
        statement = statement.where(Feedback.id < after)
    page = cut(db.session.scalars(statement.limit(_PAGE + 1)).all(), _PAGE, lambda each: each.id)
    return Page(_lines(page.rows), page.after)


def get(viewer: Viewer, feedback_id: UUID) -> Line:
    """Return a matter at the viewer's desk; raise NotFound for any other."""
    found = db.session.scalar(select(Feedback).where(Feedback.id == feedback_id, _at_desk(viewer)))
    if found is None:
        raise NotFound
    return _lines([found])[0]


def by_number(number: str) -> Feedback:
    """Return a matter by its number; raise NotFound."""
    found = db.session.scalar(select(Feedback).where(Feedback.number == number))
    if found is None:
        raise NotFound
    return found


def _own(viewer: Viewer) -> Select[Feedback]:
    return select(Feedback).where(Feedback.author_digest == author_digest(viewer.account_id))


def _at_desk(viewer: Viewer) -> ColumnElement[bool]:
    desk = rules.desk_of(viewer.role)
    reach = within(Feedback.county_code, viewer.scope.ranges)
    if desk is Desk.SYSTEM:  # what comes from above the counties has no other desk
        reach = or_(reach, Feedback.county_code.is_(None))
    return (Feedback.desk == desk) & reach


def _lines(found: Iterable[Feedback]) -> list[Line]:
    rows = list(found)
    named = {row.id: UUID(row.author) for row in rows if not row.is_anonymous}
    names = accounts.names_of(set(named.values()))
    return [Line(row, names.get(named[row.id]) if row.id in named else None) for row in rows]
