"""A referral from its writing to its end: what is shown, on which ground, what comes back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children import actions as files
from casework.children import queries as children
from casework.children.coming import coming
from casework.children.models import Child
from casework.disclosures.models import Basis, Disclosure
from casework.errors import RuleBroken
from casework.figures.registry import Asked, get, number
from casework.inbox.models import Kind
from casework.needs import actions as needs
from casework.needs.models import Helper, Need, NeedStatus
from casework.practice import queries as practice
from casework.referrals import actions, queries, rules
from casework.referrals.models import Referral, ReferralOutcome, ReferralState
from casework.referrals.queries import Tab
from casework.referrals.sheet import OFFERED, covered, shared
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.inbox.tasks import every_task

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
SAID: dict[str, Any] = {
    "recipient_kind": "hospital",
    "recipient": "县人民医院儿科",
    "about": "请安排验光配镜",
    "basis": Basis.CONSENT,
    "consent_by": "奶奶，当面",
}


def written(child: Child, need: Need | None = None, **more: Any) -> Referral:
    return actions.prepare(actor=a_viewer(), child=child, need=need, **{**SAID, **more})


def a_need(child: Child) -> Need:
    return needs.open_need(actor=a_viewer(), child=child, kind="medical", detail="配眼镜")


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_settings_name_only_what_there_is(session: Db) -> None:
    load_practice()
    settings = practice.referral_rules(VILLAGE)
    kinds, fields = practice.codes("recipient_kind"), practice.codes("shared_field")
    assert set(settings.receivers) <= set(kinds)
    assert set(OFFERED) <= set(fields)
    assert {each.basis for each in settings.receivers.values()} <= {b.value for b in Basis}
    for need in (None, *settings.by_need):
        for receiver in settings.receivers:
            least = settings.least(receiver, need)
            assert set(least) <= set(OFFERED)
            assert not {"id_number", "address", "disability"} & set(least)
    assert set(settings.by_need) <= set(practice.visit_form().needs)
    assert all(set(each.to) <= set(settings.receivers) for each in settings.by_need.values())


def test_a_referral_is_never_refused_for_want_of_a_consent(session: Db) -> None:
    child = a_child()
    usual = written(child, consent_by=None)
    urgent = written(child, consent_by=None, is_urgent=True, about="请马上收治")
    asked = written(child, about="复查")
    assert [(r.basis, r.must_be_checked) for r in (usual, urgent, asked)] == [
        (Basis.CONSENT, True),
        (Basis.EMERGENCY, True),
        (Basis.CONSENT, False),
    ]
    actions.send(actor=a_viewer(), child=child, referral=urgent)
    assert urgent.state is ReferralState.SENT
    [task] = every_task()
    assert (task.kind, task.link_id) == (Kind.TO_CHECK, urgent.id)
    office = a_viewer(Role.CHILD_SUPERVISOR)
    session.flush()
    shown = [line.referral for line in queries.listing(office, Tab.CHECK, TODAY, None).rows]
    assert shown == [urgent, usual]
    actions.check(actor=office, referral=urgent, note="奶奶已同意")
    session.commit()
    session.expire_all()
    assert [task.done_at is None for task in every_task()] == [False]
    with pytest.raises(RuleBroken):
        actions.check(actor=office, referral=urgent)


def test_a_sheet_says_only_what_was_chosen_and_names_nobody_who_is_barred(session: Db) -> None:
    child = a_child()
    need = a_need(child)
    least = practice.referral_rules(VILLAGE).least("hospital", "medical")
    said = shared(child, need, least)
    assert set(said) == set(least)
    assert (said["name"], said["guardian"], said["need"]) == ("陈雨桐", "王秀英", "看病就医")
    assert said["health"] == "（没有登记）"
    [(link, _person)] = children.people_of(child)
    link.contact = {"barred": "violence"}
    assert shared(child, need, ["guardian_phone"]) == {"guardian_phone": "（没有登记）"}
    assert set(shared(child, None, list(OFFERED))) == set(OFFERED)


def test_a_page_covers_what_the_paper_says_in_full(session: Db) -> None:
    load_practice()
    said = {"name": "陈雨桐", "guardian_phone": "19900000012", "address": "河湾村三组"}
    shown = {code: covered(code, value) for code, value in said.items()}
    assert shown == {"name": "陈雨桐", "guardian_phone": "*********12", "address": "已隐去"}
    assert covered("id_number", "（没有登记）") == "（没有登记）"
    alarming = practice.referral_rules(VILLAGE).sensitive
    is_covered = {code for code in OFFERED if covered(code, "某个值") != "某个值"}
    assert is_covered == {*alarming} & OFFERED.keys()


def test_sent_once_it_is_registered_and_the_sheet_stays_as_it_was(session: Db) -> None:
    child = a_child()
    need = a_need(child)
    referral = written(child, need)
    assert written(child, need) is referral
    session.commit()
    stored = repr(session.connection().exec_driver_sql("SELECT * FROM referral").all())
    assert "医院" not in stored
    actions.send(actor=a_viewer(), child=child, referral=referral)
    with pytest.raises(RuleBroken):
        actions.send(actor=a_viewer(), child=child, referral=referral)
    session.commit()
    given = session.scalars(select(Disclosure)).one()
    assert (given.subject_id, given.recipient_kind, given.basis) == (
        referral.id,
        "hospital",
        Basis.CONSENT,
    )
    assert sorted(given.fields) == sorted(referral.fields)
    assert referral.reply_due_on is not None
    assert referral.reply_due_on > TODAY
    child.name = "改过名字"
    assert (referral.sheet or {})["name"] == "陈雨桐"
    [due] = coming(a_viewer(), TODAY, TODAY + timedelta(days=60))
    assert due.on == referral.reply_due_on


def test_an_answer_that_it_is_done_solves_the_need(session: Db) -> None:
    child = a_child()
    need = a_need(child)
    referral = written(child, need)
    answer: dict[str, Any] = {"actor": a_viewer(), "child": child, "referral": referral}
    with pytest.raises(RuleBroken):
        actions.answer(outcome=ReferralOutcome.SOLVED, **answer)
    actions.send(actor=a_viewer(), child=child, referral=referral)
    session.commit()
    late = (referral.reply_due_on or TODAY) + timedelta(days=1)
    assert (actions.remind(late), actions.remind(late)) == (1, 0)
    child, need = session.get_one(Child, child.id), session.get_one(Need, need.id)
    referral = session.get_one(Referral, referral.id)
    answer = {"actor": a_viewer(), "child": child, "referral": referral}
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(RuleBroken) as refusal:
            actions.answer(outcome=ReferralOutcome.PARTLY, answered_on=day, **answer)
        assert refusal.value.field == "answered_on"
    actions.answer(outcome=ReferralOutcome.PARTLY, words="下周取镜", **answer)
    assert (referral.state, need.status) == (ReferralState.ANSWERED, NeedStatus.OPEN)
    assert [task.done_at is None for task in every_task()] == [False]
    actions.answer(outcome=ReferralOutcome.SOLVED, closes_need=True, **answer)
    assert (referral.state, need.status, need.helped_by) == (
        ReferralState.CLOSED,
        NeedStatus.SOLVED,
        Helper.REFERRAL,
    )
    county = a_viewer(Role.COUNTY_CIVIL)
    session.flush()
    asked = Asked(county, COUNTY, TODAY, TODAY + timedelta(days=30))
    for code in ("ind_referrals_sent", "ind_referrals_answered", "ind_medical_solved"):
        figure = get(county, code)
        [entry] = entries = list(figure.entries(asked))
        assert (int(number(figure, entries)), entry.child_id) == (1, child.id)


def test_what_may_end_how() -> None:
    closed, withdrawn = ReferralState.CLOSED, ReferralState.WITHDRAWN
    allowed = {
        (before, after)
        for before in ReferralState
        for after in (closed, withdrawn)
        if _may_end(before, after)
    }
    assert allowed == {
        (ReferralState.PREPARED, withdrawn),
        (ReferralState.SENT, closed),
        (ReferralState.SENT, withdrawn),
        (ReferralState.ANSWERED, closed),
    }


def _may_end(before: ReferralState, after: ReferralState) -> bool:
    try:
        rules.check_end(before, after)
    except RuleBroken:
        return False
    return True


def test_it_follows_the_child_and_its_worker(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child(worker_id=a_viewer().account_id)
    need = a_need(child)
    referral = written(child, need)
    actions.send(actor=a_viewer(), child=child, referral=referral)
    session.flush()
    there = a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    files.move(actor=county, child=child, region_code=NEXT_VILLAGE, worker_id=there.account_id)
    session.flush()
    session.expire_all()
    assert (referral.region_code, referral.counted_region_code) == (NEXT_VILLAGE, VILLAGE)
    assert (referral.account_id, need.account_id) == (there.account_id, there.account_id)
    figure = get(county, "ind_referrals_sent")
    until = TODAY + timedelta(days=1)
    [entry] = figure.entries(Asked(county, VILLAGE, TODAY, until))
    assert entry.region_code == VILLAGE
    assert list(figure.entries(Asked(county, NEXT_VILLAGE, TODAY, until))) == []


def test_the_pages_from_writing_to_the_end(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    director, child = client_for(Role.CHILD_DIRECTOR), a_child()
    need = a_need(child)
    new = f"/children/{child.id}/referrals/new"
    assert "to=hospital" in text(director.get(f"{new}?need={need.id}"))
    fields = ["name", "age", "guardian_phone"]
    told = {"recipient": "县人民医院", "about": "请安排验光", "fields": fields}
    url = f"{new}?need={need.id}&to=hospital"
    assert director.get(url).status_code == 200
    faulty = director.post(url, data={**told, "recipient": ""})
    assert (faulty.status_code, "请安排验光" in text(faulty)) == (422, True)
    page = director.post(url, data={**told, "is_urgent": "y", "basis": "consent"}).location
    assert director.post(url, data={**told, "is_urgent": "y", "basis": "consent"}).location == page
    [referral] = queries.of_child(child)
    assert (referral.basis, referral.fields) == (Basis.EMERGENCY, fields)
    assert director.get(f"{page}/print").status_code == 404
    assert director.post(f"{page}/send").location == page
    assert "请刷新页面" in text(director.post(f"{page}/send", follow_redirects=True))
    paper = text(director.get(f"{page}/print"))
    assert ("陈雨桐" in paper, "回　执" in paper, "990101001001" in paper) == (True, True, False)
    [(link, _person)] = children.people_of(child)
    assert link.phone
    assert (link.phone in paper, link.phone in text(director.get(page))) == (True, False)
    assert director.post(f"{page}/check", data={"note": "已同意"}).status_code == 403
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    assert "已核对" in text(supervisor.get(page))
    assert supervisor.post(f"{page}/check", data={"note": "字" * 201}).location == page
    assert referral.checked_on is None
    assert supervisor.post(f"{page}/check", data={"note": "奶奶同意"}).location == page
    assert "奶奶同意" in text(director.get(page))
    assert director.post(f"{page}/answer", data={"words": "已配"}).status_code == 422
    assert director.post(f"{page}/end", data={"state": "closed", "note": ""}).status_code == 422
    done = {"outcome": "solved", "words": "已配好眼镜", "closes_need": "y"}
    assert director.post(f"{page}/answer", data=done).location == page
    assert need.status is NeedStatus.SOLVED
    end = director.post(f"{page}/end", data={"state": "closed", "note": "好了"})
    assert (end.status_code, "已经结案" in text(end)) == (422, True)
    assert "县人民医院" in text(director.get("/referrals?tab=all&after=nonsense"))
    stranger = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    for address in (page, f"{page}/print", f"{page}/answer", f"{page}/end", new):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{page}/send").status_code == 404
    assert client_for(Role.WOMENS_FED).get(page).status_code == 403
