"""What the database asks of the key ring, and moving its data keys under the current KEK version.

Moving goes batch by batch, to be killed and resumed at will. The data key's bytes stay the same, so
nothing that is sealed needs to be touched and no concurrent write can be lost; each update is bound
to the version it read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import bindparam, func, inspect, select, update
from sqlalchemy.exc import OperationalError

from casework.crypto.envelope import SealBroken
from casework.crypto.keyring import Keyring, KeyringError
from casework.db.base import Base, db
from casework.db.sealed import DataKeyRow, keyring

_BATCH = 500
_table = Base.metadata.tables[DataKeyRow.__tablename__]
#: One statement for a whole batch; each key only if it still lies where it was read.
_move = (
    update(_table)
    .where(_table.c.owner_id == bindparam("owner"), _table.c.generation == bindparam("which"))
    .where(_table.c.kek_version == bindparam("read_version"))
    .values(wrapped=bindparam("wrapped"), kek_version=bindparam("kek_version"))
)
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
    has_moved = True
    while has_moved:
        has_moved = False
        for keys in _batches(ring.current, batch):
            moved = [each for key in keys if (each := _moved(ring, key)) is not None]
            if moved:
                db.session.execute(_move, moved)
            db.session.commit()
            has_moved = has_moved or bool(moved)
            yield len(moved)


def _batches(current: int, size: int) -> Iterator[Sequence[Any]]:
    """Yield what lies under other versions, each key once: columns, no objects."""
    key = _table.c
    statement = (
        select(key.owner_id, key.generation, key.owner_kind, key.kek_version, key.wrapped)
        .where(key.kek_version != current)
        .order_by(key.owner_id)
        .limit(size)
    )
    keys = db.session.execute(statement).all()
    while keys:
        yield keys
        keys = db.session.execute(statement.where(key.owner_id > keys[-1].owner_id)).all()


def _moved(ring: Keyring, key: Any) -> dict[str, Any] | None:
    """Return what to write for one key; None for a damaged one."""
    try:
        wrapped = ring.rewrap(key.wrapped, key.owner_kind, key.owner_id, key.generation)
    except SealBroken:
        return None
    return {
        "owner": key.owner_id,
        "which": key.generation,
        "read_version": key.kek_version,
        "wrapped": wrapped,
        "kek_version": ring.kek_version_of(wrapped),
    }
