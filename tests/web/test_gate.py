"""What every request passes through: labels, origin, token, host, size, one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.access import Openness, label_of
from casework.accounts.models import Account
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.audit.models import AuditEntry
from casework.crypto.keyring import Keyring
from casework.db.base import db
from casework.web.app import ROOT, create_app
from casework.web.headers import SECURITY_HEADERS
from casework.web.navigation import ENTRIES
from config.settings import Settings
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD, an_account

pytestmark = pytest.mark.pages

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


def test_every_endpoint_has_a_label(app: Flask) -> None:
    bare = [name for name, view in app.view_functions.items() if label_of(view) is None]
    assert bare == []


def test_every_menu_entry_leads_to_a_page_that_opens(app: Flask) -> None:
    """To the same permission, or to one that all who see the entry have."""
    for entry in ENTRIES:
        label = label_of(app.view_functions[entry.endpoint])
        if entry.permission is None:
            assert isinstance(label, Openness)
        else:
            offered = [allowed for allowed in GRANTS.values() if entry.permission in allowed]
            assert all(label in allowed for allowed in offered)


@pytest.fixture
def unlabelled(app: Flask) -> Iterator[str]:
    """A view that somebody forgot to label."""
    view = app.view_functions["health.alive"]
    app.view_functions["health.alive"] = lambda: "open"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield "/healthz"
    app.config["PROPAGATE_EXCEPTIONS"] = None
    app.view_functions["health.alive"] = view


def test_a_view_without_a_label_is_refused_for_everybody(
    client: CheckedClient, session: Db, unlabelled: str
) -> None:
    answer = client.get(unlabelled)
    assert answer.status_code == 500
    assert "open" not in answer.get_data(as_text=True)


def test_a_refusal_is_written_although_nothing_else_is(client_for: ClientFor, session: Db) -> None:
    assert client_for(Role.CHILD_DIRECTOR).get("/accounts").status_code == 403
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "security:denied")).one()
    assert entry.facts["wanted"] == Permission.ACCOUNT_MANAGE.value


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sign-in", 200), ("/nothing-here", 404), ("/me", 302), ("/sign-out", 405)],
)
def test_every_answer_carries_the_headers(
    client: CheckedClient, session: Db, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_an_unknown_host_is_refused(client: CheckedClient, session: Db) -> None:
    assert client.get("/sign-in", base_url="http://evil.example").status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_elsewhere_is_refused(
    client: CheckedClient, session: Db, headers: dict[str, str]
) -> None:
    an_account(login="liu")
    data = {"login": "liu", "password": PASSWORD}
    assert client.post("/sign-in", data=data, headers=headers).status_code == 403


def test_behind_the_proxy_the_site_is_https_and_the_caller_is_known(
    settings: Settings, keyring: Keyring, session: Db
) -> None:
    an_account(login="liu")
    session.commit()
    site = create_app(replace(settings, env="production"), keyring)
    site.config["WTF_CSRF_ENABLED"] = False
    with site.app_context():
        answer = CheckedClient(site).post(
            "/sign-in",
            data={"login": "liu", "password": PASSWORD},
            headers={
                "Origin": "https://localhost",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-For": "198.51.100.7",
            },
        )
        db.engine.dispose()
    assert answer.status_code == 302
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-casework=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"]


def test_a_post_without_its_token_is_refused(app: Flask, session: Db) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = CheckedClient(app).post("/sign-in", data={"login": "a", "password": "b"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400


def test_a_large_body_is_refused_but_an_upload_is_not(client_for: ClientFor, session: Db) -> None:
    county = client_for(Role.COUNTY_CIVIL)
    assert county.post("/me/password", data={"current": "a" * 1_100_000}).status_code == 413
    big = {"region_code": "990101000000", "note": "a" * 900_000}
    assert county.post("/roster/", data=big).status_code == 422


def test_a_refused_form_leaves_nothing_behind(client_for: ClientFor, session: Db) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    answer = client.post("/me/password", data={"current": "x", "password": "y", "again": "z"})
    assert answer.status_code == 422
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_get_that_changes_a_row_is_a_fault(
    app: Flask, client_for: ClientFor, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(Role.SYS_ADMIN)

    def page_of_accounts(after: str | None) -> object:
        account = session.scalars(select(Account)).first()
        assert account is not None
        account.login = "changed"
        raise AssertionError

    monkeypatch.setattr("casework.accounts.queries.page_of_accounts", page_of_accounts)
    with pytest.raises(AssertionError):
        client.get("/accounts")
    assert session.scalars(select(Account.login).where(Account.login == "changed")).all() == []


def test_health_pages_hold_no_data(client: CheckedClient, session: Db) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}


def test_the_root_is_the_repository() -> None:
    assert (ROOT / "templates" / "layout.html").exists()
