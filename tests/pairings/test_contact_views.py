"""The child's side: contacts with worries first, answers, complaints; what 妇联 may know."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.db.base import db, new_id
from casework.pairings.actions import complaining
from casework.pairings.actions.complaining import Complainant
from casework.pairings.models import PairingComplaint, PairingContact, PairingState
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, OTHER_TOWNSHIP, STRANGE_COUNTY, a_viewer
from tests.factories.children import a_child
from tests.pairings.paired import Paired, logged, paired

ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def one(session: object) -> Paired:
    return paired(a_child())


def _text(client: CheckedClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_the_worker_reads_the_worry_first_and_says_what_came_of_it(
    client_for: ClientFor, one: Paired
) -> None:
    worried = logged(one, worry="说不想回家")
    logged(one, words="读了童话")
    client, base = client_for(Role.CHILD_DIRECTOR), f"/pairings/{one.pairing.id}"
    page = _text(client, f"{base}/contacts")
    assert page.index("说不想回家") < page.index("读了童话")
    address = f"/pairings/contacts/{worried.contact_id}"
    assert "说不想回家" in _text(client, address)
    refused = client.post(address, data={"words": "", "counts": "no"})
    assert refused.status_code == 422
    assert client.post(address, data={"words": "当天看了", "counts": "yes"}).status_code == 302
    assert "当天看了" in _text(client, f"{base}/contacts")


def test_the_worker_writes_a_contact_and_changes_where_they_meet(
    client_for: ClientFor, one: Paired
) -> None:
    client, base = client_for(Role.CHILD_DIRECTOR), f"/pairings/{one.pairing.id}"
    said = {"client_id": str(new_id()), "was_made": "made", "contacted_on": "2026-10-30"}
    for _ in range(2):
        assert client.post(f"{base}/contacts/new", data=said).status_code == 302
    [kept] = db.session.scalars(select(PairingContact))
    assert kept.brief_id is None
    refused = client.post(f"{base}/contacts/new", data={**said, "was_made": "", "words": "留着"})
    assert refused.status_code == 422
    assert "留着" in refused.get_data(as_text=True)
    answer = client.post(f"{base}/brief", data={"meeting_point": "柳树村广场"})
    assert answer.status_code == 422
    assert "柳树村广场" in answer.get_data(as_text=True)
    said = {"meeting_point": "文化活动室", "next_on": "2026-11-20", "contact": "王主任"}
    assert client.post(f"{base}/brief", data=said).status_code == 302
    db.session.expire_all()
    assert one.brief.meeting_point == "文化活动室"


def test_a_complaint_is_taken_down_and_answered_by_the_township(
    client_for: ClientFor, one: Paired
) -> None:
    client, base = client_for(Role.CHILD_DIRECTOR), f"/pairings/{one.pairing.id}"
    assert client.post(f"{base}/complaints/new", data={"words": "太凶"}).status_code == 422
    said = {"by_whom": "child", "made_on": "2026-10-30", "words": "太凶", "pauses": "y"}
    assert client.post(f"{base}/complaints/new", data=said).status_code == 302
    db.session.expire_all()
    assert one.pairing.state is PairingState.PAUSED
    [complaint] = db.session.scalars(select(PairingComplaint))
    address = f"/pairings/complaints/{complaint.id}"
    assert client.get(address).status_code == 403
    office = client_for(Role.CHILD_SUPERVISOR)
    assert "太凶" in _text(office, address)
    assert office.post(address, data={"words": ""}).status_code == 422
    assert office.post(address, data={"words": "已谈话"}).status_code == 302
    assert "已谈话" in _text(office, f"{base}/contacts")
    volunteer = client_for(Role.VOLUNTEER)
    assert "太凶" not in _text(volunteer, "/my-pairings/")


def test_the_women_s_side_sees_days_and_minutes_and_not_one_word(
    client_for: ClientFor, one: Paired
) -> None:
    logged(one, minutes=35, words="读了童话", child_words="想妈妈", worry="瘦了")
    client = client_for(Role.WOMENS_FED)
    page = _text(client, f"/pairings/{one.pairing.id}/contact-days")
    assert "35" in page
    for hidden in ("读了童话", "想妈妈", "瘦了", "陈雨桐", "雨桐", "柳树村", str(one.child.id)):
        assert hidden not in page
    assert client.get(f"/pairings/{one.pairing.id}/contacts").status_code == 403
    other = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert other.get(f"/pairings/{one.pairing.id}/contact-days").status_code == 404


def test_out_of_reach_is_not_there_and_others_may_not(client_for: ClientFor, one: Paired) -> None:
    contact_id = logged(one, worry="瘦了").contact_id
    complaint = complaining.complain(
        actor=a_viewer(Role.CHILD_DIRECTOR),
        pairing=one.pairing,
        by_whom=Complainant.OTHER,
        words="迟到",
    )
    db.session.commit()
    mine = [f"/pairings/{one.pairing.id}/{page}" for page in ("contacts", "contacts/new", "brief")]
    mine += [f"/pairings/{one.pairing.id}/complaints/new", f"/pairings/contacts/{contact_id}"]
    far, office = client_for(Role.CHILD_DIRECTOR, FAR_VILLAGE), client_for(Role.VOLUNTEER)
    for address in mine:
        assert far.get(address).status_code == 404
        assert office.get(address).status_code == 403
    township = client_for(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    assert township.get(f"/pairings/complaints/{complaint.id}").status_code == 404
