"""What every test may ask for: an application over a real database, its session and its client.

Which database: ``CASEWORK_TEST_DB=sqlite`` (the default) or ``postgresql``.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.crypto import passwords
from casework.crypto.keyring import Keyring
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from config.settings import Settings
from tests import postgres
from tests.applications import TODAY, Installation
from tests.client import CheckedClient
from tests.databases import PostgresDatabase, SqliteDatabase, TestDatabase

pytest_plugins = ("tests.factories.accounts",)

_server = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="every combination of role, route and region instead of a sample",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the one PostgreSQL server that all workers share, before they start."""
    if os.environ.get("CASEWORK_TEST_DB") == "postgresql" and not hasattr(config, "workerinput"):
        try:
            os.environ["TEST_DATABASE_URL"] = _server.enter_context(postgres.server())
        except postgres.NoPostgres as missing:
            pytest.exit(str(missing), returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL, run what asks a database; SQLite has the whole of the suite.

    What single pages answer is tried once. On PostgreSQL every page is opened and every form sent
    by the walks of ``tests/invariants``, and what they do is tried without pages.
    """
    if os.environ.get("CASEWORK_TEST_DB") != "postgresql" or config.getoption("--exhaustive"):
        return
    asks = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asks)])
    items[:] = asks


def _asks_a_database(item: pytest.Item) -> bool:
    is_of_pages = "views" in item.path.name or item.get_closest_marker("pages") is not None
    return "database" in getattr(item, "fixturenames", ()) and not is_of_pages


def pytest_unconfigure() -> None:
    _server.close()


@pytest.fixture(scope="session")
def exhaustive(request: pytest.FixtureRequest) -> bool:
    """Whether to try everything: ``make test-all``."""
    return bool(request.config.getoption("--exhaustive"))


@pytest.fixture(scope="session", autouse=True)
def _day_of_the_suite() -> Iterator[None]:
    """It is that day for what is made once for many tests as well."""
    clock.fix_today(TODAY)
    yield
    clock.fix_today(None)


@pytest.fixture(autouse=True)
def today() -> Iterator[date]:
    """The day on which the suite runs, whatever the test before has made of it."""
    clock.fix_today(TODAY)
    yield TODAY
    clock.fix_today(TODAY)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> None:
    passwords.configure(time_cost=1, memory_cost=8)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """The migrated database of this test process; ``empty()`` and ``copy()`` give others."""
    made: TestDatabase
    if os.environ.get("CASEWORK_TEST_DB", "sqlite") == "sqlite":
        made = SqliteDatabase(tmp_path_factory.mktemp("database"))
    else:
        made = PostgresDatabase(os.environ["TEST_DATABASE_URL"], f"casework_{os.getpid()}")
    yield made
    made.close()


@pytest.fixture(scope="session")
def installation(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The one application of this test process, with its folder, keys and database."""
    made = Installation(tmp_path_factory.mktemp("instance"), database)
    yield made
    made.close()


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application over a fresh database, in an application context of the test's own.

    Requests of the client run in contexts of their own, as in a server.
    """
    installation.reset()
    with installation.app.app_context():
        yield installation.app


@pytest.fixture
def settings(app: Flask, installation: Installation) -> Settings:
    return installation.settings


@pytest.fixture
def keyring(app: Flask, installation: Installation) -> Keyring:
    """The key ring as it was made, whatever earlier tests did to it."""
    return installation.keyring


@pytest.fixture
def session(app: Flask) -> scoped_session[Session]:
    """The test's own session, with the run of the whole database: to arrange and to look."""
    bind_scope(db.session, SystemScope("tests"))
    return db.session


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser without a sign-in; each answer is checked (``tests.pages``)."""
    return CheckedClient(app)


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs commands: ``runner.invoke(args=["keys", "status"])``."""
    return app.test_cli_runner()


@pytest.fixture
def shared_data() -> Path:
    """The suite's own copies of ledgers and region codes."""
    return Path(__file__).parent / "data"
