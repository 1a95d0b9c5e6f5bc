"""What signing in costs: one hash and one answer, whoever is refused."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts import actions
from casework.accounts.models import Account, LoginAttempt
from casework.accounts.permissions import Role
from casework.crypto import passwords
from tests.accounts.signing import is_in, sign_in
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD, an_account

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


def unknown() -> None:
    """Nobody of this name."""


def wrong() -> None:
    an_account(login="liu")


def disabled() -> None:
    an_account(login="liu").disabled_at = clock.now()


def demonstration() -> None:
    an_account(login="liu").is_demo = True


def expired() -> None:
    account = an_account(login="liu")
    account.one_time_until = clock.now() - timedelta(seconds=1)


@pytest.mark.parametrize("who", [unknown, wrong, disabled, demonstration, expired])
def test_whoever_is_refused_costs_one_hash_and_reads_one_answer(
    client: CheckedClient, session: Rows, hashed: list[str], who: Callable[[], None]
) -> None:
    who()
    hashed.clear()
    password = "not-her-password" if who is wrong else PASSWORD
    answer = sign_in(client, password=password, network="10.1.1.1")
    assert answer.status_code == 422
    assert len(hashed) == 1
    assert actions.refuse_text() in answer.get_data(as_text=True)
    assert not is_in(client)


def test_a_login_that_fits_costs_one_hash_too(
    client: CheckedClient, session: Rows, hashed: list[str]
) -> None:
    an_account(login="liu")
    hashed.clear()
    assert sign_in(client).status_code == 302
    assert hashed == ["verify"]


def test_an_older_kind_of_hash_is_renewed_at_the_next_sign_in(
    client: CheckedClient, session: Rows
) -> None:
    account = an_account(login="liu")
    account.password_hash = old = passwords.new_hasher(2, 16).hash(PASSWORD)
    sign_in(client)
    session.expire_all()
    assert session.get_one(Account, account.id).password_hash != old
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("password", ["", "   ", "x" * 129])
def test_what_can_be_no_password_is_refused_without_a_hash(
    client: CheckedClient, session: Rows, hashed: list[str], password: str
) -> None:
    answer = sign_in(client, password=password)
    assert answer.status_code == 422
    assert len(hashed) == (password.strip() == "" and password != "")


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Others are signing in, and their hashes never end."""
    monkeypatch.setattr(passwords, "_LONGEST_WAIT_SECONDS", 0)
    taken = [passwords._slots.acquire() for _ in range(passwords._AT_ONCE)]
    yield
    for _ in taken:
        passwords._slots.release()


def test_when_too_many_sign_in_at_once_one_is_asked_to_wait(
    client: CheckedClient, session: Rows, request: pytest.FixtureRequest
) -> None:
    an_account(login="liu")
    session.commit()
    request.getfixturevalue("busy")
    for login in ("liu", "nobody"):
        answer = sign_in(client, login=login)
        assert answer.status_code == 422
        assert "请等几秒再试" in answer.get_data(as_text=True)
    assert session.scalars(select(LoginAttempt)).all() == []


def test_a_change_of_password_waits_in_the_same_words(
    client_for: ClientFor, session: Rows, request: pytest.FixtureRequest
) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    request.getfixturevalue("busy")
    new = "三月里的小雨淅沥沥淅沥沥"
    data = {"current": PASSWORD, "password": new, "again": new}
    answer = client.post("/me/password", data=data)
    assert answer.status_code == 422
    assert "请等几秒再试" in answer.get_data(as_text=True)
