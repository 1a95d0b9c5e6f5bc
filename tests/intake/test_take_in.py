"""A child comes onto the register, with or without a number."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children.models import Child
from casework.intake import rules
from casework.needs import queries as needs
from casework.practice import queries as practice
from tests.client import CheckedClient
from tests.factories.accounts import VILLAGE, a_viewer
from tests.factories.children import an_id_number, load_practice

Db = scoped_session[Session]

#: The least that is asked of a child without a number.
LEAST = {
    "name": "吴小雨",
    "sex": "2",
    "no_id_reason": "unregistered",
    "birth_on": "2019-05-04",
    "region_code": VILLAGE,
    "categories": ["left_behind_rural"],
    "carer_name": "何桂兰",
    "carer_relation": "62",
    "carer_phone": "19900000031",
    "entered_on": "2026-11-01",
    "risk": "2",
}


@pytest.fixture
def village(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def enrolled(village: CheckedClient, session: Db, **said: str) -> Child:
    answer = village.post("/children/enrol", data={**LEAST, **said})
    assert answer.status_code == 302, text(answer)
    return session.scalars(select(Child)).one()


@pytest.mark.parametrize("reason", sorted(rules.UNREGISTERED))
def test_who_is_not_registered_gets_the_task(
    village: CheckedClient, session: Db, reason: str
) -> None:
    child = enrolled(village, session, no_id_reason=reason)
    [need] = needs.of_child(child)
    days = practice.visit_form().needs["hukou"].working_days
    assert need.kind == "hukou"
    assert need.due_on == practice.calendar().add_working_days(need.opened_on, days)
    assert need.account_id == a_viewer(Role.CHILD_DIRECTOR).account_id
    assert child.open_needs == 1
    assert "落户" in text(village.get(f"/children/{child.id}"))
    assert '落户 · <b lang="zh-CN">吴小雨</b>' in text(village.get("/today"))


@pytest.mark.parametrize(
    "said", [{"no_id_reason": "pending"}, {"no_id_reason": "", "id_number": an_id_number()}]
)
def test_nobody_else_does(village: CheckedClient, session: Db, said: dict[str, str]) -> None:
    child = enrolled(village, session, **{"birth_on": "2016-03-15", **said})
    assert needs.of_child(child) == []


def test_a_number_says_birth_and_sex(village: CheckedClient, session: Db) -> None:
    number = an_id_number()
    child = enrolled(village, session, id_number=number, sex="", birth_on="", no_id_reason="")
    assert (child.sex, str(child.birth_on)) == ("2", "2016-03-15")
    assert child.id_kind == "resident_id"


def test_another_document_is_no_id_card(village: CheckedClient, session: Db) -> None:
    said = {"id_number": "T990000001", "other_kind": "birth_certificate", "no_id_reason": ""}
    child = enrolled(village, session, **said)
    assert (child.id_kind, child.id_number) == ("birth_certificate", "T990000001")


def test_the_village_is_set_and_nothing_else_asked_of_a_director(village: CheckedClient) -> None:
    page = text(village.get("/children/enrol"))
    assert f'<option value="{VILLAGE}" selected>' in page
    for later in ("ethnic_group", "school_stage", "health", "father_name", "note"):
        assert f'name="{later}"' not in page


def test_the_rest_is_asked_for_on_the_page_after(village: CheckedClient, session: Db) -> None:
    child = enrolled(village, session)
    page = text(village.get(f"/children/{child.id}"))
    later = page.partition("以后补充")[2].partition("</section>")[0]
    for gap in ("父亲", "母亲", "就学情况", "健康状况", "详细地址", "户籍地", "证件号码"):
        assert gap in later
    said = {"name": "吴梅", "relation": "52", "version": child.version}
    village.post(f"/children/{child.id}/people/mother", data=said)
    page = text(village.get(f"/children/{child.id}"))
    assert "母亲" not in page.partition("以后补充")[2].partition("</section>")[0]
    assert "以后补充" not in _half_a_year_on(village, child)


def _half_a_year_on(village: CheckedClient, child: Child) -> str:
    assert child.entered_on is not None
    child.entered_on = child.entered_on.replace(month=5)
    return text(village.get(f"/children/{child.id}"))


def test_a_number_and_a_reason_for_none_contradict(village: CheckedClient, session: Db) -> None:
    answer = village.post("/children/enrol", data={**LEAST, "id_number": an_id_number()})
    assert answer.status_code == 422
    assert "请改一处" in text(answer)
    assert 'value="何桂兰"' in text(answer)
    assert session.scalars(select(Child)).all() == []


def test_who_may_not(client_for: Callable[..., CheckedClient]) -> None:
    assert client_for(Role.WOMENS_FED).get("/children/enrol").status_code == 403
