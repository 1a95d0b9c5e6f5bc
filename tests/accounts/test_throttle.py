"""Guessing is slowed down: by account and by network, in the database."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.models import LoginAttempt
from tests.accounts.signing import fail, sign_in
from tests.client import CheckedClient
from tests.factories.accounts import an_account

Rows = scoped_session[Session]


def test_the_wait_is_in_the_database_and_grows(client: CheckedClient, session: Rows) -> None:
    an_account(login="liu")
    fail(client, 5)
    attempts = session.scalars(select(LoginAttempt)).all()
    assert sorted(attempt.failures for attempt in attempts) == [5, 5]
    account = next(attempt for attempt in attempts if attempt.wait_until is not None)
    assert account.wait_until is not None
    assert account.wait_until - account.last_at == timedelta(seconds=30)
    account.wait_until = clock.now() - timedelta(seconds=1)
    fail(client, 1)
    session.refresh(account)
    assert account.wait_until - account.last_at == timedelta(seconds=60)


def test_when_the_wait_is_over_the_right_password_signs_in(
    client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    fail(client, 5)
    for attempt in session.scalars(select(LoginAttempt)):
        attempt.wait_until = clock.now() - timedelta(microseconds=1)
    assert sign_in(client).status_code == 302


def test_guesses_while_waiting_cost_nothing_and_count_nothing(
    client: CheckedClient, session: Rows, hashed: list[str]
) -> None:
    an_account(login="liu")
    fail(client, 5)
    hashed.clear()
    fail(client, 3)
    assert hashed == []
    assert {attempt.failures for attempt in session.scalars(select(LoginAttempt))} == {5}


def test_a_login_is_slowed_down_from_wherever_it_is_tried(
    client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    for host in range(5):
        fail(client, 1, " LIU ", f"10.0.0.{host}")
    answer = sign_in(client, network="10.9.9.9")
    assert "试错次数太多" in answer.get_data(as_text=True)


def test_an_unknown_login_is_slowed_down_alike(client: CheckedClient, session: Rows) -> None:
    fail(client, 5, "nobody")
    assert "试错次数太多" in sign_in(client, "nobody").get_data(as_text=True)


def test_a_network_may_fail_more_often_and_then_everybody_in_it_waits(
    client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    for number in range(30):
        fail(client, 1, f"name{number}", "10.0.0.1")
    assert "试错次数太多" in sign_in(client, network="10.0.0.1").get_data(as_text=True)
    assert sign_in(client, network="10.0.0.2").status_code == 302


def test_success_washes_off_the_accounts_failures_and_not_the_networks(
    client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    fail(client, 4)
    assert sign_in(client).status_code == 302
    (network,) = session.scalars(select(LoginAttempt))
    assert network.failures == 4
    fail(client, 4)
    assert sign_in(client).status_code == 302


def test_a_day_later_the_count_begins_anew(client: CheckedClient, session: Rows) -> None:
    an_account(login="liu")
    fail(client, 4)
    for attempt in session.scalars(select(LoginAttempt)):
        attempt.last_at -= timedelta(hours=25)
    fail(client, 1)
    assert {attempt.failures for attempt in session.scalars(select(LoginAttempt))} == {1}


def test_neither_logins_nor_networks_stand_in_the_table(
    client: CheckedClient, session: Rows
) -> None:
    fail(client, 1, "nobody", "10.0.0.1")
    subjects = b"".join(session.scalars(select(LoginAttempt.subject)))
    assert b"nobody" not in subjects
    assert b"10.0.0.1" not in subjects


def test_two_first_failures_at_the_same_moment_are_both_counted(
    client: CheckedClient, session: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds no row, and then that the first has made one."""
    from casework.accounts import throttle  # noqa: PLC0415

    fail(client, 1)
    monkeypatch.setattr(throttle, "_locked", lambda _key: None)
    fail(client, 1)
    assert {attempt.failures for attempt in session.scalars(select(LoginAttempt))} == {2}
