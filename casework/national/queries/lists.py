"""The lists of an office and their rows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.national.models import NationalList, NationalRow, Result

_SHOWN = 20
PAGE_SIZE = 50


def visible_to(viewer: Viewer) -> Select[NationalList]:
    """Return the selection of the lists of one's own regions that are still kept."""
    return select(NationalList).where(
        within(NationalList.region_code, viewer.scope.ranges),
        NationalList.expires_at > clock.now(),
    )


def recent(viewer: Viewer) -> Sequence[NationalList]:
    """Return the lists of one's own regions, the newest first."""
    statement = visible_to(viewer).order_by(NationalList.created_at.desc(), NationalList.id.desc())
    return db.session.scalars(statement.limit(_SHOWN)).all()


def get(viewer: Viewer, list_id: UUID) -> NationalList:
    """Return one list; raise NotFound for a missing, expired or foreign one alike."""
    found = db.session.scalar(visible_to(viewer).where(NationalList.id == list_id))
    if found is None:
        raise NotFound
    return found


def by_form(viewer: Viewer, client_id: UUID) -> NationalList | None:
    """Return the list that a form has made already."""
    return db.session.scalar(visible_to(viewer).where(NationalList.client_id == client_id))


def row(viewer: Viewer, row_id: UUID) -> tuple[NationalList, NationalRow]:
    """Return one row with its list; raise NotFound."""
    found = db.session.scalar(
        select(NationalRow).where(
            within(NationalRow.region_code, viewer.scope.ranges), NationalRow.id == row_id
        )
    )
    if found is None:
        raise NotFound
    return get(viewer, found.list_id), found


def rows_of(found: NationalList) -> Select[NationalRow]:
    """Return the selection of the rows of one list, in their order."""
    return (
        select(NationalRow)
        .where(NationalRow.region_code == found.region_code, NationalRow.list_id == found.id)
        .order_by(NationalRow.number)
    )


def page_of(
    found: NationalList, result: Result, *, everything: bool, after: int = 0, size: int = PAGE_SIZE
) -> Page[NationalRow]:
    """Return some rows of one result: those with an open question, or all of them."""
    statement = rows_of(found).where(NationalRow.result == result, NationalRow.number > after)
    if not everything:
        statement = statement.where(NationalRow.open > 0)
    rows = db.session.scalars(statement.limit(size + 1)).all()
    return cut(rows, size, lambda each: each.number)
