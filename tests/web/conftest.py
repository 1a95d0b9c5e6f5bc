from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from casework.accounts.access import PUBLIC, access
from casework.crypto.keyring import Keyring
from casework.db.base import db
from tests.applications import Installation, create_test_app
from tests.client import CheckedClient


@dataclass
class Planted:
    """An application with one more page, which does what a test tells it to."""

    app: Flask
    do: Callable[[], ResponseReturnValue] = field(default=lambda: "")

    @property
    def client(self) -> CheckedClient:
        return CheckedClient(self.app)

    def get(self, do: Callable[[], Any], **options: Any) -> Any:
        self.do = do
        return self.client.get("/planted", **options)

    def post(self, do: Callable[[], Any], **options: Any) -> Any:
        self.do = do
        return self.client.post("/planted", **options)


@pytest.fixture(scope="session")
def _planted(installation: Installation) -> Planted:
    app = create_test_app(installation.settings, installation.keyring)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # failures are answered, as in production
    planted = Planted(app)
    blueprint = Blueprint("planted", __name__)

    @blueprint.route("/planted", methods=["GET", "POST"])
    @access(PUBLIC)
    def act() -> ResponseReturnValue:
        return planted.do()

    app.register_blueprint(blueprint)
    return planted


@pytest.fixture
def planted(_planted: Planted, app: Flask, keyring: Keyring) -> Iterator[Planted]:
    """``planted.post(what_the_page_does)``, over the same database as everything else."""
    _planted.app.extensions["casework.next_seal"] = float("inf")
    yield _planted
    with _planted.app.app_context():
        db.engine.dispose()
