"""Handing in, answering, and what each side sees of it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.db.base import db
from casework.errors import RuleBroken
from casework.feedback import actions, queries, rules
from casework.feedback.models import Desk, Feedback, Kind, State
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_COUNTY, a_viewer

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

SAID = {"kind": "complaint", "desk": "county", "text": "同样的表要填三遍"}


def handed_in(
    role: Role = Role.CHILD_DIRECTOR, *, desk: Desk = Desk.COUNTY, text: str = "表太多"
) -> Feedback:
    made = actions.hand_in(
        actor=a_viewer(role), kind=Kind.COMPLAINT, desk=desk, text=text, is_anonymous=False
    )
    db.session.flush()
    return made


def test_handed_in_worked_on_answered_and_read(client_for: ClientFor, session: Rows) -> None:
    liu, xian = client_for(Role.CHILD_DIRECTOR), client_for(Role.COUNTY_CIVIL)
    page = liu.post("/feedback/new", data=SAID, follow_redirects=True).text
    made = session.scalars(select(Feedback)).one()
    assert f"编号 {made.number}" in page
    assert "已收到" in page
    listed = xian.get("/feedback/desk").text
    assert made.number in listed
    assert "测试儿童主任" in listed
    xian.post(f"/feedback/{made.id}/work")
    assert "处理中" in liu.get("/feedback/").text
    answer = xian.post(f"/feedback/{made.id}", data={"answer": "下月起只填一遍"})
    assert answer.status_code == 302
    page = liu.get("/feedback/").text
    assert "下月起只填一遍" in page
    assert "已答复" in page
    assert made.number not in xian.get("/feedback/desk?state=received").text
    again = xian.post(f"/feedback/{made.id}", data={"answer": "再答一遍"})
    assert again.status_code == 422
    assert session.get_one(Feedback, made.id).answer == "下月起只填一遍"


def test_who_gives_no_name_is_told_to_nobody_and_reads_the_answer_all_the_same(
    client_for: ClientFor, session: Rows
) -> None:
    liu, xian = client_for(Role.CHILD_DIRECTOR), client_for(Role.COUNTY_CIVIL)
    liu.post("/feedback/new", data={**SAID, "is_anonymous": "y"})
    made = session.scalars(select(Feedback)).one()
    for page in (xian.get("/feedback/desk").text, xian.get(f"/feedback/{made.id}").text):
        assert "没有留名" in page
        assert "测试儿童主任" not in page
    xian.post(f"/feedback/{made.id}", data={"answer": "已改"})
    assert "已改" in liu.get("/feedback/").text
    author = a_viewer(Role.CHILD_DIRECTOR).account_id
    assert made.author == str(author), "sealed, for abuse"
    row = session.execute(select(Feedback.__table__)).mappings().one()
    assert all(author.bytes not in v for v in row.values() if isinstance(v, bytes))
    assert author not in row.values()
    trail = select(AuditEntry).where(AuditEntry.tag == "feedback:hand-in")
    assert [entry.actor_id for entry in session.scalars(trail)] == [None]


def test_what_is_written_is_sealed(session: Rows) -> None:
    made = handed_in()
    assert (made.text, made.author) == ("表太多", str(a_viewer().account_id))
    box: bytes = made._text  # type: ignore[attr-defined]
    assert "表太多".encode() not in box


def test_each_desk_has_its_own(client_for: ClientFor, session: Rows) -> None:
    ours, fault = handed_in(), handed_in(desk=Desk.SYSTEM, text="登不上")
    above = handed_in(Role.CITY_CIVIL)
    assert above.desk is Desk.SYSTEM, "a city has no county's desk"
    xian, xitong = client_for(Role.COUNTY_CIVIL), client_for(Role.SYS_ADMIN)
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for client, opens in ((xian, [ours]), (xitong, [fault, above]), (stranger, [])):
        for each in (ours, fault, above):
            expected = 200 if each in opens else 404
            assert client.get(f"/feedback/{each.id}").status_code == expected
            assert (each.number in client.get("/feedback/desk").text) is (each in opens)
    refused = stranger.post(f"/feedback/{ours.id}", data={"answer": "不归我管"})
    assert refused.status_code == 404
    assert client_for(Role.CHILD_SUPERVISOR).get("/feedback/desk").status_code == 403


def test_one_reads_one_s_own_alone(client_for: ClientFor, session: Rows) -> None:
    handed_in()
    assert "表太多" in client_for(Role.CHILD_DIRECTOR).get("/feedback/").text
    assert "表太多" not in client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE).get("/feedback/").text


@pytest.mark.parametrize("role", Role)
def test_everybody_may_write(client_for: ClientFor, session: Rows, role: Role) -> None:
    client = client_for(role)
    assert client.post("/feedback/new", data=SAID).status_code == 302
    assert session.scalars(select(Feedback.state)).all() == [State.RECEIVED]


def test_a_number_in_the_text_is_asked_about_and_what_was_typed_stays(
    client_for: ClientFor, session: Rows
) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    said = {**SAID, "text": "打19900123456没人接"}
    answer = client.post("/feedback/new", data=said)
    assert answer.status_code == 422
    assert "好像有身份证号或电话号码" in answer.text
    assert "打19900123456没人接" in answer.text
    assert session.scalars(select(Feedback)).all() == []
    assert client.post("/feedback/new", data={**said, "confirmed": "y"}).status_code == 302


def test_an_empty_form_comes_back(client_for: ClientFor, session: Rows) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    answer = client.post("/feedback/new", data={"text": " "})
    assert answer.status_code == 422
    assert "请填写“想说什么”" in answer.text
    made = handed_in()
    xian = client_for(Role.COUNTY_CIVIL)
    assert xian.post(f"/feedback/{made.id}", data={}).status_code == 422


def test_the_same_words_twice_are_one_matter_until_it_is_answered(session: Rows) -> None:
    first = handed_in()
    assert handed_in().id == first.id
    actions.answer(actor=a_viewer(Role.COUNTY_CIVIL), feedback=first, text="已改")
    assert handed_in().id != first.id


def test_so_many_a_day(session: Rows) -> None:
    for n in range(rules.A_DAY):
        handed_in(text=f"第{n}件事")
    with pytest.raises(RuleBroken, match="一天最多提交 10 条"):
        handed_in()
    for each in session.scalars(select(Feedback)):
        each.created_at = clock.now() - timedelta(days=1, seconds=1)
    session.flush()
    assert handed_in().state is State.RECEIVED


def test_a_long_list_has_pages(session: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_PAGE", 2)
    made = [handed_in(text=f"第{n}件事").id for n in range(3)]
    viewer = a_viewer(Role.COUNTY_CIVIL)
    first = queries.page_of(viewer, None, None)
    second = queries.page_of(viewer, None, UUID(str(first.after)))
    assert [line.feedback.id for line in (*first.rows, *second.rows)] == made[::-1]
