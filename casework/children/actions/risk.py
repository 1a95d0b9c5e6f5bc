"""The risk level: raised at once by anybody who works on the file, lowered by the office."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries, rules, steps
from casework.children.actions.schedule import reschedule
from casework.children.actions.spells import end_open
from casework.children.actions.tasks import done
from casework.children.models import Child, RiskSpell
from casework.db.base import db
from casework.errors import RuleBroken
from casework.inbox.models import Kind
from casework.practice import queries as practice


def set_risk(
    *, actor: Viewer, child: Child, level: int, reason: str, on: date | None = None
) -> None:
    """Set the level from a day on; nothing happens where it is the same."""
    if level == child.risk:
        return
    steps.demand_open(child.status)
    why = rules.check_reason(reason)
    if level < child.risk and not actor.may(Permission.CHILD_RISK_LOWER):
        raise RuleBroken("降低风险等级由儿童督导员或县级决定，请报告他们。", "level")
    day, before = on or clock.today(), child.risk
    present = queries.open_row(RiskSpell, child)
    if present is not None:
        end_open(present, day)
    child.risk = level
    add_risk(child, level, day, account_id=actor.account_id, reason=why)
    reschedule(child)
    done(child, Kind.RISK, by=actor.account_id)
    record(
        Tag.CHILD_RISK,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        before=before,
        after=level,
    )


def add_risk(
    child: Child, level: int, on: date, *, account_id: UUID | None, reason: str | None = None
) -> None:
    """Keep a level and its beginning."""
    db.session.add(risk_spell(child, level, on, account_id=account_id, reason=reason))


def risk_spell(
    child: Child, level: int, on: date, *, account_id: UUID | None, reason: str | None = None
) -> RiskSpell:
    """Return a level's term with the rules that it was set under."""
    region_rules = practice.visit_rules(child.region_code)
    region_rules.level(level)
    return RiskSpell(
        owner=child,
        region_code=child.region_code,
        level=level,
        from_on=on,
        rule_version=region_rules.version,
        account_id=account_id,
        reason=reason,
    )
