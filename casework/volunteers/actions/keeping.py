"""Putting somebody on the register, changing what it says, taking her off."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import update

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.regions.codes import check, county_of, prefix
from casework.texts import Text
from casework.volunteers import queries, telling
from casework.volunteers.actions.trail import note
from casework.volunteers.facts import VolunteerFacts
from casework.volunteers.models import (
    Volunteer,
    VolunteerCheck,
    VolunteerState,
    VolunteerTraining,
)

_KNOWN = (
    "登记册里已经有%(what)s相同的志愿者（%(state)s）。是同一个人的不用再登记；"
    "核对过确实是另一个人的，请勾选后再保存。"
)


def enrol(
    *,
    actor: Viewer,
    facts: VolunteerFacts,
    joined_on: date | None = None,
    is_another: bool = False,
) -> Volunteer:
    """Put somebody on the register.

    Somebody with the same ID number, or the same name and telephone, in the county is asked
    about: raises RuleBroken unless ``is_another`` says that it was looked into. A missing number,
    telephone or check is never a reason to refuse.
    """
    _check(actor, facts)
    if not is_another:
        _ask_about_doubles(actor, facts)
    volunteer = new_volunteer(facts, joined_on or clock.today())
    db.session.add(volunteer)
    note(Tag.VOLUNTEER_ENROL, actor, volunteer, kind=volunteer.kind)
    return volunteer


def enrol_many(volunteers: Sequence[Volunteer]) -> None:
    """Store volunteers that were made from the rows of a list; their trail is the list's."""
    insert_all(db.session(), volunteers)


def new_volunteer(facts: VolunteerFacts, joined_on: date) -> Volunteer:
    """Return a volunteer in the making."""
    return Volunteer(
        state=VolunteerState.ACTIVE,
        joined_on=joined_on,
        places_taken=0,
        is_barred=False,
        **_columns(facts),
    )


def change(*, actor: Viewer, volunteer: Volunteer, version: int, facts: VolunteerFacts) -> None:
    """Let the register say what is known now; raise RuleBroken where somebody else was quicker.

    Telephone and ID number that are not given stay as they were.
    """
    if volunteer.version != version:
        raise RuleBroken("这位志愿者的信息刚被别人改过，请刷新页面，看过再改。")
    _check(actor, facts)
    if county_of(facts.base_code) != county_of(volunteer.base_code):
        raise RuleBroken("换到别的县，请在原县办退出，再到新的县登记。", "township")
    old_place = volunteer.region_code
    told = _columns(facts, was=volunteer)
    for name, value in told.items():
        if getattr(volunteer, name) != value:
            setattr(volunteer, name, value)
    if volunteer.region_code != old_place:
        _take_along(volunteer, old_place)
    note(Tag.VOLUNTEER_CHANGE, actor, volunteer, kind=volunteer.kind)


def leave(
    *, actor: Viewer, volunteer: Volunteer, left_on: date, with_pairings: bool = False
) -> None:
    """Take somebody off the register; what hangs on her follows at once.

    Live pairings are asked about first: raises RuleBroken unless ``with_pairings``.
    """
    if volunteer.state is VolunteerState.LEFT:
        raise RuleBroken("这位志愿者已经退出，请刷新页面。")
    if left_on < volunteer.joined_on or left_on > clock.today():
        raise RuleBroken("退出日期应在登记日期和今天之间，请核对。", "left_on")
    live = telling.live_pairings(volunteer)
    if live and not with_pairings:
        raise RuleBroken(
            "还有%(n)s个结对没有结束。退出后这些结对马上停止，请先告诉儿童主任，再勾选。",
            "with_pairings",
            n=live,
        )
    volunteer.state, volunteer.left_on = VolunteerState.LEFT, left_on
    note(Tag.VOLUNTEER_LEAVE, actor, volunteer, pairings=live)
    telling.follow_vetting(actor, volunteer, clock.today())


def take_back(*, actor: Viewer, volunteer: Volunteer) -> None:
    """Put somebody who had left back on the register; her checks hold as long as they did."""
    if volunteer.state is VolunteerState.ACTIVE:
        raise RuleBroken("这位志愿者已经在册，请刷新页面。")
    volunteer.state, volunteer.left_on = VolunteerState.ACTIVE, None
    note(Tag.VOLUNTEER_RETURN, actor, volunteer)


def _check(actor: Viewer, facts: VolunteerFacts) -> None:
    """Refuse a place out of reach, a code that no list has, more children than the setting."""
    if not actor.scope.covers(check(facts.base_code)):
        raise RuleBroken("这个地区不在您的辖区，请重新选择。", "township")
    if not facts.base_code.startswith(prefix(facts.reach_code)):
        raise RuleBroken("服务范围应包括志愿者所在的地方，请重新选择。", "reach")
    practice.code_list("volunteer_kind").label(facts.kind)
    for name, codes in (
        ("volunteer_skill", facts.skills),
        ("contact_language", facts.languages),
        ("free_time", facts.free_times),
    ):
        for code in codes:
            practice.code_list(name).label(code)
    most = practice.volunteers(facts.base_code).capacity.most
    if not 1 <= facts.capacity <= most:
        raise RuleBroken("最多结对几人，应在1到%(most)s之间。", "capacity", most=most)


def _ask_about_doubles(actor: Viewer, facts: VolunteerFacts) -> None:
    number, same = _digests(facts)
    found = queries.known_again(actor, [number] if number else [], [same])
    if not found:
        return
    by_number = number is not None and any(each.number_digest == number for each in found)
    what = Text("身份证号码") if by_number else Text("姓名和电话（单位）")
    raise RuleBroken(_KNOWN, "is_another", what=what, state=found[0].state)


def _columns(facts: VolunteerFacts, was: Volunteer | None = None) -> dict[str, Any]:
    phone = facts.phone or (was.phone if was else None)
    number = facts.id_number or (was.id_number if was else None)
    by_number = queries.number_digest(facts.base_code, number) if number else None
    same = queries.same_digest(facts.base_code, facts.name, phone, facts.organisation)
    return {
        "region_code": facts.base_code,
        "base_code": facts.base_code,
        "reach_code": facts.reach_code,
        "kind": facts.kind,
        "capacity": facts.capacity,
        "number_digest": by_number,
        "same_digest": same,
        "name": facts.name,
        "sex": facts.sex,
        "phone": phone,
        "id_number": number,
        "organisation": facts.organisation,
        "skills": [*facts.skills],
        "languages": [*facts.languages],
        "free_times": [*facts.free_times],
        "note": facts.note,
    }


def _digests(facts: VolunteerFacts) -> tuple[bytes | None, bytes]:
    number = facts.id_number and queries.number_digest(facts.base_code, facts.id_number)
    return number or None, queries.same_digest(
        facts.base_code, facts.name, facts.phone, facts.organisation
    )


def _take_along(volunteer: Volunteer, old_place: str) -> None:
    """Let checks and trainings be where their volunteer is now."""
    db.session.flush()
    for model in (VolunteerCheck, VolunteerTraining):
        db.session.execute(
            update(model)
            .where(model.volunteer_id == volunteer.id, model.region_code == old_place)
            .values(region_code=volunteer.region_code)
            .execution_options(synchronize_session=False)
        )
