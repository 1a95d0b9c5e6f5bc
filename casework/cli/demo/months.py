"""Past months of the demonstration, signed; the last one is left to be closed by whoever tries it.

Two townships have confirmed it already. The supervisor who can sign in has not.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import func, select

from casework import clock
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.cli.demo.places import COUNTY
from casework.clock import Month
from casework.counting.queries import basis_of
from casework.db.base import db
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.signoff import actions, records, rules, storing
from casework.signoff.models import MonthConfirmation
from casework.signoff.reasons import GONE, UNPLANNED
from casework.signoff.standing import Standing
from casework.visits.models import Visit

_OFFICE, _SUPERVISOR = "xian", "dudao"
_CONFIRMED = 2
#: When months are signed.
_DAY, _HOUR = 3, time(9, 30)
#: What an invented township says of those whom nobody has visited.
_SAID = ("worker_absent", "out", "boarding")


def sign_past_months() -> None:
    """Sign every month before the last one, and let some townships confirm the last one."""
    county, first = viewer_by_login(_OFFICE), _first_month()
    month, last = first, Month.of(clock.today()).previous
    while first is not None and month is not None and month < last:
        _sign(county, month)
        month = month.next
    if first is not None:
        _confirm_some(county, last)
    db.session.commit()


def _first_month() -> Month | None:
    day: date | None = db.session.scalar(select(func.min(Visit.visited_on)))
    return Month.of(day) if day else None


def _sign(county: Viewer, month: Month) -> None:
    basis = basis_of(month)
    standing = _explained(records.standing(county, month, prefix(COUNTY), basis))
    signed = storing.store_month(
        actor=county,
        county=COUNTY,
        month=month,
        standing=standing,
        basis=basis,
        why_missing={},
        at=datetime.combine(month.next.first.replace(day=_DAY), _HOUR, clock.SHANGHAI),
    )
    actions.tell_signed(county, signed)


def _explained(standing: Standing) -> Standing:
    """Say of everybody why they were not visited, as the townships would have."""
    lines = [
        line._replace(reason=_SAID[line.child_id.int % len(_SAID)])
        if line.reason in {UNPLANNED, GONE}
        else line
        for line in standing.children
    ]
    return Standing.of(lines, standing.visits)


def _confirm_some(county: Viewer, month: Month) -> None:
    own = viewer_by_login(_SUPERVISOR).regions
    townships = [each.code for each in regions.townships_in(prefix(COUNTY)) if each.code not in own]
    for code in townships[:_CONFIRMED]:
        standing = records.standing(county, month, prefix(code), basis_of(month))
        _give(county, code, month, records.unexplained(standing))
        held = MonthConfirmation(
            region_code=code,
            month=str(month),
            confirmed_at=datetime.combine(month.next.first, _HOUR, clock.SHANGHAI),
            confirmed_by=county.account_id,
            fingerprints=rules.fingerprints(standing),
        )
        db.session.add(held)


def _give(county: Viewer, code: str, month: Month, child_ids: Sequence[UUID]) -> None:
    said = {each: (_SAID[each.int % len(_SAID)], None) for each in child_ids}
    actions.give_reasons(actor=county, township=code, month=month, said=said)
