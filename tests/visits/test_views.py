"""Pages of visits: each works, asks for its permission, knows no other region, minds bad input."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.children.models import Child
from casework.db.base import db
from casework.visits.models import Submission, SubmissionState, Visit
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit, said

SignIn = Callable[..., CheckedClient]


@pytest.fixture
def child(session: object) -> Child:
    return a_child(entered_on=date(2026, 7, 1))


@pytest.fixture
def worker(client_for: SignIn) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def a_strange_child() -> Child:
    county = a_viewer(Role.COUNTY_CIVIL, "990102000000")
    return a_child(region_code=STRANGE_VILLAGE, actor=county)


def count(model: type[Visit] | type[Submission]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def open_form(client: CheckedClient, child_id: UUID) -> tuple[str, dict[str, str]]:
    """Open the form as a browser does; return its address and its hidden fields."""
    first = client.get(f"/children/{child_id}/visits/new")
    assert first.status_code == 302
    page = client.get(first.location).get_data(as_text=True)
    hidden = re.findall(r'name="(client_id|form_version)"[^>]*value="([^"]+)"', page)
    return first.location, dict(hidden)


def save(client: CheckedClient, address: str, **fields: object) -> TestResponse:
    return client.post(address, data={**said(), **fields})


# new


def test_a_form_opens_for_today_with_a_uuid_of_its_own(worker: CheckedClient, child: Child) -> None:
    address, hidden = open_form(worker, child.id)
    assert hidden["form_version"] == "2026.2"
    assert address.endswith(hidden["client_id"])
    page = worker.get(address).get_data(as_text=True)
    assert 'value="2026-11-01"' in page
    assert re.search(r'value="home" checked', page)


def test_saving_leads_to_the_receipt(worker: CheckedClient, child: Child) -> None:
    address, hidden = open_form(worker, child.id)
    page = worker.get(save(worker, address, **hidden).location)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert db.session.scalars(select(Submission.receipt)).one() in text
    assert child.name in text
    assert "下次走访" in text


def test_double_tap_back_and_reload_leave_one_visit(worker: CheckedClient, child: Child) -> None:
    address, hidden = open_form(worker, child.id)
    first, second = (save(worker, address, **hidden) for _ in range(2))
    assert first.location == second.location
    assert worker.get(address).location == first.location
    assert worker.get(first.location).status_code == 200
    assert count(Visit) == count(Submission) == 1


def test_posts_at_the_same_moment_leave_one_visit(client_for: SignIn, child: Child) -> None:
    browsers = [client_for(Role.CHILD_DIRECTOR) for _ in range(2)]
    address, content = f"/children/{child.id}/visits/new", said()
    db.session.commit()
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda each: each.post(address, data=content), browsers))
    assert [answer.status_code for answer in answers] == [302] * 2
    assert len({answer.location for answer in answers}) == 1
    assert count(Visit) == count(Submission) == 1


def test_the_second_of_two_tabs_is_kept_apart_and_told_no_more(
    worker: CheckedClient, child: Child
) -> None:
    address, hidden = open_form(worker, child.id)
    save(worker, address, **hidden)
    page = worker.get(save(worker, address, **hidden, health="minor").location)
    assert page.status_code == 200
    assert child.name not in page.get_data(as_text=True)
    states = set(db.session.scalars(select(Submission.state)))
    assert states == {SubmissionState.KEPT, SubmissionState.QUARANTINED}


def test_a_bad_answer_is_kept_with_the_rest(worker: CheckedClient, child: Child) -> None:
    address, hidden = open_form(worker, child.id)
    answer = save(worker, address, **hidden, health="made_up", visited_on="2038-01-19")
    page = worker.get(answer.location).get_data(as_text=True)
    assert "待核对" in page
    assert count(Visit) == 1


def test_a_form_from_nowhere_is_kept_and_told_like_any_other(
    worker: CheckedClient, child: Child
) -> None:
    strange = a_strange_child().id
    for child_id in (strange, uuid4()):
        answer = worker.post(f"/children/{child_id}/visits/new", data=said())
        page = worker.get(answer.location).get_data(as_text=True)
        assert "走访已经收到" in page
        assert "等儿童督导员核对" in page
    assert (count(Submission), count(Visit)) == (2, 0)


def test_a_form_opens_for_no_child_out_of_reach(worker: CheckedClient, child: Child) -> None:
    for child_id in (a_strange_child().id, uuid4()):
        assert worker.get(f"/children/{child_id}/visits/new").status_code == 404


def test_nobody_without_the_permission_opens_or_sends_a_form(
    client_for: SignIn, child: Child
) -> None:
    client = client_for(Role.WOMENS_FED)
    assert client.get(f"/children/{child.id}/visits/new").status_code == 403
    assert client.post(f"/children/{child.id}/visits/new", data=said()).status_code == 403
    assert count(Submission) == 0


def test_opening_a_form_stands_in_the_trail(worker: CheckedClient, child: Child) -> None:
    open_form(worker, child.id)
    statement = select(AuditEntry).where(AuditEntry.tag == "child:open")
    assert [entry.child_id for entry in db.session.scalars(statement)] == [child.id]


# saved


def test_the_receipt_names_what_may_be_added(worker: CheckedClient, child: Child) -> None:
    address, hidden = open_form(worker, child.id)
    answer = save(worker, address, **hidden, guardianship="urgent", psych=[], risk_after="1")
    page = worker.get(answer.location).get_data(as_text=True)
    assert "心理和情绪</b> 还没有点" in page
    assert "先打110" in page
    assert f"/mandatory/new?child={child.id}" in page
    assert "调低要儿童督导员同意" in page
    assert "补充、更正" in page


def test_a_receipt_is_its_authors_alone(
    worker: CheckedClient, client_for: SignIn, child: Child
) -> None:
    address, hidden = open_form(worker, child.id)
    receipt = save(worker, address, **hidden).location
    assert client_for(Role.COUNTY_CIVIL).get(receipt).status_code == 404
    assert client_for(Role.AUDITOR).get(receipt).status_code == 403
    assert worker.get(f"/visits/saved/{uuid4()}").status_code == 404


# show


def test_a_visit_is_shown_with_its_versions_and_logged(worker: CheckedClient, child: Child) -> None:
    visit = a_visit(child, child_wish="<b>球鞋</b>")
    page = worker.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "&lt;b&gt;球鞋" in page
    assert "第1版" in page
    statement = select(AuditEntry.subject_id).where(AuditEntry.tag == "visit:open")
    assert db.session.scalars(statement).all() == [visit.id]


def test_a_visit_is_shown_to_nobody_else(client_for: SignIn, child: Child) -> None:
    address = f"/visits/{a_visit(child).id}"
    assert client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE).get(address).status_code == 404
    assert client_for(Role.WOMENS_FED).get(address).status_code == 403
    assert client_for(Role.COUNTY_CIVIL).get(f"/visits/{uuid4()}").status_code == 404


# correct


def test_a_correction_shows_what_it_changed(worker: CheckedClient, child: Child) -> None:
    visit = a_visit(child)
    assert worker.get(f"/visits/{visit.id}/correct").status_code == 200
    fields = {**said(health="minor"), "version": "1", "why": "点错、写错了", "why_note": "看错行"}
    answer = worker.post(f"/visits/{visit.id}/correct", data=fields)
    page = worker.get(answer.location).get_data(as_text=True)
    assert "点错、写错了：看错行" in page
    assert re.search(r"<del>.*健康</del>.*<ins>.*小毛病</ins>", page, re.DOTALL)


def test_a_stale_correction_shows_both_and_keeps_what_was_typed(
    worker: CheckedClient, child: Child
) -> None:
    visit = a_visit(child)
    address = f"/visits/{visit.id}/correct"
    fields = {"version": "1", "why": "其他"}
    worker.post(address, data={**said(health="minor"), **fields})
    answer = worker.post(address, data={**said(child_wish="想要球鞋"), **fields})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "小毛病" in page
    assert "想要球鞋" in page
    again = {**said(child_wish="想要球鞋"), **fields, "version": "2"}
    assert 'name="version" type="hidden" value="2"' in page
    assert worker.post(address, data=again).status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"visited_on": "2026-11-02"}, "不能晚于登记那天"),
        ({"health": "made_up"}, "没有这个选项"),
        ({"why": ""}, "请选择“为什么更正”"),
        ({}, "内容没有变化"),
    ],
)
def test_a_bad_correction_comes_back(
    worker: CheckedClient, child: Child, fields: dict[str, str], message: str
) -> None:
    visit = a_visit(child)
    sent = {**said(), "version": "1", "why": "其他", **fields}
    answer = worker.post(f"/visits/{visit.id}/correct", data=sent)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)
    assert count(Visit) == 1


def test_only_author_and_office_correct(client_for: SignIn, child: Child) -> None:
    by_office = a_visit(child, actor=a_viewer(Role.COUNTY_CIVIL))
    by_worker = a_visit(child)
    worker, office = client_for(Role.CHILD_DIRECTOR), client_for(Role.CHILD_SUPERVISOR)
    assert worker.get(f"/visits/{by_office.id}/correct").status_code == 403
    assert office.get(f"/visits/{by_worker.id}/correct").status_code == 200
    assert client_for(Role.AUDITOR).get(f"/visits/{by_worker.id}/correct").status_code == 403


def test_a_visit_elsewhere_cannot_be_corrected(client_for: SignIn, child: Child) -> None:
    visit = a_visit(child)
    stranger = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    assert stranger.get(f"/visits/{visit.id}/correct").status_code == 404
    assert stranger.post(f"/visits/{visit.id}/correct", data=said()).status_code == 404


# index


def test_records_are_listed_with_names(worker: CheckedClient, child: Child) -> None:
    a_visit(child, mode="phone")
    page = worker.get("/visits/?mode=phone&state=received")
    assert page.status_code == 200
    assert child.name in page.get_data(as_text=True)
    assert child.name not in worker.get("/visits/?mode=video").get_data(as_text=True)


def test_a_list_with_a_broken_address_is_the_first_page(
    worker: CheckedClient, child: Child
) -> None:
    a_visit(child)
    page = worker.get("/visits/?mode=id;drop&state=-1&after=1e9")
    assert page.status_code == 200
    assert child.name in page.get_data(as_text=True)


def test_the_list_asks_for_its_permission(client_for: SignIn, child: Child) -> None:
    assert client_for(Role.PROVINCE_CIVIL).get("/visits/").status_code == 403


def test_nothing_of_another_village_is_listed(client_for: SignIn, child: Child) -> None:
    a_visit(child)
    page = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE).get("/visits/").get_data(as_text=True)
    assert child.name not in page
    assert "还没有走访记录" in page
