"""A view of the township table that somebody gave a name."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owned, sealed


class SavedFilter(Owned):
    """How one account likes to see the table: codes only, nothing of any child."""

    __tablename__ = "saved_filter"
    __owned_by__ = "account_id"
    __owner_kind__ = "user"
    __table_args__ = (Index("ix_saved_filter_account", "account_id", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: As it stands after the question mark of the table's address.
    query: Mapped[str] = mapped_column(String(200))

    name = sealed(str, label="saved_filter.name")
