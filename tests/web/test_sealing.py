"""After a request, at most once a minute, the ends of the trail are sealed."""

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session

from casework.audit.models import AuditSeal
from casework.audit.seals import place
from casework.web import seal
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD, an_account

Rows = scoped_session[Session]


@pytest.fixture(autouse=True)
def _due(app: Flask) -> Iterator[None]:
    """Let the next request seal; leave the application as it was."""
    before = app.extensions["casework.next_seal"]
    app.extensions["casework.next_seal"] = 0.0
    yield
    app.extensions["casework.next_seal"] = before


def act(client: CheckedClient) -> int:
    """Do something that stands in the trail."""
    return client.post("/sign-in", data={"login": "liu", "password": PASSWORD}).status_code


def seals(session: Rows) -> int:
    return len(session.scalars(select(AuditSeal.n)).all())


def test_an_act_is_sealed_and_the_next_one_a_minute_later(
    app: Flask, client: CheckedClient, session: Rows
) -> None:
    an_account(login="liu")
    act(client)
    assert seals(session) == 1
    assert place().exists()
    act(client)
    assert seals(session) == 1
    assert app.extensions["casework.next_seal"] > 0


@pytest.mark.parametrize("error", [OSError("disk full"), OperationalError("", {}, Exception())])
def test_a_seal_that_fails_spoils_no_answer_and_is_logged(
    client: CheckedClient,
    session: Rows,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fail(_place: object) -> bool:
        raise error

    an_account(login="liu")
    monkeypatch.setattr(seal, "seal_if_due", fail)
    with caplog.at_level(logging.ERROR):
        assert act(client) == 302
    assert "could not be sealed" in caplog.text
    assert seals(session) == 0


def test_nothing_is_sealed_when_nothing_happened(client: CheckedClient, session: Rows) -> None:
    client.get("/healthz")
    assert seals(session) == 0
    assert not place().exists()
