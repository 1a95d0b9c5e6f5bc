"""Closing a month as its people do."""

from collections.abc import Sequence

from casework.accounts.permissions import Role
from casework.clock import Month
from casework.counting.queries import basis_of
from casework.db.base import db
from casework.signoff import actions, queries, records
from casework.signoff.queries import Signed
from tests.factories.accounts import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, a_viewer
from tests.signoff.conftest import OCTOBER


def explain(township: str = TOWNSHIP, month: Month = OCTOBER, code: str = "out") -> None:
    """Give a reason for every child that has none."""
    actor = a_viewer(Role.CHILD_SUPERVISOR, township)
    standing = records.standing(actor, month, township[:9], basis_of(month))
    said = dict.fromkeys(records.unexplained(standing), (code, None))
    actions.give_reasons(actor=actor, township=township, month=month, said=said)
    db.session.flush()


def confirm(township: str = TOWNSHIP, month: Month = OCTOBER) -> None:
    """Give the reasons and confirm."""
    explain(township, month)
    actor = a_viewer(Role.CHILD_SUPERVISOR, township)
    actions.confirm(actor=actor, township=township, month=month)
    db.session.flush()


def close(
    month: Month = OCTOBER,
    townships: Sequence[str] = (TOWNSHIP, OTHER_TOWNSHIP),
    county: str = COUNTY,
) -> Signed:
    """Confirm and sign."""
    for township in townships:
        confirm(township, month)
    actor = a_viewer(Role.COUNTY_CIVIL, None if county == COUNTY else county)
    why = {each.code: "岗位空缺" for each in actions.missing(actor, county, month)}
    actions.sign(actor=actor, county=county, month=month, why_missing=why)
    db.session.commit()
    signed = queries.signed(county, month)
    assert signed is not None
    return signed
