"""Many rows at once, for plans: copies of one child with new ids, spread over twenty counties.

Their ciphertexts open nowhere; they are there to be counted by the planner, not to be read.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, text

from casework.db.base import Base
from casework.db.types import Identifier

#: How many children are made, and how many rows of each kind a child gets.
CHILDREN = 20_000
PER_CHILD = {
    "status_spell": 1,
    "stay": 1,
    "category_membership": 1,
    "risk_spell": 1,
    "visit": 3,
}

_SQLITE = {
    "series": "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {count}) ",
    "from": "k",
    "id": "CAST(printf('%08d%08d', {kind}, {n}) AS BLOB)",
    "region": "printf('9901%02d%03d%03d', n % 20 + 1, n % 9 + 1, n % 7 + 1)",
    "township": "printf('9901%02d%03d000', n % 20 + 1, n % 9 + 1)",
    "number": "printf('C%011d', n)",
    "day": "date(visited_on, printf('-%d days', n % 300))",
}
_POSTGRESQL = {
    "series": "",
    "from": "generate_series(1, {count}) AS k(n)",
    "id": "lpad(({kind} * 1000000000::bigint + {n})::text, 32, '0')::uuid",
    "region": "'9901' || to_char(n % 20 + 1, 'FM00') || to_char(n % 9 + 1, 'FM000')"
    " || to_char(n % 7 + 1, 'FM000')",
    "township": "'9901' || to_char(n % 20 + 1, 'FM00') || to_char(n % 9 + 1, 'FM000') || '000'",
    "number": "'C' || to_char(n, 'FM00000000000')",
    "day": "visited_on - (n % 300)::int",
}


def gather(connection: Connection, child_id: UUID, worker_id: UUID) -> None:
    """Make a crowd of one child for another worker, and let PostgreSQL look at it."""
    words = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    tables = Base.metadata.tables
    ids = {"child": child_id, "worker": worker_id}
    _copy(connection, words, tables["child"], ids, CHILDREN)
    for kind, (name, each) in enumerate(PER_CHILD.items(), 2):
        _copy(connection, words, tables[name], ids, CHILDREN * each, kind)
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


def _copy(
    connection: Connection,
    words: Mapping[str, str],
    table: Table,
    ids: Mapping[str, UUID],
    count: int,
    kind: int = 1,
) -> None:
    own = words["id"].format(kind=kind, n="n")
    child = words["id"].format(kind=1, n=f"(n % {CHILDREN} + 1)")
    values = {
        "id": own,
        "child_id": child,
        "region_code": words["region"],
        "counted_region_code": words["region"],
        "township_code": words["township"],
        "case_number": words["number"],
        "visited_on": words["day"],
        "worker_id": ":worker",
        "author_id": ":worker",
    }
    columns = [column.name for column in table.columns]
    chosen = ", ".join(values.get(name, name) for name in columns)
    key = "id" if table.name == "child" else "child_id"
    one = f'(SELECT * FROM "{table.name}" WHERE {key} = :child LIMIT 1) AS one'
    source = words["from"].format(count=count)
    statement = text(
        f'INSERT INTO "{table.name}" ({", ".join(columns)}) '
        f"{words['series'].format(count=count)}SELECT {chosen} FROM {one}, {source}"
    )
    named = [name for name in ids if f":{name}" in statement.text]
    bound = [bindparam(name, ids[name], type_=Identifier()) for name in named]
    connection.execute(statement.bindparams(*bound))
