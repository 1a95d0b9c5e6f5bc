"""Moving data keys under the current KEK version: batch by batch, to be killed and resumed at will.

The data key's bytes stay the same, so nothing that is sealed needs to be touched and no concurrent
write can be lost; each update is bound to the version it read.
"""

from collections.abc import Iterator

from sqlalchemy import func, select, update

from casework.crypto.keyring import Keyring
from casework.db.base import db
from casework.db.sealed import DataKeyRow

_BATCH = 500


def versions_in_use() -> dict[int, int]:
    """Return how many data keys lie under each KEK version."""
    statement = select(DataKeyRow.kek_version, func.count()).group_by(DataKeyRow.kek_version)
    return dict(db.session.execute(statement).all())


def rewrap_all(ring: Keyring, batch: int = _BATCH) -> Iterator[int]:
    """Bring every data key under the current version, committing each batch; yield its size.

    Ends when no key lies under another version, also none written meanwhile by a process that had
    not reloaded its key ring.
    """
    while keys := _next_batch(ring.current, batch):
        for key in keys:
            _rewrap(ring, key)
        db.session.commit()
        yield len(keys)


def _next_batch(current: int, batch: int) -> list[DataKeyRow]:
    statement = select(DataKeyRow).where(DataKeyRow.kek_version != current).limit(batch)
    return list(db.session.scalars(statement))


def _rewrap(ring: Keyring, key: DataKeyRow) -> None:
    wrapped = ring.rewrap(key.wrapped, key.owner_kind, key.owner_id, key.generation)
    statement = (
        update(DataKeyRow)
        .where(DataKeyRow.owner_id == key.owner_id, DataKeyRow.generation == key.generation)
        .where(DataKeyRow.kek_version == key.kek_version)
        .values(wrapped=wrapped, kek_version=ring.current)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
    db.session.expunge(key)
