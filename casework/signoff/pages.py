"""What the month's page shows a township and a county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.clock import Month
from casework.counting import queries as counting
from casework.counting.expression import in_month
from casework.counting.figures import Figures
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.regions import queries as regions
from casework.regions.codes import Level, prefix
from casework.regions.models import Region
from casework.signoff import queries, records, rules, told
from casework.signoff.queries import Confirmation
from casework.signoff.standing import Standing
from casework.signoff.told import Comparison, Signature
from casework.visits.models import ReviewState, Visit

#: So many children are asked about on one page.
SHOWN = 50

READABLE = (Level.COUNTY, Level.TOWNSHIP)


@dataclass(frozen=True)
class Asked:
    """A child of whom nobody has said why she was not visited."""

    id: UUID
    name: str
    village: str
    last_visit_on: date | None


@dataclass(frozen=True)
class Said:
    """A township's word, with what has changed since."""

    by: str
    at: datetime
    #: How many children have changed since; None once the month is signed.
    changed: int | None


@dataclass(frozen=True)
class TownshipLine:
    """One township on the county's page."""

    code: str
    name: str
    figures: Figures
    said: Said | None
    #: Why the county signed without its word.
    why_missing: str | None


@dataclass(frozen=True)
class MonthPage:
    """A month of a township or a county."""

    region: Region
    month: Month
    figures: Figures
    compared: Sequence[Comparison]
    signature: Signature | None
    said: Said | None
    #: The first of those whom nobody has explained, and how many there are.
    asked: Sequence[Asked]
    unexplained: int
    to_check: int
    townships: Sequence[TownshipLine]

    @property
    def is_over(self) -> bool:
        """Whether it may be confirmed and signed by its date."""
        return clock.today() > self.month.last

    @property
    def is_county(self) -> bool:
        """Whether it is the county's."""
        return self.region.level is Level.COUNTY

    @property
    def missing(self) -> list[TownshipLine]:
        """The townships that have not confirmed."""
        return [line for line in self.townships if line.said is None]

    @property
    def seen(self) -> set[UUID]:
        """The children named on the page."""
        return {child.id for child in self.asked}


def region_for(viewer: Viewer, code: str) -> Region:
    """Return a county or township in reach; raise NotFound."""
    region = counting.region_for(viewer, code)
    if region.level not in READABLE:
        raise NotFound
    return region


def first_open(code: str) -> Month:
    """Return the month after the last one signed, else the last month; never one to come."""
    now, newest = Month.of(clock.today()), queries.newest_signed(code)
    return min(newest.next, now) if newest else now.previous


def month_page(viewer: Viewer, region: Region, month: Month) -> MonthPage:
    """Return what a page shows: from what was signed, else from the records now."""
    signature, under = told.signature(viewer, region, month), prefix(region.code)
    basis = counting.basis_of(month)
    if signature is None:
        standing = records.standing(viewer, month, under, basis)
        figures = standing.figures(basis)
    else:
        standing, figures = None, queries.figures(signature.signed, under)
    confirmed = queries.confirmations(viewer, month, under)
    names = accounts.names_of({each.confirmed_by for each in confirmed.values()})
    words = {
        code: Said(names[held.confirmed_by], held.confirmed_at, _changed(held, standing))
        for code, held in confirmed.items()
    }
    here = figures.get(under, Figures())
    waiting = records.unexplained(standing) if standing else []
    is_county = region.level is Level.COUNTY
    why = queries.gaps(viewer, signature.signed) if signature and is_county else {}
    return MonthPage(
        region,
        month,
        here,
        told.compared(region, month, here),
        signature,
        words.get(region.code),
        [] if is_county else _asked(viewer, waiting[:SHOWN]),
        len(waiting),
        0 if signature else _to_check(under, month),
        _townships(region, month, figures, words, why) if is_county else (),
    )


def _changed(held: Confirmation, standing: Standing | None) -> int | None:
    if standing is None:
        return None
    return rules.changed_since(held.fingerprints, standing.under(prefix(held.region_code)))


def asked(viewer: Viewer, township: str, child_ids: Sequence[UUID]) -> list[Asked]:
    """Return children of a township by id, those in reach."""
    return [child for child in _asked(viewer, child_ids, township) if child.id in child_ids]


def _asked(viewer: Viewer, child_ids: Sequence[UUID], township: str | None = None) -> list[Asked]:
    statement = children.visible_to(viewer).where(Child.id.in_(child_ids))
    if township:
        statement = statement.where(within(Child.region_code, (prefix(township),)))
    found = db.session.scalars(statement.order_by(Child.region_code, Child.id)).all()
    villages = regions.by_codes({child.region_code for child in found})
    return [
        Asked(child.id, child.name, villages[child.region_code].name, child.last_visit_on)
        for child in found
    ]


def _to_check(under: str, month: Month) -> int:
    statement = (
        select(func.count())
        .select_from(Visit)
        .where(within(Visit.region_code, (under,)), in_month(Visit.visited_on, month))
        .where(Visit.review_state == ReviewState.TO_CHECK)
    )
    return db.session.scalar(statement) or 0


def _townships(
    county: Region,
    month: Month,
    figures: dict[str, Figures],
    words: dict[str, Said],
    why: dict[str, str],
) -> list[TownshipLine]:
    return [
        TownshipLine(
            each.code,
            each.name,
            figures.get(prefix(each.code), Figures()),
            words.get(each.code),
            why.get(each.code),
        )
        for each in regions.townships_in(prefix(county.code), month.last)
    ]
