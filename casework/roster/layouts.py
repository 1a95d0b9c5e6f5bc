"""Which column is which, as somebody has said it of a layout: asked once, remembered for a county.

A layout is known again by its headings and their places. Nothing of any row is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Index, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from casework.db.base import Row, db
from casework.db.sealed import keyring
from casework.db.types import region_code
from casework.regions.codes import pad
from casework.sheets.headers import Layout

_COUNTY_DIGITS = 6


class LedgerLayout(Row):
    """One answer. Rows are never changed: the latest of a layout holds, the others are history."""

    __tablename__ = "ledger_layout"
    __table_args__ = (Index("ix_ledger_layout_known_by", "county_code", "digest"),)

    #: Whose ledgers look so (not a scope of the row: headings are nobody's data).
    county_code: Mapped[str] = mapped_column(region_code())
    #: Keyed digest of the headings with their places.
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    #: Field code by column, counted from 0; all other columns are kept and not imported.
    columns: Mapped[dict[str, Any]]
    #: Whether 5/1/2021 is the fifth of January; None where the ledger has no such date.
    day_first: Mapped[bool | None]


@dataclass(frozen=True)
class Remembered:
    """What somebody has said of a layout."""

    columns: Mapping[int, str]
    day_first: bool | None


def remembered(region_code: str, layouts: Iterable[Layout]) -> dict[bytes, Remembered]:
    """Return what a region's county knows of these layouts, by their digest."""
    wanted = {digest_of(layout) for layout in layouts}
    statement = (
        select(LedgerLayout)
        .where(LedgerLayout.county_code == county_of(region_code))
        .where(LedgerLayout.digest.in_(wanted))
        .order_by(LedgerLayout.created_at, LedgerLayout.id)
    )
    return {
        row.digest: Remembered({int(at): code for at, code in row.columns.items()}, row.day_first)
        for row in db.session.scalars(statement)
    }


def remember(
    *, region_code: str, layout: Layout, columns: Mapping[int, str], day_first: bool | None
) -> LedgerLayout | None:
    """Keep an answer for the county of a region; None when it is the one that holds already."""
    digest = digest_of(layout)
    if remembered(region_code, [layout]).get(digest) == Remembered(columns, day_first):
        return None
    row = LedgerLayout(
        county_code=county_of(region_code),
        digest=digest,
        columns={str(column): code for column, code in sorted(columns.items())},
        day_first=day_first,
    )
    db.session.add(row)
    return row


def county_of(region_code: str) -> str:
    """Return the code of the county that a region belongs to."""
    return pad(region_code[:_COUNTY_DIGITS])


def digest_of(layout: Layout) -> bytes:
    """Return what a layout is known again by."""
    told = "\x1e".join(f"{column}\x1f" + "\x1f".join(path) for column, path in layout.shape)
    return keyring().digest("ledger_layout", told)
