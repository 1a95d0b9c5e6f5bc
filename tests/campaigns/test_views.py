from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.campaigns import queries
from casework.practice import queries as practice
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, a_viewer
from tests.factories.campaigns import a_campaign
from tests.factories.children import load_practice

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
OWN = "/campaigns/own_990101_2026_1"
TOLD = {
    "name": "2026年青禾县秋季走访活动",
    "theme": "秋日同行",
    "source": "青民〔2026〕31号",
    "organisers": "青禾县未保委\n青禾县民政局",
    "first_on": "2026-10-15",
    "last_on": "2026-11-20",
    "visits_everyone": "y",
    "items": ["six_visit", "six_policy"],
    "annex1": "y",
    "annex1_title": "秋季活动情况汇总表",
    "annex1_note": "备注：{deadline}前报{contact}。",
}


@pytest.fixture
def county(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_campaigns_by_what_is_on_and_what_comes(county: CheckedClient) -> None:
    page = text(county.get("/campaigns/"))
    assert page.index("还没开始") < page.index("暖心护航") if "暖心护航" in page else True
    assert page.index("2027年寒假春节期间") < page.index("已经结束") < page.index("情暖新春")
    assert "正在进行" not in page


def test_what_a_campaign_asks_for(county: CheckedClient) -> None:
    page = text(county.get("/campaigns/winter_2027"))
    for told in ("一次走访慰问", "全覆盖", "2027年3月10日", "活动情况汇总表", "上级还没有填联系人"):
        assert told in page
    assert county.get("/campaigns/nothing").status_code == 404


def test_every_page_that_it_leads_to_is_there(county: CheckedClient, app: Any) -> None:
    page = text(county.get("/campaigns/winter_2027"))
    links = {"six_ones.show": "/six-ones", "activities.index": "/activities"}
    for endpoint, begin in links.items():
        assert (f'href="{begin}' in page) == (endpoint in app.view_functions)


def test_copying_an_earlier_one_and_sending_it_twice(county: CheckedClient, session: Db) -> None:
    choose = text(county.get("/campaigns/new"))
    assert "/campaigns/new?copy=winter_2027" in choose
    opened = text(county.get("/campaigns/new?copy=winter_2027"))
    assert "2028年寒假春节期间" in opened
    assert "2027-12-15" in opened
    told = {**TOLD, "form_id": str(uuid4())}
    for _twice in range(2):
        answer = county.post("/campaigns/new?copy=winter_2027", data=told)
        assert answer.location == OWN
    page = text(county.get(OWN))
    for said in ("秋日同行", "青禾县民政局", "一次政策宣讲", "青禾县", "青民〔2026〕31号"):
        assert said in page
    assert "一次安全检查" not in page
    assert len(practice.campaigns(COUNTY)) == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"first_on": "明天"},
        {"last_on": "2026-10-01"},
        {"annex1_title": ""},
        {"annex1_note": "报给{name}"},
        {"items": ["pony"]},
        {"source": ""},
    ],
)
def test_a_faulty_campaign_comes_back_as_it_was(
    county: CheckedClient, session: Db, wrong: dict[str, Any]
) -> None:
    answer = county.post("/campaigns/new?copy=winter_2027", data={**TOLD, **wrong})
    assert answer.status_code == 422
    assert "秋日同行" in text(answer)
    assert len(practice.campaigns(COUNTY)) == 3


def test_from_nothing(county: CheckedClient, session: Db) -> None:
    opened = text(county.get("/campaigns/new?copy=none"))
    assert "要做哪些事" not in opened
    told = {name: value for name, value in TOLD.items() if name != "items"}
    assert county.post("/campaigns/new?copy=none", data=told).location == OWN
    assert county.get("/campaigns/new?copy=nothing").status_code == 404


def test_a_change_keeps_what_it_said_before(county: CheckedClient, session: Db) -> None:
    a_campaign()
    session.commit()
    assert OWN + "/change" in text(county.get(OWN))
    opened = text(county.get(OWN + "/change"))
    assert "2026年青禾县秋季走访活动" in opened
    told = {**TOLD, "theme": "秋风送暖", "version": "1"}
    assert county.post(OWN + "/change", data=told).location == OWN
    page = text(county.get(OWN))
    assert "秋风送暖" in page
    assert OWN + "/editions/1" in page
    old = text(county.get(OWN + "/editions/1"))
    assert "秋日同行" in old
    assert "这是第1版" in old
    late = county.post(OWN + "/change", data={**told, "theme": "又改"})
    assert late.status_code == 422
    assert "又改" in text(late)
    assert "刚刚有人改过" in text(late)
    assert county.get(OWN + "/editions/7").status_code == 404


def test_only_whoever_made_it_changes_it(client_for: ClientFor, session: Db) -> None:
    a_campaign()
    session.commit()
    federation = client_for(Role.WOMENS_FED)
    page = text(federation.get(OWN))
    assert OWN + "/change" not in page
    assert federation.get(OWN + "/change").status_code == 404
    assert federation.get("/campaigns/winter_2027/change").status_code == 404
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for path in ("", "/change", "/contact", "/editions/1"):
        assert stranger.get(OWN + path).status_code == 404
    assert "秋季走访" not in text(stranger.get("/campaigns/"))


def test_the_federation_asks_nobody_to_visit_everyone(client_for: ClientFor, session: Db) -> None:
    load_practice()
    client = client_for(Role.WOMENS_FED)
    assert "全覆盖" not in text(client.get("/campaigns/new?copy=bring_love_home_2021"))
    answer = client.post("/campaigns/new?copy=winter_2027", data=TOLD)
    made = queries.get(a_viewer(Role.WOMENS_FED), "fed_990101_2026_1")
    assert answer.location == "/campaigns/fed_990101_2026_1"
    assert not made.visits_everyone


@pytest.mark.parametrize("role", [Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR])
def test_field_and_township_read_and_do_not_write(
    client_for: ClientFor, session: Db, role: Role
) -> None:
    a_campaign()
    session.commit()
    client = client_for(role)
    assert client.get(OWN).status_code == 200
    for path in ("/campaigns/new", OWN + "/change", OWN + "/contact"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("role", [Role.CITY_CIVIL, Role.VOLUNTEER, Role.COUNSELLOR, Role.AUDITOR])
def test_others_have_no_campaigns(client_for: ClientFor, session: Db, role: Role) -> None:
    load_practice()
    client = client_for(role)
    assert client.get("/campaigns/").status_code == 403
    assert client.get("/campaigns/winter_2027").status_code == 403


def test_whom_to_send_forms_to_stands_on_the_page_of_those_below(
    county: CheckedClient, client_for: ClientFor, session: Db
) -> None:
    told = {"contact": "县民政局李老师", "phone": "19900000009", "email": "li@example.org"}
    faulty = county.post("/campaigns/winter_2027/contact", data={**told, "phone": "一二三"})
    assert faulty.status_code == 422
    assert "县民政局李老师" in text(faulty)
    for _twice in range(2):
        answer = county.post("/campaigns/winter_2027/contact", data=told)
        assert answer.location == "/campaigns/winter_2027"
    assert "县民政局李老师" in text(county.get("/campaigns/winter_2027/contact"))
    township = client_for(Role.CHILD_SUPERVISOR, TOWNSHIP)
    assert "县民政局李老师，19900000009" in text(township.get("/campaigns/winter_2027"))
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert "县民政局李老师" not in text(stranger.get("/campaigns/winter_2027"))
