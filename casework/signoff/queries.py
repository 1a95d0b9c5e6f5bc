"""Finding signed months, what was signed, who has confirmed and what was corrected.

Single columns, never rows of the county's own: a township reads the month it is part of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting.figures import WHOLE, Cell, Figures
from casework.counting.rules import Measure
from casework.counting.stored import COLUMNS, figures_of
from casework.db.base import db
from casework.db.scope import within
from casework.regions.codes import county_of, pad, prefix
from casework.regions.models import Region
from casework.signoff import digest
from casework.signoff.models import (
    CorrectedFigure,
    MonthConfirmation,
    MonthCorrection,
    SignedChild,
    SignedFigure,
    SignedGap,
    SignedMonth,
    SignedVisit,
)
from casework.signoff.rules import DEPTHS, FigureChange
from casework.signoff.standing import ChildLine, Standing, VisitLine


class Signed(NamedTuple):
    """A signed month: who signed it when, and by which editions of the practice."""

    id: UUID
    #: The county.
    region_code: str
    month: Month
    signed_at: datetime
    signed_by: UUID
    categories_version: str
    rules_version: str
    digest: bytes
    corrected_at: datetime | None

    @property
    def check_code(self) -> str:
        """The digest as it stands on paper."""
        return digest.short(self.digest)


class Confirmation(NamedTuple):
    """A township's word that its month is complete."""

    id: UUID
    region_code: str
    confirmed_at: datetime
    confirmed_by: UUID
    fingerprints: bytes


@dataclass(frozen=True)
class Correction:
    """What the county said of a signed month afterwards."""

    id: UUID
    corrected_at: datetime
    corrected_by: UUID
    reason: str
    changes: tuple[FigureChange, ...]


def is_signed_here(region: Region) -> bool:
    """Say whether a region's figures are signed at all: those of a county and below."""
    return len(prefix(region.code)) in DEPTHS


def signed(code: str, month: Month) -> Signed | None:
    """Return the signed month of the county that a region lies in."""
    return signed_months(code, [month]).get(month)


def signed_months(code: str, months: Sequence[Month]) -> dict[Month, Signed]:
    """Return those of some months that the county of a region has signed."""
    if len(prefix(code)) not in DEPTHS:
        return {}
    statement = _months().where(
        SignedMonth.region_code == pad(county_of(code)),
        SignedMonth.month.in_([str(month) for month in months]),
    )
    found = [_signed(row) for row in db.session.execute(statement)]
    return {each.month: each for each in found}


def newest_signed(code: str) -> Month | None:
    """Return the last month that the county of a region has signed."""
    statement = select(func.max(SignedMonth.month)).where(
        SignedMonth.region_code == pad(county_of(code))
    )
    text = db.session.scalar(statement)
    return Month.parse(text) if text else None


def _months() -> Select[Any]:
    return select(*(getattr(SignedMonth, name) for name in Signed._fields))


def _signed(row: Any) -> Signed:
    return Signed(*row)._replace(month=Month.parse(row.month))


# --- what was signed -------------------------------------------------------------------------


def figures(month: Signed, under: str) -> dict[str, Figures]:
    """Return the signed figures of a region and everything within, by prefix."""
    rows: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    statement = _figures(month).where(
        within(SignedFigure.region_code, (under,)), SignedFigure.depth >= len(under)
    )
    for row in db.session.execute(statement).mappings():
        place = row["region_code"][: row["depth"]]
        rows.setdefault(place, []).append((row["part"], dict(row)))
    return {place: figures_of(parts) for place, parts in rows.items()}


def ratios(
    signed: Mapping[Month, Signed], under: str, depth: int
) -> dict[Month, dict[str, Figures]]:
    """Return children in care and visited of a region and its rows, by month and prefix."""
    row, months = SignedFigure, {each.id: month for month, each in signed.items()}
    statement = (
        select(row.signed_id, row.depth, row.region_code, row.in_care, row.visited)
        .where(row.signed_id.in_(months), row.depth.in_((len(under), depth)))
        .where(within(row.region_code, (under,)), row.part == WHOLE)
    )
    found: dict[Month, dict[str, Figures]] = {month: {} for month in signed}
    for signed_id, digits, code, care, seen in db.session.execute(statement):
        cells = {(Measure.IN_CARE, WHOLE): care, (Measure.VISITED, WHOLE): seen}
        found[months[signed_id]][code[:digits]] = Figures(cells)
    return found


def risks(month: Signed, under: str) -> dict[int, int]:
    """Return how many children in care of a region were at which level of risk."""
    statement = (
        select(SignedChild.risk, func.count())
        .where(SignedChild.signed_id == month.id, within(SignedChild.region_code, (under,)))
        .where(SignedChild.in_care.is_(True))
        .group_by(SignedChild.risk)
    )
    return {level: number for level, number in db.session.execute(statement) if level}


