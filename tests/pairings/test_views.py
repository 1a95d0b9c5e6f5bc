"""The pages: what each side sees and does, who may open what, what comes back."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.pairings.models import PairingRequest, PairingState, RequestState
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY
from tests.factories.children import a_child
from tests.factories.pairings import a_pairing, a_request
from tests.invariants.statements import sent_to
from tests.pairings.arranging import a_volunteer, county

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
ASKED = {"alias": "小朋友A37", "needs": ["tutoring"], "words": "数学跟不上"}
AGREED = {
    "consent_by": "王秀英",
    "consent_relation": "62",
    "consent_on": "2026-10-30",
    "consent_way": "in_person",
    "child_wish": "愿意",
    "decision": "approve",
}
#: What a page of the volunteers' side must never ask.
_OF_CHILDREN = ("child", "person", "child_person", "visit", "need", "household", "stay")


def test_a_request_is_published_and_somebody_proposed(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    child_id, volunteer_id = a_child().id, a_volunteer().id
    office, federation = client_for(Role.CHILD_SUPERVISOR), client_for(Role.WOMENS_FED)
    address = f"/children/{child_id}/pairing-requests/new"
    assert 'value="小朋友' in office.get(address).text
    bad = office.post(address, data={**ASKED, "words": "住在柳树村三组"})
    assert (bad.status_code, "住在柳树村三组" in bad.text) == (422, True)
    assert "村（社区）的名字（柳树村）" in bad.text
    assert office.post(address, data=ASKED).status_code == 302
    again = office.post(address, data=ASKED)
    assert (again.status_code, "已经有一份结对请求" in again.text) == (422, True)
    request = session.scalars(select(PairingRequest)).one()
    waiting = federation.get("/pairing-requests").text
    address = f"/pairing-requests/{request.id}"
    page = federation.get(address).text
    for said in ("小朋友A37", "石桥镇"):
        assert said in waiting
    for said in ("数学跟不上", "林晓"):
        assert said in page
    assert not [word for word in ("陈雨桐", "柳树村") if word in page + waiting]
    none = federation.post(address, data={"note": "她会辅导"})
    assert (none.status_code, "她会辅导" in none.text) == (422, True)
    done = federation.post(address, data={"volunteer": str(volunteer_id)})
    assert done.location.endswith("/pairing-requests?tab=proposed")
    assert federation.post(address, data={"volunteer": str(volunteer_id)}).status_code == 422


def test_a_proposal_is_decided_lived_and_ended(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    child = a_child()
    child_id = child.id
    pairing_id = a_pairing(child, county(), PairingState.PROPOSED).id
    address = f"/pairings/{pairing_id}"
    office, worker = client_for(Role.CHILD_SUPERVISOR), client_for(Role.CHILD_DIRECTOR)
    assert "监护人同不同意" in office.get(address).text
    half = {"consent_by": "王秀英", "decision": "approve", "contact": "何主任"}
    assert office.post(f"{address}/decide", data=half).status_code == 302
    assert "提议继续等" in office.get(address).text
    refused = office.post(f"{address}/decide", data={**AGREED, "place": "柳树村村口"})
    assert (refused.status_code, "柳树村村口" in refused.text) == (422, True)
    assert office.post(f"{address}/decide", data=AGREED).status_code == 302
    late = office.post(f"{address}/decide", data=AGREED)
    assert (late.status_code, "现在是“已同意" in late.text) == (422, True)
    assert f"{address}/meet" in worker.get(address).text
    met = {"on": "2026-11-01", "place": "文化站", "present": "儿童主任"}
    assert worker.post(f"{address}/meet", data={**met, "present": ""}).status_code == 422
    assert worker.post(f"{address}/meet", data=met).status_code == 302
    card = worker.get(f"/children/{child_id}").text
    assert address in card
    assert "下次联系不晚于" in card
    no_reason = office.post(f"{address}/change", data={"decision": "end", "words": "父亲回来"})
    assert (no_reason.status_code, "请选择为什么结束" in no_reason.text) == (422, True)
    ended = {"decision": "end", "reason": "parents_back"}
    assert office.post(f"{address}/change", data=ended).status_code == 302
    assert office.post(f"{address}/change", data=ended).status_code == 422
    assert "父母回来了" in client_for(Role.WOMENS_FED).get("/pairing-requests?tab=over").text
    assert "陈雨桐" in worker.get("/pairings?tab=over").text


def test_whoever_may_not_is_refused_and_another_county_finds_nothing(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    child, office = a_child(), county()
    request_id = a_request(child, office).id
    pairing_id = a_pairing(child, office, PairingState.PROPOSED).id
    child_id = child.id
    of_office = [f"/pairings/{pairing_id}/decide", f"/pairings/{pairing_id}/change"]
    of_office += [f"/pairing-requests/{request_id}/withdraw"]
    of_office += [f"/children/{child_id}/pairing-requests/new"]
    of_field = [f"/pairings/{pairing_id}", f"/pairings/{pairing_id}/meet"]
    of_federation = [f"/pairing-requests/{request_id}", f"/pairings/{pairing_id}/take-back"]
    worker, federation = client_for(Role.CHILD_DIRECTOR), client_for(Role.WOMENS_FED)
    assert {worker.get(each).status_code for each in (*of_office, *of_federation)} == {403}
    assert {federation.get(each).status_code for each in (*of_office, *of_field)} == {403}
    strangers = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert {strangers.get(each).status_code for each in (*of_office, *of_field)} == {404}
    strangers = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert {strangers.get(each).status_code for each in of_federation} == {404}
    assert "小朋友A37" not in strangers.get("/pairing-requests").text


def test_what_is_taken_back_waits_on_and_what_is_withdrawn_is_over(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    child, office = a_child(), county()
    request_id = a_request(child, office).id
    pairing_id = a_pairing(child, office, PairingState.PROPOSED, request_id=request_id).id
    federation = client_for(Role.WOMENS_FED)
    assert "已提出一位" in federation.get("/pairing-requests").text
    assert "收回这个提议" in federation.get(f"/pairing-requests/{request_id}").text
    address = f"/pairings/{pairing_id}/take-back"
    assert federation.post(address, data={"words": ""}).status_code == 422
    assert federation.post(address, data={"words": "志愿者搬家了"}).status_code == 302
    assert federation.post(address, data={"words": "志愿者搬家了"}).status_code == 422
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    address = f"/pairing-requests/{request_id}/withdraw"
    assert "小朋友A37" in supervisor.get(address).text
    assert supervisor.post(address, data={}).status_code == 302
    assert supervisor.post(address, data={}).status_code == 422
    assert session.get_one(PairingRequest, request_id).state is RequestState.WITHDRAWN
    assert "现在是“已撤回”" in federation.get(f"/pairing-requests/{request_id}").text


def test_numbers_are_their_lists_and_the_volunteers_side_asks_no_table_of_children(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    office = county()
    for name, state in zip(("甲", "乙", "丙", "丁"), PairingState, strict=False):
        child = a_child(name=f"陈雨{name}")
        a_pairing(child, office, state, alias=f"小朋友{name}")
        request_id = a_request(child, office, alias=f"伙伴{name}").id
    clients = {
        client_for(Role.WOMENS_FED): "/pairing-requests",
        client_for(Role.COUNTY_CIVIL): "/pairings",
    }
    shown = {"waiting": 4, "proposed": 1, "held": 3, "overdue": 0, "over": 0}
    for client, address in clients.items():
        for tab, number in shown.items():
            page = client.get(f"{address}?tab={tab}").text
            assert page.count('<th scope="row">') == number, (address, tab)
            for each, counted in shown.items():
                assert f'tab={each}"' in page
                assert f"<b>{counted}</b></a>" in page
    federation = client_for(Role.WOMENS_FED)
    with sent_to(db.engine) as sent:
        for page in ("", "?tab=held", "?tab=proposed", f"/{request_id}"):
            assert federation.get(f"/pairing-requests{page}").status_code == 200
    asked = [" ".join(s.text.lower().replace('"', "").split()) for s in sent]
    touched = [s for s in asked for t in _OF_CHILDREN if f"from {t} " in s or f"join {t} " in s]
    assert touched == []
    assert [s for s in asked if "from pairing_request " in s]


def test_a_list_asks_as_much_for_one_as_for_several(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    office = county()
    states = (PairingState.ACTIVE, PairingState.PAUSED, PairingState.ACTIVE, PairingState.PROPOSED)
    for number, state in enumerate(states):
        child = a_child(name=f"陈雨{'甲乙丙丁'[number]}")
        a_pairing(child, office, state)
    for role, address in ((Role.WOMENS_FED, "/pairing-requests"), (Role.COUNTY_CIVIL, "/pairings")):
        client = client_for(role)
        client.get(address)  # what is read once a process is read now
        with sent_to(db.engine) as sent:
            client.get(f"{address}?tab=held")
        several = len(sent)
        with sent_to(db.engine) as sent:
            client.get(f"{address}?tab=proposed")
        assert len(sent) == several, role
