from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.needs import actions, queries
from casework.needs.models import Need, NeedStatus
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def a_need(child: Child) -> Need:
    county = a_viewer(Role.COUNTY_CIVIL)
    return actions.open_need(actor=county, child=child, kind="medical", detail="配眼镜")


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_a_need_is_opened_by_hand(director: CheckedClient, session: Db) -> None:
    child = a_child()
    assert director.get(f"/children/{child.id}/needs/new").status_code == 200
    told = {"kind": "goods", "detail": "冬衣", "due_on": "2026-11-20"}
    answer = director.post(f"/children/{child.id}/needs/new", data=told)
    assert answer.location == f"/children/{child.id}#needs"
    [need] = queries.of_child(child)
    assert (need.kind, need.detail, str(need.due_on)) == ("goods", "冬衣", "2026-11-20")
    page = text(director.get(f"/children/{child.id}"))
    assert "冬衣" in page


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"kind": "pony"}, {"detail": "衣" * 201}, {"due_on": "明天"}]
)
def test_a_faulty_need_comes_back_as_it_was(
    director: CheckedClient, session: Db, wrong: dict[str, str]
) -> None:
    child = a_child()
    told = {"kind": "goods", "detail": "冬衣", **wrong}
    answer = director.post(f"/children/{child.id}/needs/new", data=told)
    assert answer.status_code == 422
    assert told["detail"] in text(answer)
    assert queries.of_child(child) == []


def test_a_need_is_closed(director: CheckedClient, session: Db) -> None:
    child = a_child()
    need = a_need(child)
    url = f"/children/{child.id}/needs/{need.id}/close"
    assert "配眼镜" in text(director.get(url))
    answer = director.post(url, data={"result": "solved", "outcome": "已配好"})
    assert answer.status_code == 302
    assert (need.status, need.outcome) == (NeedStatus.SOLVED, "已配好")
    again = director.post(url, data={"result": "solved"})
    assert again.status_code == 422
    assert "已经办结" in text(again)


def test_dropping_without_a_reason_comes_back(director: CheckedClient, session: Db) -> None:
    child = a_child()
    need = a_need(child)
    url = f"/children/{child.id}/needs/{need.id}/close"
    answer = director.post(url, data={"result": "dropped"})
    assert answer.status_code == 422
    assert "请写明为什么不再需要" in text(answer)
    assert need.status is NeedStatus.OPEN


def test_needs_elsewhere_are_like_missing_ones(director: CheckedClient, session: Db) -> None:
    own, other = a_child(), a_child(region_code=NEXT_VILLAGE)
    need, others = a_need(own), a_need(other)
    told = {"result": "solved"}
    for child_id, need_id in (
        (other.id, others.id),
        (own.id, others.id),
        (own.id, uuid4()),
        (uuid4(), need.id),
    ):
        url = f"/children/{child_id}/needs/{need_id}/close"
        assert director.post(url, data=told).status_code == 404
    assert director.get(f"/children/{other.id}/needs/new").status_code == 404


def test_who_has_no_business_with_children_closes_nothing(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child = a_child()
    need = a_need(child)
    auditor = client_for(Role.AUDITOR)
    assert auditor.get(f"/children/{child.id}/needs/new").status_code == 403
    assert auditor.post(f"/children/{child.id}/needs/{need.id}/close").status_code == 403
