from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children import queries as children
from casework.children.coming import coming
from casework.guardianship import actions, queries
from casework.people.models import Part
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_page_says_it_in_one_sentence(director: CheckedClient, session: Db) -> None:
    child = a_child(people=(GRANDMOTHER, FATHER))
    said = (
        "陈雨桐没有登记监护人，按爸爸监护看待；爸爸在外地打工，妈妈的情况不清楚，平时由奶奶照看。"
    )
    for page in (f"/children/{child.id}", f"/children/{child.id}/guardianship"):
        assert said in text(director.get(page))


def test_who_answers_is_entered(director: CheckedClient, session: Db) -> None:
    child = a_child(people=(GRANDMOTHER, FATHER))
    url = f"/children/{child.id}/guardianship/change"
    page = text(director.get(url))
    assert "民政部门临时监护" in page  # it says who enters that
    assert 'value="temp_civil"' not in page
    link = next(link for link, p in children.people_of(child) if p.name == "王秀英")
    told = {
        "kind": "kin_statutory",
        "guardians": [str(link.person_id)],
        "from_on": "2026-10-20",
        "reason": "爸爸失联",
    }
    for _ in (1, 2):  # sent twice, it is one term
        answer = director.post(url, data=told)
        assert answer.location == f"/children/{child.id}/guardianship"
    [spell] = queries.guardianships_of(child)
    assert (spell.kind, spell.from_on, spell.reason) == (
        "kin_statutory",
        date(2026, 10, 20),
        "爸爸失联",
    )
    page = text(director.get(answer.location))
    assert "陈雨桐的监护人是奶奶" in page
    assert "材料：还没有登记" in page
    # The timeline tells that it changed, and not why.
    page = text(director.get(f"/children/{child.id}"))
    assert "监护情况变更：其他法定监护人监护" in page
    assert "爸爸失联" not in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": ""}, "请选择“谁来监护”"),
        ({"kind": "temp_civil"}, "没有这个选项"),
        ({"from_on": "2026-11-02"}, "不能晚于今天"),
        ({"guardians": []}, "请选择监护人是谁"),
        ({"guardians": [str(uuid4())]}, "没有这个选项"),
        ({"reason": "爸" * 201}, "200"),
    ],
)
def test_a_faulty_entry_comes_back_as_it_was(
    director: CheckedClient, session: Db, wrong: dict[str, Any], says: str
) -> None:
    child = a_child()
    link = children.people_of(child)[0][0]
    told = {
        "kind": "kin_statutory",
        "guardians": [str(link.person_id)],
        "from_on": "2026-10-20",
        "number": "青民〔2026〕7号",
        **wrong,
    }
    answer = director.post(f"/children/{child.id}/guardianship/change", data=told)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "青民〔2026〕7号" in text(answer)
    assert queries.guardianships_of(child) == []


def test_who_cares_is_entered_also_somebody_new(director: CheckedClient, session: Db) -> None:
    child = a_child(people=(GRANDMOTHER, FATHER))
    url = f"/children/{child.id}/guardianship/care"
    assert director.get(url).status_code == 200
    told = {
        "arrangement": "relatives",
        "carer": "other",
        "name": "陈桂花",
        "relation": "90",
        "from_on": "2026-11-01",
        "told_by": "neighbour",
    }
    for _ in (1, 2):
        assert director.post(url, data=told).status_code == 302
    [spell] = queries.care_of(child)
    assert spell.told_by == "neighbour"
    page = text(director.get(f"/children/{child.id}/guardianship"))
    assert "平时由姑姑照看" in page
    for wrong, says in (
        ({"name": ""}, "请填写“姓名”"),
        ({"carer": ""}, "请选择由谁照看"),
        ({"told_by": ""}, "请选择“谁说的”"),
        ({"from_on": "2027-01-01"}, "不能晚于今天"),
    ):
        answer = director.post(url, data={**told, "name": "", "place": "村东头", **wrong})
        assert answer.status_code == 422
        assert says in text(answer)
        assert "村东头" in text(answer)


def test_what_was_wrong_is_struck(director: CheckedClient, session: Db) -> None:
    child = a_child()
    spell = actions.begin_care(
        actor=a_viewer(Role.CHILD_DIRECTOR), child=child, arrangement="alone", from_on=TODAY
    )
    url = f"/children/{child.id}/guardianship/{spell.id}/strike"
    assert "没有大人，独自生活" in text(director.get(url))
    answer = director.post(url, data={"reason": ""})
    assert answer.status_code == 422
    assert director.post(url, data={"reason": "听错了"}).status_code == 302
    page = text(director.get(f"/children/{child.id}/guardianship"))
    assert "记错了，已划掉：听错了" in page
    assert "平时由奶奶照看" in page
    again = director.post(url, data={"reason": "听错了"})
    assert again.status_code == 422
    assert "已经划掉" in text(again)


def test_pressing_things_come_up_for_the_worker_and_the_risk_is_only_proposed(
    director: CheckedClient, session: Db
) -> None:
    viewer, child = a_viewer(Role.CHILD_DIRECTOR), a_child(people=(GRANDMOTHER, FATHER))
    session.commit()
    assert coming(viewer, TODAY, TODAY + timedelta(days=30)) == []
    actions.begin_care(actor=viewer, child=child, arrangement="alone")
    session.commit()
    [only] = coming(viewer, TODAY, TODAY + timedelta(days=30))
    assert (only.child_id, only.on, only.about) == (child.id, TODAY, "不满16周岁的孩子独自生活")
    page = text(director.get(f"/children/{child.id}/guardianship"))
    assert "未成年人保护法第二十一条第二款" in page
    assert "建议调到“高风险”" in page
    assert child.risk == 2
    assert "不满16周岁的孩子独自生活" in text(director.get("/today/coming"))


def test_elsewhere_is_like_missing_and_others_have_no_business_here(
    director: CheckedClient, client_for: Callable[..., CheckedClient], session: Db
) -> None:
    own, other = a_child(), a_child(region_code=NEXT_VILLAGE)
    spell = actions.begin_care(actor=a_viewer(Role.COUNTY_CIVIL), child=other, arrangement="alone")
    parts = ("", "/change", "/care", f"/{spell.id}/strike")
    for part in parts:
        assert director.get(f"/children/{other.id}/guardianship{part}").status_code == 404
        assert director.get(f"/children/{uuid4()}/guardianship{part}").status_code == 404
    url = f"/children/{own.id}/guardianship/{spell.id}/strike"
    assert director.post(url, data={"reason": "不是这里的"}).status_code == 404
    auditor = client_for(Role.AUDITOR)
    for part in parts:
        assert auditor.get(f"/children/{other.id}/guardianship{part}").status_code == 403


def test_guardian_in_the_file_is_told_as_listed(director: CheckedClient, session: Db) -> None:
    listed = GRANDMOTHER.__class__(part=Part.GUARDIAN, name="王秀英", relation="62")
    child = a_child(people=(GRANDMOTHER, listed))
    page = text(director.get(f"/children/{child.id}/guardianship"))
    assert "陈雨桐登记的监护人是奶奶，还没写依据" in page
