"""One help with a lost password: whose, by whom, how the person was known, and the code's fate."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row
from casework.db.types import enum_column
from casework.labels import LabelledEnum


class Known(LabelledEnum):
    """How the helper made sure of the person."""

    FACE = "face", "当面见到本人"
    VIDEO = "video", "视频里看到本人"
    VOICE = "voice", "打熟悉的电话，听出是本人"


class Rescue(Row):
    """A code that lets one person set a new password, once."""

    __tablename__ = "rescue"
    __table_args__ = (Index("ix_rescue_account", "account_id", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    helper_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    known_by: Mapped[Known] = mapped_column(enum_column(Known, "known_by"))
    code_hash: Mapped[str] = mapped_column(String(200))
    #: From then on the code is void; a newer code of the same person voids it too.
    until_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    used_at: Mapped[datetime | None]
    #: When its owner has seen that the password was set with somebody's help.
    told_at: Mapped[datetime | None]


class Reset(Row):
    """A one-time password from the system administrator, which a second person has to confirm."""

    __tablename__ = "password_reset"
    __table_args__ = (Index("ix_password_reset_account", "account_id", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asker_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: Confirmed and shown until then, or never.
    until_at: Mapped[datetime]
    confirmer_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    #: When the one-time password was made and shown.
    used_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
