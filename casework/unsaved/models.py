"""What was typed into a form whose session had run out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.sealed import Owned, sealed


class UnsavedForm(Owned):
    """One form as it was sent, sealed under the account whose session had run out.

    Nothing has been done with it: it fills the same form again, once its writer has signed in.
    """

    __tablename__ = "unsaved_form"
    __owned_by__ = "account_id"
    __owner_kind__ = "user"
    __table_args__ = (Index("ix_unsaved_form_account", "account_id", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    #: The path of the page on which the form stands.
    path: Mapped[str] = mapped_column(String(500))
    until_at: Mapped[datetime] = mapped_column(index=True)
    #: Files came with it; they are not kept.
    without_files: Mapped[bool]

    #: Field name to what was typed or chosen.
    typed = sealed(dict, label="unsaved_form.typed")
