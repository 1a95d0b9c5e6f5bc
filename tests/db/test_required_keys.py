"""Starting: only with the key ring that the database was sealed with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import update
from sqlalchemy.orm import scoped_session

from casework.crypto.keyring import Keyring, KeyringError
from casework.db.base import db
from casework.db.rewrap import require_keys
from casework.db.scope import SystemScope, bind_scope
from casework.db.sealed import DataKeyRow, install_keyring
from config.settings import Settings
from tests.applications import Installation, create_test_app, settings_in
from tests.databases import TestDatabase
from tests.db.rows import a_person, stored

Rows = scoped_session[Session]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def given(app: Flask, keyring: Keyring) -> Iterator[Flask]:
    """The application, which has its own key ring again afterwards."""
    yield app
    install_keyring(app, keyring)


@contextmanager
def another(settings: Settings, ring: Keyring) -> Iterator[Flask]:
    """Another application, over another database."""
    app = create_test_app(settings, ring)
    yield app
    with app.app_context():
        db.engine.dispose()


def refusal(app: Flask) -> str:
    with pytest.raises(KeyringError) as refused:
        require_keys(app)
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_the_right_ring_is_let_in_also_in_the_middle_of_a_rotation(
    given: Flask, session: Rows, keyring: Keyring
) -> None:
    require_keys(given)
    stored(session, a_person())
    keyring.promote(keyring.add_version())
    stored(session, a_person())
    require_keys(given)


def test_a_ring_one_version_behind_is_refused(
    given: Flask, session: Rows, keyring: Keyring, installation: Installation, tmp_path: Path
) -> None:
    before = installation.settings.keyring.read_bytes()
    keyring.promote(keyring.add_version())
    stored(session, a_person())
    old = tmp_path / "keyring.json"
    old.write_bytes(before)
    old.chmod(0o600)
    install_keyring(given, Keyring.load(old, installation.settings.root_key))
    assert "缺少数据库正在使用的密钥版本 2" in refusal(given)


def test_the_ring_of_another_installation_is_refused(
    given: Flask, session: Rows, tmp_path: Path
) -> None:
    stored(session, a_person())
    other = Keyring.create(tmp_path / "keyring.json", tmp_path / "root.key")
    install_keyring(given, other)
    assert "密钥环与数据库不是一套" in refusal(given)


def test_one_damaged_key_keeps_nobody_out(given: Flask, session: Rows) -> None:
    damaged = stored(session, a_person(), a_person())
    statement = update(DataKeyRow).where(DataKeyRow.owner_id == damaged.id)
    session.execute(statement.values(wrapped=bytes(96)))
    session.commit()
    require_keys(given)


@pytest.mark.parametrize("kind", ["copy", "empty"])
def test_a_database_without_keys_asks_for_nothing(
    database: TestDatabase, tmp_path: Path, keyring: Keyring, kind: str
) -> None:
    url: str = getattr(database, kind)()
    with another(settings_in(tmp_path, url), keyring) as app:
        require_keys(app)


def test_without_a_database_to_compare_with_nothing_starts(
    tmp_path: Path, keyring: Keyring
) -> None:
    settings = settings_in(tmp_path, f"sqlite:///{tmp_path / 'nowhere' / 'casework.db'}")
    with another(settings, keyring) as app:
        assert "连不上数据库" in refusal(app)


def test_the_program_says_so_in_one_plain_line_and_does_not_start(
    database: TestDatabase, tmp_path: Path, keyring: Keyring
) -> None:
    settings = settings_in(tmp_path, database.copy())
    with another(settings, keyring) as app, app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        stored(db.session, a_person())
    Keyring.create(settings.keyring, settings.root_key)
    environ = {
        "CASEWORK_INSTANCE": str(settings.instance),
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_KEYRING": str(settings.keyring),
        "CASEWORK_ROOT_KEY": str(settings.root_key),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "keys", "status"],
        check=False, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environ},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    assert "密钥环与数据库不是一套" in ended.stderr
