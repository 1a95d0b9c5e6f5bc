"""What guardians were told: acts and pages."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children import actions as files
from casework.children import queries as children
from casework.children.coming import coming
from casework.errors import NotFound, RuleBroken
from casework.guidance import actions, queries, rules
from casework.guidance.models import Guidance
from casework.practice import queries as practice
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE, a_viewer
from tests.factories.children import GRANDMOTHER, a_child, load_practice

Db = scoped_session[Session]
TODAY = date(2026, 11, 1)
SAID: dict[str, Any] = {
    "kind": "dissuasion",
    "body": "village",
    "given_on": TODAY,
    "said": "讲了不能把孩子一个人留在家里",
}


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_only_who_may_by_law_admonishes(session: Db) -> None:
    load_practice()
    book = practice.guardianship(VILLAGE)
    for kind in ("admonition", "ordered_guidance"):
        for body in book.bodies:
            if body in {"police", "procuratorate", "court"}:
                assert rules.kind_of(kind, body, book).code == kind
            else:
                with pytest.raises(RuleBroken) as refusal:
                    rules.kind_of(kind, body, book)
                assert refusal.value.field == "body"
    with pytest.raises(RuleBroken):
        rules.kind_of("scolding", "village", book)
    for given, follow, field in (
        (TODAY + timedelta(days=1), None, "given_on"),
        (TODAY, TODAY - timedelta(days=1), "follow_up_on"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            rules.check_days(given, follow, TODAY)
        assert refusal.value.field == field


def test_it_is_kept_sealed_once_and_followed(session: Db) -> None:
    viewer, child = a_viewer(Role.CHILD_DIRECTOR), a_child()
    to = [link.id for link, _ in children.people_of(child)]
    follow_on = date(2026, 11, 15)
    kept = actions.give(actor=viewer, child=child, recipients=to, follow_up_on=follow_on, **SAID)
    session.commit()
    assert actions.give(actor=viewer, child=child, recipients=to, **SAID) is kept
    stored = repr(session.connection().exec_driver_sql("SELECT * FROM guidance").all())
    assert "dissuasion" not in stored
    assert "一个人" not in stored
    with pytest.raises(RuleBroken):
        actions.give(actor=viewer, child=child, recipients=[uuid4()], **SAID)
    until = TODAY + timedelta(days=30)
    [only] = coming(viewer, TODAY, until)
    assert (only.on, only.child_id) == (follow_on, child.id)
    with pytest.raises(RuleBroken):
        actions.follow(actor=viewer, child=child, guidance=kept, result="好些", again_on=TODAY)
    again = date(2026, 11, 20)
    actions.follow(actor=viewer, child=child, guidance=kept, result="好些", again_on=again)
    session.commit()
    assert [each.on for each in coming(viewer, TODAY, until)] == [again]
    actions.follow(actor=viewer, child=child, guidance=kept, result="改了")
    session.commit()
    assert coming(viewer, TODAY, until) == []
    assert (kept.result, kept.followed_on) == ("改了", TODAY)
    tags = session.scalars(select(AuditEntry.tag).where(AuditEntry.subject_id == kept.id)).all()
    assert sorted(tags) == ["guidance:follow", "guidance:follow", "guidance:give"]


def test_it_goes_with_the_child(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    kept = actions.give(actor=county, child=child, **SAID)
    files.move(actor=county, child=child, region_code=NEXT_VILLAGE, address="河湾村一组")
    session.commit()
    assert session.scalars(select(Guidance.region_code)).all() == [NEXT_VILLAGE]
    other = a_child(name="陈雨彤", region_code=NEXT_VILLAGE, people=())
    choice = files.Choice((other.version, child.version))
    files.merge(
        actor=county, kept_id=other.id, ended_id=child.id, choice=choice, reason="同一个孩子"
    )
    session.commit()
    assert queries.get(other, kept.id).said == SAID["said"]
    with pytest.raises(NotFound):
        queries.get(child, kept.id)


def test_the_pages(client_for: Callable[..., CheckedClient], session: Db) -> None:
    director, child = client_for(Role.CHILD_DIRECTOR), a_child(people=(GRANDMOTHER,))
    link = children.people_of(child)[0][0]
    url = f"/children/{child.id}/guidance/new"
    assert "训诫、责令接受家庭教育指导，只能由公安机关" in text(director.get(url))
    told = {**SAID, "recipients": [str(link.person_id)], "follow_up_on": "2026-11-15"}
    for _ in (1, 2):
        answer = director.post(url, data=told)
        assert answer.location == f"/children/{child.id}/guardianship#guidance"
    [kept] = queries.of_child(child)
    page = text(director.get(f"/children/{child.id}/guardianship"))
    assert "劝诫、制止" in page
    assert "奶奶（王秀英）" in page
    assert "不能把孩子一个人" in page
    for wrong in (
        {"kind": ""},
        {"kind": "admonition"},
        {"given_on": "2026-11-02"},
        {"follow_up_on": "2026-10-01"},
        {"recipients": [str(uuid4())]},
    ):
        answer = director.post(url, data={**told, "answer": "以后注意", **wrong})
        assert answer.status_code == 422
        assert "以后注意" in text(answer)
    follow = f"/children/{child.id}/guidance/{kept.id}/follow"
    assert "劝诫、制止" in text(director.get(follow))
    assert director.post(follow, data={"result": ""}).status_code == 422
    assert director.post(follow, data={"result": "改了"}).status_code == 302
    assert "后来：改了" in text(director.get(f"/children/{child.id}/guardianship"))
    assert "对监护人：劝诫、制止" in text(director.get(f"/children/{child.id}"))


def test_elsewhere_is_like_missing(client_for: Callable[..., CheckedClient], session: Db) -> None:
    director, other = client_for(Role.CHILD_DIRECTOR), a_child(region_code=NEXT_VILLAGE)
    own = a_child()
    kept = actions.give(actor=a_viewer(Role.COUNTY_CIVIL), child=other, **SAID)
    assert director.get(f"/children/{other.id}/guidance/new").status_code == 404
    assert director.post(f"/children/{other.id}/guidance/new", data=SAID).status_code == 404
    for child_id in (other.id, own.id):
        url = f"/children/{child_id}/guidance/{kept.id}/follow"
        assert director.get(url).status_code == 404
    assert client_for(Role.AUDITOR).get(f"/children/{own.id}/guidance/new").status_code == 403
