"""Sealing the heads of all chains each minute: into the database, and into a file outside of it.

The file is append-only and belongs on another machine as well (docs/adr/0005-audit-chain.md).
"""

import json
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.audit import chain
from casework.audit.models import AuditHead, AuditSeal
from casework.db.base import db
from casework.db.sealed import keyring

INTERVAL = timedelta(minutes=1)
_PURPOSE = "audit.seal"
#: Longer than any line: so much of the file's end is read to find the last one.
_TAIL = 1024 * 1024


def place() -> Path:
    """Return the append-only file that keeps the seals outside the database."""
    folder: Path = current_app.config["INSTANCE"]
    return folder / "audit-seals.log"


def seal_if_due(path: Path) -> bool:
    """Seal the heads when the last seal is a minute old; True when a seal was made."""
    newest = last()
    if newest is not None and clock.now() - newest.at < INTERVAL:
        return False
    return seal(path, newest)


def last() -> AuditSeal | None:
    """Return the newest seal."""
    return db.session.scalar(select(AuditSeal).order_by(AuditSeal.n.desc()).limit(1))


def seal(path: Path, last: AuditSeal | None) -> bool:
    """Write a seal over the heads that moved since the last one, and commit it."""
    heads = _moved_heads(last)
    if not heads:
        return False
    try:
        db.session.execute(insert(AuditSeal), [_seal_row(last, heads)])
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # another process sealed this minute
        return False
    _append(path, _not_yet_outside(path))
    return True


def mac_of(row: dict[str, Any]) -> str:
    """Return the code that binds a seal to its number, its instant, its heads and the one before.

    ``row`` has these fields as the database gives them.
    """
    covered = [row["n"], row["at"], row["heads"], row["prev"]]
    return keyring().mac(_PURPOSE, chain.canonical(covered)).hex()


def _moved_heads(last: AuditSeal | None) -> dict[str, Any]:
    statement = select(AuditHead)
    if last is not None:
        statement = statement.where(AuditHead.at >= last.at - INTERVAL)
    return {head.writer.hex: [head.n, head.mac.hex()] for head in db.session.scalars(statement)}


def _seal_row(last: AuditSeal | None, heads: dict[str, Any]) -> dict[str, Any]:
    row = {
        "n": last.n + 1 if last else 1,
        "at": clock.now(),
        "heads": heads,
        "prev": last.mac if last else chain.GENESIS.hex(),
    }
    return {**row, "mac": mac_of(row)}


def _not_yet_outside(path: Path) -> Iterable[AuditSeal]:
    """Return the seals after the file's last line: more than one after a crash."""
    statement = select(AuditSeal).where(AuditSeal.n > _last_outside(path)).order_by(AuditSeal.n)
    return db.session.scalars(statement)


def _last_outside(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    try:
        return int(json.loads(lines[-1])["n"]) if lines else 0
    except (ValueError, TypeError, KeyError):
        return 0  # damaged: everything is written again, and verify names the damage


def _append(path: Path, seals: Iterable[AuditSeal]) -> None:
    with path.open("a", encoding="ascii") as file:
        for row in seals:
            file.write(json.dumps({"n": row.n, "mac": row.mac, "heads": row.heads}) + "\n")
        file.flush()
        os.fsync(file.fileno())
