"""A mark says that something changed that some month's figures are made of."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Base
from casework.db.scope import Scoped


class Mark(Scoped, Base):
    """Appended in the transaction of the act, taken away by the refresh that counts anew.

    Never "insert or ignore": an act that commits while a refresh is on its way would be lost.
    """

    __tablename__ = "mark"
    stays_put = True

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, sort_order=-2
    )
    #: The child whose facts changed: wherever it lived since counts too. None for a place alone.
    child_id: Mapped[UUID | None]
    #: Every month from this day on may have changed.
    from_on: Mapped[date]
