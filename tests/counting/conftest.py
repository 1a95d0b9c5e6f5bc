from collections.abc import Callable
from functools import cache
from uuid import UUID

import pytest

from tests.factories.accounts import an_account


@pytest.fixture
def author(session: object) -> Callable[[], UUID]:
    """Somebody whose visits these are, made on first use."""
    return cache(lambda: an_account().id)
