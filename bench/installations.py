"""Where measurements are made: the product over real databases, SQLite and PostgreSQL.

Small databases are made afresh and thrown away. Provinces are filled once and kept in
``build/bench`` or where ``CASEWORK_BENCH_DIR`` says, brought up to the present schema and counted
anew when that has changed; what is measured is a copy, since a page that is read leaves its trace
in the trail.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from bench import geography, peopling, settling, signing
from bench.geography import Province
from bench.servers import postgres_server
from casework.crypto.envelope import Suite
from casework.crypto.keyring import Keyring
from casework.db import migrate
from casework.db.base import db
from casework.web.app import create_app
from config.settings import Settings

ROOT = Path(__file__).parents[1]
#: Large databases stay here; PostgreSQL's server has to get there too.
KEPT = Path(os.environ.get("CASEWORK_BENCH_DIR") or ROOT / "build" / "bench")

#: The day on which everything is measured.
TODAY = date(2026, 10, 20)

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
DATABASES = (SQLITE, POSTGRESQL)

#: What a kept database depends on.
_SCHEMA = ("migrations/versions", "config")
#: And what the figures kept in it depend on.
_COUNTERS = (
    "casework/counting/acts.py",
    "casework/counting/cells.py",
    "casework/counting/expression.py",
    "casework/counting/rules.py",
    "casework/counting/stored.py",
)

#: Puts rows into an installation.
Fill = Callable[["Installation"], None]


@dataclass(frozen=True)
class Renewal:
    """What is done again to a kept database when its sources have changed."""

    name: str
    sources: Sequence[str]
    act: Fill


@dataclass(frozen=True)
class Installation:
    """The product over one database, with keys of its own."""

    on: str
    app: Flask
    settings: Settings

    @property
    def environ(self) -> dict[str, str]:
        """The same settings for another process."""
        return _environ(self.settings)


class Workshop:
    """Makes installations on both databases for one run, and clears up after it."""

    #: Children of the provinces that are measured, small to large.
    sizes: Sequence[int]
    #: On which databases.
    databases: Sequence[str]
    #: The regions of all of them.
    province_regions: Province

    def __init__(
        self,
        stack: ExitStack,
        server: str,
        *,
        keep: bool,
        sizes: Sequence[int] = (),
        databases: Sequence[str] = DATABASES,
    ) -> None:
        self.sizes = sorted(sizes)
        self.databases = databases
        self.province_regions = geography.province(small=not keep)
        self._stack = stack
        self._server = make_url(server)
        self._keep = keep
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casework-")))
        self._made = 0
        self._provinces: dict[int, list[Installation]] = {}

    def fresh(self) -> list[Installation]:
        """Return one installation a database, migrated and otherwise empty."""
        return [self._fresh(on) for on in self.databases]

    def province(self, children: int, *, fresh: bool = False) -> list[Installation]:
        """Return one installation a database, with so many children in a whole province.

        The same one all through a run, unless a ``fresh`` one is asked for.
        """
        if fresh or children not in self._provinces:
            self._provinces[children] = self._province(children)
        return self._provinces[children]

    def _province(self, children: int) -> list[Installation]:
        name = f"province-{children}-{geography.mark()}-edition-{peopling.EDITION}"
        fill = partial(settling.settle, children=children, province=self.province_regions)
        renewed = (
            Renewal("upgraded", _SCHEMA, settling.begin),
            Renewal("counted", _COUNTERS, settling.count),
            Renewal("signed", (), signing.sign),
        )
        return [self._copied(on, name, fill, *renewed) for on in self.databases]

    def _fresh(self, on: str) -> Installation:
        folder = self._new_folder()
        made = self._installed(on, folder, folder, self._new_database(on, folder))
        with made.app.app_context():
            migrate.upgrade(db.engine)
        return made

    def _copied(self, on: str, what: str, fill: Fill, *renewed: Renewal) -> Installation:
        """Return a copy of a kept database, in which first is renewed what has grown old."""
        name = f"{what}-{on.lower()}"
        original = (KEPT if self._keep else self._folder) / name
        if not (original / "loaded").exists():
            self._load(on, original, fill)
        for renewal in renewed:
            self._renew(on, original, renewal)
        folder = self._new_folder()
        return self._installed(on, original, folder, self._copy(on, original, folder))

    def _load(self, on: str, folder: Path, fill: Fill) -> None:
        print(f"  (filling {folder.name} once)", end=" ", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        started = time.perf_counter()
        made = self._installed(on, folder, folder, self._new_database(on, folder, folder.name))
        fill(made)
        self._finished(made, folder / "loaded", started)

    def _renew(self, on: str, folder: Path, renewal: Renewal) -> None:
        marker = folder / f"{renewal.name}-{_stamp(*renewal.sources)}"
        if not marker.exists():
            print(f"  ({renewal.name}: {folder.name})", end=" ", flush=True)
            started = time.perf_counter()
            made = self._installed(on, folder, folder, self._address(on, folder))
            renewal.act(made)
            self._finished(made, marker, started)

    def _finished(self, made: Installation, marker: Path, started: float) -> None:
        _let_go(made.app)
        print(f"{time.perf_counter() - started:.0f} s,", end=" ", flush=True)
        size = _settle(made.settings.database_url)
        print(f"{size / 1e6:,.0f} MB", flush=True)
        marker.touch()

    def _installed(self, on: str, keys: Path, folder: Path, url: str) -> Installation:
        settings = _settings(keys, folder, url)
        if settings.keyring.exists():
            ring = Keyring.load(settings.keyring, settings.root_key)
        else:
            ring = Keyring.create(settings.keyring, settings.root_key)
        app = create_app(settings, ring)
        app.config["WTF_CSRF_ENABLED"] = False
        self._stack.callback(_let_go, app)
        return Installation(on, app, settings)

    # Databases

    def _new_folder(self) -> Path:
        self._made += 1
        folder = self._folder / str(self._made)
        folder.mkdir()
        return folder

    def _new_database(self, on: str, folder: Path, name: str | None = None) -> str:
        if on == SQLITE:
            return self._address(on, folder)
        return self._create(name or f"bench-{self._made}", passing=name is None or not self._keep)

    def _address(self, on: str, folder: Path) -> str:
        """Return the address of a database that is there already."""
        if on == SQLITE:
            return f"sqlite:///{folder / 'casework.db'}"
        return self._server.set(database=folder.name).render_as_string(hide_password=False)

    def _copy(self, on: str, original: Path, folder: Path) -> str:
        if on == SQLITE:
            return f"sqlite:///{shutil.copyfile(original / 'casework.db', folder / 'casework.db')}"
        return self._create(f"bench-{self._made}", passing=True, like=original.name)

    def _create(self, name: str, *, passing: bool, like: str = "template1") -> str:
        with self._maintenance() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(
                text(f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY file_copy')
            )
        if passing:
            self._stack.callback(self._drop, name)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        with self._maintenance() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def _maintenance(self) -> AbstractContextManager[Connection]:
        return create_engine(
            self._server, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        ).connect()


@contextmanager
def workshop(
    *, keep: bool, sizes: Sequence[int] = (), databases: Sequence[str] = DATABASES
) -> Iterator[Workshop]:
    """Yield a workshop; ``keep`` lets large databases outlive the run."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server(KEPT if keep else None))
        yield Workshop(stack, server, keep=keep, sizes=sizes, databases=databases)


