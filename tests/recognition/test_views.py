"""The pages: from the kitchen table to the notice, who may open what, what comes back."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.recognition.models import Recognition, RecognitionState
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY
from tests.factories.children import a_child
from tests.recognition.applying import DE_FACTO, applied, confirmed, county, township, verified

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]
S = RecognitionState
APPLY = {"category": DE_FACTO, "applicant_kind": "guardian", "name": "王秀英"}


def state_of(session: Db, recognition_id: UUID) -> RecognitionState:
    session.expire_all()
    return session.get_one(Recognition, recognition_id).state


def test_applying_at_the_kitchen_table(session: Db, client_for: ClientFor) -> None:
    child_id = a_child().id
    client = client_for(Role.CHILD_DIRECTOR)
    address = f"/children/{child_id}/recognitions/new"
    page = client.get(address).text
    assert "材料不齐也可以先申请" in page
    bad = client.post(address, data={"words": "父亲服刑两年", "name": "王秀英"})
    assert bad.status_code == 422
    assert "父亲服刑两年" in bad.text
    assert "请选择“申请哪一类”" in bad.text
    answer = client.post(address, data={**APPLY, "promised": ["bank_card"]})
    assert answer.status_code == 302
    again = client.post(address, data=APPLY)
    assert again.status_code == 422
    assert "已经有一份申请在办" in again.text
    assert len(session.scalars(select(Recognition)).all()) == 1
    shown = client.get(answer.location).text
    assert "待查验" in shown
    assert "答应补交" in shown
    card = client.get(f"/children/{child_id}").text
    assert answer.location in card


def test_each_office_sees_its_own_buttons_and_takes_its_own_steps(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    county(), township()
    recognition_id = applied(app, a_child().id)
    address = f"/recognitions/{recognition_id}"
    clients = {
        role: client_for(role)
        for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)
    }
    worker, office, decider = clients.values()
    assert f"{address}/verify" not in worker.get(address).text
    assert worker.post(f"{address}/verify").status_code == 403
    assert office.post(f"{address}/decide").status_code == 403
    assert office.post(f"{address}/take-up").status_code == 302
    assert office.get(f"{address}/ask").status_code == 200
    assert office.post(f"{address}/ask", data={"words": ""}).status_code == 422
    assert office.post(f"{address}/ask", data={"words": "缺户口"}).status_code == 302
    assert "缺户口" in worker.get(address).text
    assert worker.post(f"{address}/supplement", data={"seen": "child_household"}).status_code == 302
    said = {"opinion": "fits", "matched": ["guardian_identity"]}
    assert office.post(f"{address}/verify", data=said).status_code == 302
    late = office.post(f"{address}/verify", data=said)
    assert late.status_code == 422
    assert "现在是“待确认”" in late.text
    bad = decider.post(f"{address}/decide", data={"decision": "refuse"})
    assert (bad.status_code, "请写明理由" in bad.text) == (422, True)
    assert decider.post(f"{address}/decide", data={"decision": "confirm"}).status_code == 302
    assert state_of(session, recognition_id) is S.CONFIRMED
    notice = worker.get(f"{address}/notice").text
    assert "决定予以确认" in notice
    assert "不要张贴" in notice
    end = {"ended_on": "2026-11-01", "exit_reason": "parents_returned", "words": "父亲回来了"}
    assert office.post(f"{address}/propose-end", data=end).status_code == 302
    assert decider.post(f"{address}/decide-end", data={"decision": "end"}).status_code == 302
    assert state_of(session, recognition_id) is S.ENDED
    assert "停止保障" in worker.get(f"{address}/notice").text


def test_a_refusal_is_a_sheet_with_reasons_and_how_to_object(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    recognition_id = verified(app, a_child().id)
    client = client_for(Role.COUNTY_CIVIL)
    address = f"/recognitions/{recognition_id}"
    assert "还没有决定" in client.get(f"{address}/notice").text
    client.post(f"{address}/decide", data={"decision": "refuse", "words": "母亲能履行监护责任"})
    page = client.get(f"{address}/notice").text
    for said in ("母亲能履行监护责任", "60日内", "行政复议", "6个月内", "行政诉讼", "data-print"):
        assert said in page


def test_another_county_finds_nothing(app: Flask, session: Db, client_for: ClientFor) -> None:
    child_id = a_child().id
    recognition_id = verified(app, child_id)
    client = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    pages = ("", "/notice", "/decide", "/verify", "/ask", "/supplement", "/propose-end")
    answers = [client.get(f"/recognitions/{recognition_id}{page}") for page in pages]
    answers.append(client.get(f"/children/{child_id}/recognitions/new"))
    answers.append(client.post(f"/recognitions/{recognition_id}/take-up"))
    assert {answer.status_code for answer in answers} == {404}
    assert "陈雨桐" not in client.get("/recognitions?tab=open").text


def test_the_number_of_a_tab_is_its_list(app: Flask, session: Db, client_for: ClientFor) -> None:
    county(), township()
    for n in range(3):
        applied(app, a_child(name=f"周小{'一二三'[n]}").id)
    verified(app, a_child(name="周小四").id)
    confirmed(app, a_child(name="周小五").id)
    office, decider = client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL)
    page = office.get("/recognitions").text
    assert re.findall(r"<b>(\d+)</b></a>", page) == ["3", "4", "1", "0"]
    assert len(re.findall("周小[一二三四五]", page)) == 3
    mine = decider.get("/recognitions").text
    assert re.findall("周小.", mine) == ["周小四"]
    desk = office.get("/desk/recognition-to-verify").text
    assert len(set(re.findall("周小[一二三]", desk))) == 3
    seen = session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id.desc())).first()
    assert seen == "child:list"


def test_no_publicity_list_can_be_printed_or_exported(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    """不设公示: only a sheet about one child is printable, and no answer is a file."""
    ids = [verified(app, a_child(name=name).id) for name in ("周小一", "周小二")]
    client = client_for(Role.COUNTY_CIVIL)
    client.post(f"/recognitions/{ids[0]}/decide", data={"decision": "refuse", "words": "不符合"})
    rules = [r for r in app.url_map.iter_rules() if r.endpoint.startswith("recognition.")]
    several, printable = [], []
    for rule in rules:
        assert rule.arguments <= {"recognition_id", "child_id"}, rule
        if "GET" not in (rule.methods or ()):
            continue
        wanted: dict[str, Any] = {"recognition_id": ids[0], "child_id": a_child(name="周小三").id}
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **{n: wanted[n] for n in rule.arguments})
        answers = [client.get(f"{address}?tab={tab}") for tab in ("mine", "open", "closed")]
        assert {answer.mimetype for answer in answers} == {"text/html"}
        assert not any(answer.headers.get("Content-Disposition") for answer in answers)
        names = {name for answer in answers for name in re.findall("周小.", answer.text)}
        several += [rule.endpoint] if len(names) > 1 else []
        printable += [rule.endpoint] if any("data-print" in a.text for a in answers) else []
    assert several == ["recognition.index"]
    assert printable == ["recognition.notice"]
    assert "不设公示" in client.get("/recognitions").text
    exporting = [r.rule for r in rules if re.search(r"print|export|xlsx|csv|download", r.rule)]
    assert exporting == []


def test_what_is_late_says_so_with_a_word(app: Flask, session: Db, client_for: ClientFor) -> None:
    recognition_id = applied(app, a_child().id, applied_on=date(2026, 9, 1))
    page = client_for(Role.CHILD_SUPERVISOR).get(f"/recognitions/{recognition_id}").text
    assert "超期41天" in page


def test_whoever_decides_on_her_own_work_is_warned(
    app: Flask, session: Db, client_for: ClientFor
) -> None:
    """Alone in the office she may; it is written down, and nothing is refused."""
    mine = county()
    recognition_id = verified(app, a_child().id, actor=mine)
    client = client_for(Role.COUNTY_CIVIL)
    address = f"/recognitions/{recognition_id}"
    assert "之前是您自己办的" in client.get(f"{address}/decide").text
    assert client.post(f"{address}/decide", data={"decision": "confirm"}).status_code == 302
    assert "经办和决定是同一人" in client.get(address).text
