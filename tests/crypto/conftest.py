"""Keys for the tests of the crypto package."""

from pathlib import Path

import pytest

from casework.crypto.envelope import Suite
from tests.crypto.rings import KeyFiles


@pytest.fixture(params=list(Suite), ids=lambda suite: suite.name)
def suite(request: pytest.FixtureRequest) -> Suite:
    """Each family of algorithms in turn."""
    assert isinstance(request.param, Suite)
    return request.param


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    """Where this test's keyring will lie."""
    return KeyFiles.within(tmp_path)
