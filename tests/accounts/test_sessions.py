"""Sessions, grants, and the stricter profile 等保 level 3."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts import actions, queries
from casework.accounts.models import LoginSession, RoleGrant
from casework.accounts.permissions import Role
from casework.accounts.profile import DEFAULT
from casework.audit.models import AuditEntry
from casework.db.base import db
from casework.errors import RuleBroken
from tests.accounts.signing import fail, is_in, sign_in
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, PASSWORD, VILLAGE, an_account

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


def test_the_third_device_ends_the_one_that_was_idle_longest(app: Flask, session: Rows) -> None:
    an_account(login="liu")
    devices = [CheckedClient(app) for _ in range(3)]
    for device in devices:
        assert sign_in(device).status_code == 302
    assert [is_in(device) for device in devices] == [False, True, True]


def test_a_session_ends_at_its_absolute_age_however_busy(
    client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    sign_in(client)
    row = session.scalars(select(LoginSession)).one()
    row.created_at = clock.now() - timedelta(hours=12, seconds=1)
    assert "over=1" in client.get("/me").headers["Location"]


def test_a_busy_session_is_written_once_a_minute(client: CheckedClient, session: Rows) -> None:
    an_account(login="liu")
    sign_in(client)
    row = session.scalars(select(LoginSession)).one()
    first = row.seen_at
    client.get("/me")
    session.refresh(row)
    assert row.seen_at == first
    row.seen_at = first - timedelta(minutes=2)
    client.get("/me")
    session.refresh(row)
    assert row.seen_at >= first


def test_only_a_digest_of_the_token_is_kept(client: CheckedClient, session: Rows) -> None:
    an_account(login="liu")
    sign_in(client)
    cookie = client.get_cookie("casework")
    assert cookie is not None
    digest = session.scalars(select(LoginSession.token_digest)).one()
    assert digest.hex() not in cookie.value
    assert len(digest) == 32


def test_a_grant_that_ends_ends_with_the_next_request(client_for: ClientFor, session: Rows) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    assert "柳树村" in client.get("/me").get_data(as_text=True)
    grant = session.scalars(select(RoleGrant).where(RoleGrant.region_code == VILLAGE)).one()
    grant.until_on = clock.today()
    assert "柳树村" not in client.get("/me").get_data(as_text=True)
    assert client.get("/today").status_code == 200, "with nobody on the list"


def test_grants_of_another_day_give_nothing_today(session: Rows) -> None:
    account = an_account(login="liu")
    tomorrow = clock.today() + timedelta(days=1)
    actions.grant_region(account_id=account.id, region_code=NEXT_VILLAGE, from_on=tomorrow)
    db.session.flush()
    assert queries.viewer_of(account).regions == (VILLAGE,)
    clock.fix_today(tomorrow)
    assert queries.viewer_of(account).regions == (VILLAGE, NEXT_VILLAGE)


def test_nobody_resets_or_stops_their_own_account(session: Rows) -> None:
    account = an_account(Role.SYS_ADMIN, login="admin")
    viewer = queries.viewer_of(account)
    with pytest.raises(RuleBroken):
        actions.reset_password(actor=viewer, account=account, profile=DEFAULT)
    with pytest.raises(RuleBroken):
        actions.set_disabled(actor=viewer, account=account, disabled=True)


def test_refusals_stand_in_the_trail_without_the_name_that_was_tried(
    client: CheckedClient, session: Rows
) -> None:
    account = an_account(login="liu")
    fail(client, 1)
    fail(client, 1, "陈雨桐")
    query = select(AuditEntry).where(AuditEntry.tag == "account:sign-in-refused")
    entries = session.scalars(query.order_by(AuditEntry.id)).all()
    assert [entry.subject_id for entry in entries] == [account.id, None]
    assert [entry.facts for entry in entries] == [{}, {}]


def test_dengbao3_allows_one_device(app: Flask, session: Rows, dengbao3: None) -> None:
    an_account(login="liu")
    devices = [CheckedClient(app) for _ in range(2)]
    for device in devices:
        sign_in(device)
    assert [is_in(device) for device in devices] == [False, True]


def test_dengbao3_makes_an_old_password_be_changed_first(
    client: CheckedClient, session: Rows, dengbao3: None
) -> None:
    account = an_account(login="liu")
    account.password_set_at = clock.now() - timedelta(days=91)
    sign_in(client)
    assert client.get("/me").headers["Location"] == "/me/password"
    new = "Chun-Yu-31-xi-li-li"
    data = {"current": PASSWORD, "password": new, "again": new}
    assert client.post("/me/password", data=data).status_code == 302
    assert is_in(client)


def test_dengbao3_waits_half_an_hour_after_the_fourth_failure(
    client: CheckedClient, session: Rows, dengbao3: None
) -> None:
    an_account(login="liu")
    fail(client, 4)
    assert "约 30 分钟后再试" in sign_in(client).get_data(as_text=True)


def test_dengbao3_ends_a_session_after_a_quarter_of_an_hour(
    client: CheckedClient, session: Rows, dengbao3: None
) -> None:
    an_account(login="liu")
    sign_in(client)
    row = session.scalars(select(LoginSession)).one()
    row.seen_at = clock.now() - timedelta(minutes=16)
    assert not is_in(client)
