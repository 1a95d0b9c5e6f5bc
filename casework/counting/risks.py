"""Children in care by their level of risk at the end of a month: each child in one level."""

from collections.abc import Mapping

from sqlalchemy import func, select

from casework.clock import Month
from casework.counting.expression import RISK, child_month
from casework.counting.rules import RISK_LABELS, Basis
from casework.db.base import db


def by_risk(under: str, month: Month, basis: Basis) -> Mapping[int, int]:
    """Count the children in care under a prefix by level, the highest first."""
    one = child_month(month, (under,), basis, (RISK,)).subquery("one")
    rows = select(one.c.risk, func.count()).group_by(one.c.risk)
    found: dict[int, int] = dict(db.session.execute(rows).all())
    return {level: found.get(level, 0) for level in RISK_LABELS}
