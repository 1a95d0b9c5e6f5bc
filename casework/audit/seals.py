"""Sealing the heads each minute into the database and an append-only file, and checking it all."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.audit import chain
from casework.audit.models import AuditEntry, AuditHead, AuditSeal
from casework.db.base import db
from casework.db.sealed import keyring

INTERVAL = timedelta(minutes=1)
_PURPOSE = "audit.seal"
_BATCH = 1_000


@dataclass(frozen=True)
class Fault:
    """One place where the trail was touched."""

    where: str
    what: str


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
    row = _seal_row(last, heads)
    try:
        db.session.execute(insert(AuditSeal), [row])
        db.session.commit()
    except IntegrityError:
        db.session.rollback()  # another process sealed this minute
        return False
    _append(path, row)
    return True


def verify(path: Path) -> list[Fault]:
    """Walk every chain, head and seal; return what does not fit, with the row's name."""
    macs = {(e.writer, e.n): e.mac for e in _entries()}
    return [
        *_chain_faults(_entries()),
        *_head_faults(macs),
        *_seal_faults(
            macs, list(db.session.scalars(select(AuditSeal).order_by(AuditSeal.n))), path
        ),
    ]


def _moved_heads(last: AuditSeal | None) -> dict[str, Any]:
    known = last.at if last is not None else None
    statement = select(AuditHead)
    if known is not None:
        statement = statement.where(AuditHead.at >= known - INTERVAL)
    return {head.writer.hex: [head.n, head.mac.hex()] for head in db.session.scalars(statement)}


def _seal_row(last: AuditSeal | None, heads: dict[str, Any]) -> dict[str, Any]:
    row = {
        "n": last.n + 1 if last else 1,
        "at": clock.now(),
        "heads": heads,
        "prev": last.mac if last else chain.GENESIS.hex(),
    }
    return {**row, "mac": _seal_mac(row)}


def _seal_mac(row: dict[str, Any]) -> str:
    covered = [row["n"], row["at"], row["heads"], row["prev"]]
    return keyring().mac(_PURPOSE, chain.canonical(covered)).hex()


def _append(path: Path, row: dict[str, Any]) -> None:
    with path.open("a", encoding="ascii") as file:
        file.write(json.dumps({"n": row["n"], "mac": row["mac"], "heads": row["heads"]}) + "\n")


def _entries() -> Iterator[AuditEntry]:
    statement = select(AuditEntry).order_by(AuditEntry.writer, AuditEntry.n)
    yield from db.session.scalars(statement.execution_options(yield_per=_BATCH))


def _chain_faults(entries: Iterable[AuditEntry]) -> Iterator[Fault]:
    mac = keyring().audit_mac
    writer: UUID | None = None
    n, prev = 0, chain.GENESIS
    for entry in entries:
        if entry.writer != writer:
            writer, n, prev = entry.writer, 0, chain.GENESIS
        where = f"audit_entry {entry.id}"
        if entry.n != n + 1:
            yield Fault(where, f"rows {n + 1} to {entry.n - 1} of writer {entry.writer} are gone")
        elif entry.prev != prev:
            yield Fault(where, "does not follow the row before it")
        row = {name: getattr(entry, name) for name in chain.COVERED}
        if chain.link(mac, entry.prev, row) != entry.mac:
            yield Fault(where, "was changed")
        n, prev = entry.n, entry.mac


def _head_faults(macs: dict[tuple[UUID, int], bytes]) -> Iterator[Fault]:
    last: dict[UUID, int] = {}
    for writer, n in macs:
        last[writer] = max(n, last.get(writer, 0))
    heads = {head.writer: head for head in db.session.scalars(select(AuditHead))}
    for writer in last.keys() | heads.keys():
        head = heads.get(writer)
        if head is None or head.n != last.get(writer) or macs.get((writer, head.n)) != head.mac:
            yield Fault(f"audit_head {writer}", "does not name the last row of its chain")


def _seal_faults(
    macs: dict[tuple[UUID, int], bytes], seals: list[AuditSeal], path: Path
) -> Iterator[Fault]:
    written = _sealed_outside(path)
    prev = chain.GENESIS.hex()
    for number, row in enumerate(seals, 1):
        fields = {"n": row.n, "at": row.at, "heads": row.heads, "prev": row.prev}
        if row.n != number or row.prev != prev or _seal_mac(fields) != row.mac:
            yield Fault(f"audit_seal {row.n}", "was changed or does not follow")
        if written.get(row.n, {"mac": row.mac})["mac"] != row.mac:
            yield Fault(f"audit_seal {row.n}", "differs from the line kept outside")
        prev = row.mac
    for n in sorted(written.keys() - {row.n for row in seals}):
        yield Fault(f"audit_seal {n}", "stands outside but not in the database")
    yield from _missing_rows(
        macs, [*(row.heads for row in seals), *(w["heads"] for w in written.values())]
    )


def _missing_rows(
    macs: dict[tuple[UUID, int], bytes], sealed_heads: list[dict[str, Any]]
) -> Iterator[Fault]:
    told: set[tuple[UUID, int]] = set()
    for heads in sealed_heads:
        for writer, (n, mac) in heads.items():
            place = (UUID(hex=writer), n)
            if place not in told and macs.get(place, b"").hex() != mac:
                told.add(place)
                yield Fault(f"writer {place[0]} row {n}", "was sealed and is gone or changed")


def _sealed_outside(path: Path) -> dict[int, dict[str, Any]]:
    if not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines() if line]
    return {line["n"]: line for line in lines}
