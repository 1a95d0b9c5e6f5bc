"""Ledgers that were handed in: kept sealed, named by what they hold, deleted in time."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.jobs import actions as jobs
from casework.regions.codes import check
from casework.roster.models import RosterRow, Upload, UploadState

#: Uploads are kept so long (security.md, 14.2.7).
KEPT = timedelta(days=30)
#: So long an import may be taken back.
TAKEN_BACK_WITHIN = timedelta(days=1)

#: The kinds of jobs of a ledger.
CHECK, IMPORT, TAKE_BACK = "roster.check", "roster.import", "roster.take-back"


def keep_upload(*, actor: Viewer, region_code: str, filename: str, content: bytes) -> Upload:
    """Seal a ledger under its uploader, before anything is read from it."""
    check_region(actor, region_code)
    purge_expired()
    upload = Upload(
        owner=accounts.get(actor.account_id),
        target_code=region_code,
        state=UploadState.CHECKED,
        digest=keyring().digest("upload", content.hex()),
        expires_at=clock.now() + KEPT,
        counts={},
        filename=filename[-200:],
        content=content,
    )
    db.session.add(upload)
    jobs.enqueue(kind=CHECK, owner_id=actor.account_id, subject_id=upload.id)
    record(
        Tag.ROSTER_UPLOAD,
        actor_id=actor.account_id,
        region_code=region_code,
        subject_id=upload.id,
        size=len(content),
    )
    return upload


def check_region(actor: Viewer, region_code: str) -> None:
    """Raise RuleBroken for a region that is not the actor's."""
    if not actor.scope.covers(check(region_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "region_code")


def purge_expired() -> int:
    """Delete the ledgers that have been kept long enough; return how many there were."""
    is_expired = Upload.expires_at <= clock.now()
    expired = select(Upload.id).where(is_expired)
    db.session.execute(delete(RosterRow).where(RosterRow.upload_id.in_(expired)))
    _forget_what_cannot_be_undone()
    statement = delete(Upload).where(is_expired)
    gone = db.session.execute(statement.returning(Upload.id)).all()
    if gone:
        record(Tag.ROSTER_PURGE, actor_id=None, uploads=len(gone))
    return len(gone)


def _forget_what_cannot_be_undone() -> None:
    """Delete what files said before imports that are too old to be taken back."""
    late = RosterRow.done_at < clock.now() - TAKEN_BACK_WITHIN
    before = RosterRow.before.column
    db.session.execute(update(RosterRow).where(late, before.is_not(None)).values({before: None}))


def contents(upload: Upload) -> dict[str, Any]:
    """Return what a dry run and an import need of an upload."""
    return {
        "region_code": upload.target_code,
        "filename": upload.filename,
        "content": upload.content,
    }
