"""What the invariants share: one world a test process, and the seed of the samples."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.applications import Installation
from tests.databases import TestDatabase
from tests.invariants.matrix import Asking
from tests.invariants.world import World

#: The sample changes from day to day; a number here repeats an earlier one.
SEED = int(os.environ.get("CASEWORK_TEST_SEED") or datetime.now(UTC).toordinal())


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The luck of one test; its failure can be had again with ``CASEWORK_TEST_SEED``."""
    print(f"CASEWORK_TEST_SEED={SEED}")  # noqa: T201 - pytest shows it with a failure
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture(scope="session")
def country(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The one world of this test process, at the address of a database of its own."""
    made = Installation(tmp_path_factory.mktemp("world"), database, database.copy())
    yield World(made)
    made.close()


@pytest.fixture
def world(country: World) -> Iterator[World]:
    """The world as it was made, whatever the test before did to it."""
    country.keeper.restore()
    country.keeper.start()
    # Records of exceptions would keep cursors open; the world notes them itself.
    country.app.logger.disabled = True
    yield country
    country.app.logger.disabled = False


@pytest.fixture(scope="session")
def _asking(country: World) -> Asking:
    return Asking(country)


@pytest.fixture
def asking(world: World, _asking: Asking) -> Asking:
    """Asks everything of the world, with examples that it has read once."""
    return _asking
