"""The table of a township, and the trail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.children.models import Child
from casework.children.queries.showing import Show
from casework.db.base import db
from casework.oversight.filters import Narrowed, Sort
from casework.oversight.queries import by_worker, caseload
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    a_viewer,
)
from tests.factories.children import a_child, load_practice
from tests.home.test_views import statements

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
TODAY = date(2026, 11, 1)


def test_shows_the_township_by_worker_and_notes_who_was_shown(
    client_for: ClientFor, session: Db
) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child(worker_id=director.account_id)
    other = a_child(name="李小满")
    page = client_for(Role.CHILD_SUPERVISOR).get("/township").get_data(as_text=True)
    assert page.index("李小满") < page.index("陈雨桐"), "nobody's children come first"
    assert "测试儿童主任" in page
    assert set(session.scalars(select(Seen.child_id))) == {child.id, other.id}


def test_another_township_is_not_found(client_for: ClientFor, session: Db) -> None:
    a_child(region_code=FAR_VILLAGE)
    supervisor = client_for(Role.CHILD_SUPERVISOR)
    assert supervisor.get(f"/township?code={OTHER_TOWNSHIP}").status_code == 404
    assert "陈雨桐" not in supervisor.get("/township").get_data(as_text=True)


def test_a_county_opens_where_somebody_is_due_first(client_for: ClientFor, session: Db) -> None:
    a_child(name="后到期")
    early = a_child(name="先到期", region_code=FAR_VILLAGE)
    early.next_due_on = TODAY - timedelta(days=9)
    page = client_for(Role.COUNTY_CIVIL).get("/township").get_data(as_text=True)
    assert "先到期" in page
    assert "后到期" not in page


def test_a_county_without_children_has_an_empty_table(client_for: ClientFor, session: Db) -> None:
    load_practice()
    page = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY).get("/township")
    assert "没有符合条件的儿童" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        (Show.ALL, {"a", "b", "c"}),
        (Show.OVERDUE, {"a"}),
        (Show.WEEK, {"b"}),
        (Show.HIGH_RISK, {"c"}),
        (Show.NOT_THIS_MONTH, {"a", "b"}),
        (Show.UNASSIGNED, {"a", "b", "c"}),
    ],
)
def test_filters(session: Db, show: Show, shown: set[str]) -> None:
    names = {"a": "甲", "b": "乙", "c": "丙"}
    children = {key: a_child(name=name) for key, name in names.items()}
    children["a"].next_due_on = TODAY - timedelta(days=1)
    children["b"].next_due_on = TODAY + timedelta(days=7)
    children["c"].next_due_on = TODAY + timedelta(days=30)
    children["c"].risk, children["c"].last_visit_on = 4, TODAY
    session.flush()
    lines = caseload(a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP, Narrowed(show), TODAY)
    assert {line.name for line in lines} == {names[key] for key in shown}


def test_orders(session: Db) -> None:
    low, high = a_child(name="低"), a_child(name="高")
    low.next_due_on, low.risk = TODAY, 1
    high.next_due_on, high.risk = TODAY + timedelta(days=3), 4
    session.flush()
    lines = caseload(a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP, Narrowed(), TODAY)
    ((_, by_due),) = by_worker(lines, Sort.DUE)
    ((_, by_risk),) = by_worker(lines, Sort.RISK)
    assert [line.name for line in by_due] == ["低", "高"]
    assert [line.name for line in by_risk] == ["高", "低"]


@pytest.mark.parametrize("query", ["sort=id;drop", "show=-1", "sort=", "show=ALL&sort=due"])
def test_broken_parameters_fall_back(client_for: ClientFor, session: Db, query: str) -> None:
    load_practice()
    assert client_for(Role.CHILD_SUPERVISOR).get(f"/township?{query}").status_code == 200


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CITY_CIVIL, Role.AUDITOR])
def test_others_have_no_table(client_for: ClientFor, session: Db, role: Role) -> None:
    assert client_for(role).get("/township").status_code == 403


def test_statements_stay_the_same_from_one_child_to_sixty(
    client_for: ClientFor, session: Db
) -> None:
    client = client_for(Role.CHILD_SUPERVISOR)
    director = a_viewer(Role.CHILD_DIRECTOR)
    a_child(worker_id=director.account_id)
    session.commit()
    with statements() as one:
        client.get("/township")
    for _ in range(59):
        a_child(worker_id=director.account_id)
    session.commit()
    with statements() as sixty:
        client.get("/township")
    assert len(one) == len(sixty) <= 10


def test_the_trail_names_acts_and_no_child(client_for: ClientFor, session: Db) -> None:
    child = a_child()
    client_for(Role.CHILD_DIRECTOR).get(f"/children/{child.id}")
    page = client_for(Role.AUDITOR).get("/trail").get_data(as_text=True)
    assert "打开档案" in page
    assert "陈雨桐" not in page


def test_the_trail_turns_its_pages(client_for: ClientFor, session: Db) -> None:
    client = client_for(Role.AUDITOR)
    for _ in range(101):
        client.get("/trail")
    first = client.get("/trail").get_data(as_text=True)
    assert "下一页" in first
    assert client.get("/trail?after=50").status_code == 200
    assert client.get("/trail?after=x").status_code == 200


def test_verifying_says_that_nothing_was_touched_or_where(
    client_for: ClientFor, session: Db
) -> None:
    auditor = client_for(Role.AUDITOR)
    answer = auditor.post("/trail/verify", follow_redirects=True)
    assert "日志链完整" in answer.get_data(as_text=True)
    first = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).first()
    db.session.execute(update(AuditEntry).where(AuditEntry.id == first).values(tag="child:edit"))
    session.commit()
    page = auditor.post("/trail/verify").get_data(as_text=True)
    assert "发现 1 处不一致" in page
    assert "内容被改动" in page


def test_only_the_auditor_verifies(client_for: ClientFor, session: Db) -> None:
    assert client_for(Role.SEC_ADMIN).get("/trail").status_code == 200
    assert client_for(Role.SEC_ADMIN).post("/trail/verify").status_code == 403
    assert client_for(Role.COUNTY_CIVIL).get("/trail").status_code == 403


def test_rows_come_from_the_state_on_the_file(session: Db) -> None:
    child = a_child()
    (line,) = caseload(a_viewer(Role.CHILD_SUPERVISOR), TOWNSHIP, Narrowed(), TODAY)
    stored = session.get_one(Child, child.id)
    assert (line.risk, line.next_due_on, line.open_needs) == (
        stored.risk,
        stored.next_due_on,
        stored.open_needs,
    )
