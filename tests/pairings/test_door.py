"""A volunteer's door: hers alone, while it lasts, asked at each request."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.pairings.actions import door
from casework.pairings.briefing import BriefFacts
from casework.pairings.models import PairingBrief
from casework.pairings.queries import door as doors
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import a_pairing, a_volunteer, paired

_FACTS = BriefFacts("雨桐", "age_09_11", ["reading"])


@pytest.mark.usefixtures("session")
def test_a_brief_is_seen_by_its_account_alone_and_until_the_vetting_ends() -> None:
    until_on = clock.today() + timedelta(days=3)
    one = paired(a_child(), until_on)
    assert [each.id for each in doors.open_briefs(one.viewer, clock.today())] == [one.brief.id]
    assert doors.get(one.viewer, one.brief.id, until_on - timedelta(days=1)) is one.brief
    with pytest.raises(NotFound):
        doors.get(one.viewer, one.brief.id, until_on)
    other = a_viewer(Role.VOLUNTEER, "990101001002")
    assert doors.open_briefs(other, clock.today()) == []
    with pytest.raises(NotFound):
        doors.get(other, one.brief.id, clock.today())
    door.renew(pairing=one.pairing, until_on=until_on + timedelta(days=365))
    assert doors.get(one.viewer, one.brief.id, until_on) is one.brief
    door.renew(pairing=one.pairing, until_on=None)
    assert doors.open_briefs(one.viewer, clock.today()) == []


@pytest.mark.usefixtures("session")
def test_a_door_is_one_and_shuts_at_once() -> None:
    one = paired(a_child())
    again = door.open_door(actor=a_viewer(Role.COUNTY_CIVIL), pairing=one.pairing, brief=_FACTS)
    assert again is not None
    assert one.brief.closed_at is not None
    assert [each.id for each in doors.open_briefs(one.viewer, clock.today())] == [again.id]
    door.close_door(pairing=one.pairing)
    assert doors.open_briefs(one.viewer, clock.today()) == []
    assert doors.is_shut(one.viewer, one.brief.id, clock.today())
    assert not doors.is_shut(a_viewer(Role.VOLUNTEER, "990101001002"), one.brief.id, clock.today())


@pytest.mark.usefixtures("session")
def test_there_is_no_door_without_an_account_or_while_no_query_holds() -> None:
    child, office = a_child(), a_viewer(Role.CHILD_SUPERVISOR)
    volunteer = a_volunteer(None)
    pairing = a_pairing(child, volunteer)
    assert door.open_door(actor=office, pairing=pairing, brief=_FACTS) is None
    volunteer.account_id = a_viewer(Role.VOLUNTEER).account_id
    for is_barred, until_on in (
        (True, clock.today() + timedelta(days=9)),
        (False, clock.today()),
        (False, None),
    ):
        volunteer.is_barred, volunteer.cleared_until_on = is_barred, until_on
        assert door.open_door(actor=office, pairing=pairing, brief=_FACTS) is None
    volunteer.cleared_until_on = clock.today() + timedelta(days=1)
    assert door.open_door(actor=office, pairing=pairing, brief=_FACTS) is not None


@pytest.mark.usefixtures("session")
def test_where_they_meet_never_names_the_child_its_people_its_village_or_its_school() -> None:
    child = a_child()
    child.school = "石桥小学"
    one = paired(child)
    worker = a_viewer(Role.CHILD_DIRECTOR)
    said = {"actor": worker, "pairing": one.pairing, "child": child}
    fine = {"meeting_point": "村委会活动室", "next_on": None, "contact": "王主任 19900000008"}
    door.rewrite(**said, **fine)  # type: ignore[arg-type]
    assert one.brief.meeting_point == "村委会活动室"
    assert one.brief.contact == "王主任 19900000008"
    for place in ("柳树村广场", "石桥小学门口", "陈雨桐家", "王秀英家", "打19900000001问路"):
        with pytest.raises(RuleBroken) as refused:
            door.rewrite(**said, **{**fine, "meeting_point": place})  # type: ignore[arg-type]
        assert refused.value.field == "meeting_point"
    with pytest.raises(RuleBroken) as refused:
        door.rewrite(**said, **{**fine, "contact": "奶奶王秀英 19900000001"})  # type: ignore[arg-type]
    assert refused.value.field == "contact"
    assert one.brief.meeting_point == "村委会活动室"


@pytest.mark.usefixtures("session")
def test_what_she_sees_is_sealed_and_nothing_of_it_stands_in_plain() -> None:
    one = paired(a_child())
    db.session.flush()
    columns = {column.key for column in PairingBrief.__table__.columns}
    assert columns == {
        "id", "created_at", "pairing_id", "account_id", "opened_at", "open_until_on", "closed_at",
        "contact_due_on", "first_name", "age_band", "needs", "meeting_point", "next_on", "contact",
    }  # fmt: skip
    assert one.brief.first_name == "雨桐"
    assert replace(_FACTS, first_name="x") != _FACTS