def figures_at(month: Signed, under: str) -> Figures:
    """Return the signed figures of one region."""
    statement = _figures(month).where(
        SignedFigure.depth == len(under), SignedFigure.region_code == pad(under)
    )
    return figures_of((row["part"], dict(row)) for row in db.session.execute(statement).mappings())


def _figures(month: Signed) -> Select[Any]:
    columns = [getattr(SignedFigure, name) for name in COLUMNS]
    told = select(SignedFigure.depth, SignedFigure.region_code, SignedFigure.part, *columns)
    return told.where(SignedFigure.signed_id == month.id)


def standing(month: Signed, under: str) -> Standing:
    """Return the signed rows of a region."""
    children = select(*(getattr(SignedChild, name) for name in ChildLine._fields)).where(
        SignedChild.signed_id == month.id, within(SignedChild.region_code, (under,))
    )
    visits = select(*(getattr(SignedVisit, name) for name in VisitLine._fields)).where(
        SignedVisit.signed_id == month.id, within(SignedVisit.region_code, (under,))
    )
    return Standing.of(
        (ChildLine(*row) for row in db.session.execute(children)),
        (VisitLine(*row) for row in db.session.execute(visits)),
    )


def reasons(month: Signed, under: str) -> dict[str, int]:
    """Return how many children were not visited for which reason, by code."""
    statement = (
        select(SignedChild.reason, func.count())
        .where(SignedChild.signed_id == month.id, within(SignedChild.region_code, (under,)))
        .where(SignedChild.reason.is_not(None))
        .group_by(SignedChild.reason)
    )
    return {code: number for code, number in db.session.execute(statement) if code}


def gaps(viewer: Viewer, month: Signed) -> dict[str, str]:
    """Return why townships had not confirmed, by their codes; of those in the viewer's reach."""
    statement = select(SignedGap).where(
        SignedGap.signed_id == month.id, within(SignedGap.region_code, viewer.scope.ranges)
    )
    rows = db.session.scalars(statement.order_by(SignedGap.region_code))
    return {gap.region_code: gap.reason for gap in rows}


# --- corrections -----------------------------------------------------------------------------


def corrections(month: Signed, under: str) -> list[Correction]:
    """Return what was corrected in a region and within, the first correction first."""
    statement = (
        select(
            MonthCorrection.id,
            MonthCorrection.corrected_at,
            MonthCorrection.corrected_by,
            MonthCorrection.reason.column,
            MonthCorrection.wrapped_key,
        )
        .where(MonthCorrection.region_code == month.region_code)
        .where(MonthCorrection.signed_id == month.id)
        .order_by(MonthCorrection.corrected_at, MonthCorrection.id)
    )
    found = []
    for correction_id, at, by, box, wrapped in db.session.execute(statement):
        changes = _changes(correction_id, under)
        if changes:
            why = MonthCorrection.reason.open(box, wrapped, owner=correction_id, row=correction_id)
            found.append(Correction(correction_id, at, by, why, changes))
    return found


def _changes(correction_id: UUID, under: str) -> tuple[FigureChange, ...]:
    statement = (
        select(
            CorrectedFigure.depth,
            CorrectedFigure.region_code,
            CorrectedFigure.part,
            CorrectedFigure.measure,
            CorrectedFigure.old,
            CorrectedFigure.new,
        )
        .where(CorrectedFigure.correction_id == correction_id)
        .where(within(CorrectedFigure.region_code, (under,)))
        .where(CorrectedFigure.depth >= len(under))
        .order_by(CorrectedFigure.depth, CorrectedFigure.region_code, CorrectedFigure.part)
    )
    return tuple(
        FigureChange(code[:depth], part, measure, old, new)
        for depth, code, part, measure, old, new in db.session.execute(statement)
    )


def corrected_cells(found: Sequence[Correction]) -> dict[tuple[str, Cell], int]:
    """Return what each corrected figure is now, by the prefix of its region."""
    return {
        (change.prefix, change.cell): change.new
        for correction in found
        for change in correction.changes
    }


# --- confirmations ---------------------------------------------------------------------------


def confirmations(viewer: Viewer, month: Month, under: str) -> dict[str, Confirmation]:
    """Return the townships within a region that have confirmed, by their codes."""
    columns = (getattr(MonthConfirmation, name) for name in Confirmation._fields)
    statement = select(*columns).where(
        MonthConfirmation.month == str(month),
        MonthConfirmation.withdrawn_at.is_(None),
        within(MonthConfirmation.region_code, (under,)),
        within(MonthConfirmation.region_code, viewer.scope.ranges),
    )
    return {row.region_code: Confirmation(*row) for row in db.session.execute(statement)}


def open_confirmation(township: str, month: Month) -> MonthConfirmation | None:
    """Return the confirmation of a township that holds, as a row that may be withdrawn."""
    statement = select(MonthConfirmation).where(
        MonthConfirmation.region_code == township,
        MonthConfirmation.month == str(month),
        MonthConfirmation.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement)
