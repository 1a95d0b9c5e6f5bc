"""From the request to the end: who is told what, what is kept, what is given back."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions as children_actions
from casework.children import queries as children
from casework.children.actions.merging import Choice, merge
from casework.children.models import Child
from casework.errors import NotFound, RuleBroken
from casework.inbox.models import Kind, Task
from casework.pairings import actions, steps
from casework.pairings.actions import Asked, Wanted
from casework.pairings.models import (
    Pairing,
    PairingBrief,
    PairingRequest,
    PairingState,
    PairingStep,
    RequestState,
)
from casework.pairings.rules import Consent
from casework.volunteers import queries as volunteers
from casework.volunteers.actions import checking as volunteers_checking
from casework.volunteers.actions import keeping as volunteers_keeping
from casework.volunteers.facts import CheckFacts
from casework.volunteers.models import Volunteer
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child
from tests.factories.register import acting
from tests.pairings.arranging import (
    ASKED,
    CONSENT,
    WANTED,
    a_volunteer,
    active,
    approved,
    county,
    does,
    federation,
    proposed,
    proposed_for,
    requested,
    township,
    village,
)

Db = scoped_session[Session]
S = PairingState


def pairing_of(session: Db, pairing_id: UUID) -> Pairing:
    session.expire_all()
    return session.get_one(Pairing, pairing_id)


def taken(session: Db, volunteer_id: UUID) -> int:
    session.expire_all()
    return session.get_one(Volunteer, volunteer_id).places_taken


def acts(session: Db, pairing_id: UUID) -> list[str]:
    rows = select(PairingStep).where(PairingStep.pairing_id == pairing_id)
    return [row.act for row in session.scalars(rows.order_by(PairingStep.id))]


def open_doors(session: Db, pairing_id: UUID) -> int:
    found = select(PairingBrief).where(
        PairingBrief.pairing_id == pairing_id, PairingBrief.closed_at.is_(None)
    )
    return len(session.scalars(found).all())


def open_tasks(session: Db, pairing_id: UUID) -> list[Kind]:
    found = select(Task.kind).where(Task.link_id == pairing_id, Task.done_at.is_(None))
    return list(session.scalars(found))


def test_a_pairing_is_asked_for_proposed_agreed_to_lived_and_ended(app: Flask, session: Db) -> None:
    child_id, volunteer_id = a_child().id, a_volunteer(with_sign_in=True).id
    request_id = requested(app, child_id)
    request = session.get_one(PairingRequest, request_id)
    assert (request.state, request.alias, request.age_band) == (
        RequestState.OPEN,
        "小朋友A37",
        "age_09_11",
    )
    pairing_id = proposed_for(app, request_id, volunteer_id, federation())
    pairing = pairing_of(session, pairing_id)
    assert pairing.volunteer == {
        "name": "林晓",
        "kind": "teacher",
        "sex": "2",
        "phone": "19900000088",
    }
    assert (taken(session, volunteer_id), open_tasks(session, pairing_id)) == (0, [Kind.SUBMITTED])
    does(app, township(), "approve", pairing_id, asked=ASKED)
    assert taken(session, volunteer_id) == 1
    assert open_tasks(session, pairing_id) == [Kind.INFORMATION]
    assert session.get_one(PairingRequest, request_id).state is RequestState.MET
    brief = session.scalars(select(PairingBrief)).one()
    told = (brief.first_name, brief.age_band, brief.needs, brief.meeting_point, brief.contact)
    assert told == ("雨桐", "age_09_11", ["tutoring"], "镇上的文化站", "何主任")
    met = {"on": date(2026, 10, 31), "place": "文化站", "present": "儿童主任何老师"}
    does(app, village(), "meet", pairing_id, **met)
    pairing = pairing_of(session, pairing_id)
    assert (pairing.state, pairing.began_on) == (S.ACTIVE, date(2026, 10, 31))
    assert pairing.counted_region_code == pairing.region_code
    assert pairing.last_contact_on == date(2026, 10, 31)
    assert pairing.next_contact_due_on is not None
    assert open_tasks(session, pairing_id) == []
    does(app, county(), "end", pairing_id, reason="parents_back", words="父亲回来了")
    pairing = pairing_of(session, pairing_id)
    assert (pairing.state, pairing.ended_on, pairing.end_reason) == (
        S.ENDED,
        clock.today(),
        "parents_back",
    )
    assert (taken(session, volunteer_id), open_doors(session, pairing_id)) == (0, 0)
    assert acts(session, pairing_id) == ["propose", "approve", "meet", "end"]
    rows = session.scalars(select(PairingStep).order_by(PairingStep.id)).all()
    assert [row.words for row in rows] == [None, None, None, "父亲回来了"]
    assert all(row.account_id for row in rows)
    with pytest.raises(RuleBroken, match="现在是“已结束”"):
        does(app, county(), "end", pairing_id, reason="other")


def test_the_trail_has_each_step_and_no_word_of_it(app: Flask, session: Db) -> None:
    pairing_id = active(app, a_child().id, a_volunteer().id)
    does(app, county(), "end", pairing_id, reason="complaint", words="志愿者骂过孩子")
    found = session.scalars(select(AuditEntry)).all()
    told = [entry for entry in found if str(entry.tag).startswith("pairing:")]
    assert {"pairing:request", "pairing:step"} <= {str(entry.tag) for entry in told}
    assert not [entry for entry in told if "骂" in str(entry.facts) or "林晓" in str(entry.facts)]


def test_a_proposal_is_never_refused_or_lost_for_a_missing_consent(app: Flask, session: Db) -> None:
    volunteer_id = a_volunteer(with_sign_in=True).id
    pairing_id = proposed(app, a_child().id, volunteer_id)
    half = Asked(Consent(by="王秀英", relation="62"), None)
    does(app, township(), "approve", pairing_id, asked=half)
    pairing = pairing_of(session, pairing_id)
    assert (pairing.state, actions.missing(pairing)) == (S.PROPOSED, ["consent", "child_wish"])
    assert pairing.consent == {"by": "王秀英", "relation": "62"}
    assert (taken(session, volunteer_id), open_doors(session, pairing_id)) == (0, 0)
    # The rest comes a week later; nobody has to say again what was said.
    rest = Consent(on=CONSENT.on, way=CONSENT.way)
    does(app, township(), "approve", pairing_id, asked=Asked(rest, "愿意"))
    pairing = pairing_of(session, pairing_id)
    assert pairing.state is S.APPROVED
    assert pairing.consent == {
        "by": "王秀英",
        "relation": "62",
        "on": "2026-10-30",
        "way": "in_person",
    }
    assert acts(session, pairing_id) == ["propose", "ask", "approve"]


def test_one_request_a_child_and_none_beside_a_pairing(app: Flask, session: Db) -> None:
    child_id = a_child().id
    request_id = requested(app, child_id)
    with pytest.raises(RuleBroken, match="已经有一份结对请求"):
        requested(app, child_id)
    with acting(app, township()):
        actions.withdraw(actor=township(), request_id=request_id, why="孩子说先不要")
    request = session.get_one(PairingRequest, request_id)
    assert (request.state, request.why) == (RequestState.WITHDRAWN, "孩子说先不要")
    approved(app, child_id, a_volunteer().id)
    with pytest.raises(RuleBroken, match="已经有人结对"):
        requested(app, child_id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"alias": "小雨"}, "alias"),
        ({"words": "住柳树村"}, "words"),
        ({"needs": []}, "needs"),
        ({"needs": ["money"]}, "needs"),
        ({"sex_wish": "9"}, "sex_wish"),
    ],
)
def test_a_request_that_gives_away_or_asks_for_nothing_is_refused(
    app: Flask, session: Db, said: dict[str, Any], field: str
) -> None:
    wanted = Wanted(**{"alias": "小朋友A37", "needs": ["tutoring"], **said})
    with pytest.raises(RuleBroken) as refused:
        requested(app, a_child().id, wanted)
    assert refused.value.field == field


def test_who_may_not_be_paired_is_not_proposed_and_it_says_why(app: Flask, session: Db) -> None:
    request_id = requested(app, a_child().id)
    unfit = {
        "还没有查询违法犯罪记录": a_volunteer("甲", cleared_until_on=None).id,
        "不能接触孩子": a_volunteer("乙", is_barred=True, cleared_until_on=None).id,
        "已经过期": a_volunteer("丙", cleared_until_on=date(2026, 11, 1)).id,
        "没有空位": a_volunteer("丁", places_taken=1).id,
        "不去那个乡镇": a_volunteer("戊", base_code=FAR_VILLAGE, reach_code=FAR_VILLAGE).id,
    }
    for why, volunteer_id in unfit.items():
        with pytest.raises(RuleBroken, match=why):
            proposed_for(app, request_id, volunteer_id, federation())
    # A volunteer of the next village is taken: the volunteers' side must not guess the village.
    near = a_volunteer("己", base_code=NEXT_VILLAGE, reach_code=NEXT_VILLAGE).id
    pairing_id = proposed_for(app, request_id, near, federation())
    with pytest.raises(RuleBroken, match="正等乡镇答复"):
        proposed_for(app, request_id, near, federation())
    does(app, federation(), "take_back", pairing_id, words="志愿者说太远")
    assert pairing_of(session, pairing_id).state is S.DECLINED
    proposed_for(app, request_id, near, federation())


def test_a_proposal_ends_with_its_request_and_a_no_leaves_the_request_open(
    app: Flask, session: Db
) -> None:
    volunteer_id, child_id = a_volunteer().id, a_child().id
    request_id = requested(app, child_id)
    first = proposed_for(app, request_id, volunteer_id, federation())
    with pytest.raises(RuleBroken, match="请写明原因"):
        does(app, township(), "decline", first, asked=Asked(), words=None)
    does(app, township(), "decline", first, asked=Asked(child_wish="不想要"), words="孩子不愿意")
    assert pairing_of(session, first).child_wish == "不想要"
    assert session.get_one(PairingRequest, request_id).state is RequestState.OPEN
    second = proposed_for(app, request_id, volunteer_id, federation())
    with acting(app, township()):
        actions.withdraw(actor=township(), request_id=request_id, why=None)
    assert pairing_of(session, second).state is S.DECLINED
    assert acts(session, second) == ["propose", "lapse"]
    with pytest.raises(RuleBroken, match="现在是“已撤回”"):
        proposed_for(app, request_id, volunteer_id, federation())


def test_vetting_that_ran_out_or_a_full_volunteer_meanwhile_hinders_agreeing(
    app: Flask, session: Db
) -> None:
    volunteer = a_volunteer()
    pairing_id = proposed(app, a_child().id, volunteer.id)
    hindrances = (
        ({"cleared_until_on": date(2026, 11, 1)}, "已过期"),
        ({"cleared_until_on": date(2027, 6, 1), "places_taken": 1}, "没有空余名额"),
    )
    for change, why in hindrances:
        for name, value in change.items():
            setattr(session.get_one(Volunteer, volunteer.id), name, value)
        with pytest.raises(RuleBroken, match=why):
            does(app, township(), "approve", pairing_id, asked=ASKED)
        session.rollback()
        assert pairing_of(session, pairing_id).state is S.PROPOSED
    assert taken(session, volunteer.id) == 1


def test_the_first_meeting_needs_somebody_there_and_a_day_that_has_come(
    app: Flask, session: Db
) -> None:
    pairing_id = approved(app, a_child().id, a_volunteer().id)
    with pytest.raises(RuleBroken, match="谁在场"):
        does(app, village(), "meet", pairing_id, on=clock.today(), place=None, present=" ")
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        does(app, village(), "meet", pairing_id, on=date(2026, 11, 2), place=None, present="何")
    assert pairing_of(session, pairing_id).state is S.APPROVED


def test_a_pause_shuts_the_door_and_keeps_the_place(app: Flask, session: Db) -> None:
    volunteer_id = a_volunteer(with_sign_in=True).id
    pairing_id = active(app, a_child().id, volunteer_id)
    assert open_doors(session, pairing_id) == 1
    does(app, township(), "pause", pairing_id, words="志愿者住院")
    assert pairing_of(session, pairing_id).state is S.PAUSED
    assert (taken(session, volunteer_id), open_doors(session, pairing_id)) == (1, 0)
    does(app, township(), "resume", pairing_id)
    assert pairing_of(session, pairing_id).state is S.ACTIVE
    assert open_doors(session, pairing_id) == 1
    last = select(PairingBrief).order_by(PairingBrief.opened_at.desc())
    assert session.scalars(last).first().meeting_point == "镇上的文化站"  # type: ignore[union-attr]
    does(app, township(), "pause", pairing_id, words="又住院")
    session.get_one(Volunteer, volunteer_id).cleared_until_on = date(2026, 10, 1)
    with pytest.raises(RuleBroken, match="已过期"):
        does(app, township(), "resume", pairing_id)


def test_nobody_beyond_the_region_finds_it(app: Flask, session: Db) -> None:
    pairing_id = proposed(app, a_child().id, a_volunteer().id)
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for act, said in (
        ("approve", {"asked": ASKED}),
        ("take_back", {"words": "不要"}),
        ("end", {"reason": "other"}),
    ):
        with pytest.raises(NotFound):
            does(app, stranger, act, pairing_id, **said)


# --- what befalls the file -------------------------------------------------------------------


def _in(app: Flask, act: Callable[..., object], child_id: UUID, **said: Any) -> None:
    actor = county()
    with acting(app, actor):
        act(actor=actor, child=children.get(actor, child_id), **said)


def test_a_file_that_closes_ends_everything_open(app: Flask, session: Db) -> None:
    volunteer_id, child_id = a_volunteer().id, a_child().id
    pairing_id = active(app, child_id, volunteer_id)
    waiting = a_child(name="吴小雨").id
    proposal = proposed(app, waiting, a_volunteer("韩露").id)
    for each in (child_id, waiting):
        _in(app, children_actions.close, each, reason="adopted")
    pairing = pairing_of(session, pairing_id)
    assert (pairing.state, pairing.end_reason, taken(session, volunteer_id)) == (S.ENDED, "left", 0)
    assert pairing_of(session, proposal).state is S.DECLINED
    assert set(session.scalars(select(PairingRequest.state))) == {
        RequestState.MET,
        RequestState.WITHDRAWN,
    }


def test_a_file_that_rests_lets_its_pairing_rest(app: Flask, session: Db) -> None:
    child_id = a_child().id
    pairing_id = active(app, child_id, a_volunteer().id)
    _in(app, children_actions.suspend, child_id, reason="whereabouts_unknown")
    assert pairing_of(session, pairing_id).state is S.PAUSED
    with pytest.raises(RuleBroken, match="在册"):
        does(app, township(), "resume", pairing_id)


def test_a_move_within_the_county_takes_the_pairing_along(app: Flask, session: Db) -> None:
    child_id = a_child().id
    near: dict[str, Any] = {"base_code": NEXT_VILLAGE, "reach_code": "990101001000"}
    volunteer_id = a_volunteer(**near).id
    pairing_id = active(app, child_id, volunteer_id)
    _in(app, children_actions.move, child_id, region_code=NEXT_VILLAGE)
    assert pairing_of(session, pairing_id).region_code == NEXT_VILLAGE
    assert open_tasks(session, pairing_id) == []
    # Farther than she goes: it goes along all the same, and the office of now looks at it.
    _in(app, children_actions.move, child_id, region_code=FAR_VILLAGE)
    pairing = pairing_of(session, pairing_id)
    assert (pairing.region_code, pairing.state) == (FAR_VILLAGE, S.ACTIVE)
    assert pairing.counted_region_code == "990101001001"
    assert open_tasks(session, pairing_id) == [Kind.TO_CHECK]
    assert {row.region_code for row in session.scalars(select(PairingStep))} == {FAR_VILLAGE}
    does(app, county(), "go_on", pairing_id, words="志愿者愿意继续")
    assert open_tasks(session, pairing_id) == []


def test_leaving_the_county_ends_it_there(app: Flask, session: Db) -> None:
    from casework.transfers import actions as transfers  # noqa: PLC0415

    child_id, volunteer_id = a_child().id, a_volunteer(with_sign_in=True).id
    pairing_id = active(app, child_id, volunteer_id)
    there = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    sender = county()
    with acting(app, sender):
        transfer = transfers.send(
            actor=sender,
            child=children.get(sender, child_id),
            to_region_code=STRANGE_COUNTY,
            moved_on=date(2026, 10, 20),
            reason="随父母迁居",
        )
        transfer_id = transfer.id
    with acting(app, there):
        transfers.accept(actor=there, transfer_id=transfer_id, region_code=STRANGE_VILLAGE)
    pairing = pairing_of(session, pairing_id)
    assert (pairing.state, pairing.end_reason) == (S.ENDED, "moved_out")
    assert pairing.region_code == STRANGE_VILLAGE
    assert pairing.counted_region_code == "990101001001"
    assert (taken(session, volunteer_id), open_doors(session, pairing_id)) == (0, 0)


def _merge(app: Flask, kept_id: UUID, ended_id: UUID) -> None:
    actor = county()
    with acting(app, actor):
        held = [children.get(actor, each) for each in (kept_id, ended_id)]
        choice = Choice((held[0].version, held[1].version))
        merge(actor=actor, kept_id=kept_id, ended_id=ended_id, choice=choice, reason="同一个孩子")


def test_two_files_that_become_one_keep_one_pairing(app: Flask, session: Db) -> None:
    one, other = a_volunteer("甲乙"), a_volunteer("丙丁")
    volunteer_ids = one.id, other.id
    kept_id, ended_id = a_child().id, a_child(name="陈雨童").id
    goes_along = active(app, ended_id, volunteer_ids[0])
    _merge(app, kept_id, ended_id)
    pairing = pairing_of(session, goes_along)
    assert (pairing.child_id, pairing.state) == (kept_id, S.ACTIVE)
    rows = session.scalars(select(PairingStep)).all()
    assert {(row.child_id, row.pairing_id) for row in rows} == {(kept_id, goes_along)}
    assert [row.words for row in rows]  # still opens under the pairing's key
    third = a_child(name="陈宇桐").id
    second = active(app, third, volunteer_ids[1])
    _merge(app, kept_id, third)
    pairing = pairing_of(session, second)
    assert (pairing.child_id, pairing.state, pairing.end_reason) == (kept_id, S.ENDED, "merged")
    assert pairing_of(session, goes_along).state is S.ACTIVE
    assert [taken(session, each) for each in volunteer_ids] == [1, 0]


def test_of_two_requests_one_is_kept_when_files_become_one(app: Flask, session: Db) -> None:
    kept_id, ended_id = a_child().id, a_child(name="陈雨童").id
    own = requested(app, kept_id)
    proposal = proposed(app, ended_id, a_volunteer().id)
    _merge(app, kept_id, ended_id)
    found = {row.id: row.state for row in session.scalars(select(PairingRequest))}
    assert found.pop(own) is RequestState.OPEN
    assert list(found.values()) == [RequestState.WITHDRAWN]
    assert pairing_of(session, proposal).state is S.DECLINED
    assert session.get_one(Child, kept_id).merged_into_id is None


# --- what becomes of the volunteer -----------------------------------------------------------


def test_a_volunteer_who_is_barred_is_kept_from_the_child_at_once(app: Flask, session: Db) -> None:
    volunteer_id = a_volunteer(with_sign_in=True, capacity=2).id
    pairing_id = active(app, a_child().id, volunteer_id)
    proposal = proposed(app, a_child(name="吴小雨").id, volunteer_id)
    actor = federation()
    with acting(app, actor):
        volunteers_checking.record_check(
            actor=actor,
            volunteer=volunteers.get(actor, volunteer_id),
            check=CheckFacts(clock.today(), "barred", "青禾县公安局"),
        )
    assert pairing_of(session, pairing_id).state is S.PAUSED
    assert open_doors(session, pairing_id) == 0
    assert open_tasks(session, pairing_id) == [Kind.TO_CHECK]
    assert pairing_of(session, proposal).state is S.DECLINED
    with pytest.raises(RuleBroken, match="不得从事"):
        does(app, township(), "resume", pairing_id)
    does(app, township(), "end", pairing_id, reason="vetting")
    assert open_tasks(session, pairing_id) == []


def test_a_new_check_keeps_the_door_open_longer_and_leaving_lets_it_rest(
    app: Flask, session: Db
) -> None:
    volunteer_id = a_volunteer(with_sign_in=True).id
    pairing_id = active(app, a_child().id, volunteer_id)
    actor = federation()
    with acting(app, actor):
        volunteers_checking.record_check(
            actor=actor,
            volunteer=volunteers.get(actor, volunteer_id),
            check=CheckFacts(clock.today(), "clear", "青禾县公安局"),
        )
    brief = session.scalars(select(PairingBrief).where(PairingBrief.closed_at.is_(None))).one()
    assert brief.open_until_on == date(2027, 11, 1)
    with acting(app, actor):
        volunteers_keeping.leave(
            actor=actor,
            volunteer=volunteers.get(actor, volunteer_id),
            left_on=clock.today(),
            with_pairings=True,
        )
    assert pairing_of(session, pairing_id).state is S.PAUSED
    assert WANTED.alias == pairing_of(session, pairing_id).alias
    assert steps.END in [step.act for step in steps.offered(township(), S.PAUSED)]
