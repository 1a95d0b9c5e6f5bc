"""The pages: what they say, what they ask, whom they are for."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children import queries as children
from casework.children.facts import PersonFacts
from casework.children.models import Child
from casework.eligibility import actions, queries
from casework.eligibility.facts import Known
from casework.people.models import Part
from tests.client import CheckedClient
from tests.factories.accounts import STRANGE_COUNTY, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child

Db = scoped_session[Session]
Clients = Callable[..., CheckedClient]
MOTHER = PersonFacts(part=Part.MOTHER, name="刘芳", relation="52", situation="lost_contact")


@pytest.fixture
def director(client_for: Clients, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def a_family(session: Db, name: str = "陈雨桐") -> Child:
    child = a_child(name=name, people=(GRANDMOTHER, FATHER, MOTHER))
    session.commit()
    return child


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_from_a_ledgers_word_to_what_the_child_is_due(director: CheckedClient, session: Db) -> None:
    child = a_family(session)
    at = f"/children/{child.id}/eligibility"
    page = text(director.get(at))
    assert "不符合“孤儿”或者“事实无人抚养儿童”的条件" in page
    assert "档案里写着母亲“失联”，请登记成情形" in page
    assert f"{at}/mother/lost_contact" in page
    assert "服刑在押" in text(director.get(f"{at}/father"))
    asked = text(director.get(f"{at}/mother/lost_contact"))
    assert "公安受理查找" in asked
    assert 'name="months"' not in asked
    assert 'name="grade"' not in asked
    lost = {
        "since_on": "2026-06-03",
        "papers": ["police_receipt"],
        "seen_on": "2026-10-20",
        "seen_by": "李主任",
        "note": "走了就没有消息",
    }
    for _ in range(2):  # sent twice it stands once
        answer = director.post(f"{at}/mother/lost_contact", data=lost)
        assert answer.location == at
    director.post(f"{at}/father/deceased", data={"since_on": "2020-05-01"})
    assert len(queries.conditions_of(child)) == 2
    page = text(director.get(at))
    assert "情况不变的话，2026年12月3日起符合“事实无人抚养儿童”的条件，还有32天" in page
    assert "到2026年12月3日满6个月" in page
    assert "已看到：公安机关查找受理回执" in page
    assert "走了就没有消息" in page
    assert "2026年10月20日看到" in page
    assert "李主任" in page
    page = text(director.get(f"{at}?on=2026-12-03"))
    assert "符合“事实无人抚养儿童”的条件，证明材料还没有收齐" in page
    assert "还缺：死亡证明、户口注销证明、人民法院判决书、裁定书，有一样就行" in page
    assert "不符合“孤儿”" in text(director.get(f"{at}?on=someday"))
    card = text(director.get(f"/children/{child.id}"))
    assert "2026年12月3日起符合" in card
    assert "失联" not in card.split("该享受的保障")[1].split("</section>")[0]


def test_a_form_asks_what_the_condition_needs_and_keeps_what_was_typed(
    director: CheckedClient, session: Db
) -> None:
    child = a_family(session)
    at = f"/children/{child.id}/eligibility/father"
    assert all(
        f'name="{name}"' in text(director.get(f"{at}/severe_disability"))
        for name in ("kind", "grade")
    )
    assert 'name="listed"' in text(director.get(f"{at}/severe_illness"))
    told = {"since_on": "2027-01-01", "months": "36", "note": "在外省服刑"}
    answer = director.post(f"{at}/imprisoned", data=told)
    assert answer.status_code == 422
    assert "不能晚于今天" in text(answer)
    assert "在外省服刑" in text(answer)
    answer = director.post(f"{at}/imprisoned", data={**told, "since_on": "", "months": "多年"})
    assert answer.status_code == 422
    assert queries.conditions_of(child) == []
    answer = director.post(
        f"{at}/severe_disability", data={"kind": "4", "grade": "1", "months": "9"}
    )
    assert answer.status_code == 302
    [row] = queries.conditions_of(child)
    assert row.measures == {"kind": "4", "grade": "1"}


def test_nothing_at_all_is_never_refused_by_the_form(director: CheckedClient, session: Db) -> None:
    child = a_family(session)
    at = f"/children/{child.id}/eligibility"
    for code in ("imprisoned", "severe_illness", "parent_unknown"):
        assert director.post(f"{at}/father/{code}", data={}).status_code == 302
    assert len(queries.conditions_of(child)) == 3
    assert "还不能确定" in text(director.get(at))


def test_a_condition_is_put_right_ended_and_taken_back(
    director: CheckedClient, session: Db
) -> None:
    child = a_family(session)
    at = f"/children/{child.id}/eligibility"
    director.post(f"{at}/father/imprisoned", data={"papers": ["prison_paper"], "seen_by": "李主任"})
    [row] = queries.conditions_of(child)
    page = text(director.get(f"{at}/rows/{row.id}/change"))
    assert 'value="prison_paper" checked' in page
    more = {"since_on": "2025-01-01", "months": "36", "papers": ["prison_paper"]}
    assert director.post(f"{at}/rows/{row.id}/change", data=more).status_code == 302
    session.expire_all()
    [new] = queries.conditions_of(child)
    assert (new.id != row.id, queries.known_of(new).papers[0].seen_by) == (True, "李主任")
    again = director.post(f"{at}/rows/{row.id}/change", data=more)
    assert again.location == at  # what was changed meanwhile is shown, not changed again
    end = f"{at}/rows/{new.id}/end"
    assert "从哪天起没有了" in text(director.post(end, data={"why": "over", "until_on": ""}))
    assert director.post(end, data={"why": "over", "until_on": "2024-01-01"}).status_code == 422
    assert director.post(end, data={"why": "over", "until_on": "2026-10-20"}).status_code == 302
    assert "已经结束" in text(director.get(at))
    session.expire_all()
    [over] = queries.conditions_of(child)
    director.post(f"{at}/rows/{over.id}/end", data={"why": "wrong"})
    session.expire_all()
    assert queries.conditions_of(child) == []


def test_the_brother_is_recorded_by_one_tick(director: CheckedClient, session: Db) -> None:
    child, brother = a_family(session), a_family(session, "陈小河")
    links = {
        each.id: next(k for k, _p in children.people_of(each) if k.part == "mother")
        for each in (child, brother)
    }
    links[brother.id].person_id = links[child.id].person_id
    session.commit()
    at = f"/children/{child.id}/eligibility/mother/lost_contact"
    assert "陈小河" in text(director.get(at))
    director.post(at, data={"since_on": "2026-05-01", "also": [str(brother.id)]})
    assert [row.since_on for row in queries.conditions_of(brother)] == [date(2026, 5, 1)]
    assert director.post(at, data={"also": [str(uuid4())]}).status_code == 422


def test_where_a_parent_is_and_an_adoption(director: CheckedClient, session: Db) -> None:
    child = a_family(session)
    at = f"/children/{child.id}/eligibility"
    father, carer = (
        next(k.id for k, _p in children.people_of(child) if k.part == part)
        for part in ("father", "carer")
    )
    assert director.get(f"{at}/people/{father}").status_code == 200
    assert director.get(f"{at}/people/{carer}").status_code == 404
    told = {"whereabouts": "在苏州的电子厂", "heard_on": "2026-12-01"}
    assert "在苏州的电子厂" in text(director.post(f"{at}/people/{father}", data=told))
    director.post(f"{at}/people/{father}", data={**told, "heard_on": "2026-10-01"})
    page = text(director.get(at))
    assert "在苏州的电子厂" in page
    assert "2026年10月1日" in page
    assert director.post(f"{at}/adoption", data={"since_on": "2026-09-01"}).status_code == 302
    assert "已被收养" in text(director.get(at))


def test_offices_see_where_rule_and_register_differ(client_for: Clients, session: Db) -> None:
    child = a_family(session, "陈已经")
    for part in ("father", "mother"):
        known = Known(code="deceased", since_on=date(2020, 5, 1))
        actor = a_viewer(Role.CHILD_DIRECTOR)
        actions.record_condition(actor=actor, child=child, part=part, known=known)
    session.commit()
    page = text(client_for(Role.CHILD_SUPERVISOR).get("/eligibility"))
    assert "陈已经" in page
    assert "符合“孤儿”的条件" in page
    assert "陈已经" not in text(client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY).get("/eligibility"))
    assert client_for(Role.CHILD_DIRECTOR).get("/eligibility").status_code == 403


def test_out_of_reach_is_not_found_and_others_may_not(client_for: Clients, session: Db) -> None:
    child = a_family(session)
    actor = a_viewer(Role.CHILD_DIRECTOR)
    [row] = actions.record_condition(
        actor=actor, child=child, part="father", known=Known(code="deceased")
    )
    session.commit()
    at = f"/children/{child.id}/eligibility"
    pages = (
        at,
        f"{at}/father",
        f"{at}/father/deceased",
        f"{at}/adoption",
        f"{at}/rows/{row.id}/end",
    )
    strange, nobody = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY), client_for(Role.WOMENS_FED)
    assert {strange.get(page).status_code for page in pages} == {404}
    assert {nobody.get(page).status_code for page in pages} == {403}
    own = client_for(Role.CHILD_DIRECTOR)
    for wrong in (f"rows/{uuid4()}/change", "father/pony", "father/adopted", "carer"):
        assert own.get(f"{at}/{wrong}").status_code == 404


def test_an_application_is_offered_where_the_product_has_one(
    director: CheckedClient, session: Db, app: Flask
) -> None:
    child = a_family(session)
    for part in ("father", "mother"):
        director.post(f"/children/{child.id}/eligibility/{part}/deceased", data={})
    page = text(director.get(f"/children/{child.id}/eligibility"))
    assert ("申请认定" in page) == ("recognition.new" in app.view_functions)
