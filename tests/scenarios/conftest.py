"""An installation of its own for each story, in which it is lived once for all its tests."""

from collections.abc import Iterator

import pytest

from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.databases import TestDatabase
from tests.factories.accounts import add_regions
from tests.scenarios import places


@pytest.fixture(scope="module")
def installed(
    database: TestDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The installation of a module's story, with the invented counties."""
    made = Installation(tmp_path_factory.mktemp("story"), database, database.copy())
    with made.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        add_regions(places.names(*places.COUNTIES))
        db.session.commit()
        yield made
    made.close()
