"""One installation of the product for tests: folder, keys, database, application."""

import shutil
from datetime import date
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from casework.audit import record
from casework.crypto.envelope import Suite
from casework.crypto.keyring import Keyring
from casework.db.base import db
from casework.db.demand import demand_regions
from casework.web.app import create_app
from config.settings import Settings
from tests.databases import TestDatabase

#: The day on which the suite runs.
TODAY = date(2026, 11, 1)
_COMPILED = Path(__file__).resolve().parents[1] / ".pytest_cache" / "templates"


class Installation:
    """An application with everything it needs, and the way back to how it was made."""

    def __init__(self, folder: Path, database: TestDatabase, url: str | None = None) -> None:
        self.database = database
        self.keys = folder / "keys"
        self.settings = settings_in(folder, url or database.url)
        self.settings.instance.mkdir()
        self.keyring = Keyring.create(self.settings.keyring, self.settings.root_key)
        self._first_keys = self.settings.keyring.read_bytes()
        self._first_token = self.keyring.token
        self.app = create_test_app(self.settings, self.keyring)

    def reset(self) -> None:
        """Bring database, keys and files back to how they were."""
        with self.app.app_context():
            self.database.reset(db.engine)
        if self.keyring.token is not self._first_token:
            self.settings.keyring.write_bytes(self._first_keys)
            self.keyring.reload()
            self._first_token = self.keyring.token
        self._clear()
        record._writers.by_engine.clear()

    def _clear(self) -> None:
        """Empty the folder but for what the application has built to serve."""
        for path in self.settings.instance.iterdir():
            if path.name in {"assets", "translations"}:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.engine.dispose()


def settings_in(folder: Path, url: str) -> Settings:
    """Return development settings with all files in one folder."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    return Settings(
        env="development",
        instance=folder / "instance",
        database_url=url,
        keyring=keys / "keyring.json",
        root_key=keys / "root.key",
        secret_key="a secret that signs nothing but tests",
        hosts=("localhost", "127.0.0.1"),
        profile="default",
        suite=Suite.AES_256_GCM,
        today=TODAY,
    )


def create_test_app(settings: Settings, keyring: Keyring) -> Flask:
    """Make the application as in development, strict about regions in every statement."""
    app = create_app(settings, keyring)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    # Every process of every run would compile them anew; a changed source has another name there.
    _COMPILED.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(_COMPILED))
    with app.app_context():
        demand_regions(db.engine)
    return app
