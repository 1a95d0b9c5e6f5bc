"""Past months of the demonstration, signed; the last one is left to be closed by whoever tries it.

Two townships have confirmed it already. The supervisor who can sign in has not.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select

from casework import clock
from casework.accounts.models import RoleGrant
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.cli.demo.dice import Dice
from casework.cli.demo.places import COUNTY
from casework.clock import Month
from casework.counting.queries import basis_of
from casework.db.base import db
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.signoff import records, rules, storing
from casework.signoff.models import MonthConfirmation, UnvisitedReason
from casework.signoff.reasons import GONE, UNPLANNED
from casework.signoff.standing import Standing
from casework.visits.models import Visit

_OFFICE, _SUPERVISOR = "xian", "dudao"
_CONFIRMED = 2
#: When months are confirmed and signed.
_DAY, _HOUR = 3, time(9, 30)
#: What an invented township says of those whom nobody has visited.
_SAID = ("worker_absent", "out", "boarding")

#: Who supervises each township.
Supervisors = Mapping[str, UUID]


def sign_past_months(seed: int) -> None:
    """Sign every month before the last one, and let some townships confirm the last one."""
    county, month, dice = viewer_by_login(_OFFICE), _first_month(), Dice(f"{seed}/months")
    last, supervisors = Month.of(clock.today()).previous, _supervisors()
    while month is not None and month < last:
        _sign(county, month, supervisors, dice)
        month = month.next
    if month == last:
        _confirm_some(county, last, supervisors, dice)
    db.session.commit()


def _first_month() -> Month | None:
    day: date | None = db.session.scalar(select(func.min(Visit.visited_on)))
    return Month.of(day) if day else None


def _supervisors() -> Supervisors:
    codes = [each.code for each in regions.townships_in(prefix(COUNTY))]
    grants = select(RoleGrant.region_code, RoleGrant.account_id)
    held = db.session.execute(grants.where(RoleGrant.region_code.in_(codes)))
    return dict(held.all())


def _sign(county: Viewer, month: Month, supervisors: Supervisors, dice: Dice) -> None:
    basis = basis_of(month)
    standing = _explained(records.standing(county, month, prefix(COUNTY), basis))
    for code in sorted(supervisors):
        _confirm(code, month, standing.under(prefix(code)), supervisors[code], dice)
    storing.store_month(
        actor=county,
        county=COUNTY,
        month=month,
        standing=standing,
        basis=basis,
        why_missing={},
        at=_at(month, _DAY),
        row_id=dice.row_id(_at(month, _DAY)),
    )


def _at(month: Month, day: int) -> datetime:
    return datetime.combine(month.next.first.replace(day=day), _HOUR, clock.SHANGHAI)


def _explained(standing: Standing) -> Standing:
    """Say of everybody why they were not visited, as the townships would have."""
    lines = [
        line._replace(reason=_SAID[line.child_id.int % len(_SAID)])
        if line.reason in {UNPLANNED, GONE}
        else line
        for line in standing.children
    ]
    return Standing.of(lines, standing.visits)


def _confirm_some(county: Viewer, month: Month, supervisors: Supervisors, dice: Dice) -> None:
    own = viewer_by_login(_SUPERVISOR).regions
    for code in [code for code in sorted(supervisors) if code not in own][:_CONFIRMED]:
        standing = records.standing(county, month, prefix(code), basis_of(month))
        _give(records.unexplained(standing), month, supervisors[code], dice)
        _confirm(code, month, standing, supervisors[code], dice)


def _confirm(code: str, month: Month, standing: Standing, account_id: UUID, dice: Dice) -> None:
    confirmation = MonthConfirmation(
        id=dice.row_id(_at(month, 1)),
        created_at=_at(month, 1),
        region_code=code,
        month=str(month),
        confirmed_at=_at(month, 1),
        confirmed_by=account_id,
        fingerprints=rules.fingerprints(standing),
    )
    db.session.add(confirmation)


def _give(child_ids: Sequence[UUID], month: Month, account_id: UUID, dice: Dice) -> None:
    """Give the reasons of a township, as its supervisor would."""
    files = select(Child).where(Child.id.in_(child_ids)).order_by(Child.id)
    for child in db.session.scalars(files):
        reason = UnvisitedReason(
            id=dice.row_id(_at(month, 1)),
            created_at=_at(month, 1),
            owner=child,
            region_code=child.region_code,
            month=str(month),
            code=_SAID[child.id.int % len(_SAID)],
            account_id=account_id,
        )
        db.session.add(reason)
