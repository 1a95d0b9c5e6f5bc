from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.viewer import Viewer
from tests.caseloads.people import PASSWORD, Village, a_village
from tests.client import CheckedClient


@pytest.fixture
def village(app: Flask, session: scoped_session[Session]) -> Village:
    return a_village(app)


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Viewer], CheckedClient]:
    """A browser of somebody."""

    def sign_in(viewer: Viewer) -> CheckedClient:
        client = CheckedClient(app)
        answer = client.post("/sign-in", data={"login": viewer.login, "password": PASSWORD})
        assert answer.status_code == 302
        return client

    return sign_in
