"""Every kind of answer: its headers, its own words, and nothing of what went wrong inside."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, abort, redirect
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.crypto.passwords import HashingBusy
from casework.db.base import db
from casework.web.headers import CSP, SECURITY_HEADERS
from tests.client import CheckedClient
from tests.factories.accounts import an_account
from tests.web.conftest import Planted

pytestmark = pytest.mark.pages

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

ERRORS = [400, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503]


def assert_hardened(answer: Any) -> None:
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers


def refused_with(status: int) -> Callable[[], Any]:
    def answer() -> Any:
        abort(status)

    return answer


def test_the_policy_allows_no_code_in_a_page_and_no_frame_around_it() -> None:
    assert "default-src 'none'" in CSP
    assert "frame-ancestors 'none'" in CSP
    assert "base-uri 'none'" in CSP
    assert "unsafe" not in CSP
    assert "http" not in CSP


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_has_a_page_of_ours_that_says_what_to_do(
    planted: Planted, session: Rows, status: int
) -> None:
    for ask in (planted.get, planted.post):
        answer = ask(refused_with(status))
        page = answer.get_data(as_text=True)
        assert answer.status_code == status
        assert_hardened(answer)
        assert 'lang="zh-CN"' in page
        assert "回首页" in page
        assert re.search(r"<code>[0-9a-f]{12}</code>", page), "the number to tell"


@pytest.mark.parametrize("status", [401, 406, 410, 414, 416, 418, 451, 501, 502, 504])
def test_an_error_without_a_page_of_its_own_keeps_its_status(
    planted: Planted, session: Rows, status: int
) -> None:
    answer = planted.get(refused_with(status))
    assert answer.status_code == status
    assert 'lang="zh-CN"' in answer.get_data(as_text=True)


def breaks() -> str:
    raise ValueError("陈雨桐 990101201603150022")


def divides() -> str:
    return str(1 // 0)


def asks_wrongly() -> str:
    db.session.execute(db.text("SELECT * FROM no_such_table"))
    return ""


@pytest.mark.parametrize("fault", [breaks, divides, asks_wrongly])
def test_a_fault_of_ours_shows_nothing_of_itself(
    planted: Planted, session: Rows, fault: Callable[[], str]
) -> None:
    answer = planted.get(fault)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert_hardened(answer)
    assert "不是您的错" in page
    for inside in ("陈雨桐", "990101", "Traceback", "ValueError", "no_such_table", ".py"):
        assert inside not in page


def test_too_many_sign_ins_at_once_are_asked_to_come_back(planted: Planted, session: Rows) -> None:
    def answer() -> Any:
        raise HashingBusy

    asked = planted.post(answer)
    assert asked.status_code == 503
    assert asked.headers["Retry-After"] == "10"
    assert_hardened(asked)


@pytest.mark.parametrize(
    ("answer", "status"),
    [(lambda: "", 200), (lambda: redirect("/"), 302), (lambda: ("", 204), 204)],
)
def test_other_answers_are_hardened_too(
    planted: Planted, session: Rows, answer: Callable[[], Any], status: int
) -> None:
    for ask in (planted.get, planted.post):
        asked = ask(answer)
        assert asked.status_code == status
        assert_hardened(asked)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing-here", 404),
        ("GET", "/children/not-an-id", 404),
        ("POST", "/today", 405),
        ("DELETE", "/me", 405),
        ("GET", "/me", 302),
        ("GET", "/sign-in", 200),
        ("POST", "/sign-in", 422),
        ("HEAD", "/sign-in", 200),
        ("OPTIONS", "/sign-in", 200),
        ("GET", "/sign-in?next=%00", 400),
        ("GET", "/accounts?after=%00", 400),
        ("GET", "/%00", 400),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_the_router_and_the_gate_answer_hardened(
    client: CheckedClient, session: Rows, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert_hardened(answer)


@pytest.fixture
def demanding(app: Flask) -> Iterator[Flask]:
    """The application as it is outside of tests: every form needs its token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def test_a_form_without_its_token_is_sent_back_with_a_page(demanding: Flask, session: Rows) -> None:
    client = CheckedClient(demanding)
    answer = client.post("/sign-in", data={"login": "liu", "password": "x"})
    assert answer.status_code == 400
    assert_hardened(answer)
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    sent = {"login": "liu", "password": "x", "csrf_token": token[1]}
    assert client.post("/sign-in", data=sent).status_code == 422
    assert CheckedClient(demanding).post("/sign-in", data=sent).status_code == 400


def test_signing_out_clears_what_the_browser_kept(client_for: ClientFor) -> None:
    answer = client_for(Role.CHILD_DIRECTOR).post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_pages_are_not_cached_and_files_are_for_ever(client: CheckedClient, session: Rows) -> None:
    an_account(login="liu")
    page = client.get("/sign-in").get_data(as_text=True)
    files = set(re.findall(r'"(/assets/[^"]+)"', page))
    assert {file.rpartition(".")[2] for file in files} >= {"css", "js", "svg"}
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/assets/nothing.css").status_code == 404
