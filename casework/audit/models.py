"""The rows of the trail: insert-only, without names."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.sealed import Owner, sealed
from casework.db.types import region_code

BigKey = BigInteger().with_variant(Integer, "sqlite")


class AuditEntry(Base):
    """One act: who, what, when, on whom; linked to the row before it by the same writer."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("writer", "n"),
        Index("ix_audit_entry_child_id_at", "child_id", "at"),
        Index("ix_audit_entry_actor_id_at", "actor_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    tag: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[UUID | None]
    region_code: Mapped[str | None] = mapped_column(region_code())
    child_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    reason_id: Mapped[UUID | None]
    request_id: Mapped[str | None] = mapped_column(String(32))
    #: Codes, counts and ids; never a name, a search text or a note.
    facts: Mapped[dict[str, Any]]
    #: The process and thread that wrote it, and its place in that writer's chain.
    writer: Mapped[UUID]
    n: Mapped[int]
    prev: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class Seen(Base):
    """A child shown by one act: answers who has seen this child since a day."""

    __tablename__ = "seen"
    __table_args__ = (Index("ix_seen_child_id", "child_id"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditReason(Owner):
    """Why somebody looked: free text, so sealed and apart."""

    __tablename__ = "audit_reason"
    __owner_kind__ = "record"

    text = sealed(str, label="audit_reason.text")


class AuditHead(Base):
    """The last link of each writer's chain."""

    __tablename__ = "audit_head"

    writer: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(index=True)


class AuditSeal(Base):
    """All heads at one minute; the same line stands in an append-only file outside."""

    __tablename__ = "audit_seal"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    heads: Mapped[dict[str, Any]]
    prev: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
