"""Putting a signed month into the database: figures and rows in bulk, and the digest over all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.figures import Figures
from casework.counting.rules import Basis
from casework.counting.stored import columns_of
from casework.db.base import Base, db
from casework.db.bulk import insert_all
from casework.regions.codes import pad
from casework.signoff import digest
from casework.signoff.models import (
    CorrectedFigure,
    MonthCorrection,
    SignedChild,
    SignedFigure,
    SignedGap,
    SignedMonth,
    SignedVisit,
)
from casework.signoff.queries import Signed
from casework.signoff.rules import DEPTHS, FigureChange
from casework.signoff.standing import Standing

_EDITION = 20


def store_month(
    *,
    actor: Viewer,
    county: str,
    month: Month,
    standing: Standing,
    basis: Basis,
    why_missing: Mapping[str, str],
    at: datetime | None = None,
    row_id: UUID | None = None,
) -> SignedMonth:
    """Store what a county signs, in one transaction with the signature.

    ``at`` is when it was signed and ``row_id`` by which id, where that is told (demonstrations).
    """
    signed = SignedMonth(
        id=row_id,
        created_at=at,
        region_code=county,
        month=str(month),
        signed_at=at or clock.now(),
        signed_by=actor.account_id,
        categories_version=basis.book.version[:_EDITION],
        rules_version=basis.rules_at(county).version[:_EDITION],
    )
    rows = (
        list(_figures(signed, standing.figures(basis))),
        [SignedChild(signed_id=signed.id, **line._asdict()) for line in standing.children],
        [SignedVisit(signed_id=signed.id, **line._asdict()) for line in standing.visits],
        [
            SignedGap(signed_id=signed.id, region_code=code, reason=reason)
            for code, reason in sorted(why_missing.items())
        ],
    )
    signed.digest = digest_of(signed, *rows)
    db.session.add(signed)
    db.session.flush()
    insert_all(db.session(), [row for kind in rows for row in kind])
    return signed


def _figures(signed: SignedMonth, figures: Mapping[str, Figures]) -> Iterator[SignedFigure]:
    for prefix in sorted(figures, key=lambda each: (len(each), each)):
        if len(prefix) in DEPTHS:
            for part, columns in sorted(columns_of(figures[prefix]).items()):
                yield SignedFigure(
                    signed_id=signed.id,
                    depth=len(prefix),
                    region_code=pad(prefix),
                    part=part,
                    **columns,
                )


def digest_of(
    signed: Any,
    figures: Sequence[Any],
    children: Sequence[Any],
    visits: Sequence[Any],
    gaps: Sequence[Any],
) -> bytes:
    """Return the digest of a month and its rows; each kind in the order of its key."""
    return digest.of_month(
        attrgetter(*digest.HEAD)(signed),
        map(attrgetter(*digest.FIGURE), figures),
        map(attrgetter(*digest.CHILD), children),
        map(attrgetter(*digest.VISIT), visits),
        [(gap.region_code, gap.reason) for gap in gaps],
    )


def store_correction(
    *, actor: Viewer, month: Signed, reason: str, changes: Sequence[FigureChange]
) -> MonthCorrection:
    """Store a correction with the figures that it states."""
    correction = MonthCorrection(
        region_code=month.region_code,
        signed_id=month.id,
        corrected_at=clock.now(),
        corrected_by=actor.account_id,
        reason=reason,
    )
    rows: list[Base] = [
        CorrectedFigure(
            correction_id=correction.id,
            depth=len(change.prefix),
            region_code=pad(change.prefix),
            part=change.part,
            measure=change.measure,
            old=change.old,
            new=change.new,
        )
        for change in sorted(changes, key=lambda each: (len(each.prefix), *each))
    ]
    correction.digest = digest_of_correction(month.digest, correction, rows)
    db.session.add(correction)
    db.session.flush()
    insert_all(db.session(), rows)
    return correction


def digest_of_correction(month: bytes, correction: Any, figures: Sequence[Any]) -> bytes:
    """Return the digest of a correction; its figures in the order of their key."""
    head = (
        correction.id,
        correction.signed_id,
        correction.corrected_at,
        correction.corrected_by,
        correction.reason,
    )
    return digest.of_correction(month, head, map(attrgetter(*digest.CORRECTED), figures))
