"""A volunteer's pages: the minimum, while it lasts; a contact in one form."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.pairings.actions import door
from casework.pairings.models import PairingContact
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE
from tests.factories.children import a_child
from tests.invariants.pages import main_form
from tests.pairings.paired import Paired, paired

ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def one(session: object) -> Paired:
    child = a_child()
    child.school = "石桥小学"
    return paired(child)


def _address(one: Paired, more: str = "") -> str:
    return f"/my-pairings/{one.brief.id}{more}"


def _form(client: CheckedClient, one: Paired, **said: Any) -> dict[str, Any]:
    page = client.get(_address(one, "/contact"))
    return main_form(page.get_data(as_text=True)).data(**said)


def _number() -> int:
    return db.session.scalar(select(func.count()).select_from(PairingContact)) or 0


def test_she_sees_the_minimum_and_nothing_else(client_for: ClientFor, one: Paired) -> None:
    client = client_for(Role.VOLUNTEER)
    start = client.get("/", follow_redirects=True)
    assert start.request.path == "/my-pairings/"
    for page in (start, client.get(_address(one)), client.get(_address(one, "/contact"))):
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert "雨桐" in text
        for hidden in ("陈雨桐", "柳树村", "石桥", "王秀英", str(one.child.id)):
            assert hidden not in text
    text = client.get(_address(one)).get_data(as_text=True)
    assert all(told in text for told in ("9至11岁", "亲情关爱", "村委会活动室", "王主任"))


def test_a_contact_is_kept_once_and_a_bad_form_comes_back(
    client_for: ClientFor, one: Paired
) -> None:
    client = client_for(Role.VOLUNTEER)
    said = _form(
        client, one, was_made="made", way="meet", services=["reading"], minutes="30", words="读书"
    )
    for _ in range(2):
        answer = client.post(_address(one, "/contact"), data=said)
        assert answer.location == _address(one)
    assert _number() == 1
    assert "读书" in client.get(_address(one)).get_data(as_text=True)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    bad = _form(client, one, was_made="", contacted_on=tomorrow, words="留着这句")
    answer = client.post(_address(one, "/contact"), data=bad)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "留着这句" in page
    assert tomorrow in page
    assert _number() == 1


def test_a_worry_is_never_refused_whatever_is_missing_beside_it(
    client_for: ClientFor, one: Paired
) -> None:
    client = client_for(Role.VOLUNTEER)
    said = {"worry": "胳膊上有伤" * 300, "contacted_on": "不知道", "minutes": "很久", "way": "?"}
    answer = client.post(_address(one, "/contact"), data=said, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "儿童主任" in page
    assert "/mandatory/new" in page
    [kept] = db.session.scalars(select(PairingContact))
    assert kept.is_worrying
    assert kept.words == {"worry": "胳膊上有伤" * 300}
    assert not kept.was_made


def test_words_that_name_somebody_are_kept_and_she_is_told(
    client_for: ClientFor, one: Paired
) -> None:
    client = client_for(Role.VOLUNTEER)
    said = _form(client, one, was_made="tried", words="去柳树村找陈雨桐，没见到")
    page = client.post(_address(one, "/contact"), data=said, follow_redirects=True)
    assert "下次请不要写" in page.get_data(as_text=True)
    assert _number() == 1


def test_another_volunteer_s_brief_is_not_there(client_for: ClientFor, one: Paired) -> None:
    client = client_for(Role.VOLUNTEER, NEXT_VILLAGE)
    assert "雨桐" not in client.get("/my-pairings/").get_data(as_text=True)
    for address in (_address(one), _address(one, "/contact"), f"/my-pairings/{uuid4()}"):
        assert client.get(address).status_code == 404
    assert client.post(_address(one, "/contact"), data={"worry": "x"}).status_code == 404
    assert _number() == 0


def test_ended_in_another_session_the_next_click_finds_nothing_and_a_form_on_its_way_is_never_lost(
    client_for: ClientFor, one: Paired
) -> None:
    client = client_for(Role.VOLUNTEER)
    said = _form(client, one, was_made="made", words="刚写完")
    assert client.get(_address(one)).status_code == 200
    door.close_door(pairing=one.pairing)
    answer = client.post(_address(one, "/contact"), data={**said, "contacted_on": "?"})
    assert answer.location == "/my-pairings/"
    assert _number() == 1
    page = client.get("/my-pairings/").get_data(as_text=True)
    assert "由儿童主任核对" in page
    assert "雨桐" not in page
    for address in (_address(one), _address(one, "/contact")):
        assert client.get(address).status_code == 404


def test_on_the_day_that_the_vetting_ends_there_is_nothing(
    client_for: ClientFor, one: Paired
) -> None:
    client = client_for(Role.VOLUNTEER)
    until_on = one.brief.open_until_on
    assert until_on is not None
    clock.fix_today(until_on - timedelta(days=1))
    assert client.get(_address(one)).status_code == 200
    clock.fix_today(until_on)
    assert client.get(_address(one)).status_code == 404
    assert "雨桐" not in client.get("/my-pairings/").get_data(as_text=True)
