"""Trainings, the code of conduct, and the account that a volunteer signs in with."""

from datetime import date

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.scope import within
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions.codes import county_of
from casework.volunteers import queries, telling
from casework.volunteers.actions.trail import note
from casework.volunteers.models import Volunteer, VolunteerTraining

_NO_ACCOUNT = "本县没有这个可以关联的志愿者账号，请核对登录名；还没有账号的，请系统管理员先开。"


def record_training(
    *, actor: Viewer, volunteer: Volunteer, on_day: date, topic: str, minutes: int | None = None
) -> VolunteerTraining:
    """Keep that somebody took part in a training; the same one twice is one."""
    if on_day > clock.today():
        raise RuleBroken("培训日期不能晚于今天，请核对。", "on_day")
    for each in queries.trainings_of(volunteer):
        if (each.on_day, each.topic, each.minutes) == (on_day, topic, minutes):
            return each
    training = VolunteerTraining(
        owner=volunteer,
        region_code=volunteer.region_code,
        on_day=on_day,
        minutes=minutes,
        recorded_by=actor.account_id,
        topic=topic,
    )
    db.session.add(training)
    note(Tag.VOLUNTEER_TRAIN, actor, volunteer)
    return training


def agree(*, actor: Viewer, volunteer: Volunteer, on: date) -> None:
    """Keep that somebody agreed to the code of conduct that is in force."""
    if on > clock.today():
        raise RuleBroken("同意日期不能晚于今天，请核对。", "agreed_on")
    version = practice.volunteers(volunteer.region_code).conduct.version
    if (volunteer.agreed_on, volunteer.agreed_version) == (on, version):
        return
    volunteer.agreed_on, volunteer.agreed_version = on, version
    note(Tag.VOLUNTEER_AGREE, actor, volunteer, version=version)


def link(*, actor: Viewer, volunteer: Volunteer, login: str | None) -> None:
    """Let somebody sign in with an account of her own county, or with none any more.

    While a pairing is live the account stays: it is the door through which she sees her part.
    """
    account_id = _account(actor, volunteer, login).id if login else None
    if account_id == volunteer.account_id:
        return
    if volunteer.account_id is not None and telling.live_pairings(volunteer):
        raise RuleBroken("还有结对没有结束，现在不能换账号。请先暂停或结束结对。", "login")
    volunteer.account_id = account_id
    note(Tag.VOLUNTEER_LINK, actor, volunteer, is_linked=account_id is not None)


def _account(actor: Viewer, volunteer: Volunteer, login: str) -> Account:
    """Return the account; one answer for every reason why it cannot be this one."""
    account = accounts.by_login(login)
    if account is None or account.role is not Role.VOLUNTEER or account.disabled_at:
        raise RuleBroken(_NO_ACCOUNT, "login")
    county = county_of(volunteer.base_code)
    regions = accounts.regions_of([account.id]).get(account.id, [])
    holder = db.session.scalar(
        select(Volunteer.id).where(
            Volunteer.account_id == account.id, within(Volunteer.region_code, actor.scope.ranges)
        )
    )
    if holder not in (None, volunteer.id) or not any(c.startswith(county) for c in regions):
        raise RuleBroken(_NO_ACCOUNT, "login")
    return account
