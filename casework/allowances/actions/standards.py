"""What a county pays from a month on: entered, and struck with a reason, never overwritten."""

from decimal import Decimal
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.models import Standard
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import Month
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice

_SHORTEST_REASON = 2


def set_standard(
    *,
    actor: Viewer,
    kind: str,
    tier: str,
    amount: Decimal,
    from_month: Month,
    document: str,
    source: str | None = None,
) -> Standard:
    """Enter what the actor's county pays from a month on.

    The same month twice is refused: what was wrong is struck first, so that both can be read.
    """
    county = queries.demand_county(actor)
    rules = practice.allowances(county)
    if kind not in rules.kinds:
        raise RuleBroken("请重新选择补贴种类。", "kind")
    if tier not in rules.tiers:
        raise RuleBroken("请重新选择哪一档。", "tier")
    if amount <= 0:
        raise RuleBroken("标准应大于0元，请核对。", "amount")
    _refuse_second(county, kind, tier, from_month)
    standard = Standard(
        county_code=county,
        kind=kind,
        tier=tier,
        from_on=from_month.first,
        amount=amount,
        document=document,
        source=source,
        entered_by=actor.account_id,
    )
    db.session.add(standard)
    db.session.flush()
    record(
        Tag.ALLOWANCE_STANDARD,
        actor_id=actor.account_id,
        region_code=county,
        subject_id=standard.id,
        kind=kind,
        tier=tier,
    )
    return standard


def _refuse_second(county: str, kind: str, tier: str, month: Month) -> None:
    for known in queries.standards_of(county):
        same = (known.kind, known.tier, known.from_on) == (kind, tier, month.first)
        if same and known.struck_at is None:
            raise RuleBroken(
                "%(month)s起的标准已经录入过。录错了的，请先作废再重新录入。",
                "from_month",
                month=month,
            )


def strike(*, actor: Viewer, standard_id: UUID, reason: str) -> None:
    """Take a standard out of the reckoning; it stays to be read."""
    county = queries.county(actor)
    standard = queries.standard(county, standard_id)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise RuleBroken("请写明为什么作废。", "reason")
    if standard.struck_at is not None:
        raise RuleBroken("这条标准已经作废，请刷新页面。")
    standard.struck_at, standard.struck_by = clock.now(), actor.account_id
    standard.strike_reason = reason.strip()
    record(
        Tag.ALLOWANCE_STRIKE,
        actor_id=actor.account_id,
        region_code=county,
        subject_id=standard.id,
    )
