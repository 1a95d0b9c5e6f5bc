"""Ledgers that were handed in: kept sealed, named by what they hold, deleted in time."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.sealed import keyring
from casework.errors import RuleBroken
from casework.regions.codes import check
from casework.roster.models import Upload, UploadState

#: Uploads are kept so long (security.md, 14.2.7).
KEPT = timedelta(days=30)


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
    statement = delete(Upload).where(Upload.expires_at <= clock.now())
    gone = db.session.execute(statement.returning(Upload.id)).all()
    if gone:
        record(Tag.ROSTER_PURGE, actor_id=None, uploads=len(gone))
    return len(gone)


def contents(upload: Upload) -> dict[str, Any]:
    """Return what a dry run and an import need of an upload."""
    return {
        "region_code": upload.target_code,
        "filename": upload.filename,
        "content": upload.content,
    }
