from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.activities import queries
from casework.activities.models import Activity, ActivityPlace
from casework.activities.rules import Around, Gift
from casework.assistance import queries as assistance
from casework.assistance.models import AidGroup, AidShare, Mode
from casework.assistance.rules import Counted, Portion
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.activities import an_activity
from tests.factories.assistance import PACKS
from tests.factories.children import a_child, load_practice
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
TOLD = {"kind": "courses", "held_on": "2026-10-30", "children_reached": "20"}
GIVEN = {"item": "爱心包", "mode": "goods", "source": "company", "quantity": "1", "unit": "portion"}


@pytest.fixture
def director(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def one(session: Db) -> Activity:
    return session.scalars(select(Activity)).one()


# --- writing down ------------------------------------------------------------------------------


def test_a_village_needs_a_kind_and_a_number(director: CheckedClient, session: Db) -> None:
    page = text(director.get("/activities/new"))
    assert "文体活动" in page
    told = {**TOLD, "form_id": str(uuid4())}
    locations = {director.post("/activities/new", data=told).location for _twice in range(2)}
    activity = one(session)
    assert locations == {f"/activities/{activity.id}"}
    assert (activity.region_code, activity.title) == (VILLAGE, "文体活动")
    assert (activity.children_reached, activity.children_counted) == (20, 20)
    assert [row.place_code for row in session.scalars(select(ActivityPlace))] == [VILLAGE]
    assert "文体活动" in text(director.get(f"/activities/{activity.id}"))


def test_named_children_are_counted_once_and_get_what_was_given(
    director: CheckedClient, session: Db
) -> None:
    child, other = a_child(), a_child(name="李子涵")
    session.commit()
    gift = {f"gift1_{name}": value for name, value in GIVEN.items()}
    money = {"gift2_item": "助学金", "gift2_mode": "cash", "gift2_source": "charity"}
    money |= {"gift2_value": "900", "gift2_to": "counted", "gift2_children": "9"}
    named = {"children": [str(child.id), str(other.id)]}
    told = {**TOLD, **gift, **money, **named, "form_id": str(uuid4())}
    for _twice in range(2):
        assert director.post("/activities/new", data=told).status_code == 302
    activity = one(session)
    assert (activity.children_reached, activity.children_counted) == (20, 18)
    sums = assistance.by_activity(a_viewer(), [activity.id])
    assert [(each.mode, each.children, each.counted) for each in sums] == [
        (Mode.CASH, 0, 9),
        (Mode.GOODS, 2, 0),
    ]
    page = text(director.get(f"/activities/{activity.id}"))
    for word in ("陈雨桐", "李子涵", "爱心包", "助学金", "900"):
        assert word in page
    assert "文体活动" in text(director.get(f"/children/{child.id}"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"held_on": "昨天"}, "held_on"),
        ({"children_reached": "很多"}, "children_reached"),
        ({"kind": "other"}, "title"),
        ({"gift1_item": "助学金"}, "gift1_mode"),
        (
            {"gift1_item": "助学金", "gift1_mode": "cash", "gift1_source": "charity"},
            "gift1_value",
        ),
    ],
)
def test_a_faulty_activity_comes_back_as_it_was(
    director: CheckedClient, session: Db, wrong: dict[str, str], field: str
) -> None:
    told = {**TOLD, "venue": "村东头的祠堂", **wrong}
    answer = director.post("/activities/new", data=told)
    assert answer.status_code == 422
    assert "村东头的祠堂" in text(answer)
    assert f'href="#{field}' in text(answer)
    assert session.scalars(select(Activity)).all() == []


def test_a_county_chooses_whose_children_and_finds_volunteers_by_name(
    client_for: ClientFor, session: Db
) -> None:
    child, volunteer = a_child(), a_volunteer()
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    assert "陈雨桐" not in text(client.get("/activities/new"))
    address = f"/activities/new?place={TOWNSHIP}"
    assert "陈雨桐" in text(client.get(address))
    found = client.post(address, data={**TOLD, "looked_for": "文静", "find": "y", "venue": "礼堂"})
    assert found.status_code == 200
    assert "周文静" in text(found)
    assert "未查询" in text(found)
    assert "礼堂" in text(found)
    nobody = text(client.post(address, data={**TOLD, "looked_for": "欧阳", "find": "y"}))
    assert "周文静" not in nobody
    told: dict[str, Any] = {**TOLD, "volunteers": str(volunteer.id), "children": str(child.id)}
    told |= {"places": [VILLAGE, NEXT_VILLAGE], "helpers_judge": "3"}
    answer = client.post(address, data=told)
    page = text(client.get(answer.location))
    for word in ("周文静", "陈雨桐", "法官", "没登记的3人", "柳树村、河湾村"):
        assert word in page
    assert client.get(f"/activities/new?place={STRANGE_COUNTY}").status_code == 404


