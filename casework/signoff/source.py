"""Where the figures of a report come from: from what was signed, else from the records.

Whoever gets totals alone is served elsewhere: here it is always the records, with small cells
hidden.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from casework.accounts.viewer import Viewer
from casework.clock import Month
from casework.counting import months as counted_months
from casework.counting import queries as counting
from casework.counting import risks
from casework.counting.figures import WHOLE, Figures
from casework.counting.indicators import Indicator
from casework.counting.months import ByMonth
from casework.counting.places import below, with_strays
from casework.counting.queries import FLAG_OF, Coverage, Line, TrendPoint
from casework.counting.rules import RISK_LABELS, RISK_OF, Measure
from casework.db.base import db
from casework.db.scope import within
from casework.regions.codes import pad, prefix
from casework.regions.models import Region
from casework.signoff import queries
from casework.signoff.models import SignedChild, SignedVisit
from casework.signoff.queries import Signed
from casework.signoff.rules import COUNTY
from casework.visits.models import Mode


def signed_for(viewer: Viewer, region: Region, month: Month) -> Signed | None:
    """Return the signed month that a viewer's report of a region comes from, if there is one."""
    return queries.signed(region.code, month) if counting.sees_children(viewer) else None


def coverage(viewer: Viewer, region: Region, month: Month) -> Coverage:
    """Return the report of a region that ``counting.region_for`` gave."""
    signed = signed_for(viewer, region, month)
    if signed is None:
        return counting.coverage(viewer, region, month)
    return _signed_coverage(signed, region)


def _signed_coverage(signed: Signed, region: Region) -> Coverage:
    under, last = prefix(region.code), signed.month.last
    figures = queries.figures(signed, under)
    places = with_strays(region, below(region, last), figures)
    lines = tuple(Line(place, figures.get(place.prefix, Figures())) for place in places)
    here = figures.get(under, Figures())
    return Coverage(region, signed.month, here, lines, counting.basis_of(signed.month))


def trend(viewer: Viewer, region: Region, month: Month) -> list[TrendPoint]:
    """Return the twelve months up to one: signed figures where a month was signed."""
    points = counting.trend(viewer, region, month)
    if not counting.sees_children(viewer):
        return points
    signed = queries.signed_months(region.code, [point.month for point in points])
    under = prefix(region.code)
    return [
        replace(point, figures=queries.figures_at(signed[point.month], under))
        if point.month in signed
        else point
        for point in points
    ]


def compared(region: Region, month: Month) -> dict[Month, Figures]:
    """Return the signed figures of the month before and of the same month a year before."""
    wanted = [month.previous, month.plus(-12)]
    under = prefix(region.code)
    found = queries.signed_months(region.code, wanted)
    return {each: queries.figures_at(found[each], under) for each in wanted if each in found}


def by_month(region: Region, depth: int, months: Sequence[Month]) -> ByMonth:
    """Return many months of a region and its rows: what was signed, else as it stands."""
    under, signed = prefix(region.code), queries.signed_months(region.code, months)
    rest = [month for month in months if month not in signed]
    found = counted_months.by_month(under, depth, rest, counting.kept_of(rest))
    return {**found, **queries.ratios(signed, under, depth)}


def by_risk(region: Region, month: Month) -> Mapping[int, int]:
    """Return the children in care by level of risk, the highest first."""
    under, signed = prefix(region.code), queries.signed(region.code, month)
    if signed is None:
        return risks.by_risk(under, month, counting.basis_of(month))
    found = queries.risks(signed, under)
    return {level: found.get(level, 0) for level in RISK_LABELS}


def indicator(
    viewer: Viewer, measure: Measure, month: Month, under: str, part: str = WHOLE
) -> Indicator:
    """Return the figure whose list is asked for: of what was signed, else of the records."""
    basis = counting.basis_of(month)
    signed = queries.signed(pad(under), month) if counting.sees_children(viewer) else None
    if signed is None:
        return Indicator(measure, month, under, basis, part)
    return SignedIndicator(measure, month, under, basis, part, signed=signed)


@dataclass(frozen=True)
class SignedIndicator(Indicator):
    """A figure of a signed month: its list is made of the rows that were signed."""

    signed: Signed = field(kw_only=True)

    @cached_property
    def statement(self) -> Select[Any]:
        """What was counted: region code, id and child id, each of them once."""
        return self._of_visits() if self.measure is Measure.VISITS else self._of_children()

    def case_numbers(self, child_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the case numbers of children as they were, also of files that are gone."""
        rows = select(SignedChild.child_id, SignedChild.case_number).where(
            *self._own(SignedChild), SignedChild.child_id.in_(child_ids)
        )
        return dict(db.session.execute(rows).all())

    def reasons(self, child_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return why children were not visited, as it stood: codes."""
        rows = select(SignedChild.child_id, SignedChild.reason).where(
            *self._own(SignedChild),
            SignedChild.reason.is_not(None),
            SignedChild.child_id.in_(child_ids),
        )
        return {child_id: code for child_id, code in db.session.execute(rows) if code}

    def visits(self, child_ids: Collection[UUID]) -> list[tuple[UUID, UUID, date, Mode]]:
        """Return the visits of the month to children as they were: child, visit, day, mode."""
        row = SignedVisit
        rows = (
            select(row.child_id, row.visit_id, row.visited_on, row.mode)
            .where(row.signed_id == self.signed.id, row.child_id.in_(child_ids))
            .where(within(row.region_code, (self.signed.region_code[:COUNTY],)))
            .order_by(row.visited_on, row.visit_id)
        )
        return [(child, visit, on, mode) for child, visit, on, mode in db.session.execute(rows)]

    def _own(self, row: Any) -> tuple[ColumnElement[bool], ...]:
        return row.signed_id == self.signed.id, within(row.region_code, (self.under,))

    def _of_visits(self) -> Select[Any]:
        row: Any = SignedVisit
        statement: Select[Any] = select(row.region_code, row.visit_id.label("id"), row.child_id)
        statement = statement.where(*self._own(row), row.is_counted.is_(True))
        return statement.where(row.mode == Mode(self.part)) if self.part else statement

    def _of_children(self) -> Select[Any]:
        row: Any = SignedChild
        if self.measure in (Measure.ENTERED, Measure.EXITED):
            acted = getattr(row, self.measure.value)
            place = func.min(row.region_code).label("region_code")
            once: Select[Any] = select(place, row.child_id.label("id"), row.child_id).group_by(
                row.child_id
            )
            return once.where(*self._own(row), acted.is_(True))
        statement: Select[Any] = select(row.region_code, row.child_id.label("id"), row.child_id)
        statement = statement.where(*self._own(row), row.in_care.is_(True))
        if self.measure is Measure.UNVISITED:
            statement = statement.where(row.visited.is_(False))
        elif self.measure in FLAG_OF:
            statement = statement.where(getattr(row, FLAG_OF[self.measure]).is_(True))
        if self.part in RISK_OF:
            statement = statement.where(row.risk == RISK_OF[self.part])
        elif self.part:
            bits = row.categories.bitwise_and(self.basis.mask_of(self.part))
            statement = statement.where(bits != 0)
        return statement
