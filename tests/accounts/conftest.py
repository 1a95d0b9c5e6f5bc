from collections.abc import Iterator

import pytest
from flask import Flask

from casework.crypto import passwords


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every hash that is computed, by its kind."""
    done: list[str] = []
    hasher = passwords.new_hasher(1, 8)

    class Counting:
        def hash(self, password: str) -> str:
            done.append("hash")
            return hasher.hash(password)

        def verify(self, password_hash: str, password: str) -> bool:
            done.append("verify")
            return hasher.verify(password_hash, password)

        check_needs_rehash = staticmethod(hasher.check_needs_rehash)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    return done


@pytest.fixture
def dengbao3(app: Flask) -> Iterator[None]:
    app.config["SIGN_IN_PROFILE"] = "dengbao3"
    yield
    app.config["SIGN_IN_PROFILE"] = "default"
