from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.assessments import queries
from casework.assessments.models import Assessment, AssessmentState
from casework.audit.models import AuditEntry
from casework.children.models import Child
from casework.inbox.models import Task
from casework.practice import queries as practice
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, an_account
from tests.factories.assessments import FULL, SCREENING, an_assessment
from tests.factories.children import a_child

Db = scoped_session[Session]


@pytest.fixture
def director(client_for: Callable[..., CheckedClient], session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def begin(director: CheckedClient, child: Child, template: str = FULL) -> UUID:
    told = {"template": template, "assessed_on": "2026-10-31"}
    answer = director.post(f"/children/{child.id}/assessments/new", data=told)
    assert answer.status_code == 302
    return UUID(answer.location.split("/")[2])


def made(session: Db) -> Assessment:
    session.expire_all()
    return session.scalars(select(Assessment)).one()


def test_an_assessment_on_a_phone_step_by_step(director: CheckedClient, session: Db) -> None:
    child = a_child()
    supervisor = an_account(Role.CHILD_SUPERVISOR, login="second")
    session.commit()
    assert "还没有做过" in text(director.get(f"/children/{child.id}/assessments"))
    assert director.get(f"/children/{child.id}/assessments/new?template={FULL}").status_code == 200
    url = f"/assessments/{begin(director, child)}"
    [form] = [each for each in practice.assessments() if each.code == FULL]
    for step, indicator in enumerate(form.indicators, 1):
        page = text(director.get(f"{url}/answers?step={step}"))
        assert all(item.label in page for item in indicator.items)
        said = {item.code: item.choices[0].code for item in indicator.items}
        if step == 1:
            said |= {"mood": "quiet", "mood_note": "躲着人"}
        answer = director.post(f"{url}/answers?step={step}", data=said)
        assert answer.status_code == 302
        assert made(session).state is AssessmentState.DRAFT
    assert answer.location == f"{url}/finish"
    assert "还有" not in text(director.get(f"{url}/finish"))
    told = {"child_words": "奶奶对我好", "second": str(supervisor.id)}
    assert director.post(f"{url}/finish", data=told).location == url
    page = text(director.get(url))
    for words in ("监护正常", "等确认结论", "话少，容易发脾气", "躲着人", "奶奶对我好"):
        assert words in page
    assert "待补第二评估人" not in page
    done = made(session)
    assert (done.state, done.scores["total"], str(done.assessed_on)) == (
        AssessmentState.DONE,
        98,
        "2026-10-31",
    )


def test_a_step_can_be_left_and_the_back_button_loses_nothing(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    session.commit()
    url = f"/assessments/{begin(director, child)}"
    said = {"food": "thin", "later": "y"}
    assert director.post(f"{url}/answers", data=said).location == url
    page = text(director.get(url))
    assert "还有19题没有选，不能给出结论" in page
    assert "接着做" in page
    director.post(f"{url}/answers?step=2", data={"daily": "good"})
    director.post(f"{url}/answers", data={"food": "good", "illness": "late"})
    assert made(session).answers == {"food": "good", "illness": "late", "daily": "good"}
    assert 'value="late" checked' in " ".join(text(director.get(f"{url}/answers?step=1")).split())
    for odd in ("0", "99", "x", "9" * 5000, ""):
        assert director.get(f"{url}/answers?step={odd}").status_code == 200


def test_leaving_items_out_is_never_refused(director: CheckedClient, session: Db) -> None:
    child = a_child()
    session.commit()
    url = f"/assessments/{begin(director, child)}"
    assert director.post(f"{url}/answers", data={}).status_code == 302
    assert director.post(f"{url}/finish", data={"second": "later"}).status_code == 302
    assert made(session).state is AssessmentState.DRAFT
    assert "不能给出结论" in text(director.get(url))


@pytest.mark.parametrize(
    ("place", "wrong", "kept"),
    [
        ("answers", {"food": "caviar", "food_note": "吃得好"}, "吃得好"),
        ("answers", {"food": "thin", "food_note": "瘦" * 201}, "瘦瘦瘦"),
        ("finish", {"child_words": "想妈妈", "second": "other"}, "想妈妈"),
        ("finish", {"child_words": "想" * 501, "second": "later"}, "想想想"),
        ("finish", {"child_words": "想妈妈", "second": str(uuid4())}, "想妈妈"),
        ("second", {"second": "other", "office": "石桥小学"}, "石桥小学"),
    ],
)
def test_a_faulty_form_comes_back_as_it_was(
    director: CheckedClient, session: Db, place: str, wrong: dict[str, str], kept: str
) -> None:
    assessment = an_assessment(a_child())
    session.commit()
    answer = director.post(f"/assessments/{assessment.id}/{place}", data=wrong)
    assert answer.status_code == 422
    assert kept in text(answer)
    assert made(session).child_words is None


def test_a_faulty_beginning_comes_back(director: CheckedClient, session: Db) -> None:
    child = a_child()
    session.commit()
    url = f"/children/{child.id}/assessments/new"
    for wrong in ({"template": "iq"}, {"assessed_on": "2026-11-02"}, {"assessed_on": ""}):
        told = {"template": FULL, "assessed_on": "2026-11-01", **wrong}
        assert director.post(url, data=told).status_code == 422
    assert session.scalars(select(Assessment)).all() == []


def test_an_office_decides_and_may_go_on_from_there(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    assessment = an_assessment(a_child(), but={"alone": "living"})
    session.commit()
    url, office = f"/assessments/{assessment.id}", client_for(Role.CHILD_SUPERVISOR)
    [task] = session.scalars(select(Task).where(Task.endpoint == "assessments.show"))
    assert office.post(f"/inbox/{task.id}/open").location == url
    page = text(office.get(f"{url}/decide"))
    assert "拨打110" in page
    assert "只有一名评估人" in page
    answer = office.post(f"{url}/decide", data={"level": "g_insufficient", "reason": ""})
    assert answer.status_code == 422
    assert "请写明原因" in text(answer)
    told = {"level": "g_insufficient", "reason": "舅舅已接去同住"}
    assert office.post(f"{url}/decide", data=told).location == url
    page = text(office.get(url))
    for words in ("结论", "监护不足", "舅舅已接去同住", "约监护人谈话", "待补第二评估人"):
        assert words in page
    assert office.post(f"{url}/decide", data=told).status_code == 422
    told = {"second": "other", "name": "周明", "office": "某社工机构"}
    assert office.post(f"{url}/second", data=told).location == url
    assert "某社工机构" in text(office.get(url))
    assert "周明" in text(office.get(f"{url}/print"))


def test_what_got_better_and_worse(director: CheckedClient, session: Db) -> None:
    child = a_child()
    but = {"income": "none", "mood": "good"}
    an_assessment(child, assessed_on=date(2026, 5, 1), but=but, decided="g_normal")
    new = an_assessment(child, but={"income": "good", "mood": "low"})
    session.commit()
    page = text(director.get(f"/assessments/{new.id}/compare"))
    assert "变好1项，变差1项，没变18项" in page
    assert "和上次比" in text(director.get(f"/assessments/{new.id}"))
    first = queries.before(new, queries.of_child(child))
    assert first is not None
    assert director.get(f"/assessments/{first.id}/compare").status_code == 404


def test_a_screening_leads_to_a_full_assessment(director: CheckedClient, session: Db) -> None:
    child = a_child()
    made_ = an_assessment(child, template=SCREENING, but={"adult": "no"})
    session.commit()
    page = text(director.get(f"/assessments/{made_.id}"))
    assert "建议做全面评估" in page
    assert f"/children/{child.id}/assessments/new?template={FULL}" in page
    assert "不满16周岁的孩子不能单独生活" in page


def test_the_child_s_page_says_the_newest_in_words(director: CheckedClient, session: Db) -> None:
    child = a_child(categories=["orphan_scattered"])
    session.commit()
    assert "按规定要做监护评估，还没有做过" in text(director.get(f"/children/{child.id}"))
    an_assessment(child)
    session.commit()
    page = text(director.get(f"/children/{child.id}"))
    assert "监护正常" in page
    assert "建议，等确认结论" in page
    assert "还没有做过" not in page


def test_opening_leaves_a_trace(director: CheckedClient, session: Db) -> None:
    assessment = an_assessment(a_child())
    session.commit()
    director.get(f"/assessments/{assessment.id}")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "assessment:open")).one()
    assert (entry.child_id, entry.subject_id) == (assessment.child_id, assessment.id)


_PAGES = ("", "/answers", "/finish", "/second", "/decide", "/compare", "/print")


def test_elsewhere_and_missing_are_one(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child = a_child(region_code=NEXT_VILLAGE)
    assessment = an_assessment(child)
    session.commit()
    director = client_for(Role.CHILD_DIRECTOR)
    for id_ in (assessment.id, uuid4()):
        for page in _PAGES:
            status = 403 if page == "/decide" else 404
            assert director.get(f"/assessments/{id_}{page}").status_code == status, page
        for page in ("/answers", "/finish", "/second"):
            assert director.post(f"/assessments/{id_}{page}", data={}).status_code == 404, page
    assert director.get(f"/children/{child.id}/assessments").status_code == 404
    assert director.post(f"/children/{child.id}/assessments/new").status_code == 404


def test_who_has_no_business_with_children_sees_nothing(
    client_for: Callable[..., CheckedClient], session: Db
) -> None:
    assessment = an_assessment(a_child())
    session.commit()
    for role in (Role.AUDITOR, Role.WOMENS_FED, Role.VOLUNTEER):
        client = client_for(role)
        for page in _PAGES:
            assert client.get(f"/assessments/{assessment.id}{page}").status_code == 403
