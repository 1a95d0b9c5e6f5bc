"""Recording that somebody's records were asked for, and what follows from it."""

from datetime import date

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.volunteers import queries, rules, telling
from casework.volunteers.actions.trail import note
from casework.volunteers.facts import CheckFacts
from casework.volunteers.models import (
    VettingResult,
    Volunteer,
    VolunteerCheck,
    VolunteerState,
)


def record_check(*, actor: Viewer, volunteer: Volunteer, check: CheckFacts) -> VolunteerCheck:
    """Keep what a query of records said, who was asked and when; never what stands in them.

    未成年人保护法 art 62 and 98: before the work begins, and every year. Whoever is barred is kept
    away at once, whatever else is missing. The same query twice is one.
    """
    if check.checked_on > clock.today():
        raise RuleBroken("查询日期不能晚于今天，请核对。", "checked_on")
    earlier = [*queries.checks_of(volunteer)]
    for each in earlier:
        if (each.checked_on, each.result.value, each.unit) == _told(check):
            return each
    kept = new_check(actor, volunteer, check)
    db.session.add(kept)
    settle(volunteer, [*sorted(earlier, key=lambda each: each.created_at), kept])
    note(Tag.VOLUNTEER_CHECK, actor, volunteer, result=kept.result.value)
    telling.follow_vetting(actor, volunteer, clock.today())
    return kept


def new_check(actor: Viewer, volunteer: Volunteer, check: CheckFacts) -> VolunteerCheck:
    """Return a query in the making."""
    result = VettingResult(check.result)
    is_clear = result is VettingResult.CLEAR
    setting = practice.volunteers(volunteer.region_code)
    return VolunteerCheck(
        owner=volunteer,
        region_code=volunteer.region_code,
        checked_on=check.checked_on,
        result=result,
        until_on=rules.holds_until(check.checked_on, setting) if is_clear else None,
        recorded_by=actor.account_id,
        unit=check.unit,
    )


def settle(volunteer: Volunteer, checks: list[VolunteerCheck]) -> None:
    """Let the register say what all queries together mean, in the order of their recording."""
    told = [rules.Checked(each.checked_on, each.result, each.until_on) for each in checks]
    volunteer.is_barred, volunteer.cleared_until_on = rules.standing(told)


def follow_the_day(day: date) -> int:
    """Tell those above of volunteers with pairings whose check has run out; return how many.

    For maintenance that sees all regions; whoever is told looks whether anything is left to do.
    """
    statement = select(Volunteer).where(
        Volunteer.state == VolunteerState.ACTIVE,
        Volunteer.places_taken > 0,
        Volunteer.cleared_until_on <= day,
    )
    found = db.session.scalars(statement.order_by(Volunteer.id)).all()
    for volunteer in found:
        telling.follow_vetting(None, volunteer, day)
    return len(found)


def _told(check: CheckFacts) -> tuple[date, str, str]:
    return check.checked_on, check.result, check.unit
