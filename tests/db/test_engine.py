"""How connections are opened: what was acknowledged is kept, and writers do not fail each other."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from sqlite3 import Connection as Sqlite

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from casework.accounts.models import RoleGrant
from casework.db.base import db, new_id
from casework.db.engine import engine_options, prepare_engine, reading
from casework.regions.codes import Level
from casework.regions.models import Region
from tests.databases import TestDatabase
from tests.factories.accounts import COUNTY

WRITERS, TURNS = 8, 100


@pytest.fixture
def engine(database: TestDatabase) -> Iterator[Engine]:
    """Another database of the kind under test, opened as the product does."""
    made = opened(database.copy())
    yield made
    made.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database, whatever is under test."""
    made = opened(f"sqlite:///{tmp_path / 'casework.db'}")
    yield made
    made.dispose()


def opened(url: str) -> Engine:
    made = create_engine(url, **engine_options(url))
    prepare_engine(made)
    return made


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)],
)
def test_sqlite_keeps_what_it_acknowledged_and_forgets_what_was_deleted(
    sqlite: Engine, pragma: str, value: object
) -> None:
    with sqlite.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_postgresql_plans_for_the_values_it_gets() -> None:
    options = engine_options("postgresql+psycopg://casework@/casework")
    assert options["connect_args"]["prepare_threshold"] is None
    assert "plan_cache_mode=force_custom_plan" in options["connect_args"]["options"]
    assert "jit=off" in options["connect_args"]["options"]


def test_a_transaction_begins_as_a_writer_unless_it_only_reads(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
    with sqlite.connect() as writer, sqlite.connect() as reader:
        writer.execute(text("SELECT 1"))
        reader.execution_options(**reading())
        assert reader.scalar(text("SELECT count(*) FROM counter")) == 0
        raw = reader.connection.driver_connection
        assert isinstance(raw, Sqlite)
        raw.execute("PRAGMA busy_timeout=0")
        with pytest.raises(OperationalError, match="locked"):
            reader.execute(text("DELETE FROM counter"))


def test_writers_that_read_first_all_get_their_turn(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    start = threading.Barrier(WRITERS)
    lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"

    def write(_writer: int) -> None:
        start.wait()
        for _turn in range(TURNS):
            with engine.begin() as connection:
                n = connection.scalar(text(f"SELECT n FROM counter{lock}"))  # noqa: S608
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))  # raises what any writer raised
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT n FROM counter")) == WRITERS * TURNS


def test_neither_errors_nor_logs_show_values(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="sqlalchemy.engine")
    region = insert(Region).values(
        code="990000000000", name="陈雨桐", level=Level.PROVINCE, valid_from=date(2020, 1, 1)
    )
    db.session.execute(region)
    with pytest.raises(IntegrityError) as error:
        db.session.execute(region)
    db.session.rollback()
    assert "陈雨桐" not in str(error.value)
    assert "陈雨桐" not in caplog.text


def test_references_are_kept(app: Flask) -> None:
    grant = RoleGrant(account_id=new_id(), region_code=COUNTY, from_on=date(2026, 1, 1))
    db.session.add(grant)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
