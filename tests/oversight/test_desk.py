"""The desk as it is opened: every number leads to as many rows, for whoever may have it."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import GRANTS, Permission, Role
from casework.audit.models import Seen
from casework.children import attention
from tests.client import CheckedClient
from tests.db.rows import a_file, stored
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child, load_practice
from tests.home.test_views import statements
from tests.oversight.crowds import Crowd

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
TODAY = date(2026, 11, 1)

_ROW = re.compile(r"<tr data-row>.*?<a href=\"([^\"]+)\"", re.DOTALL)
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
_CELL = re.compile(r'<a class="count[^"]*" href="([^"]+)"[^>]*>([\d,]+)</a>')


def _number(page: str, code: str) -> int:
    """Return the number that stands on a tile of the desk, open or folded away."""
    found = re.search(rf'href="/desk/{code}".*?<b>([\d,]+)</b>', page, re.DOTALL)
    assert found is not None, code
    return int(found[1].replace(",", ""))


def _rows(client: CheckedClient, path: str) -> list[str]:
    """Return the addresses of all rows of a list, over all its pages."""
    rows: list[str] = []
    while True:
        answer = client.get(path)
        assert answer.status_code == 200, path
        rows += _ROW.findall(answer.text)
        following = _NEXT.search(answer.text)
        if following is None:
            return rows
        path = unescape(following[1])


@pytest.mark.parametrize("role", [Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL])
def test_every_number_opens_as_many_rows_and_each_can_be_opened(
    client_for: ClientFor, session: Db, role: Role
) -> None:
    Crowd(session, random.Random(role.value), TODAY, 220)
    client = client_for(role)
    desk = client.get("/desk").text
    for tile in attention.tiles():
        rows = _rows(client, f"/desk/{tile.code}")
        assert len(rows) == len(set(rows)) or tile.subject is attention.Subject.NEED
        assert len(rows) == _number(desk, tile.code), tile.code
        for row in rows[:1]:  # tiles of other features have rows in their own tests
            assert client.get(unescape(row)).status_code == 200, row
    cells = [(unescape(path), int(number)) for path, number in _CELL.findall(desk)]
    assert sum(number for _, number in cells) == sum(
        _number(desk, tile.code) for tile in attention.tiles()
    )
    for path, number in random.Random(1).sample(cells, 6):
        assert len(_rows(client, path)) == number, path


@pytest.mark.parametrize("role", Role)
def test_the_desk_is_for_offices_only(client_for: ClientFor, session: Db, role: Role) -> None:
    load_practice()
    stored(session, a_file(next_due_on=TODAY - timedelta(days=1)))
    client = client_for(role)
    status = 200 if Permission.TOWNSHIP_READ in GRANTS[role] else 403
    for path in ("/desk", *(f"/desk/{tile.code}" for tile in attention.tiles())):
        answer = client.get(path)
        assert answer.status_code == status, path
        assert status == 200 or "陈雨桐" not in answer.text


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (Role.CHILD_SUPERVISOR, (TOWNSHIP, VILLAGE), (OTHER_TOWNSHIP, FAR_VILLAGE, COUNTY)),
        (Role.COUNTY_CIVIL, (COUNTY, OTHER_TOWNSHIP, VILLAGE), (STRANGE_COUNTY, "990100000000")),
    ],
)
def test_another_region_is_not_found(
    client_for: ClientFor, session: Db, role: Role, own: tuple[str, ...], others: tuple[str, ...]
) -> None:
    load_practice()
    client = client_for(role)
    for tile in attention.tiles():
        path = f"/desk/{tile.code}?place="
        assert {client.get(path + place).status_code for place in own} == {200}
        assert {client.get(path + place).status_code for place in others} == {404}
    assert client.get("/desk/overdue?place=x").status_code == 404
    assert client.get("/desk/nothing").status_code == 404


def test_an_office_lands_on_its_desk(client_for: ClientFor, session: Db) -> None:
    load_practice()
    page = client_for(Role.CHILD_SUPERVISOR).get("/", follow_redirects=True)
    assert page.request.path == "/desk"
    assert "今天没有需要关注的" in page.text


def test_what_counts_nothing_is_folded_away(client_for: ClientFor, session: Db) -> None:
    a_child(worker_id=a_viewer(Role.CHILD_DIRECTOR).account_id).next_due_on = TODAY - timedelta(1)
    session.commit()
    page = client_for(Role.CHILD_SUPERVISOR).get("/desk").text
    shown, _, folded = page.partition('<details class="quiet">')
    assert 'href="/desk/overdue"' in shown
    assert 'href="/desk/needs"' in folded
    assert "现在没有这样的情况" in client_for(Role.CHILD_SUPERVISOR).get("/desk/needs").text


def test_a_list_says_who_where_and_what_to_do(client_for: ClientFor, session: Db) -> None:
    child = a_child(worker_id=a_viewer(Role.CHILD_DIRECTOR).account_id)
    child.next_due_on = TODAY - timedelta(days=4)
    session.commit()
    page = client_for(Role.CHILD_SUPERVISOR).get("/desk/overdue").text
    for told in ("陈雨桐", "柳树村", "测试儿童主任", "逾期4天", "还没走访过"):
        assert told in page
    for way in ("", "/call", "/visits/new"):
        assert f'href="/children/{child.id}{way}"' in page
    assert "19900000001" not in page
    assert set(session.scalars(select(Seen.child_id))) == {child.id}


def test_no_page_orders_people_by_what_they_did(client_for: ClientFor, session: Db) -> None:
    load_practice()
    page = client_for(Role.COUNTY_CIVIL).get("/desk").text
    for word in ("排名", "得分", "积分", "登录时间", "%"):
        assert word not in page.partition("<main")[2]


def test_a_bad_key_begins_anew(client_for: ClientFor, session: Db) -> None:
    load_practice()
    client = client_for(Role.COUNTY_CIVIL)
    for tile in ("overdue", "silent"):
        for after in ("x", "2026-13-01_x", "2026-01-01_", "_"):
            answer = client.get(f"/desk/{tile}", query_string={"after": after})
            assert answer.status_code == 200


def test_the_desk_asks_little_however_many_there_are(client_for: ClientFor, session: Db) -> None:
    client = client_for(Role.COUNTY_CIVIL)
    Crowd(session, random.Random(3), TODAY, 40)
    client.get("/desk")  # what is read once a process is read now
    with statements() as few:
        client.get("/desk")
    Crowd(session, random.Random(4), TODAY, 120)
    with statements() as many:
        client.get("/desk")
    assert len(few) == len(many) <= 8
