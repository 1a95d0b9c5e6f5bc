"""Somebody who is signed in and opens pages, inside this process."""

import secrets
from dataclasses import dataclass

from flask.testing import FlaskClient

from bench.installations import Installation
from casework import clock
from casework.accounts import actions, queries
from casework.accounts.models import LoginSession
from casework.db.base import db


@dataclass(frozen=True)
class Browser:
    """A signed-in browser and the page it opens."""

    client: FlaskClient
    path: str

    def open(self) -> None:
        """Open the page; anything but a page is a fault of the measurement."""
        answer = self.client.get(self.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{self.path} answered {answer.status}")

    @property
    def cookie(self) -> str:
        """The cookie of the session, for requests over a network."""
        found = self.client.get_cookie("casework")
        assert found is not None  # noqa: S101 - set by ``signed_in``
        return f"casework={found.value}"


def signed_in(installation: Installation, login: str, path: str) -> Browser:
    """Return a browser with a session of its own, as signing in would make it."""
    token = secrets.token_urlsafe(32)
    with installation.app.app_context():
        account = queries.by_login(login)
        assert account is not None  # noqa: S101 - the measurement made it
        account.must_change = False
        digest = actions.token_digest(token)
        db.session.add(
            LoginSession(
                account_id=account.id, token_digest=digest, seen_at=clock.now(), device="bench"
            )
        )
        db.session.commit()
    client = installation.app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return Browser(client, path)
