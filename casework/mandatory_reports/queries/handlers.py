"""Who is told of a report, and who may open it: one answer for both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.queries import in_force
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.errors import NotFound
from casework.mandatory_reports import rules
from casework.mandatory_reports.models import MandatoryReport, ReportOfficer
from casework.practice import queries as practice
from casework.regions.codes import pad


@dataclass(frozen=True)
class Handlers:
    """The accounts that may open one report: nobody whom it names is among them."""

    #: 儿童督导员 of the township, where it may know.
    township: frozenset[UUID]
    #: Of the county's office: those named, or all of it.
    county: frozenset[UUID]

    @property
    def all(self) -> frozenset[UUID]:
        """Everybody."""
        return self.township | self.county


#: Who holds what where, as far as it was asked for: so a list of reports asks once.
Holders = dict[tuple[str, str], set[UUID]]


def handlers(
    report: MandatoryReport, session: Session | None = None, known: Holders | None = None
) -> Handlers:
    """Return who may open a report today.

    The named officers of the county; its whole office where none is named, where all of them are
    named by the report, or after so many missed steps. Never somebody whom the report names.
    """
    using = session or db.session()
    barred = {UUID(each) for each in report.barred}
    county = rules.county_of(report.region_code)
    asked: Holders = {} if known is None else known
    if (county, "office") not in asked:
        asked[county, "office"] = _holders(using, county, Role.COUNTY_CIVIL)
        asked[county, "named"] = officers_in_force(county, using)
    office = asked[county, "office"] - barred
    named = asked[county, "named"] & office
    is_late = report.level >= practice.mandatory_reports(county).clock.office_level
    township = rules.township_of(report.region_code)
    if township and (township, "below") not in asked:
        asked[township, "below"] = _holders(using, township, Role.CHILD_SUPERVISOR)
    below = asked[township, "below"] - barred if township else set()
    return Handlers(frozenset(below), frozenset(office if is_late or not named else named))


def officers_in_force(county: str, session: Session | None = None) -> set[UUID]:
    """Return the accounts that a county has named, as far as they are named today."""
    today = clock.today()
    return {each.account_id for each in _named(session, county) if each.is_in_force(today)}


def officers(viewer: Viewer) -> Sequence[ReportOfficer]:
    """Return who is named, or proposed, in the viewer's county; what is over stands last."""
    rows = _named(None, _county(viewer))
    today = clock.today()
    return sorted(rows, key=lambda each: (each.is_over(today), each.created_at))


def officer(viewer: Viewer, officer_id: UUID) -> ReportOfficer:
    """Return one of them; raise NotFound for another county's."""
    found = [each for each in _named(None, _county(viewer)) if each.id == officer_id]
    if not found:
        raise NotFound
    return found[0]


def bar_choices(viewer: Viewer) -> list[tuple[UUID, Account]]:
    """Return the workers above and beside the viewer that a report of hers may name.

    Those of her own villages, their townships and their counties: people whom she knows. Of other
    regions nothing is read.
    """
    own = {code: None for region in viewer.regions for code in _line(region)}
    statement = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code.in_(own), in_force(clock.today()))
        .where(Account.disabled_at.is_(None), Account.id != viewer.account_id)
        .where(Account.role.in_(_OF_OFFICES))
        .distinct()
        .order_by(Account.role, Account.login)
    )
    return [(account.id, account) for account in db.session.scalars(statement)]


def office_of_county(county: str) -> set[UUID]:
    """Return the accounts of a county's office."""
    return _holders(db.session(), county, Role.COUNTY_CIVIL)


_OF_OFFICES = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)
_SIZES = (12, 9, 6)


def _line(region: str) -> list[str]:
    """Return a region and those above it up to the county."""
    found = [pad(region[:size]) for size in _SIZES]
    return [code for code in dict.fromkeys(found) if not code[2:6].endswith("00")]


def _holders(session: Session, region_code: str, role: Role) -> set[UUID]:
    statement = (
        select(Account.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.region_code == region_code, in_force(clock.today()))
        .where(Account.role == role, Account.disabled_at.is_(None))
    )
    return set(session.scalars(statement))


def _named(session: Session | None, county: str) -> Collection[ReportOfficer]:
    statement = select(ReportOfficer).where(ReportOfficer.county_code == county)
    return (session or db.session()).scalars(statement.order_by(ReportOfficer.id)).all()


def _county(viewer: Viewer) -> str:
    if not viewer.regions:
        raise NotFound
    return rules.county_of(viewer.regions[0])
