"""Writing the trail: drafts are collected during an act and chained when it is committed."""

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, bindparam, event, insert, update
from sqlalchemy.orm import Session, SessionTransaction

from casework import clock
from casework.audit import chain
from casework.audit.models import AuditEntry, AuditHead, AuditReason, Seen
from casework.audit.tags import Tag
from casework.db.base import Base, db
from casework.db.sealed import keyring

_DRAFTS = "casework.audit.drafts"
_AHEAD = "casework.audit.ahead"
_REQUEST = "casework.audit.request"

# On tables, not on classes: these run with every page, and no object is to be made of a row.
_entry, _seen, _head = (
    Base.metadata.tables[model.__tablename__] for model in (AuditEntry, Seen, AuditHead)
)
_STORE = insert(_entry)
_STORE_AND_TELL = insert(_entry).returning(_entry.c.id, sort_by_parameter_order=True)
_SHOW = insert(_seen)
_BEGIN = insert(_head)
_MOVE = (
    update(_head)
    .where(_head.c.writer == bindparam("whose"))
    .values({name: bindparam(name) for name in ("n", "mac", "at")})
)


@dataclass
class Draft:
    """An act that will stand in the trail when its transaction does."""

    tag: Tag
    actor_id: UUID | None
    region_code: str | None
    child_id: UUID | None
    subject_id: UUID | None
    reason: AuditReason | None
    seen: frozenset[UUID]
    facts: dict[str, Any]
    #: The savepoint that the act stands under: undone with it, it has not happened.
    savepoint: SessionTransaction | None
    at: datetime = field(default_factory=clock.now)


@dataclass
class _Writer:
    """One chain: of one process, one thread, one database."""

    pid: int
    id: UUID = field(default_factory=uuid4)
    n: int = 0
    head: bytes = chain.GENESIS
    #: Rows were handed to the database, and whether they stand is not known (yet).
    in_doubt: bool = False


class _Writers(threading.local):
    def __init__(self) -> None:
        self.by_engine: WeakKeyDictionary[Engine, _Writer] = WeakKeyDictionary()


_writers = _Writers()


def record(
    tag: Tag,
    *,
    actor_id: UUID | None,
    region_code: str | None = None,
    child_id: UUID | None = None,
    subject_id: UUID | None = None,
    seen: Iterable[UUID] = (),
    reason: str | None = None,
    **facts: Any,
) -> None:
    """Put an act into the trail of the running transaction.

    ``seen`` are the children that it showed; ``facts`` are codes, counts and ids only.
    """
    why = AuditReason(text=reason) if reason is not None else None
    session = db.session()
    if not session.in_transaction():
        session.begin()  # an act that touched no row yet is undone with its transaction too
    under = session.get_nested_transaction()
    draft = Draft(
        tag, actor_id, region_code, child_id, subject_id, why, frozenset(seen), facts, under
    )
    db.session.info.setdefault(_DRAFTS, []).append(draft)


def name_request(request_id: str) -> None:
    """Let the entries of this session carry the id of the request."""
    db.session.info[_REQUEST] = request_id


def take_drafts() -> list[Draft]:
    """Take the drafts out, to be written in another transaction (see the unit of work)."""
    drafts: list[Draft] = db.session.info.pop(_DRAFTS, [])
    return drafts


def put_back(drafts: list[Draft]) -> None:
    """Put drafts taken out into the running transaction."""
    db.session.info[_DRAFTS] = drafts


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return
    drafts: list[Draft] = session.info.pop(_DRAFTS, [])
    if not drafts:
        return
    session.add_all([draft.reason for draft in drafts if draft.reason is not None])
    writer = _writer(session)
    rows = _chained(writer, drafts, session.info.get(_REQUEST))
    # SQLite tells ids one statement a row: only asked from the first act on that showed somebody.
    first = next((n for n, draft in enumerate(drafts) if draft.seen), len(drafts))
    if rows[:first]:
        session.execute(_STORE, rows[:first])
    if rows[first:]:
        _store_with_seen(session, rows[first:], drafts[first:])
    _move_head(session, writer, rows)


def _store_with_seen(session: Session, rows: list[dict[str, Any]], drafts: list[Draft]) -> None:
    ids = session.scalars(_STORE_AND_TELL, rows).all()
    seen = [
        {"audit_id": entry, "child_id": child}
        for entry, draft in zip(ids, drafts, strict=True)
        for child in draft.seen
    ]
    session.execute(_SHOW, seen)


def _writer(session: Session) -> _Writer:
    engine = session.get_bind()
    engine = engine if isinstance(engine, Engine) else engine.engine
    known = _writers.by_engine.get(engine)
    # When a commit got no answer, nobody knows where the chain ends: it ends there.
    if known is None or known.pid != os.getpid() or known.in_doubt:
        known = _writers.by_engine[engine] = _Writer(os.getpid())
    return known


def _chained(writer: _Writer, drafts: list[Draft], request_id: str | None) -> list[dict[str, Any]]:
    mac, head, rows = keyring().audit_mac, writer.head, []
    for n, draft in enumerate(drafts, writer.n + 1):
        row = {
            "writer": writer.id,
            "n": n,
            "at": draft.at,
            "tag": draft.tag.value,
            "actor_id": draft.actor_id,
            "region_code": draft.region_code,
            "child_id": draft.child_id,
            "subject_id": draft.subject_id,
            "reason_id": draft.reason.id if draft.reason else None,
            "request_id": request_id,
            "facts": draft.facts,
            "prev": head,
        }
        head = row["mac"] = chain.link(mac, head, row)
        rows.append(row)
    return rows


def _move_head(session: Session, writer: _Writer, rows: list[dict[str, Any]]) -> None:
    last = rows[-1]
    # By the time of storing, not of the act: a long act ends after the seal of its minute.
    values = {"n": last["n"], "mac": last["mac"], "at": clock.now()}
    if writer.n == 0:
        session.execute(_BEGIN, {"writer": writer.id, **values})
    else:
        session.execute(_MOVE, {"whose": writer.id, **values})
    session.info[_AHEAD] = (writer, last["n"], last["mac"])
    writer.in_doubt = True


def _advance(session: Session) -> None:
    if session.in_nested_transaction():
        return
    ahead = session.info.pop(_AHEAD, None)
    if ahead is not None:
        writer, n, head = ahead
        writer.n, writer.head, writer.in_doubt = n, head, False


def _forget(session: Session, undone: SessionTransaction) -> None:
    if undone.nested:
        drafts: list[Draft] = session.info.get(_DRAFTS, [])
        drafts[:] = [draft for draft in drafts if not _stood_under(draft.savepoint, undone)]
    elif undone.parent is None:  # a failed flush is told apart: what it stands in is undone next
        session.info.pop(_DRAFTS, None)
        session.info.pop(_AHEAD, None)


def _stood_under(savepoint: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not undone:
        savepoint = savepoint.parent
    return savepoint is not None


event.listen(db.session, "before_commit", _write)
event.listen(db.session, "after_commit", _advance)
event.listen(db.session, "after_soft_rollback", _forget)
