"""Accounts, their dated grants, their sessions and the slow-down of guessing."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.accounts.permissions import Role
from casework.db.base import Base, Row
from casework.db.sealed import Owner, sealed
from casework.db.types import enum_column, region_code


class Account(Owner):
    """Somebody who may sign in."""

    __tablename__ = "account"
    __owner_kind__ = "user"

    login: Mapped[str] = mapped_column(String(40), unique=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime]
    #: The first password was given by somebody else: it opens nothing but the change of password.
    must_change: Mapped[bool] = mapped_column(default=True)
    #: A one-time password that was not used by then is void.
    one_time_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    last_sign_in_at: Mapped[datetime | None]

    name = sealed(str, label="account.name")


class RoleGrant(Row):
    """A region that the account's role holds for a term; several may run side by side."""

    __tablename__ = "role_grant"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    region_code: Mapped[str] = mapped_column(region_code(), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    #: The cover that it serves; a plain id, for covers stand floors above. None: one's own post.
    cover_id: Mapped[UUID | None] = mapped_column(index=True)
    #: For a cover: whose children are looked after; None where the post is vacant.
    absent_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    @property
    def is_cover(self) -> bool:
        """Whether it is held for somebody else, for a time."""
        return self.cover_id is not None


class LoginSession(Row):
    """A signed-in browser; only the digest of its token is kept."""

    __tablename__ = "login_session"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(80))
    #: The help with a lost password that opened it: a new one is set without the old one.
    rescue_id: Mapped[UUID | None]


class LoginAttempt(Base):
    """Failures in a row from one account or one network, by keyed digest; the wait grows."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_last_at", "last_at"),)

    subject: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]
