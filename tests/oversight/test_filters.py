"""Views of the township table under a name, and what the table is narrowed to."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children.queries.showing import Show
from casework.errors import NotFound, RuleBroken
from casework.oversight import actions, queries
from casework.oversight.filters import Narrowed, Sort
from casework.oversight.models import SavedFilter
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.children import a_child, load_practice

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
TODAY = date(2026, 11, 1)
_OVERDUE = Narrowed(Show.OVERDUE, Sort.VILLAGE, "orphan", VILLAGE)


def _kept(session: Db) -> list[tuple[str, str]]:
    session.expire_all()
    rows = session.scalars(select(SavedFilter).order_by(SavedFilter.created_at, SavedFilter.id))
    return [(row.name, row.query) for row in rows]


def test_an_address_is_read_as_it_was_written(session: Db) -> None:
    load_practice()
    assert Narrowed.parse(_OVERDUE.asked) == _OVERDUE
    assert Narrowed.parse(Narrowed().asked) == Narrowed()


@pytest.mark.parametrize("village", ["x", "99010100100１", "' or 1=1 --"])
def test_what_says_nothing_narrows_nothing(session: Db, village: str) -> None:
    load_practice()
    asked = {"show": "-", "sort": "-", "category": "hiv?", "village": village}
    assert Narrowed.parse(asked) == Narrowed()


def test_the_table_is_narrowed_to_a_village_and_a_category(session: Db) -> None:
    here = a_child(categories=["orphan"])
    a_child()
    a_child(region_code=NEXT_VILLAGE, categories=["orphan"])
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    narrowed = Narrowed(category="orphan", village=VILLAGE)
    lines = queries.caseload(viewer, TOWNSHIP, narrowed, TODAY)
    assert [line.id for line in lines] == [here.id]


def test_a_view_is_kept_chosen_renamed_and_deleted(client_for: ClientFor, session: Db) -> None:
    a_child(name="甲")
    a_child(name="乙", region_code=NEXT_VILLAGE)
    client = client_for(Role.CHILD_SUPERVISOR)
    answer = client.post(f"/township?village={NEXT_VILLAGE}&show=all", data={"name": "河湾"})
    assert answer.status_code == 302
    ((name, query),) = _kept(session)
    assert (name, query) == ("河湾", f"code={TOWNSHIP}&village={NEXT_VILLAGE}")
    page = client.get(f"/township?{query}").text
    assert "河湾" in page
    assert "乙" in page
    assert "甲" not in page.partition("<main")[2]
    row = session.scalars(select(SavedFilter)).one()
    at = f"/township/filters/{row.id}"
    assert client.post(at, data={"name": "河湾的"}).status_code == 302
    assert "河湾的" in client.get("/township/filters").text
    assert client.post(f"{at}/delete").status_code == 302
    assert _kept(session) == []
    assert client.get(at).status_code == 404


def test_a_name_is_needed_and_a_long_one_comes_back(client_for: ClientFor, session: Db) -> None:
    load_practice()
    client = client_for(Role.CHILD_SUPERVISOR)
    assert client.post("/township", data={"name": " "}).status_code == 422
    long = "很长的名称" * 5
    answer = client.post("/township", data={"name": long})
    assert answer.status_code == 422
    assert long in answer.text
    assert _kept(session) == []


def test_the_same_name_is_given_to_the_new_view(session: Db) -> None:
    load_practice()
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    for narrowed in (Narrowed(), _OVERDUE):
        actions.keep_filter(actor=viewer, name="常用", code=None, narrowed=narrowed)
        session.flush()
    session.commit()
    ((_name, query),) = _kept(session)
    assert query == queries.address_of(None, _OVERDUE)


def test_there_are_at_most_twenty(client_for: ClientFor, session: Db) -> None:
    load_practice()
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    for number in range(actions.AT_MOST):
        actions.keep_filter(actor=viewer, name=str(number), code=None, narrowed=Narrowed())
        session.flush()
    session.commit()
    answer = client_for(Role.CHILD_SUPERVISOR).post("/township", data={"name": "再一个"})
    assert answer.status_code == 422
    assert "最多保存20个筛选" in answer.text
    assert len(_kept(session)) == actions.AT_MOST


def test_two_views_never_have_one_name(session: Db) -> None:
    load_practice()
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    ids: list[UUID] = []
    for name in ("一", "二"):
        row = actions.keep_filter(actor=viewer, name=name, code=None, narrowed=Narrowed())
        session.flush()
        ids.append(row.id)
    with pytest.raises(RuleBroken):
        actions.rename_filter(actor=viewer, filter_id=ids[1], name="一")
    actions.rename_filter(actor=viewer, filter_id=ids[1], name="二")


def test_somebody_elses_is_not_there(client_for: ClientFor, session: Db) -> None:
    load_practice()
    owner, other = a_viewer(Role.COUNTY_CIVIL), a_viewer(Role.CHILD_SUPERVISOR)
    row = actions.keep_filter(actor=owner, name="县里的", code=None, narrowed=Narrowed())
    session.commit()
    with pytest.raises(NotFound):
        queries.own_filter(other, row.id)
    client = client_for(Role.CHILD_SUPERVISOR)
    at = f"/township/filters/{row.id}"
    answers = [client.get(at), client.post(at, data={"name": "我的"}), client.post(f"{at}/delete")]
    assert {answer.status_code for answer in answers} == {404}
    assert "县里的" not in client.get("/township").text
    assert [name for name, _ in _kept(session)] == ["县里的"]


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CITY_CIVIL])
def test_others_keep_none(client_for: ClientFor, session: Db, role: Role) -> None:
    client = client_for(role)
    assert client.post("/township", data={"name": "我的"}).status_code == 403
    assert client.get("/township/filters").status_code == 403
