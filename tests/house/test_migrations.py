"""The schema that migrations build is the schema that the models describe."""

from collections.abc import Iterable, Mapping
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from casework.db import migrate
from migrations import every_model
from tests.databases import TestDatabase, open_engine


def revisions() -> list[str]:
    """Return the numbers of all migrations, oldest first."""
    return [script.revision for script in migrate.scripts().walk_revisions()][::-1]


def described(engine: Engine) -> dict[str, Any]:
    """Return all that the database says of its tables, in a form that compares."""
    found = inspect(engine)
    keys, references = found.get_multi_pk_constraint(), found.get_multi_foreign_keys()
    indexes, unique = found.get_multi_indexes(), found.get_multi_unique_constraints()
    checks = found.get_multi_check_constraints()
    return {
        table[1]: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in columns
            },
            "primary key": keys[table],
            "references": _sorted(references[table]),
            "indexes": _sorted(indexes[table]),
            "unique": _sorted(unique[table]),
            "checks": _sorted(checks[table]),
        }
        for table, columns in found.get_multi_columns().items()
        if table[1] != "alembic_version"
    }


def _sorted(constraints: Iterable[Mapping[str, Any]]) -> list[Any]:
    return sorted((_plain(found) for found in constraints), key=lambda found: str(found["name"]))


def _plain(value: Any) -> Any:
    """Turn reflected SQL into text, which compares."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return str(value)


def test_models_equal_migrations(database: TestDatabase) -> None:
    metadata = every_model.metadata()
    migrated, modelled = open_engine(database.copy()), open_engine(database.empty())
    metadata.create_all(modelled)
    assert described(migrated) == described(modelled)
    with migrated.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_numbers_are_consecutive_and_there_is_one_head() -> None:
    found = revisions()
    assert found == [f"{number:04d}" for number in range(1, len(found) + 1)]
    assert migrate.scripts().get_heads() == found[-1:]


def test_each_migration_goes_up_down_and_up(database: TestDatabase) -> None:
    engine, below = open_engine(database.empty()), "base"
    before: dict[str, Any] = {}
    for number in revisions():
        migrate.upgrade(engine, number)
        after = described(engine)
        migrate.downgrade(engine, below)
        assert described(engine) == before != after, number
        migrate.upgrade(engine, number)
        assert described(engine) == after, number
        before, below = after, number


def test_an_empty_database_is_not_current(database: TestDatabase) -> None:
    engine = open_engine(database.empty())
    assert not migrate.is_current(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
