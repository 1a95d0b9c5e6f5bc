"""The nightly sweep: content that no row speaks of, left by a kill at the wrong moment."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from threading import Event

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.attachments.holding import held_elsewhere
from casework.attachments.models import Attachment
from casework.attachments.store import Store, current_store
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.jobs.rounds import every

#: So long content may wait for its row, which comes within the same minute.
PATIENCE = timedelta(days=1)
#: More than so many of them are no accident: a wrong database stands beside the store.
_SUSPICIOUS = 50

_PURPOSE = "files"
_BATCH = 500

log = logging.getLogger(__name__)


@every(timedelta(days=1))
def sweep(app: Flask, stopping: Event) -> bool:
    """Remove content without a row that is older than a day."""
    with app.app_context():
        bind_scope(db.session, SystemScope(_PURPOSE))
        store, removed = current_store(), 0
        orphans = _orphans(store, clock.now() - PATIENCE)
        if len(orphans) > _SUSPICIOUS:
            log.error("%d files have no row: is this their database? None removed.", len(orphans))
            return False
        for name in orphans:
            if stopping.is_set():
                break
            store.delete(name)
            removed += 1
        if removed:
            record(Tag.FILE_SWEEP, actor_id=None, purpose=_PURPOSE, removed=removed)
        db.session.commit()
    return False


def _orphans(store: Store, before: datetime) -> list[str]:
    """Return the names of what is older than an instant and stands in no row."""
    old = (each.name for each in store.entries() if each.at < before)
    return [name for names in _batches(old) for name in _without_row(names)]


def _without_row(names: list[str]) -> list[str]:
    rows = select(Attachment.storage_name).where(Attachment.storage_name.in_(names))
    known = set(db.session.scalars(rows)) | held_elsewhere(names)
    return [name for name in names if name not in known]


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while some := list(islice(left, _BATCH)):
        yield some
