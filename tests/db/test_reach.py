"""Nothing of the next village gets through, whatever way a statement or a row takes.

These are the ways that get past a hook in the ORM (docs/adr/0004-scope-guards.md).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, delete, exists, func, insert, select, text, update
from sqlalchemy.orm import aliased, make_transient_to_detached

from casework import clock
from casework.children.models import Child, RiskSpell, StatusSpell, Stay
from casework.db.base import db, new_id
from casework.db.scope import Scope, bind_scope, within
from casework.errors import OutOfReach
from tests.db.rows import AnySession, a_file, a_spell, stored
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE


@dataclass(frozen=True)
class Elsewhere:
    """What lies beyond the session's reach."""

    child: UUID
    spell: UUID


@pytest.fixture
def elsewhere(app: Flask, session: AnySession) -> Iterator[Elsewhere]:
    """A session that may touch one village, and a child of the next one."""
    here, there = a_file(VILLAGE), a_file(NEXT_VILLAGE, name="李晓")
    spell = a_spell(there, note="不得外传")
    stored(session, here, there, spell)
    with app.app_context():
        bind_scope(db.session, Scope((VILLAGE,)))
        yield Elsewhere(there.id, spell.id)
        db.session.rollback()


def here(column: Any) -> ColumnElement[bool]:
    return within(column, (VILLAGE,))


def _risk_of(e: Elsewhere) -> dict[str, Any]:
    place = {"id": new_id(), "region_code": NEXT_VILLAGE, "child_id": e.child}
    return {**place, "created_at": clock.now(), "level": 1, "from_on": date(2026, 1, 1)}


def _flush(row: Any) -> None:
    db.session.add(row)
    db.session.flush()


def _move_out() -> None:
    child = db.session.scalars(select(Child).where(here(Child.region_code))).one()
    child.region_code = NEXT_VILLAGE
    db.session.flush()


def _move_in(e: Elsewhere) -> None:
    """Give oneself a row of the next village, without ever having loaded it."""
    spell = _made_up(e)
    db.session.refresh(spell, ["status"])
    spell.region_code = VILLAGE
    db.session.flush()


def _made_up(e: Elsewhere) -> StatusSpell:
    """Return what pretends to be loaded already."""
    spell = _pretending(e)
    make_transient_to_detached(spell)
    db.session.add(spell)
    return spell


def _pretending(e: Elsewhere) -> StatusSpell:
    """Return a row of the next village that says it is of one's own."""
    return a_spell(a_file(VILLAGE, id=e.child), id=e.spell)


LEAKS: dict[str, Callable[[Elsewhere], Any]] = {
    "get": lambda e: db.session.get(Child, e.child),
    "select by id": lambda e: db.session.scalars(select(Child).where(Child.id == e.child)).all(),
    "columns": lambda _: db.session.execute(select(Child.id, Child.name.column)).all(),
    "core table": lambda _: db.session.execute(select(Child.__table__)).all(),
    "count": lambda _: db.session.scalar(select(func.count()).select_from(Child)),
    "max": lambda _: db.session.scalar(select(func.max(Child.next_due_on))),
    "text": lambda _: db.session.execute(text("SELECT name FROM child")).all(),
    "entity from text": lambda _: db.session.scalars(
        select(Child).from_statement(text("SELECT * FROM child"))
    ).all(),
    "exists": lambda _: db.session.scalar(select(exists().where(Child.risk == 2))),
    "exists of another table": lambda _: db.session.scalars(
        select(Child.id).where(here(Child.region_code), select(StatusSpell.id).exists())
    ).all(),
    "in": lambda _: db.session.scalars(
        select(Child.id).where(here(Child.region_code), Child.risk.in_(select(RiskSpell.level)))
    ).all(),
    "scalar subquery": lambda _: db.session.execute(
        select(select(func.count(Stay.id)).scalar_subquery(), Child.id).where(
            here(Child.region_code)
        )
    ).all(),
    "union": lambda _: db.session.execute(
        select(Child.id).where(here(Child.region_code)).union_all(select(Child.id))
    ).all(),
    "cte": lambda _: db.session.execute(select(select(Child.id).cte().c.id)).all(),
    "alias": lambda _: db.session.scalars(
        select(other := aliased(Child))
        .join(Child, Child.risk == other.risk)
        .where(here(Child.region_code))
    ).all(),
    "outer join": lambda _: db.session.execute(
        select(StatusSpell.id).outerjoin(
            Child, (Child.id == StatusSpell.child_id) & here(Child.region_code)
        )
    ).all(),
    "the wrong range": lambda _: db.session.scalars(
        select(Child).where(within(Child.region_code, (NEXT_VILLAGE,)))
    ).all(),
    "the connection": lambda _: db.session.connection().execute(select(Child.id)).all(),
    "the driver": lambda _: db.session.connection().exec_driver_sql("SELECT id FROM child").all(),
    "bulk update": lambda _: db.session.execute(update(Child).values(risk=1)),
    "update by id": lambda e: db.session.execute(
        update(Child).where(Child.id == e.child).values(risk=1)
    ),
    "update by primary keys": lambda e: db.session.execute(
        update(StatusSpell), [{"id": e.spell, "is_entry": True}]
    ),
    "update mappings": lambda e: db.session().bulk_update_mappings(
        StatusSpell.__mapper__, [{"id": e.spell, "is_entry": True}]
    ),
    "bulk delete": lambda _: db.session.execute(delete(StatusSpell)),
    "delete by id": lambda e: db.session.execute(
        delete(StatusSpell).where(StatusSpell.id == e.spell)
    ),
    "insert": lambda e: db.session.execute(insert(RiskSpell).values(_risk_of(e))),
    "insert mappings": lambda e: db.session().bulk_insert_mappings(
        RiskSpell.__mapper__, [_risk_of(e)]
    ),
    "insert from select": lambda _: db.session.execute(
        text("INSERT INTO seen (audit_id, child_id) SELECT 1, id FROM child")
    ),
    "a row of another region": lambda _: _flush(a_file(NEXT_VILLAGE)),
    "moving a row out": lambda _: _move_out(),
    "moving a row in": _move_in,
    "refreshing a row made up": lambda e: db.session.refresh(_made_up(e)),
    "merging a row": lambda e: db.session.merge(_pretending(e)),
}


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_of_the_next_village_gets_through(elsewhere: Elsewhere, name: str) -> None:
    with pytest.raises(OutOfReach):
        LEAKS[name](elsewhere)
    db.session.rollback()


def test_after_a_refusal_the_session_is_as_strict_as_before(elsewhere: Elsewhere) -> None:
    with pytest.raises(OutOfReach):
        _flush(a_file(NEXT_VILLAGE))
    db.session.rollback()
    with pytest.raises(OutOfReach):
        LEAKS["update by id"](elsewhere)


def test_the_rows_of_ones_own_village_are_stored_and_changed(elsewhere: Elsewhere) -> None:
    child = db.session.scalars(select(Child).where(here(Child.region_code))).one()
    child.note = "外婆已搬来同住"
    _flush(a_spell(child, note="补记"))
    rows = select(func.count(StatusSpell.id)).where(here(StatusSpell.region_code))
    assert db.session.scalar(rows) == 1
    db.session.delete(
        db.session.scalars(select(StatusSpell).where(here(StatusSpell.region_code))).one()
    )
    db.session.flush()
    assert db.session.scalar(rows) == 0
