"""Layouts and exports that somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.models import Account
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.paging import Page, cut
from casework.db.scope import within
from casework.errors import NotFound
from casework.exchange.models import Export, ExportState, FormLayout
from casework.exchange.rules import MOST_DOWNLOADS
from casework.regions.codes import ancestors

_SHOWN = 50


def layouts_for(viewer: Viewer) -> Sequence[FormLayout]:
    """Return the forms of one's own office and of those above it, newest first."""
    statement = (
        select(FormLayout)
        .where(FormLayout.target_code.in_(_own_and_above(viewer)))
        .order_by(FormLayout.created_at.desc(), FormLayout.id.desc())
    )
    return db.session.scalars(statement).all()


def own_layout(viewer: Viewer, layout_id: UUID) -> FormLayout:
    """Return a form of one's own office or one below it, to be changed; raise NotFound."""
    found = db.session.get(FormLayout, layout_id)
    if found is None or not viewer.scope.covers(found.target_code):
        raise NotFound
    return found


def _own_and_above(viewer: Viewer) -> set[str]:
    return {code for own in viewer.regions for code in (own, *ancestors(own))}


def exports_of(viewer: Viewer) -> Sequence[Export]:
    """Return one's own exports, newest first."""
    statement = (
        select(Export)
        .where(Export.requester_id == viewer.account_id)
        .order_by(Export.created_at.desc(), Export.id.desc())
        .limit(_SHOWN)
    )
    return db.session.scalars(statement).all()


def get(viewer: Viewer, export_id: UUID) -> Export:
    """Return an export of one's own; raise NotFound for anybody else's."""
    export = db.session.get(Export, export_id)
    if export is None or export.requester_id != viewer.account_id:
        raise NotFound
    return export


def is_ready(export: Export) -> bool:
    """Say whether the file can still be fetched."""
    return (
        export.state is ExportState.READY
        and export.expires_at > clock.now()
        and export.downloads < MOST_DOWNLOADS
    )


@dataclass(frozen=True)
class RegisterLine:
    """One export as an auditor reads of it: nothing of any child, and not what list it was."""

    export: Export
    login: str


def register(viewer: Viewer, after: UUID | None) -> Page[RegisterLine]:
    """Return the exports of the viewer's regions, newest first."""
    statement = (
        select(Export, Account.login)
        .join(Account, Account.id == Export.requester_id)
        .where(within(Export.target_code, viewer.scope.ranges))
        .order_by(Export.id.desc())
        .limit(_SHOWN + 1)
    )
    if after is not None:
        statement = statement.where(Export.id < after)
    lines = [RegisterLine(export, login) for export, login in db.session.execute(statement)]
    return cut(lines, _SHOWN, lambda line: line.export.id)
