from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.assistance import queries
from casework.assistance.models import AidGroup
from casework.assistance.rules import Counted
from casework.needs import actions as needs
from tests.client import CheckedClient
from tests.factories.accounts import (
    COUNTY,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.assistance import PACKS, a_batch, an_aid
from tests.factories.children import a_child

Db = scoped_session[Session]
TOLD = {
    "item": "助学金",
    "kind": "education",
    "mode": "cash",
    "source": "charity",
    "value": "500.50",
    "given_on": "2026-10-30",
    "giver": "青禾县慈善会",
    "received_by": "王秀英",
}


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


# --- writing down ------------------------------------------------------------------------------


def test_from_the_child_s_page_with_the_need_that_it_answers(
    director: CheckedClient, session: Db
) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    other = a_child(name="李子涵")
    need = needs.open_need(actor=county, child=child, kind="money", detail="学费")
    session.commit()
    address = f"/assistance/new?child={child.id}"
    assert "学费" in text(director.get(address))
    told = {**TOLD, "children": [str(child.id)], "need": str(need.id), "form_id": str(uuid4())}
    for _twice in range(2):
        answer = director.post(address, data=told)
        assert answer.location == f"/children/{child.id}/needs/{need.id}/close"
    [share] = queries.of_child(child)
    assert (share.value, share.need_id, share.received_by) == (Decimal("500.50"), need.id, "王秀英")
    page = text(director.get(f"/children/{child.id}"))
    assert "助学金" in page
    assert "500.50" in page
    both = {**TOLD, "children": [str(child.id), str(other.id)]}
    assert director.post(address, data=both).location == f"/children/{child.id}#assistance"
    assert len(queries.of_child(other)) == 1


def test_to_children_and_to_people_whose_names_nobody_took(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child = a_child()
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    assert "陈雨桐" not in text(client.get("/assistance/new"))
    address = f"/assistance/new?place={TOWNSHIP}"
    assert "陈雨桐" in text(client.get(address))
    told = {
        **TOLD,
        "children": str(child.id),
        "counted_children": "20",
        "counted_value": "2000",
        "place": TOWNSHIP,
    }
    answer = client.post(address, data=told)
    page = text(client.get(answer.location))
    assert "陈雨桐" in page
    assert "20名儿童" in page
    ledger = text(client.get(f"/assistance?first=2026-01-01&place={TOWNSHIP}"))
    assert "2,500.50" in ledger
    assert client.get(f"/assistance/new?place={STRANGE_COUNTY}").status_code == 404
    assert client.get("/assistance/new?place=99").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"item": ""}, {"value": "很多"}, {"kind": "pony"}, {"children": ""}, {"value": ""}]
)
def test_a_faulty_giving_comes_back_as_it_was(
    director: CheckedClient, session: Db, wrong: dict[str, str]
) -> None:
    child = a_child()
    session.commit()
    told = {**TOLD, "children": str(child.id), **wrong}
    answer = director.post("/assistance/new", data=told)
    assert answer.status_code == 422
    assert "青禾县慈善会" in text(answer)
    assert queries.of_child(child) == []


# --- the ledger --------------------------------------------------------------------------------