def test_a_day_that_has_not_come_is_kept_and_looked_at(
    director: CheckedClient, session: Db
) -> None:
    told = {**TOLD, "held_on": "2026-12-30"}
    address = director.post("/activities/new", data=told).location
    assert "日期存疑" in text(director.get(address))
    assert "日期存疑" in text(director.get("/activities/?show=doubted"))
    assert director.get(f"{address}/check").status_code == 200
    again = director.post(f"{address}/check", data={"version": "1", "reason": ""})
    assert again.status_code == 422
    done = {"version": "1", "reason": "下个月的，先登记"}
    assert director.post(f"{address}/check", data=done).location == address
    page = text(director.get(address))
    assert "日期存疑" not in page
    assert "先登记" in page
    assert director.post(f"{address}/check", data={**done, "version": "2"}).status_code == 422


def test_another_of_the_same_sort_opens_without_its_day(
    director: CheckedClient, session: Db
) -> None:
    first = an_activity(actor=a_viewer(), around=Around([VILLAGE], (), {"judge": 2}))
    session.commit()
    address = f"/activities/{first.id}/copy"
    page = text(director.get(address))
    assert "石桥镇未保站" in page
    assert "2026-10-20" not in page
    told = {**TOLD, "title": first.title, "helpers_judge": "2"}
    again = UUID(director.post(address, data=told).location.rsplit("/", 1)[1])
    assert session.get_one(Activity, again).copied_from_id == first.id
    assert director.post(address, data={**told, "held_on": ""}).status_code == 422


# --- the list ----------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_says_what_it_comes_to(client_for: ClientFor, session: Db) -> None:
    an_activity(children_reached=30, parents_reached=12, sessions=2)
    an_activity(kind="legal", title="法治课", actor=a_viewer(), children_reached=5)
    an_activity(kind="courses", title="剪窗花", campaign_code="winter_2027")
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    page = text(client.get("/activities/"))
    for word in ("<b>3</b>", "<b>4</b>", "法治课", "剪窗花"):
        assert word in page
    legal = text(client.get("/activities/?kind=legal"))
    assert "法治课" in legal
    assert "剪窗花" not in legal
    assert "剪窗花" in text(client.get("/activities/?campaign=winter_2027"))
    assert "法治课" in text(client.get(f"/activities/?place={TOWNSHIP}"))
    assert "剪窗花" not in text(client.get(f"/activities/?place={TOWNSHIP}"))
    assert "没有符合条件" in text(client.get("/activities/?first=2026-11-25&last=2026-11-30"))
    assert client.get(f"/activities/?place={STRANGE_COUNTY}").status_code == 404
    assert "没有撤销过" in text(client.get("/activities/withdrawn"))


# --- putting right -----------------------------------------------------------------------------


