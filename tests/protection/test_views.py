"""Pages of emergency protection: each works, asks who may, knows no other region, minds input."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.needs import queries as needs
from casework.protection import actions, queries
from casework.protection.actions import Beginning
from casework.protection.models import Circle, EndReason, ProtectionCase, State
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, OTHER_TOWNSHIP, STRANGE_COUNTY, TOWNSHIP, VILLAGE
from tests.factories.children import a_child, load_practice
from tests.protection.cases import TOLD, Db, a_case, county, decided, township

SignIn = Callable[..., CheckedClient]
WHY = "夜里由民警送来"
GROUND = "监护人严重伤害孩子，或者孩子有危险"
PLACE = "青禾县救助保护中心"


@pytest.fixture
def town(client_for: SignIn, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_SUPERVISOR)


@pytest.fixture
def office(client_for: SignIn, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def at(case: ProtectionCase, act: str = "") -> str:
    return f"/children/{case.child_id}/protection/{case.id}{act and '/' + act}"


def test_the_first_hour_takes_a_ground_a_place_and_a_button(
    town: CheckedClient, session: Db
) -> None:
    child = a_child()
    page = text(town.get(f"/children/{child.id}"))
    address = f"/children/{child.id}/protection/new"
    assert address in page
    form = text(town.get(address))
    for word in ("tel:110", "一时说不清", "说不清的先不选", "救助保护机构", "公安机关"):
        assert word in form
    both = ["guardian_refuses", "guardian_seriously_harms"]
    told = {"grounds": both, "placement": "rescue_body", "relief": "goods"}
    answer = town.post(address, data=told)
    [case] = queries.of_child(child)
    assert answer.location == at(case)
    shown = text(town.get(answer.location))
    assert GROUND in shown
    assert "未成年人遭受监护人严重伤害" in shown
    assert [need.kind for need in needs.of_child(child)] == ["goods"]
    assert "正在依法照料" in text(town.get(f"/children/{child.id}"))
    assert child.name in text(town.get("/protection"))


def test_an_empty_form_is_never_refused_and_twice_is_once(town: CheckedClient, session: Db) -> None:
    child = a_child()
    address = f"/children/{child.id}/protection/new"
    first, second = (town.post(address, data={}) for _time in range(2))
    assert first.status_code == 302
    assert first.location == second.location
    assert len(queries.of_child(child)) == 1
    assert "一时说不清" in text(town.get(first.location))
    assert "已经在紧急保护中" in text(town.get(address))


def test_a_child_without_a_file_is_protected_from_the_list(
    town: CheckedClient, session: Db
) -> None:
    assert "保护一个没有档案的孩子" in text(town.get("/protection"))
    assert town.get("/protection/new").status_code == 200
    said = {"region_code": VILLAGE, "grounds": "unidentified", "words": "在路边哭"}
    answer = town.post("/protection/new", data=said)
    assert answer.status_code == 302
    page = text(town.get(answer.location))
    assert "身份不明儿童" in page
    assert "在路边哭" in page
    wrong = town.post("/protection/new", data={**said, "region_code": "", "words": "桥边发现"})
    assert wrong.status_code == 422
    assert "桥边发现" in text(wrong)
    elsewhere = town.post("/protection/new", data={**said, "region_code": "990102001001"})
    assert elsewhere.status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"grounds": "pony"}, {"placement": "pony"}, {"begun_on": "2026-12-01"},
              {"words": "衣" * 1001}, {"circle": "county"}]
)  # fmt: skip
def test_a_faulty_form_comes_back_as_it_was(
    town: CheckedClient, session: Db, wrong: dict[str, str]
) -> None:
    child = a_child()
    told = {"grounds": "unidentified", "place": "村部二楼", **wrong}
    answer = town.post(f"/children/{child.id}/protection/new", data=told)
    assert answer.status_code == 422
    assert "村部二楼" in text(answer)
    assert list(queries.of_child(child)) == []


def test_the_journey_from_the_first_night_home(
    town: CheckedClient, office: CheckedClient, session: Db
) -> None:
    child, case = a_case()
    assert "有一件紧急保护等县里决定" in text(office.get("/inbox/"))
    assert "紧急保护要办理" in text(office.get("/desk"))
    assert office.get("/desk/protection").status_code == 200
    led = office.get(f"/children/{child.id}/protection")
    assert led.location == at(case)
    for act in ("decide", "place", "review", "home", "long", "end", "circle"):
        assert office.get(at(case, act)).status_code == 200, act
    said = {"from_on": "2026-11-01", "decided_by": "青禾县民政局", "placement": "foster"}
    assert office.post(at(case, "decide"), data=said).status_code == 302
    assert town.post(at(case, "paper"), data={"paper": "health_check", "there": "y"}).location
    seen = {"on": "2026-11-01", "words": "孩子安定了", "opinion": "想回奶奶家"}
    assert town.post(at(case, "review"), data=seen).status_code == 302
    page = text(office.get(at(case)))
    for word in ("临时监护中", "孩子安定了", "想回奶奶家", "2026年11月1日收到", "青禾县民政局"):
        assert word in page, word
    home = {"on": "2026-11-01", "guardianship": "parent", "words": "", "arrangement": "relatives"}
    faulty = office.post(at(case, "home"), data={**home, "opinion": "愿意回去"})
    assert faulty.status_code == 422
    assert "愿意回去" in text(faulty)
    assert office.post(at(case, "home"), data={**home, "words": "看过家里"}).status_code == 302
    page = text(office.get(at(case)))
    assert "已回到家" in page
    assert "未附评估" in page
    assert "已回到家" in text(office.get(f"/children/{child.id}"))
    assert child.name not in text(office.get("/protection"))
    again = office.post(at(case, "home"), data={**home, "words": "看过家里"})
    assert again.location == at(case)
    assert len(queries.steps_of(child, queries.get(child, case.id))) == 5


def test_an_assessment_comes_along_with_the_address(town: CheckedClient, session: Db) -> None:
    for told, shown in (("01930000-0000-7000-8000-000000000000", True), ("pony", False)):
        child, case = a_case()
        form = text(town.get(f"{at(case, 'home')}?assessment={told}"))
        assert f'value="{told}"' in form
        said = {"on": "2026-11-01", "guardianship": "parent", "words": "看过", "assessment": told}
        assert town.post(at(case, "home"), data=said).status_code == 302
        page = text(town.get(at(case)))
        assert ("附评估" in page.replace("未附评估", "")) is shown
        assert ("未附评估" in page) is not shown
        assert queries.open_of(child) is None


def test_what_the_county_decided_the_county_ends(town: CheckedClient, session: Db) -> None:
    _child, case = decided()
    said = {"reason": "other", "on": "2026-11-01"}
    assert town.post(at(case, "end"), data=said).location == at(case)
    for act in ("decide", "long"):
        assert town.get(at(case, act)).status_code == 403
    session.expire_all()
    assert State(session.get_one(ProtectionCase, case.id).state) is State.TEMPORARY
    assert at(case, "end") not in text(town.get(at(case)))


@pytest.mark.parametrize(
    ("circle", "role", "knows"),
    [
        (Circle.VILLAGE, Role.CHILD_DIRECTOR, True),
        (Circle.OFFICES, Role.CHILD_DIRECTOR, False),
        (Circle.OFFICES, Role.CHILD_SUPERVISOR, True),
        (Circle.COUNTY, Role.CHILD_DIRECTOR, False),
        (Circle.COUNTY, Role.CHILD_SUPERVISOR, False),
        (Circle.COUNTY, Role.COUNTY_CIVIL, True),
    ],
)
def test_who_is_told_why(
    client_for: SignIn, session: Db, circle: Circle, role: Role, knows: bool
) -> None:
    child, case = a_case(replace(TOLD, circle=circle), actor=county())
    actions.review(actor=county(), child=child, case=case, words="还在发抖")
    client = client_for(role)
    page, file = text(client.get(at(case))), text(client.get(f"/children/{child.id}"))
    for secret in (WHY, GROUND, "还在发抖", "体检", "一般期限"):
        assert (secret in page) is knows, secret
        assert secret not in file, secret
    assert "救助保护机构" in page
    assert "已先行照料" in page
    assert "正在依法照料" in file
    assert (PLACE in file) is (knows or circle is not Circle.COUNTY)
    if role is Role.CHILD_SUPERVISOR and not knows:
        for act in ("place", "review", "home", "end", "circle"):
            assert client.get(at(case, act)).status_code == 404, act
        assert client.post(at(case, "paper"), data={"paper": "health_check"}).status_code == 404
    actions.end(actor=county(), child=child, case=case, reason=EndReason.OTHER)
    assert ("已结束" in text(client.get(f"/children/{child.id}"))) is knows


def test_discreet_from_the_address_opens_with_fewer_who_know(
    town: CheckedClient, office: CheckedClient, session: Db
) -> None:
    child = a_child()
    for client, circle in ((town, "offices"), (office, "county")):
        page = text(client.get(f"/children/{child.id}/protection/new?discreet=1"))
        [chosen] = [part for part in page.split("<input")[1:] if 'name="circle"' in part
                    and "checked" in part]  # fmt: skip
        assert f'value="{circle}"' in chosen
    assert 'value="county"' not in text(town.get(f"/children/{child.id}/protection/new"))


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.CHILD_DIRECTOR, VILLAGE, 403),
        (Role.CHILD_DIRECTOR, NEXT_VILLAGE, 403),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, 200),
        (Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP, 404),
        (Role.COUNTY_CIVIL, STRANGE_COUNTY, 404),
        (Role.CITY_CIVIL, "990100000000", 403),
    ],
)
def test_who_may_and_where(
    client_for: SignIn, session: Db, role: Role, region: str, status: int
) -> None:
    child, case = a_case(Beginning(), actor=township())
    other = a_child()
    client = client_for(role, region)
    assert client.get(f"/children/{child.id}/protection/new").status_code == status
    for act in ("place", "home"):
        assert client.get(at(case, act)).status_code == status
    if status == 200:
        astray = f"/children/{other.id}/protection/{case.id}"
        assert client.get(astray).status_code == client.post(f"{astray}/end").status_code == 404
    reads = 200 if region in {VILLAGE, TOWNSHIP} else 403 if role is Role.CITY_CIVIL else 404
    assert client.get(at(case)).status_code == reads


def test_what_comes_up_stands_on_the_day_of_the_worker(client_for: SignIn, session: Db) -> None:
    child, case = a_case(actor=county())
    director = client_for(Role.CHILD_DIRECTOR)
    page = text(director.get("/today/coming"))
    assert "先行照料：等县里决定" in page
    assert f"/children/{child.id}/protection" in page
    assert director.get(f"/children/{child.id}/protection").location == at(case)
    never = a_child()
    assert director.get(f"/children/{never.id}/protection").location == f"/children/{never.id}"
    assert session.scalar(select(func.count()).select_from(Child)) == 2
