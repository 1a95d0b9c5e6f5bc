"""The signed months of a province: figures as the counters have them, of all months but two.

City and province read signed figures alone. The rows of children behind them are left out, and the
digest is of nothing: nobody who measures asks for either.
"""

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, literal, select

from bench.peopling import MONTHS
from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.clock import Month
from casework.counting.models import RegionMonth
from casework.counting.stored import COLUMNS
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.signoff.models import SignedFigure, SignedMonth

if TYPE_CHECKING:
    from bench.installations import Installation

_COUNTY, _ENDING = 6, "000000"


def sign(made: "Installation") -> None:
    """Sign every month but the running one and the one before it, unless that was done before."""
    last = Month.of(clock.today()).plus(-2)
    months = [str(last.plus(-back)) for back in range(MONTHS - 2)]
    with made.app.app_context():
        bind_scope(db.session, SystemScope("bench"))
        if db.session.scalar(select(func.count()).select_from(SignedMonth)) == 0:
            db.session.add_all(_signed(months))
            db.session.flush()
            _copy_figures()
        db.session.commit()
        db.session.remove()


def _signed(months: list[str]) -> list[SignedMonth]:
    offices = db.session.execute(
        select(RoleGrant.region_code, Account.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.role == Role.COUNTY_CIVIL)
    )
    return [
        SignedMonth(
            region_code=county,
            month=month,
            signed_at=clock.now(),
            signed_by=account_id,
            categories_version="2026.1",
            rules_version="2026.1",
            digest=bytes(32),
        )
        for county, account_id in offices.tuples()
        for month in months
    ]


def _copy_figures() -> None:
    county = func.substr(RegionMonth.region_code, 1, _COUNTY).concat(literal(_ENDING))
    names = ("depth", "region_code", "part", *COLUMNS)
    figures = (
        select(SignedMonth.id, *(getattr(RegionMonth, name) for name in names))
        .join(SignedMonth, SignedMonth.month == RegionMonth.month)
        .where(SignedMonth.region_code == county, RegionMonth.depth >= _COUNTY)
    )
    db.session.execute(insert(SignedFigure).from_select(["signed_id", *names], figures))