def test_a_correction_says_why_and_shows_what_was_said(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    around = Around([VILLAGE], (), {"judge": 2}, [child])
    activity = an_activity(actor=a_viewer(), around=around)
    session.commit()
    address = f"/activities/{activity.id}"
    page = text(director.get(f"{address}/correct"))
    assert "石桥镇未保站" in page
    told = {
        "version": "1",
        "kind": "policy_talk",
        "held_on": "2026-10-21",
        "title": "政策宣讲进村",
        "children_reached": "31",
        "parents_reached": "12",
        "children_counted": "30",
        "organiser": "石桥镇未保站",
        "helpers_judge": "1",
        "children": str(child.id),
        "reason": "日期写错了",
    }
    again = director.post(f"{address}/correct", data={**told, "reason": ""})
    assert again.status_code == 422
    assert "政策宣讲进村" in text(again)
    assert director.post(f"{address}/correct", data={**told, "version": "9"}).status_code == 422
    assert director.post(f"{address}/correct", data=told).location == address
    page = text(director.get(address))
    for word in ("政策宣讲进村", "2026-10-20", "日期写错了", "法官2人", "法官1人"):
        assert word in page
    assert queries.places_of(a_viewer(), [activity.id])[activity.id] == [VILLAGE]


def test_a_withdrawn_activity_shows_what_was_given_and_stays_readable(
    client_for: ClientFor, session: Db
) -> None:
    child, below = a_child(), a_viewer(Role.CHILD_SUPERVISOR)
    gift = Gift(PACKS, uuid4(), [Portion(child, Decimal(1))])
    around = Around(children=[child], gifts=[gift])
    activity = an_activity(actor=below, unit_code=TOWNSHIP, around=around)
    session.commit()
    client, address = client_for(Role.CHILD_SUPERVISOR), f"/activities/{activity.id}"
    page = text(client.get(f"{address}/withdraw"))
    assert "冬季爱心包" in page
    assert "还在帮扶台账里" in page
    act = session.scalars(select(AidShare)).one().act_id
    assert f"/assistance/{act}" in page
    answer = client.post(f"{address}/withdraw", data={"version": "1", "reason": ""})
    assert answer.status_code == 422
    told = {"version": "1", "reason": "没有办成"}
    assert client.post(f"{address}/withdraw", data=told).location == address
    page = text(client.get(address))
    assert "没有办成" in page
    assert "冬季爱心包" in page
    assert TALKED in text(client.get("/activities/withdrawn"))
    assert TALKED not in text(client.get("/activities/"))
    told["version"] = "2"
    assert client.post(f"{address}/withdraw", data=told).status_code == 422


TALKED = "未成年人保护法进村宣讲"


def test_more_is_given_later(director: CheckedClient, session: Db) -> None:
    child = a_child()
    activity = an_activity(actor=a_viewer(), around=Around(children=[child]))
    session.commit()
    address = f"/activities/{activity.id}/gifts"
    assert "陈雨桐" in text(director.get(address))
    told = {**GIVEN, "kind": "in_kind", "to": "named", "form_id": str(uuid4())}
    again = director.post(address, data=told)
    assert again.status_code == 422
    assert "爱心包" in text(again)
    assert "请在上面勾选孩子" in text(again)
    told["named"] = str(child.id)
    for _twice in range(2):
        assert director.post(address, data=told).location == f"/activities/{activity.id}#gifts"
    assert len(session.scalars(select(AidShare)).all()) == 1
    assert "爱心包" in text(director.get(f"/activities/{activity.id}"))


# --- 妇联 ----------------------------------------------------------------------------------------


def test_women_s_federation_counts_and_never_names(client_for: ClientFor, session: Db) -> None:
    child = a_child()
    gift = Gift(PACKS, uuid4(), [Portion(child, Decimal(1), Decimal(88))])
    bare = Gift(PACKS, uuid4(), counted=Counted(COUNTY, 9, value=Decimal(12)))
    around = Around([VILLAGE], children=[child], gifts=[gift, bare])
    civil = an_activity(around=around, note="不给外人看的话")
    session.commit()
    client = client_for(Role.WOMENS_FED)
    page = text(client.get(f"/activities/{civil.id}"))
    assert TALKED in page
    assert "100" in page
    for word in ("陈雨桐", "青禾纺织厂", "不给外人看的话", str(child.id)):
        assert word not in page
    for path in ("correct", "withdraw", "check", "gifts"):
        assert client.get(f"/activities/{civil.id}/{path}").status_code == 404, path
    assert client.get(f"/activities/{civil.id}/copy").status_code == 200
    page = text(client.get(f"/activities/new?place={VILLAGE}"))
    assert "陈雨桐" not in page
    gift1 = {f"gift1_{name}": value for name, value in GIVEN.items()} | {"gift1_children": "40"}
    told = {**TOLD, **gift1, "places": VILLAGE, "children": str(child.id)}
    address = client.post("/activities/new", data=told).location
    own = text(client.get(address))
    assert "爱心包" in own
    assert "40名儿童" in own
    assert session.scalar(select(func.count()).select_from(AidGroup)) == 2
    # The county reads it and puts it right nowhere.
    county = client_for(Role.COUNTY_CIVIL)
    assert "妇联登记" in text(county.get(address))
    assert county.get(f"{address}/correct").status_code == 404


# --- who may -----------------------------------------------------------------------------------


def test_another_place_s_activity_is_not_there_and_others_may_not(
    client_for: ClientFor, session: Db
) -> None:
    activity = an_activity(actor=a_viewer(), around=Around())
    session.commit()
    neighbour = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    far = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for path in ("", "/correct", "/withdraw", "/check", "/gifts", "/copy"):
        for client in (neighbour, far):
            assert client.get(f"/activities/{activity.id}{path}").status_code == 404, path
    city = client_for(Role.CITY_CIVIL)
    for path in ("/activities/", "/activities/new", f"/activities/{activity.id}"):
        assert city.get(path).status_code == 403, path


def test_a_child_s_card_names_the_activity_only_where_it_is_in_reach(
    client_for: ClientFor, session: Db
) -> None:
    child = a_child()
    an_activity(around=Around(children=[child]))
    session.commit()
    village = text(client_for(Role.CHILD_DIRECTOR).get(f"/children/{child.id}"))
    assert "参加的活动" in village
    assert "政策宣讲" in village
    assert TALKED not in village
    assert TALKED in text(client_for(Role.COUNTY_CIVIL).get(f"/children/{child.id}"))
