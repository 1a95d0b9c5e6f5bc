"""The list of needs and the pages of one: steps, hands, what the family says, opened again."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.needs import actions
from casework.needs.models import NeedStatus
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_one_need_from_its_page(client_for: Callable[..., CheckedClient], session: Db) -> None:
    director, child = client_for(Role.CHILD_DIRECTOR), a_child()
    need = actions.open_need(
        actor=a_viewer(Role.COUNTY_CIVIL), child=child, kind="medical", detail="配眼镜"
    )
    url = f"/children/{child.id}/needs/{need.id}"
    assert "配眼镜" in text(director.get(url))
    empty = director.post(url, data={"words": "", "done_on": "2026-10-30"})
    assert (empty.status_code, "2026-10-30" in text(empty)) == (422, True)
    assert director.post(url, data={"words": "联系了医院"}).location == url
    assert "联系了医院" in text(director.get(url))
    owner = str(a_viewer().account_id)
    told = {"account_id": owner, "urgency": "urgent", "due_on": "2026-11-03", "words": "头疼"}
    assert director.post(f"{url}/change", data={**told, "urgency": ""}).status_code == 422
    garbled = {"data": b"words=\xff", "content_type": "application/x-www-form-urlencoded"}
    assert director.post(f"{url}/change", **garbled).status_code < 500
    assert director.post(f"{url}/change", data=told).location == url
    assert str(need.due_on) == "2026-11-03"
    assert (
        director.post(f"{url}/confirm", data={"by": "child", "satisfied": "yes"}).status_code == 422
    )
    end = {"result": "solved", "solution": "treated", "helped_by": "village"}
    assert director.post(f"{url}/close", data=end).status_code == 302
    assert director.post(f"{url}/confirm", data={"by": "child"}).status_code == 422
    said = {"by": "child", "satisfied": "yes", "words": "看得清黑板了"}
    assert director.post(f"{url}/confirm", data=said).location == url
    page = text(director.get(url))
    assert ("看得清黑板了" in page, "看了病、做了康复" in page) == (True, True)
    assert director.post(f"{url}/reopen", data={"why": ""}).status_code == 422
    assert director.post(f"{url}/reopen", data={"why": "眼镜摔坏了"}).location == url
    assert need.status is NeedStatus.OPEN
    assert director.post(f"{url}/reopen", data={"why": "又坏"}).status_code == 422


def test_the_list_is_of_the_reach_and_keeps_what_was_chosen(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    for name, village in (("陈雨桐", VILLAGE), ("何晚晴", NEXT_VILLAGE)):
        child = a_child(name=name, region_code=village)
        actions.open_need(actor=county, child=child, kind="medical", detail=None)
    director, supervisor = client_for(Role.CHILD_DIRECTOR), client_for(Role.CHILD_SUPERVISOR)
    page = text(director.get("/needs?kind=medical&urgency=ordinary"))
    assert ("陈雨桐" in page, "何晚晴" in page) == (True, False)
    assert "urgency=ordinary&amp;show=overdue" in page or "show=overdue" in page
    assert "何晚晴" in text(supervisor.get("/needs?kind=nonsense&show=x&owner=y&after=z"))
    assert "何晚晴" not in text(supervisor.get("/needs?owner=me"))
    assert supervisor.get(f"/needs?place={NEXT_VILLAGE}").status_code == 200
    assert supervisor.get(f"/needs?place={STRANGE_VILLAGE}").status_code == 404
    assert client_for(Role.WOMENS_FED).get("/needs").status_code == 403
