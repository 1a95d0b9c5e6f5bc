"""Handing files out, three times at most, and forgetting them."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.exchange import rules
from casework.exchange.models import Export, ExportState


def hand_out(*, actor: Viewer, export: Export) -> bytes:
    """Return the file and count it; after the last time it is gone.

    Raises RuleBroken when it was taken often enough, NotFound when its time is over.
    """
    rules.check_handing_out(export, clock.now())
    content, child_ids = export.content, export.child_ids
    statement = (
        update(Export)
        .where(Export.id == export.id, Export.downloads == export.downloads)
        .values(downloads=export.downloads + 1)
        .execution_options(synchronize_session=False)
        .returning(Export.downloads)
    )
    downloads = db.session.execute(statement).scalar_one_or_none()
    if downloads is None or content is None or child_ids is None:
        raise RuleBroken("这份文件正在别处下载，请过一会儿刷新页面再试。")
    if downloads >= rules.MOST_DOWNLOADS:
        _remove(Export.id == export.id)
    record(
        Tag.EXPORT_DOWNLOAD,
        actor_id=actor.account_id,
        region_code=export.target_code,
        subject_id=export.id,
        seen=map(UUID, child_ids),
        number=export.number,
        times=downloads,
    )
    return content


def purge_expired() -> int:
    """Delete the files that have been kept long enough or taken often enough; return how many."""
    over = or_(Export.expires_at <= clock.now(), Export.downloads >= rules.MOST_DOWNLOADS)
    gone = _remove(over)
    if gone:
        record(Tag.EXPORT_PURGE, actor_id=None, exports=gone)
    return gone


def _remove(condition: ColumnElement[bool]) -> int:
    statement = (
        update(Export)
        .where(condition, Export.state == ExportState.READY)
        .values(
            {
                Export.content.column: None,
                Export.child_ids.column: None,
                Export.state: ExportState.REMOVED,
                Export.removed_at: clock.now(),
            }
        )
        .execution_options(synchronize_session=False)
        .returning(Export.id)
    )
    return len(db.session.execute(statement).all())