def _settings(keys: Path, folder: Path, url: str) -> Settings:
    return Settings(
        env="development",
        instance=folder,
        database_url=url,
        keyring=keys / "keyring.json",
        root_key=keys / "root.key",
        secret_key="a secret that signs nothing but measurements",  # noqa: S106
        hosts=("localhost", "127.0.0.1"),
        profile="default",
        suite=Suite.AES_256_GCM,
        today=TODAY,
    )


def _environ(settings: Settings) -> dict[str, str]:
    return {
        "CASEWORK_ENV": settings.env,
        "CASEWORK_INSTANCE": str(settings.instance),
        "CASEWORK_DATABASE_URL": settings.database_url,
        "CASEWORK_KEYRING": str(settings.keyring),
        "CASEWORK_ROOT_KEY": str(settings.root_key),
        "CASEWORK_SECRET_KEY": settings.secret_key,
        "CASEWORK_TODAY": str(settings.today),
    }


def _settle(url: str) -> int:
    """Let the database learn its own sizes, as one in daily use has; return its bytes."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return Path(str(engine.url.database)).stat().st_size
        connection.exec_driver_sql("VACUUM ANALYZE")
        asked = connection.exec_driver_sql("SELECT pg_database_size(current_database())")
        return int(asked.scalar_one())


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _stamp(*sources: str) -> str:
    """Return a mark of everything that a kept database depends on."""
    digest = hashlib.sha256()
    for source in sources:
        below = ROOT / source
        for path in sorted(below.rglob("*")) if below.is_dir() else [below]:
            if path.suffix in {".py", ".toml", ".csv"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
