"""The child's page: whole, hidden where it must be, and traced."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, AuditReason, Seen
from casework.children import actions, queries
from casework.children.models import Child, Status
from casework.db.base import db
from casework.needs.actions import open_need
from tests.client import CheckedClient
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import FACTS, FATHER, GRANDMOTHER, a_child, an_id_number

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

NUMBER = an_id_number()
SECRETS = {
    "contact": ["19900000001", "19900000008"],
    "address": ["三组12号", "苏州市某路1号", "白塔乡老屋"],
    "health": ["哮喘", "怕生", "三级"],
    "number": [NUMBER, "出生医学证明Q1"],
}
REASON = "核实低保申请"


@pytest.fixture
def director(client_for: ClientFor, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


@pytest.fixture
def supervisor(client_for: ClientFor, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_SUPERVISOR)


def a_full_child(**told: Any) -> Child:
    facts = replace(
        FACTS,
        id_kind="resident_id",
        id_number=NUMBER,
        other_documents="出生医学证明Q1",
        phone="19900000008",
        hukou_address="白塔乡老屋",
        health="3",
        health_note="哮喘",
        disability={"kind": "4", "grade": "3", "certificate": None},
        note="怕生",
        school_stage="primary",
        school="石桥镇中心小学",
    )
    people = [replace(GRANDMOTHER, address="苏州市某路1号"), replace(FATHER, phone=None)]
    return a_child(facts=facts, people=people, address="三组12号", **told)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def shown(page: str) -> set[str]:
    """Return the groups of which something stands in a page."""
    return {group for group, values in SECRETS.items() if any(value in page for value in values)}


def entries(session: Db, tag: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.tag == tag)))


# the page


def test_the_page_tells_what_a_visitor_needs_and_hides_the_rest(
    director: CheckedClient, session: Db
) -> None:
    child = a_full_child(risk=4, worker_id=a_viewer(Role.CHILD_DIRECTOR).account_id)
    page = text(director.get(f"/children/{child.id}"))
    for told in ("陈雨桐", "10岁", "青禾县石桥镇柳树村", "高风险", "农村留守儿童", "王秀英"):
        assert told in page
    for told in ("测试儿童主任", "石桥镇中心小学", "小学", "外出务工", "登记走访", "打电话"):
        assert told in page
    assert shown(page) == set()
    [entry] = entries(session, "child:open")
    assert entry.child_id == child.id
    assert session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all() == [
        child.id
    ]


def test_the_name_stands_in_no_title(director: CheckedClient) -> None:
    child = a_full_child()
    page = text(director.get(f"/children/{child.id}"))
    [title] = re.findall(r"<title>(.*?)</title>", page)
    assert "陈雨桐" not in title


@pytest.mark.parametrize("path", ["", "/reveal", "/call"])
def test_a_child_elsewhere_is_like_a_missing_one(director: CheckedClient, path: str) -> None:
    child = a_full_child(region_code=NEXT_VILLAGE)
    for child_id in (child.id, uuid4()):
        send = director.post if path == "/reveal" else director.get
        assert send(f"/children/{child_id}{path}").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.WOMENS_FED, Role.CITY_CIVIL, Role.PROVINCE_CIVIL, Role.AUDITOR, Role.SEC_ADMIN]
)
def test_a_named_file_is_not_for_everybody(client_for: ClientFor, session: Db, role: Role) -> None:
    child = a_full_child()
    client = client_for(role)
    assert client.get(f"/children/{child.id}").status_code == 403
    assert client.post(f"/children/{child.id}/reveal").status_code == 403
    assert client.get(f"/children/{child.id}/call").status_code == 403


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACTIVE])
def test_the_page_offers_what_fits_role_and_status(
    director: CheckedClient, supervisor: CheckedClient, status: Status
) -> None:
    child = a_child(status=status)
    url = f"/children/{child.id}"
    own, office = text(director.get(url)), text(supervisor.get(url))
    assert ("列入在册" in office) == (status is Status.SUBMITTED)
    assert "列入在册" not in own
    assert "退出或暂停" in office
    assert "退出或暂停" not in own


def test_the_number_of_statements_does_not_depend_on_the_child(
    director: CheckedClient, session: Db
) -> None:
    plain, full = a_child(people=[]), a_full_child()
    for n in range(5):
        told = replace(queries.facts_of(full), school=f"第{n}小学")
        actions.change(
            actor=a_viewer(Role.CHILD_DIRECTOR), child=full, version=full.version, facts=told
        )
        open_need(actor=a_viewer(Role.CHILD_DIRECTOR), child=full, kind="goods", detail=None)
    urls = [f"/children/{child.id}" for child in (plain, full)]
    for url in urls:  # the practice is read once a process
        director.get(url)
    with counted() as few:
        director.get(urls[0])
    with counted() as many:
        director.get(urls[1])
    assert len(few) == len(many)


@contextmanager
def counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


# lifting the veil


@pytest.mark.parametrize("group", ["contact", "address", "health"])
def test_a_director_sees_one_group_without_a_reason(
    director: CheckedClient, session: Db, group: str
) -> None:
    child = a_full_child()
    answer = director.post(f"/children/{child.id}/reveal", data={"groups": group})
    assert answer.status_code == 200
    assert shown(text(answer)) == {group}
    [entry] = entries(session, "child:reveal")
    assert (entry.child_id, entry.facts) == (child.id, {"groups": [group]})
    assert shown(text(director.get(f"/children/{child.id}"))) == set(), "for that answer only"


def test_a_number_needs_a_reason_that_is_kept_under_seal(
    director: CheckedClient, session: Db
) -> None:
    child = a_full_child()
    url = f"/children/{child.id}/reveal"
    refused = director.post(url, data={"groups": "number", "reason": "看看"})
    assert refused.status_code == 422
    assert shown(text(refused)) == set()
    assert "请写明查看原因" in text(refused)
    assert 'value="看看"' in text(refused)
    assert entries(session, "child:reveal") == []
    answer = director.post(url, data={"groups": "number", "reason": REASON})
    assert shown(text(answer)) == {"number"}
    [entry] = entries(session, "child:reveal")
    assert entry.reason_id is not None
    assert session.get_one(AuditReason, entry.reason_id).text == REASON
    assert REASON not in str(entry.facts)


@pytest.mark.parametrize("group", list(SECRETS))
def test_an_office_says_why(supervisor: CheckedClient, session: Db, group: str) -> None:
    child = a_full_child()
    url = f"/children/{child.id}/reveal"
    refused = supervisor.post(url, data={"groups": group})
    assert refused.status_code == 422
    assert shown(text(refused)) == set()
    answer = supervisor.post(url, data={"groups": group, "reason": REASON})
    assert shown(text(answer)) == {group}


@pytest.mark.parametrize("groups", [[], ["everything"]])
def test_what_cannot_be_shown_comes_back(director: CheckedClient, groups: list[str]) -> None:
    child = a_full_child()
    answer = director.post(f"/children/{child.id}/reveal", data={"groups": groups})
    assert answer.status_code == 422
    assert shown(text(answer)) == set()


def test_the_secret_category_is_shown_to_the_county_that_asks(
    client_for: ClientFor, supervisor: CheckedClient
) -> None:
    child = a_child(categories=["hiv_child"])
    county = client_for(Role.COUNTY_CIVIL)
    asked = {"groups": "health", "reason": REASON}
    for client, sees in ((county, True), (supervisor, False)):
        assert "艾滋病" not in text(client.get(f"/children/{child.id}"))
        page = text(client.post(f"/children/{child.id}/reveal", data=asked))
        assert ("艾滋病" in page) == sees
        assert "自身困境" in page or sees


# the phone


def test_a_director_calls_in_one_tap_and_it_is_noted(director: CheckedClient, session: Db) -> None:
    child = a_full_child()
    page = text(director.get(f"/children/{child.id}/call"))
    assert re.findall(r'href="tel:([^"]+)"', page) == ["19900000001", "19900000008"]
    [entry] = entries(session, "child:reveal")
    assert entry.facts == {"groups": ["contact"]}


def test_an_office_says_why_before_it_calls(supervisor: CheckedClient, session: Db) -> None:
    child = a_full_child()
    url = f"/children/{child.id}/call"
    assert "tel:" not in text(supervisor.get(url))
    refused = supervisor.post(url, data={"reason": "看看"})
    assert refused.status_code == 422
    assert "tel:" not in text(refused)
    assert 'value="看看"' in text(refused)
    assert entries(session, "child:reveal") == []
    assert "tel:19900000001" in text(supervisor.post(url, data={"reason": REASON}))


def test_without_a_number_the_page_says_so(director: CheckedClient) -> None:
    child = a_child(people=[replace(GRANDMOTHER, phone=None)])
    assert "还没有登记电话" in text(director.get(f"/children/{child.id}/call"))


def test_one_number_of_two_people_stands_once(director: CheckedClient) -> None:
    child = a_child(people=[GRANDMOTHER, replace(FATHER, phone=GRANDMOTHER.phone)])
    page = text(director.get(f"/children/{child.id}/call"))
    assert re.findall(r"tel:([0-9]+)", page) == ["19900000001"]
    assert "王秀英" in page, "the carer leads"


# what happened


def test_the_page_tells_what_happened(supervisor: CheckedClient, session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    child = a_child(entered_on=date(2026, 9, 1))
    facts = replace(queries.facts_of(child), school="石桥镇中心小学", phone="19900000009")
    actions.change(actor=county, child=child, version=child.version, facts=facts)
    actions.set_risk(actor=county, child=child, level=4, reason="独自在家")
    actions.set_categories(
        actor=county,
        child=child,
        leaves=["diff_poverty"],
        entry_reason="changed",
        exit_reason="parents_returned",
    )
    open_need(actor=county, child=child, kind="medical", detail=None)
    page = text(supervisor.get(f"/children/{child.id}"))
    for told in (
        "学校和年级：空 → 石桥镇中心小学",
        "电话：空 → 已隐去",
        "中低风险 → 高风险",
        "独自在家",
        "不再列为农村留守儿童",
        "父母返乡",
        "列为家庭困境儿童",
        "登记需求：看病就医",
        "纳入在册",
    ):
        assert told in page
    assert "19900000009" not in page


def test_where_a_child_lived_out_of_reach_is_not_told(client_for: ClientFor, session: Db) -> None:
    child = a_child(region_code=FAR_VILLAGE, entered_on=date(2026, 9, 1))
    actions.move(actor=a_viewer(Role.COUNTY_CIVIL), child=child, region_code=VILLAGE)
    page = text(client_for(Role.CHILD_DIRECTOR).get(f"/children/{child.id}"))
    assert "东坡村" not in page
    assert "迁入现住地" in page


def test_a_long_history_is_cut_and_goes_on(director: CheckedClient, session: Db) -> None:
    child = a_child()
    for _ in range(25):
        open_need(actor=a_viewer(Role.CHILD_DIRECTOR), child=child, kind="goods", detail=None)
    short = text(director.get(f"/children/{child.id}"))
    whole = text(director.get(f"/children/{child.id}?all=1"))
    assert "查看全部经过" in short
    assert "查看全部经过" not in whole
    assert whole.count("登记需求：") > short.count("登记需求：")
