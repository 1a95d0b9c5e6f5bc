"""Column types: what the database stores and what comes back."""

import enum
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Dialect, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import scoped_session

from casework.accounts.models import LoginAttempt
from casework.db.base import db, new_id
from casework.db.types import Identifier, UtcInstant, enum_column, region_code
from casework.people.models import Person
from tests.db.rows import a_person, stored
from tests.factories.accounts import add_regions

Rows = scoped_session[Session]

SQLITE: Dialect = sqlite.dialect()
POSTGRES: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
instants = st.datetimes(
    datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from(  # noqa: DTZ001
        [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11, minutes=-30))]
    ),
)  # fmt: skip


@given(st.uuids())
def test_an_id_is_16_bytes_on_sqlite_and_native_on_postgresql(value: UUID) -> None:
    column = Identifier()
    assert column.process_bind_param(value, SQLITE) == value.bytes
    assert column.process_bind_param(value, POSTGRES) == value
    assert column.process_result_value(value.bytes, SQLITE) == value
    assert column.process_result_value(value, POSTGRES) == value


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRES])
def test_no_id_is_no_id(dialect: Dialect) -> None:
    assert Identifier().process_bind_param(None, dialect) is None
    assert Identifier().process_result_value(None, dialect) is None


def test_an_id_is_never_text_in_the_database(session: Rows) -> None:
    person = stored(session, a_person())
    kind = "typeof(id)" if db.engine.dialect.name == "sqlite" else "pg_typeof(id)::text"
    told = session.scalar(text(f"SELECT {kind} FROM person"))  # noqa: S608
    assert told in {"blob", "uuid"}
    assert session.scalar(select(Person.id)) == person.id


def test_ids_made_later_sort_later() -> None:
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {value.version for value in made} == {7}


@given(instants)
def test_an_instant_comes_back_aware_and_in_utc(instant: datetime) -> None:
    column = UtcInstant()
    bound = column.process_bind_param(instant, SQLITE)
    assert bound is not None
    assert (bound, bound.tzinfo) == (instant, UTC)
    read = column.process_result_value(bound.replace(tzinfo=None), SQLITE)
    assert read is not None
    assert (read, read.tzinfo) == (instant, UTC)
    again = column.process_result_value(instant, POSTGRES)
    assert again is not None
    assert again.tzinfo is UTC


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8))])
def test_an_instant_is_the_same_after_the_database(session: Rows, zone: timezone) -> None:
    at = datetime(2026, 11, 1, 7, 30, 15, 123456, tzinfo=zone)
    session.add(LoginAttempt(subject=b"1" * 16, failures=1, last_at=at))
    session.commit()
    session.expunge_all()
    (read,) = session.scalars(select(LoginAttempt.last_at)).all()
    assert (read, read.tzinfo) == (at, UTC)


def test_an_instant_without_a_zone_is_refused(session: Rows) -> None:
    naive = datetime(2026, 11, 1, 7, 30)  # noqa: DTZ001
    session.add(LoginAttempt(subject=b"1" * 16, failures=1, last_at=naive))
    with pytest.raises(StatementError, match="without a time zone"):
        session.flush()


def test_an_enumeration_is_stored_by_value_and_nothing_else_is(session: Rows) -> None:
    add_regions()
    session.commit()
    assert session.scalar(text("SELECT level FROM region WHERE code = '990101000000'")) == "county"
    wrong = text("UPDATE region SET level = 'COUNTY' WHERE code = '990101000000'")
    with pytest.raises(IntegrityError):
        session.execute(wrong)
    session.rollback()
    with pytest.raises((LookupError, StatementError), match="empire"):
        session.scalar(select(func.max(literal("empire", enum_column(Colour, "colour")))))


class Colour(enum.Enum):
    RED = "red"


def test_region_codes_sort_byte_by_byte_so_that_ranges_use_the_index() -> None:
    assert region_code().compile(dialect=POSTGRES) == 'VARCHAR(12) COLLATE "C"'
    assert region_code().compile(dialect=SQLITE) == "VARCHAR(12)"
