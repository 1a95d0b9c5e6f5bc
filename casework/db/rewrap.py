"""What the database asks of the key ring, and moving its data keys under the current KEK version.

Moving goes batch by batch, to be killed and resumed at will. The data key's bytes stay the same, so
nothing that is sealed needs to be touched and no concurrent write can be lost; each update is bound
to the version it read.
"""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, inspect, select, update
from sqlalchemy.exc import OperationalError

from casework.crypto.envelope import SealBroken
from casework.crypto.keyring import Keyring, KeyringError
from casework.db.base import db
from casework.db.sealed import DataKeyRow, keyring

_BATCH = 500
_SAMPLE = 5


def require_keys(app: Flask) -> None:
    """Raise KeyringError unless the key ring is the one that the database was sealed with.

    It must hold every version in use and open keys of each. An empty database asks for nothing.
    """
    with app.app_context():
        try:
            is_migrated = inspect(db.engine).has_table(DataKeyRow.__tablename__)
        except OperationalError:
            raise KeyringError("连不上数据库，无法核对密钥环。请检查数据库是否已启动。") from None
        if is_migrated:
            _check(keyring())


def _check(ring: Keyring) -> None:
    versions = versions_in_use()
    ring.require(versions)
    if not all(_opens_some(ring, version) for version in versions):
        raise KeyringError("密钥环与数据库不是一套，打不开里面的数据密钥。请换成配套的密钥环文件。")


def _opens_some(ring: Keyring, version: int) -> bool:
    """Whether one key of a few opens: a single damaged one must not keep everybody out."""
    statement = select(DataKeyRow).where(DataKeyRow.kek_version == version).limit(_SAMPLE)
    return any(_opens(ring, key) for key in db.session.scalars(statement))


def _opens(ring: Keyring, key: DataKeyRow) -> bool:
    try:
        ring.unwrap(key.wrapped, key.owner_kind, key.owner_id, key.generation)
    except SealBroken:
        return False
    return True


def versions_in_use() -> dict[int, int]:
    """Return how many data keys lie under each KEK version."""
    statement = select(DataKeyRow.kek_version, func.count()).group_by(DataKeyRow.kek_version)
    return dict(db.session.execute(statement).all())


def rewrap_all(ring: Keyring, batch: int = _BATCH) -> Iterator[int]:
    """Bring every data key under the current version, committing each batch; yield its size.

    Goes round until a round finds nothing to move, so that no key is left that was written
    meanwhile by a process with an old key ring. A damaged key stays where it is.
    """
    moved = True
    while moved:
        moved = False
        for keys in _batches(ring.current, batch):
            done = sum(_rewrap(ring, key) for key in keys)
            db.session.commit()
            moved = moved or done > 0
            yield done


def _batches(current: int, size: int) -> Iterator[list[DataKeyRow]]:
    """Yield what lies under other versions, each key once."""
    statement = select(DataKeyRow).where(DataKeyRow.kek_version != current)
    statement = statement.order_by(DataKeyRow.owner_id).limit(size)
    keys = list(db.session.scalars(statement))
    while keys:
        last = keys[-1].owner_id
        yield keys
        keys = list(db.session.scalars(statement.where(DataKeyRow.owner_id > last)))


def _rewrap(ring: Keyring, key: DataKeyRow) -> bool:
    db.session.expunge(key)
    try:
        wrapped = ring.rewrap(key.wrapped, key.owner_kind, key.owner_id, key.generation)
    except SealBroken:
        return False
    statement = (
        update(DataKeyRow)
        .where(DataKeyRow.owner_id == key.owner_id, DataKeyRow.generation == key.generation)
        .where(DataKeyRow.kek_version == key.kek_version)
        .values(wrapped=wrapped, kek_version=ring.current)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
    return True
