"""A form that comes too late is kept for its writer, shown again, and saved by a second press."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, update
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from casework import clock
from casework.accounts.models import LoginSession
from casework.accounts.permissions import Role
from casework.children import queries as children
from casework.children.models import Child
from casework.feedback.models import Feedback
from casework.unsaved import actions, queries, rules
from casework.unsaved.models import UnsavedForm
from casework.visits.models import Submission, Visit
from tests.accounts.signing import sign_in
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, PASSWORD, a_viewer
from tests.factories.children import a_child, load_practice
from tests.invariants.pages import main_form

pytestmark = pytest.mark.pages

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

STILL_THERE = "登录已过期，您填的内容还在，请再按一次保存"
LOGIN = "child_director-home"
SAID = {"kind": "suggestion", "desk": "system", "text": "字再大一点，老花眼"}


@pytest.fixture
def late(client_for: ClientFor, session: Rows) -> CheckedClient:
    """The phone of a 儿童主任, whose session has run out."""
    load_practice()
    client = client_for(Role.CHILD_DIRECTOR)
    _expire(session)
    return client


def _expire(session: Rows) -> None:
    ago = clock.now() - timedelta(hours=3)
    session.execute(update(LoginSession).values(seen_at=ago))
    session.commit()


def back_in(client: CheckedClient, answer: TestResponse, login: str = LOGIN) -> TestResponse:
    """Sign in on the page that the late form led to, and go where that leads."""
    assert answer.location is not None
    assert answer.location.startswith("/sign-in")
    return client.post(
        answer.location, data={"login": login, "password": PASSWORD}, follow_redirects=True
    )


def kept(session: Rows) -> UnsavedForm:
    return session.scalars(select(UnsavedForm)).one()


def count(session: Rows, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_what_was_typed_comes_back_and_is_saved_by_a_second_press(
    late: CheckedClient, session: Rows
) -> None:
    answer = late.post("/feedback/new", data=SAID)
    assert "您刚才填的内容已经收好" in late.get(answer.location or "").text
    page = back_in(late, answer)
    assert page.request.path == "/feedback/new"
    assert STILL_THERE in page.text
    assert "字再大一点，老花眼" in page.text
    form = main_form(page.text)
    assert {c.value for c in form.controls if c.checked} == {"suggestion", "system"}
    assert count(session, Feedback) == 0, "nothing was saved yet"
    address = f"{page.request.path}?{page.request.query_string.decode()}"
    assert late.post(address, data=form.data()).status_code == 302
    assert count(session, Feedback) == 1
    assert count(session, UnsavedForm) == 0
    assert STILL_THERE not in late.get(address).text


def test_a_refused_second_press_keeps_it(late: CheckedClient, session: Rows) -> None:
    page = back_in(late, late.post("/feedback/new", data=SAID))
    address = f"/feedback/new?{page.request.query_string.decode()}"
    assert late.post(address, data={"text": "只有字"}).status_code == 422
    assert count(session, UnsavedForm) == 1


def test_a_visit_comes_back_with_its_answers_and_its_own_number(
    late: CheckedClient, session: Rows
) -> None:
    child = a_child(worker_id=a_viewer(Role.CHILD_DIRECTOR).account_id)
    path = f"/children/{child.id}/visits/new"
    fresh = CheckedClient(late.application)
    sign_in(fresh, LOGIN, PASSWORD)
    opened = fresh.get(path, follow_redirects=True)
    said = main_form(opened.text).data(outcome="child_seen", note="奶奶腿疼，要复诊")
    _expire(session)
    address = f"{path}?{opened.request.query_string.decode()}"
    page = back_in(late, late.post(address, data=said))
    assert STILL_THERE in page.text
    assert "奶奶腿疼，要复诊" in page.text
    again = main_form(page.text).data()
    assert again["client_id"] == said["client_id"], "a visit that is sent twice is one visit"
    assert again["outcome"] == ["child_seen"]
    assert (count(session, Submission), count(session, Visit)) == (0, 0)
    assert "走访已经收到" in late.post(address, data=again, follow_redirects=True).text
    assert (count(session, Submission), count(session, Visit)) == (1, 1)


def test_a_child_s_file_comes_back_as_it_was_changed(late: CheckedClient, session: Rows) -> None:
    child = a_child()
    fresh = CheckedClient(late.application)
    sign_in(fresh, LOGIN, PASSWORD)
    path = f"/children/{child.id}/edit"
    changed = {"school": "石桥小学二年级", "phone": "19900123456", "no_id_reason": "unregistered"}
    said = main_form(fresh.get(path).text).data(**changed)
    _expire(session)
    page = back_in(late, late.post(path, data=said))
    form = main_form(page.text)
    assert STILL_THERE in page.text
    assert form.data()["school"] == ["石桥小学二年级"]
    assert form.data()["phone"] == ["19900123456"]
    assert children.facts_of(session.get_one(Child, child.id)).school != "石桥小学二年级"
    address = f"{path}?{page.request.query_string.decode()}"
    assert late.post(address, data=form.data()).status_code == 302
    session.expire_all()
    assert children.facts_of(session.get_one(Child, child.id)).school == "石桥小学二年级"


def test_what_was_looked_for_stands_in_the_box_it_was_typed_into(
    late: CheckedClient, session: Rows
) -> None:
    here = {"Referer": "http://localhost/children/?status=active"}
    answer = late.post("/children/search", data={"looked_for": "陈雨桐"}, headers=here)
    assert "陈雨桐" not in (answer.location or ""), "no name stands in an address"
    page = back_in(late, answer)
    assert page.request.path == "/children/"
    assert page.request.args["status"] == "active"
    assert 'value="陈雨桐"' in page.text


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/children/",
        "",
        "http://localhost//x",
        f"http://localhost/today?{'x' * 500}",
        "http://localhost/children/search",
    ],
)
def test_a_search_from_nowhere_leads_to_the_page_above_and_never_out(
    late: CheckedClient, session: Rows, referer: str
) -> None:
    answer = late.post("/children/search", data={"looked_for": "陈"}, headers={"Referer": referer})
    page = back_in(late, answer)
    assert (page.request.host, page.request.path) == ("localhost", "/children/")
    assert 'value="陈"' in page.text


def test_what_has_no_place_on_the_page_is_not_said_to_be_there(
    late: CheckedClient, session: Rows
) -> None:
    child = a_child()
    answer = late.post(f"/children/{child.id}/submit", data={"unheard": "of"})
    page = back_in(late, answer)
    assert page.request.path == f"/children/{child.id}"
    assert STILL_THERE not in page.text
    assert "刚才的操作没有保存，请重新操作一次" in page.text


def test_another_account_gets_nothing(late: CheckedClient, session: Rows) -> None:
    a_viewer(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    answer = late.post("/feedback/new", data=SAID)
    page = back_in(late, answer, f"child_director-{NEXT_VILLAGE}")
    assert page.request.path == "/feedback/new"
    assert "老花眼" not in page.text
    assert STILL_THERE not in page.text
    assert queries.find(a_viewer(Role.CHILD_DIRECTOR), kept(session).id, "/feedback/new")


def test_it_is_good_for_its_page_and_for_two_hours(late: CheckedClient, session: Rows) -> None:
    late.post("/feedback/new", data=SAID)
    form, viewer = kept(session), a_viewer(Role.CHILD_DIRECTOR)
    assert queries.find(viewer, form.id, "/children/enrol") is None
    assert form.until_at - clock.now() <= timedelta(hours=2)
    form.until_at = clock.now()
    assert queries.find(viewer, form.id, "/feedback/new") is None


def test_it_is_sealed_and_stands_neither_in_the_answer_nor_in_the_cookie(
    late: CheckedClient, session: Rows
) -> None:
    answer = late.post("/feedback/new", data=SAID)
    cookie = late.get_cookie("casework")
    page = late.get(answer.location or "").text
    shown = f"{answer.headers}{answer.text}{cookie.value if cookie else ''}{page}"
    assert "老花眼" not in shown
    assert "\\u8001" not in shown
    box: bytes = kept(session)._typed  # type: ignore[attr-defined]
    assert "老花眼".encode() not in box


def test_files_are_left_out_and_the_page_says_so(
    app: Flask, client_for: ClientFor, session: Rows
) -> None:
    client = client_for(Role.COUNTY_CIVIL)
    _expire(session)
    data = {"region_code": "990101000000", "file": (BytesIO(b"secret,1"), "ledger.csv")}
    page = back_in(client, client.post("/roster/", data=data), "county_civil-home")
    assert page.request.path == "/roster/"
    assert "选好的文件没能保留" in page.text
    assert "ledger" not in str(kept(session).typed)


def test_passwords_and_buttons_are_not_kept(late: CheckedClient, session: Rows) -> None:
    secret = {"current": PASSWORD, "password": "x" * 12, "again": "x" * 12, "note": "x"}
    for path, data in (("/me/password", secret), ("/me/sign-out-everywhere", {"csrf_token": "x"})):
        answer = late.post(path, data=data)
        assert "typed" not in (answer.location or "")
    assert count(session, UnsavedForm) == 0


def test_too_much_is_not_kept_and_the_page_says_so(late: CheckedClient, session: Rows) -> None:
    answer = late.post("/feedback/new", data={**SAID, "text": "字" * rules.LARGEST})
    assert "没能收好" in late.get(answer.location or "").text
    assert count(session, UnsavedForm) == 0


def test_a_browser_that_nobody_was_signed_in_with_keeps_nothing(
    client: CheckedClient, session: Rows
) -> None:
    a_viewer(Role.CHILD_DIRECTOR)
    answer = client.post("/feedback/new", data=SAID)
    assert "typed" not in (answer.location or "")
    client.set_cookie("casework", "made-up")
    client.post("/feedback/new", data=SAID)
    assert count(session, UnsavedForm) == 0


def test_a_session_that_was_ended_elsewhere_keeps_too_and_a_stopped_account_does_not(
    client_for: ClientFor, session: Rows
) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    session.execute(update(LoginSession).values(ended_at=clock.now()))
    assert "typed=kept" in (client.post("/feedback/new", data=SAID).location or "")
    from casework.accounts.models import Account  # noqa: PLC0415

    session.execute(update(Account).values(disabled_at=clock.now()))
    assert "typed" not in (client.post("/feedback/new", data=SAID).location or "")


def test_the_form_s_token_is_demanded_before_anything_is_kept(
    app: Flask, late: CheckedClient, session: Rows
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert late.post("/feedback/new", data=SAID).status_code == 400
        page = late.get("/sign-in").text
        token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page)
        assert token is not None
        answer = late.post("/feedback/new", data={**SAID, "csrf_token": token[1]})
        assert "typed=kept" in (answer.location or "")
        assert count(session, UnsavedForm) == 1
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_oldest_go_and_so_does_what_ran_out(late: CheckedClient, session: Rows) -> None:
    account = session.scalars(select(LoginSession)).one().account_id
    from casework.accounts import queries as accounts  # noqa: PLC0415

    for n in range(rules.AT_MOST + 2):
        actions.keep(
            account=accounts.get(account),
            path=f"/{n}",
            typed={"a": [str(n)]},
            without_files=False,
        )
        session.flush()
    paths = session.scalars(select(UnsavedForm.path).order_by(UnsavedForm.created_at)).all()
    assert paths == [f"/{n}" for n in range(2, rules.AT_MOST + 2)]
    session.execute(update(UnsavedForm).values(until_at=clock.now()))
    actions.keep(account=accounts.get(account), path="/x", typed={}, without_files=False)
    session.flush()
    assert count(session, UnsavedForm) == 1


def test_a_bad_name_of_a_kept_form_opens_the_page_as_usual(client_for: ClientFor) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    for name in ("", "x", "01930000-0000-7000-8000-000000000000", "%00x"):
        answer = client.get(f"/feedback/new?kept={name}")
        assert answer.status_code in {200, 400}
        assert STILL_THERE not in answer.text
