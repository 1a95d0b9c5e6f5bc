"""Signing in and out, passwords, and the accounts page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.test import TestResponse

from casework import clock
from casework.accounts import queries
from casework.accounts.models import LoginSession
from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD, STRANGE_COUNTY, an_account

ClientFor = Callable[..., CheckedClient]


def post_sign_in(client: CheckedClient, login: str, password: str) -> TestResponse:
    return client.post("/sign-in", data={"login": login, "password": password})


def tags(session: scoped_session[Session]) -> list[str]:
    return list(session.scalars(select(AuditEntry.tag).order_by(AuditEntry.id)))


def test_signs_in_and_lands_on_the_page_of_the_role(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(Role.CHILD_DIRECTOR, login="liu")
    answer = post_sign_in(client, " LIU ", PASSWORD)
    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/today"
    assert "account:sign-in" in tags(session)


def test_wrong_password_and_unknown_login_get_the_same_page(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(login="liu")
    wrong = post_sign_in(client, "liu", "not-her-password")
    unknown = post_sign_in(client, "nobody-here", "not-her-password")
    assert wrong.status_code == unknown.status_code == 422
    swapped = unknown.get_data(as_text=True).replace("nobody-here", "liu")
    assert wrong.get_data(as_text=True) == swapped
    assert tags(session).count("account:sign-in-refused") == 2


def test_guessing_is_slowed_down_per_account_not_for_everybody(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(login="liu")
    an_account(Role.COUNTY_CIVIL, login="wang")
    for _ in range(5):
        post_sign_in(client, "liu", "guess")
    refused = post_sign_in(client, "liu", PASSWORD)
    assert "试错次数太多" in refused.get_data(as_text=True)
    assert post_sign_in(client, "wang", PASSWORD).status_code == 302


def test_a_disabled_account_cannot_sign_in_and_loses_its_session(
    client_for: ClientFor, client: CheckedClient, session: scoped_session[Session]
) -> None:
    worker = client_for(Role.CHILD_DIRECTOR)
    admin = client_for(Role.SYS_ADMIN)
    account = queries.by_login("child_director-home")
    assert account is not None
    admin.post(f"/accounts/{account.id}/disable")
    assert worker.get("/me").headers["Location"].startswith("/sign-in")
    assert post_sign_in(client, account.login, PASSWORD).status_code == 422


def test_first_password_opens_nothing_but_the_change_of_password(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(login="liu").must_change = True
    post_sign_in(client, "liu", PASSWORD)
    assert client.get("/me").headers["Location"] == "/me/password"
    new = "三月里的小雨淅沥沥淅沥沥"
    changed = client.post("/me/password", data={"current": PASSWORD, "password": new, "again": new})
    assert changed.status_code == 302, changed.get_data(as_text=True)
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "至少 10 个字符"), ("liuliu-liu-x", "登录名"), ("1234567890", "太常见")],
)
def test_a_poor_new_password_comes_back_with_the_reason(
    client: CheckedClient, session: scoped_session[Session], password: str, why: str
) -> None:
    an_account(login="liuliu")
    post_sign_in(client, "liuliu", PASSWORD)
    answer = client.post(
        "/me/password", data={"current": PASSWORD, "password": password, "again": password}
    )
    assert answer.status_code == 422
    assert why in answer.get_data(as_text=True)


def test_signing_in_makes_a_new_token_and_signing_out_kills_it(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(login="liu")
    post_sign_in(client, "liu", PASSWORD)
    stolen = client.get_cookie("casework")
    assert stolen is not None
    client.post("/sign-out")
    client.set_cookie("casework", stolen.value)
    assert client.get("/me").headers["Location"].startswith("/sign-in")


def test_a_session_ends_by_idleness_and_by_age(
    client: CheckedClient, session: scoped_session[Session]
) -> None:
    an_account(login="liu")
    post_sign_in(client, "liu", PASSWORD)
    row = session.scalars(select(LoginSession)).one()
    row.seen_at = clock.now() - timedelta(minutes=31)
    answer = client.get("/me")
    assert "over=1" in answer.headers["Location"]


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d", "javascript:x", "\\x"],
)
def test_next_leads_only_inside(
    client: CheckedClient, session: scoped_session[Session], target: str
) -> None:
    an_account(login="liu")
    answer = client.post(
        "/sign-in",
        query_string={"next": target},
        data={"login": "liu", "password": PASSWORD},
    )
    assert answer.headers["Location"] == "/"


def test_sign_out_everywhere_keeps_only_this_device(
    app: object, client_for: ClientFor, session: scoped_session[Session]
) -> None:
    first, second = client_for(Role.CHILD_DIRECTOR), client_for(Role.CHILD_DIRECTOR)
    second.post("/me/sign-out-everywhere")
    assert first.get("/me").status_code == 302
    assert second.get("/me").status_code == 200


def test_only_the_system_administrator_manages_accounts(client_for: ClientFor) -> None:
    assert client_for(Role.SYS_ADMIN).get("/accounts").status_code == 200
    for role in (Role.CHILD_DIRECTOR, Role.COUNTY_CIVIL, Role.AUDITOR):
        assert client_for(role).get("/accounts").status_code == 403


def test_a_grant_elsewhere_gives_nothing_here(client_for: ClientFor) -> None:
    page = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY).get("/me").get_data(as_text=True)
    assert "远山县" in page
    assert "青禾县" not in page


WECHAT = "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 XWEB/4375 MicroMessenger/8.0.30"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (WECHAT, {"您是在微信里打开的"}),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/49.0", {"您的浏览器比较旧"}),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0", set()),
    ],
)
def test_wechat_and_old_browsers_are_told_what_works_and_are_let_in(
    client: CheckedClient, session: scoped_session[Session], agent: str, told: set[str]
) -> None:
    an_account(login="liu")
    page = client.get("/sign-in", headers={"User-Agent": agent}).text
    assert {words for words in ("您是在微信里打开的", "您的浏览器比较旧") if words in page} == told
    said = {"login": "liu", "password": PASSWORD}
    assert client.post("/sign-in", data=said, headers={"User-Agent": agent}).status_code == 302


def test_a_lost_password_has_a_way_that_is_told(client: CheckedClient) -> None:
    page = client.get("/sign-in").text
    for words in ("忘记密码", "儿童督导员", "没有短信找回", "投诉建议"):
        assert words in page
    assert 'href="/sign-in/code"' in page
