"""Signed months as rows: what a county signed, made without the signing."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from casework.clock import SHANGHAI, Month
from casework.counting.figures import WHOLE
from casework.db.base import db
from casework.signoff.models import SignedFigure, SignedMonth

#: The columns of one part by name.
Columns = Mapping[str, int]


def signed_month(
    county: str,
    month: Month,
    figures: Mapping[str, Columns],
    signed_by: UUID,
    *,
    corrected_at: datetime | None = None,
) -> SignedMonth:
    """Return a signed month of a county; ``figures`` by part, the whole under the empty one."""
    signed = SignedMonth(
        region_code=county,
        month=str(month),
        signed_at=datetime(month.next.year, month.next.month, 3, tzinfo=SHANGHAI),
        signed_by=signed_by,
        categories_version="2026.1",
        rules_version="2026.1",
        digest=bytes(32),
        corrected_at=corrected_at,
    )
    db.session.add(signed)
    db.session.flush()
    parts: dict[str, Columns] = {WHOLE: {}, **figures}
    db.session.add_all(
        SignedFigure(signed_id=signed.id, depth=6, region_code=county, part=part, **columns)
        for part, columns in parts.items()
    )
    db.session.flush()
    return signed
