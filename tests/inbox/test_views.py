from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Permission, Role
from casework.inbox.models import Kind, TaskReading
from casework.inbox.rules import Recipient
from tests.client import CheckedClient
from tests.factories.accounts import OTHER_TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice
from tests.inbox.tasks import a_task

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
ACTS = ("open", "read", "close")


@pytest.fixture
def supervisor(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_SUPERVISOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_inbox_shows_what_is_to_be_done_and_nothing_of_a_child(
    supervisor: CheckedClient, session: Db
) -> None:
    child = a_child()
    late = clock.today() - timedelta(days=2)
    a_task(Kind.SUBMITTED, child_id=child.id, link_id=child.id, due_on=late)
    page = text(supervisor.get("/inbox/"))
    assert "有一份新档案等您审核" in page
    assert "逾期2天" in page
    assert "石桥镇" in page
    assert "未读" in page
    for told in (child.name, child.case_number, "柳树村", "王秀英", str(child.id)):
        assert told not in page


def test_an_empty_inbox_says_so(supervisor: CheckedClient, session: Db) -> None:
    assert "没有要办的事项" in text(supervisor.get("/inbox/"))
    assert "还没有办结的事项" in text(supervisor.get("/inbox/?show=done"))


def test_going_to_a_task_reads_it(supervisor: CheckedClient, session: Db) -> None:
    child = a_child()
    task = a_task(Kind.SUBMITTED, child_id=child.id, link_id=child.id)
    assert ">1</span>" in text(supervisor.get("/me"))
    answer = supervisor.post(f"/inbox/{task.id}/open")
    assert (answer.status_code, answer.location) == (303, f"/children/{child.id}")
    [reading] = session.scalars(select(TaskReading))
    assert reading.task_id == task.id
    assert 'class="count"' not in text(supervisor.get("/me"))


def test_reading_one_and_all(supervisor: CheckedClient, session: Db) -> None:
    first, _second, _third = a_task(), a_task(), a_task()
    supervisor.post(f"/inbox/{first.id}/read")
    assert ">2</span>" in text(supervisor.get("/inbox/"))
    supervisor.post("/inbox/read")
    assert 'class="count"' not in text(supervisor.get("/inbox/"))
    assert len(session.scalars(select(TaskReading)).all()) == 3


def test_a_task_is_closed_and_stands_among_the_done(supervisor: CheckedClient, session: Db) -> None:
    task = a_task()
    page = text(supervisor.post(f"/inbox/{task.id}/close", follow_redirects=True))
    assert "已办结。" in page
    assert "没有要办的事项" in page
    done = text(supervisor.get("/inbox/?show=done"))
    assert "有一条通知" in done
    assert "测试儿童督导员" in done


def test_what_the_system_notices_itself_is_not_closed_by_hand(
    supervisor: CheckedClient, session: Db
) -> None:
    task = a_task(Kind.RETURNED)
    page = text(supervisor.post(f"/inbox/{task.id}/close", follow_redirects=True))
    assert "办好后系统自动办结" in page
    assert "有一份档案被退回" in page


@pytest.mark.parametrize("act", ACTS)
def test_somebody_else_s_task_is_not_found(
    supervisor: CheckedClient, session: Db, act: str
) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    hers = a_task(to=Recipient.worker(VILLAGE, director.account_id))
    a_viewer(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    theirs = a_task(to=Recipient(OTHER_TOWNSHIP, Permission.CHILD_REVIEW))
    for task in (hers, theirs):
        assert supervisor.post(f"/inbox/{task.id}/{act}").status_code == 404
    assert session.scalars(select(TaskReading)).all() == []


@pytest.mark.parametrize("role", [Role.CITY_CIVIL, Role.WOMENS_FED, Role.AUDITOR, Role.VOLUNTEER])
def test_who_works_on_no_file_has_no_inbox(client_for: ClientFor, session: Db, role: Role) -> None:
    client, task = client_for(role), a_task()
    assert client.get("/inbox/").status_code == 403
    assert client.post(f"/inbox/{task.id}/close").status_code == 403


def test_the_count_stands_where_the_day_begins(client_for: ClientFor, session: Db) -> None:
    load_practice()
    director = a_viewer(Role.CHILD_DIRECTOR)
    client = client_for(Role.CHILD_DIRECTOR)
    a_task(to=Recipient.worker(VILLAGE, director.account_id))
    assert "1 条未读" in text(client.get("/today"))
    a_child(worker_id=director.account_id)
    assert "1 条未读" in text(client.get("/today"))
    page = text(client_for(Role.CHILD_SUPERVISOR).get("/desk"))
    assert "没有未读的" in page
