"""Keys and look-ups: moving keys under a new version, finding a number, finding a name."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.installations import Installation, Workshop
from bench.population import enrol, township_code, village_code
from bench.tables import table_of
from bench.timing import least_cpu, median_wall
from bench.twins import FIELDS, SealedCard, contents, lay, sealed_row
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.db import rewrap
from casework.db.base import db, new_id
from casework.db.scope import Scope, bind_scope
from casework.db.sealed import DataKeyRow, keyring, seal_values

TITLE = "Keys and look-ups"

_VILLAGE, _TOWNSHIP = village_code(1), township_code(1)
_SOUGHT = "欧阳小满"

#: A million ID numbers that nobody has, made by the database itself.
_NUMBERS = {
    "sqlite": """
        INSERT INTO identity_digest (owner_id, epoch, kind, digest, verified)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
        SELECT randomblob(16), :epoch, 'child', randomblob(16), 1 FROM n
    """,
    "postgresql": """
        INSERT INTO identity_digest (owner_id, epoch, kind, digest, verified)
        SELECT gen_random_uuid(), :epoch, 'child', uuid_send(gen_random_uuid()), true
        FROM generate_series(1, :count)
    """,
}


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield the figures on both databases."""
    rows, numbers, rounds = (200, 1_000, 1) if quick else (5_000, 1_000_000, 25)
    for installation in workshop.fresh():
        with installation.app.app_context():
            lay(db.engine)
            yield _rewrapping(installation, rows, min(rounds, 7))
            yield _number_look_up(installation, numbers, rounds * 8)
            yield _name_search(installation, rows, rounds)


# Moving keys


def _rewrapping(installation: Installation, rows: int, rounds: int) -> Figure:
    """Compare re-wrapping every data key with sealing twelve fields anew, per subject."""
    sealed = [sealed_row(card) for card in contents(rows)]
    with Session(db.engine) as session, session.begin():
        session.execute(insert(table_of(DataKeyRow)), [key for key, _row in sealed])
        session.execute(insert(table_of(SealedCard)), [row for _key, row in sealed])
    best = least_cpu({"re-wrap": _rewrap, "re-seal": _seal_anew}, rounds)
    ratio = best["re-wrap"] / best["re-seal"]
    return Figure("re-wrap keys ÷ seal 12 fields anew", ratio, 0.25, on=installation.on)


def _rewrap() -> None:
    ring = keyring()
    ring.promote(ring.add_version())
    for _batch in rewrap.rewrap_all(ring):
        pass
    db.session.remove()


def _seal_anew() -> None:
    """Open and seal every field of every row by the quickest means: columns, in batches."""
    table = table_of(SealedCard)
    columns = [table.c[field] for field in FIELDS]
    changed = (
        update(table)
        .where(table.c.id == bindparam("row"))
        .values({field: bindparam(f"new_{field}") for field in FIELDS})
    )
    statement = select(table.c.id, DataKeyRow.wrapped, *columns).join(
        DataKeyRow, DataKeyRow.owner_id == table.c.id
    )
    with Session(db.engine) as session, session.begin():
        for batch in session.execute(statement).partitions(500):
            session.connection().execute(changed, [_anew(*row) for row in batch])


def _anew(row_id: UUID, wrapped: bytes, *boxes: bytes) -> dict[str, Any]:
    key = keyring().unwrap(wrapped, SealedCard.__owner_kind__, row_id)
    opened = {
        field: getattr(SealedCard, field).open_with(key, box, owner=row_id, row=row_id)
        for field, box in zip(FIELDS, boxes, strict=True)
    }
    sealed = seal_values(SealedCard, key, owner=row_id, row=row_id, values=opened)
    return {"row": row_id, **{f"new_{field}": box for field, box in sealed.items()}}


# Finding


def _number_look_up(installation: Installation, numbers: int, rounds: int) -> Figure:
    """Time finding the holder of an ID number by its digest, in milliseconds."""
    made = text(_NUMBERS[db.engine.dialect.name])
    with db.engine.begin() as connection:
        connection.execute(made, {"count": numbers, "epoch": keyring().digest_epoch})
    asked = iter(range(rounds))
    taken = median_wall({"": lambda: children.holder_of(f"99010120160315{next(asked):04}")}, rounds)
    db.session.remove()
    return Figure("ID number among 1,000,000", taken[""] * 1e3, 5, on=installation.on, unit=" ms")


def _name_search(installation: Installation, count: int, rounds: int) -> Figure:
    """Time the search by name among so many children in scope, in milliseconds of CPU."""
    enrol(_VILLAGE, count, last=_SOUGHT)
    viewer = Viewer(new_id(), "bench", Role.CHILD_SUPERVISOR, Scope((_TOWNSHIP[:9],)), (_TOWNSHIP,))
    bind_scope(db.session, viewer.scope)
    found: list[object] = []
    taken = least_cpu({"": lambda: found.append(children.search(viewer, _SOUGHT[:2]))}, rounds)
    assert found[0], "the child was not found"  # noqa: S101 - else nothing was measured
    db.session.remove()
    return Figure("name among 5,000 in scope", taken[""] * 1e3, 25, on=installation.on, unit=" ms")
