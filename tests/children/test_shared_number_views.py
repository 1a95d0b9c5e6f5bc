"""What is shown of a number that two files hold: to whoever typed it, and to who decides."""

import logging
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry, Seen
from casework.children.models import Child, SharedNumber, Verdict
from tests.children.acting import numbered
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import GRANDMOTHER, a_child, an_id_number, load_practice
from tests.inbox.tasks import every_task

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

#: Nobody else is called so: wherever it turns up, it is the holder's.
CANARY = "栖椿砚"
NEUTRAL = "该证件号已在系统中登记，已通知上级核对"
FORM = {
    "name": "陈雨桐",
    "sex": "2",
    "id_kind": "resident_id",
    "categories": ["left_behind_rural"],
    "entered_on": "2026-11-01",
    "risk": "2",
    "region_code": VILLAGE,
    "carer_is": "other",
    "carer_name": "王秀英",
    "carer_relation": "62",
}


@pytest.fixture
def director(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


@pytest.fixture
def supervisor(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_SUPERVISOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def a_holder(place: str, number: str) -> Child:
    actor = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY if place == STRANGE_VILLAGE else None)
    return a_child(
        name=CANARY, region_code=place, actor=actor, facts=numbered(number), address=f"{CANARY}路"
    )


def a_case(session: Db, place: str = NEXT_VILLAGE) -> SharedNumber:
    a_holder(place, an_id_number())
    a_child(facts=numbered(an_id_number()), worker_id=a_viewer().account_id)
    return session.scalars(select(SharedNumber).order_by(SharedNumber.id)).first()  # type: ignore[return-value]


def _without_what_differs(page: str) -> str:
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", page)
    page = re.sub(r'name="csrf_token"[^>]*value="[^"]+"', "TOKEN", page)
    page = re.sub(r"\*{17}[0-9X]", "MASKED", page)
    return re.sub(r"编号 [0-9A-Z]{12}", "编号", page)


def test_the_answer_is_the_same_bytes_wherever_the_holder_is(
    director: CheckedClient, session: Db, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers: list[str] = []
    holders: list[Child] = []
    for sequence, place in ((20, NEXT_VILLAGE), (22, FAR_VILLAGE), (24, STRANGE_VILLAGE)):
        number = an_id_number(sequence=sequence)
        holders.append(a_holder(place, number))
        name = f"陈雨{'欣彤晴'[len(answers)]}"
        told = {**FORM, "name": name, "id_number": number}
        answer = director.post("/children/enrol", data=told)
        assert answer.status_code == 302
        page = text(director.get(answer.location or ""))
        inbox = text(director.get("/inbox/"))
        answers.append(_without_what_differs(page).replace(name, "NAME"))
        assert CANARY not in page + inbox
        assert inbox.count("没有要办的事项") == 1
    assert NEUTRAL in answers[0]
    assert len(set(answers)) == 1
    said = "\n".join([*caplog.messages, *(repr(vars(task)) for task in every_task())])
    assert CANARY not in said
    told_of = {task.child_id for task in every_task() if task.region_code == VILLAGE}
    assert not told_of & {holder.id for holder in holders}


@pytest.mark.parametrize("place", [NEXT_VILLAGE, STRANGE_VILLAGE])
def test_an_edit_is_answered_in_the_same_words(
    director: CheckedClient, session: Db, place: str
) -> None:
    a_holder(place, an_id_number(sequence=30))
    child = a_child(facts=numbered(an_id_number(sequence=32)))
    page = text(director.get(f"/children/{child.id}/edit"))
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    told = {**FORM, "version": version[1], "id_number": an_id_number(sequence=30), "hukou": "same"}
    answer = director.post(f"/children/{child.id}/edit", data=told, follow_redirects=True)
    assert NEUTRAL in text(answer)
    assert CANARY not in text(answer)


def test_an_edit_leads_to_a_holder_in_reach(supervisor: CheckedClient, session: Db) -> None:
    holder = a_holder(NEXT_VILLAGE, an_id_number(sequence=30))
    child = a_child(facts=numbered(an_id_number(sequence=32)))
    told = {**FORM, "version": "1", "id_number": an_id_number(sequence=30), "hukou": "same"}
    answer = supervisor.post(f"/children/{child.id}/edit", data=told)
    assert answer.status_code == 422
    assert "已经用在辖区内的一份档案上" in text(answer)
    assert f"/children/{holder.id}" in text(answer)


def test_who_decides_sees_both_files_masked(supervisor: CheckedClient, session: Db) -> None:
    case = a_case(session)
    page = text(supervisor.get(f"/children/shared-numbers/{case.id}"))
    for shown in ("栖**", "陈**", "王**", "河湾村", "柳树村", "把两份档案合并成一份"):
        assert shown in page
    for hidden in (CANARY, "陈雨桐", an_id_number(), str(GRANDMOTHER.phone), f"{CANARY}路"):
        assert hidden not in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == case.id)).all()[-1]
    seen = session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all()
    assert {case.child_id, case.other_id} == set(seen)


def test_who_decides_about_one_county_sees_one_file(client_for: ClientFor, session: Db) -> None:
    load_practice()
    case = a_case(session, STRANGE_VILLAGE)
    client = client_for(Role.COUNTY_CIVIL)
    page = text(client.get(f"/children/shared-numbers/{case.id}"))
    assert "陈**" in page
    assert "那边的档案不在您的辖区" in page
    for hidden in ("栖**", "山后村", str(case.other_id), "同一个孩子"):
        assert hidden not in page


def test_a_decision_is_kept_and_shown(
    supervisor: CheckedClient, client_for: ClientFor, session: Db
) -> None:
    case = a_case(session)
    path = f"/children/shared-numbers/{case.id}"
    answer = supervisor.post(path, data={"verdict": "wrong_here", "note": "第十七位写反了"})
    assert answer.location == "/inbox/"
    page = text(supervisor.get(path))
    assert "已经核对过了" in page
    assert "第十七位写反了" in page
    assert session.get_one(SharedNumber, case.id).verdict is Verdict.WRONG_HERE
    hers = text(client_for(Role.CHILD_DIRECTOR).get(f"/children/{case.child_id}"))
    assert "上级核对后退回：第十七位写反了" in hers


@pytest.mark.parametrize("verdict", ["", "right_here", "withdrawn", "x"])
def test_a_faulty_decision_comes_back_as_it_was(
    supervisor: CheckedClient, session: Db, verdict: str
) -> None:
    case = a_case(session)
    path = f"/children/shared-numbers/{case.id}"
    answer = supervisor.post(path, data={"verdict": verdict, "note": "还没看到原件"})
    assert answer.status_code == 422
    assert "还没看到原件" in text(answer)
    assert session.get_one(SharedNumber, case.id).verdict is None


def test_nobody_else_finds_the_question(client_for: ClientFor, session: Db) -> None:
    load_practice()
    a_viewer(Role.CHILD_SUPERVISOR)
    case = a_case(session)
    path = f"/children/shared-numbers/{case.id}"
    assert client_for(Role.CHILD_DIRECTOR).get(path).status_code == 403
    for role, place in (
        (Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP),
        (Role.COUNTY_CIVIL, None),
        (Role.COUNTY_CIVIL, STRANGE_COUNTY),
    ):
        client = client_for(role, place)
        assert client.get(path).status_code == 404
        assert client.post(path, data={"verdict": "same"}).status_code == 404
        assert client.get(f"/children/shared-numbers/{uuid4()}").status_code == 404