def test_the_ledger_s_numbers_are_its_list(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    first, second = a_child(), a_child(name="李子涵", region_code=NEXT_VILLAGE)
    an_aid(first, second, counted=Counted(COUNTY, children=30, households=7))
    an_aid(first, facts=replace(PACKS, giver="王先生", kind="medical"))
    session.commit()
    client = client_for(Role.COUNTY_CIVIL)
    page = text(client.get("/assistance?first=2026-10-01"))
    assert "<b>2</b>" in page
    assert "<b>32</b>" in page
    assert "385.50" in page
    found = text(client.post("/assistance", data={"first": "2026-10-01", "giver": "王先"}))
    assert "<b>1</b>" in found
    assert "李子涵" not in found
    medical = text(client.get("/assistance?first=2026-10-01&kind=medical&mode=goods"))
    assert "<b>1</b>" in medical
    assert "没有登记过" in text(client.get("/assistance?first=2026-10-25&last=2026-10-30"))
    assert client.get(f"/assistance?place={STRANGE_COUNTY}").status_code == 404
    # A village sees its own lines of the same giving, and nothing of the others'.
    village = text(client_for(Role.CHILD_DIRECTOR).get("/assistance?first=2026-10-01"))
    assert "陈雨桐" in village
    assert "李子涵" not in village


def test_the_file_says_what_the_page_says_and_runs_nothing(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child = a_child()
    risky = replace(PACKS, giver="=1+1")
    an_aid(child, facts=risky, counted=Counted(VILLAGE, children=3, value=Decimal("7.25")))
    session.commit()
    client = client_for(Role.CHILD_SUPERVISOR)
    answer = client.post("/assistance/export", data={"first": "2026-10-01"})
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    named = next(row for row in rows if row[2] == "陈雨桐")
    assert named[4:10] == ["物资", "企业", "冬季爱心包", 1, "份", 128.5]
    assert named[10] == "=1+1"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert (rows[-1][0], rows[-1][2], rows[-1][9], rows[-1][11]) == ("合计", 1, 135.75, 3)
    assert client_for(Role.CHILD_DIRECTOR).post("/assistance/export").status_code == 403


# --- correcting --------------------------------------------------------------------------------


def test_a_line_is_corrected_withdrawn_and_shows_what_it_said(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    an_aid(child)
    session.commit()
    [share] = queries.of_child(child)
    address = f"/assistance/lines/{share.id}"
    told = {
        "what": "correct",
        "item": "冬衣",
        "kind": "in_kind",
        "mode": "goods",
        "source": "company",
        "quantity": "2",
        "unit": "piece",
        "value": "90",
        "given_on": "2026-10-20",
        "reason": "写错了",
        "version": "1",
    }
    assert "冬季爱心包" in text(director.get(address))
    assert director.post(address, data={**told, "reason": ""}).status_code == 422
    answer = director.post(address, data={**told, "version": "9"})
    assert answer.status_code == 422
    assert "有人改过" in text(answer)
    assert director.post(address, data=told).location == f"/children/{child.id}/assistance"
    page = text(director.get(address))
    for word in ("冬季爱心包", "冬衣", "写错了", "测试儿童主任"):
        assert word in page
    gone = {**told, "what": "withdraw", "version": "2", "reason": "没有发"}
    director.post(address, data=gone)
    assert "已撤销" in text(director.get(f"/children/{child.id}/assistance"))
    assert "没有发" in text(director.get(address))


def test_a_count_is_corrected_and_nobody_else_s(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    act_id = an_aid(counted=Counted(TOWNSHIP, children=30))
    session.commit()
    [group] = queries.groups_of_act(county, act_id)
    address, told = f"/assistance/counts/{group.id}", {**TOLD, "what": "correct", "version": "1"}
    told |= {"children": "31", "reason": "漏了一个", "value": "10"}
    client = client_for(Role.CHILD_SUPERVISOR)
    assert client.get(address).status_code == 200
    assert client.post(address, data={**told, "children": "0"}).status_code == 422
    assert client.post(address, data=told).location == f"/assistance/{act_id}"
    assert "31名儿童" in text(client.get(f"/assistance/{act_id}"))
    assert client_for(Role.CHILD_DIRECTOR).get(address).status_code == 404


# --- 妇联 ----------------------------------------------------------------------------------------


def test_women_s_federation_writes_counts_and_sees_its_own(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    an_aid(a_child(), counted=Counted(COUNTY, children=999))
    session.commit()
    client = client_for(Role.WOMENS_FED)
    told = {**TOLD, "place": TOWNSHIP, "children": "40", "whom": "石桥小学"}
    assert client.get("/assistance/groups/new").status_code == 200
    answer = client.post("/assistance/groups/new", data={**told, "children": ""})
    assert answer.status_code == 422
    assert "石桥小学" in text(answer)
    assert client.post("/assistance/groups/new", data=told).location == "/assistance/groups"
    page = text(client.get("/assistance/groups?first=2026-01-01"))
    assert "40名儿童" in page
    assert "999" not in page
    [group] = [g for g in session.query(AidGroup) if g.children == 40]
    address = f"/assistance/groups/{group.id}"
    fixed = {**told, "what": "correct", "version": "1", "children": "41", "reason": "多一个"}
    assert client.post(address, data=fixed).location == "/assistance/groups"
    assert "41名儿童" in text(client.get("/assistance/groups?first=2026-01-01"))
    [other] = [g for g in session.query(AidGroup) if g.children == 999]
    assert client.get(f"/assistance/groups/{other.id}").status_code == 404
    assert client.get("/assistance").status_code == 403


# --- goods -------------------------------------------------------------------------------------


def test_goods_come_in_and_the_rest_goes_back(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    a_child()
    session.commit()
    client = client_for(Role.CHILD_SUPERVISOR)
    told = {
        "item": "防疫包",
        "quantity": "300",
        "unit": "portion",
        "each": "1",
        "value": "60",
        "source": "charity",
        "came_on": "2026-10-31",
        "place": TOWNSHIP,
    }
    assert client.get("/goods/new").status_code == 200
    answer = client.post("/goods/new", data={**told, "quantity": "零"})
    assert answer.status_code == 422
    assert "防疫包" in text(answer)
    address = client.post("/goods/new", data=told).location
    assert "防疫包" in text(client.get("/goods"))
    rest = {"move": "returned", "quantity": "301", "reason": "活动结束"}
    assert client.get(f"{address}/rest").status_code == 200
    answer = client.post(f"{address}/rest", data=rest)
    assert answer.status_code == 422
    assert "活动结束" in text(answer)
    assert client.post(f"{address}/rest", data={**rest, "quantity": "100"}).location == address
    page = text(client.get(address))
    assert "活动结束" in page
    assert "<b data-rest>200</b>" in page


def test_the_list_with_a_script_and_without_one(director: CheckedClient, session: Db) -> None:
    children = [a_child(), a_child(name="李子涵"), a_child(name="王一诺")]
    batch = a_batch(2)
    session.commit()
    address = f"/goods/{batch.id}"
    page = text(director.get(f"{address}/list"))
    assert all(child.name in page for child in children)
    tap = {"child": str(children[0].id), "client": str(uuid4()), "on": "2026-10-31"}
    for _twice in range(2):
        told = director.post(f"{address}/tick", data=tap).get_json()
        assert (told["given"], told["handed"], told["quantity"], told["rest"]) == (True, 1, 2, 1)
    undone = director.post(f"{address}/tick", data={**tap, "undo": told["share"]}).get_json()
    assert (undone["given"], undone["share"], undone["rest"]) == (False, None, 2)
    form = {"child": [str(child.id) for child in children] + [str(uuid4()), "x"]}
    form["form_id"] = [str(uuid4())]
    for _twice in range(2):
        assert director.post(f"{address}/list", data=form).status_code == 302
    page = text(director.get(f"{address}/list"))
    assert "<b data-handed>2</b>" in page
    assert "超出库存" in page
    assert page.count("checked disabled") == 3
    assert "要核对的" in text(director.get(address))
    assert "签字" in text(director.get(f"{address}/print"))
    assert director.post(f"{address}/tick", data={"child": "x"}).status_code == 422


def test_another_village_s_child_and_another_county_s_goods_are_not_there(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child, batch = a_child(), a_batch()
    act_id = an_aid(child)
    session.commit()
    [share] = queries.of_child(child)
    neighbour = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    assert (
        neighbour.post(f"/goods/{batch.id}/tick", data={"child": str(child.id)}).status_code == 404
    )
    for path in (
        f"assistance/{act_id}",
        f"assistance/lines/{share.id}",
        f"children/{child.id}/assistance",
        f"assistance/new?child={child.id}",
        f"goods/{batch.id}/list?place={VILLAGE}",
        "assistance/new?child=x",
    ):
        assert neighbour.get(f"/{path}").status_code == 404, path
    far = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for path in ("", "/list", "/print", "/rest"):
        assert far.get(f"/goods/{batch.id}{path}").status_code == 404
    assert neighbour.get("/goods/new").status_code == 403
