"""The guards on rows, by themselves: here no statement is looked at, as in production."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import load_only

from casework.children.models import Child, StatusSpell
from casework.db.base import db
from casework.db.scope import Scope, SystemScope, bind_scope, scope_of
from casework.errors import OutOfReach
from tests.db.rows import AnySession, a_file, a_spell, stored
from tests.factories.accounts import NEXT_VILLAGE, VILLAGE


@dataclass(frozen=True)
class Files:
    """A child here and one in the next village, with a row each."""

    here: UUID
    there: UUID


Under = Callable[..., None]


@pytest.fixture
def files(session: AnySession) -> Files:
    here, there = a_file(VILLAGE), a_file(NEXT_VILLAGE, name="李晓")
    stored(session, here, there, a_spell(here), a_spell(there))
    return Files(here.id, there.id)


@pytest.fixture
def under(app: Flask, files: Files) -> Iterator[Under]:
    """``under(Scope(…))``: a session with this scope, whose statements pass unseen."""
    with app.app_context():

        def bind(scope: Scope | SystemScope | None) -> None:
            if scope is not None:
                bind_scope(db.session, scope)
            db.session.connection(execution_options={"system": True})

        yield bind
        db.session.rollback()


def load(child_id: UUID) -> Child:
    return db.session.get_one(Child, child_id)


def test_what_lies_inside_is_loaded_and_stored(under: Under, files: Files) -> None:
    under(Scope((VILLAGE,)))
    child = load(files.here)
    child.note = "补记"
    db.session.add(a_spell(child))
    db.session.flush()
    spells = select(StatusSpell).where(StatusSpell.child_id == child.id)
    assert len(db.session.scalars(spells).all()) == 2


@pytest.mark.parametrize(
    "ways",
    [
        lambda files: load(files.there),
        lambda _: db.session.scalars(select(Child)).all(),
        lambda _: db.session.execute(select(StatusSpell.id, StatusSpell)).all(),
        lambda _: db.session.scalars(select(Child).options(load_only(Child.status))).all(),
    ],
)
def test_what_lies_outside_is_not_loaded(
    under: Under, files: Files, ways: Callable[[Files], Any]
) -> None:
    under(Scope((VILLAGE,)))
    with pytest.raises(OutOfReach):
        ways(files)


def test_a_session_without_a_scope_loads_and_stores_nothing(under: Under, files: Files) -> None:
    under(None)
    with pytest.raises(OutOfReach):
        load(files.here)
    db.session.add(a_file(VILLAGE))
    with pytest.raises(OutOfReach):
        db.session.flush()


def test_an_empty_scope_is_nobody(under: Under, files: Files) -> None:
    under(Scope())
    with pytest.raises(OutOfReach):
        load(files.here)


def test_maintenance_reaches_everything(under: Under, files: Files) -> None:
    under(SystemScope("tests"))
    assert {load(files.here).name, load(files.there).name} == {"陈雨桐", "李晓"}


def test_a_row_that_moved_away_meanwhile_is_gone(under: Under, files: Files) -> None:
    under(Scope((VILLAGE,)))
    child = load(files.here)
    moved = update(Child).where(Child.id == child.id).values(region_code=NEXT_VILLAGE)
    db.session.execute(moved.execution_options(synchronize_session=False))
    for look_again in (lambda: db.session.refresh(child), lambda: child.name):
        db.session.expire(child)
        with pytest.raises(OutOfReach):
            look_again()


@pytest.mark.parametrize("region", [NEXT_VILLAGE, "990101000000", "990000000000", ""])
def test_no_row_is_stored_outside(under: Under, files: Files, region: str) -> None:
    under(Scope((VILLAGE,)))
    db.session.add(a_file(region))
    with pytest.raises(OutOfReach):
        db.session.flush()


@pytest.mark.parametrize("scope", [Scope((VILLAGE,)), Scope((NEXT_VILLAGE,))])
def test_no_row_moves_out_and_none_moves_in(under: Under, files: Files, scope: Scope) -> None:
    under(scope)
    mine = files.here if scope.covers(VILLAGE) else files.there
    child = load(mine)
    child.region_code = NEXT_VILLAGE if scope.covers(VILLAGE) else VILLAGE
    with pytest.raises(OutOfReach):
        db.session.flush()


def test_a_row_outside_is_not_deleted(under: Under, files: Files) -> None:
    under(Scope((VILLAGE,)))
    spell = db.session.scalars(select(StatusSpell).where(StatusSpell.child_id == files.here)).one()
    spell.region_code = NEXT_VILLAGE
    db.session.delete(spell)
    with pytest.raises(OutOfReach):
        db.session.flush()


def test_a_single_child_may_be_granted_with_all_its_rows(under: Under, files: Files) -> None:
    under(Scope(children=frozenset({files.there})))
    spells = select(StatusSpell).where(StatusSpell.child_id == files.there)
    assert load(files.there).name == "李晓"
    assert db.session.scalars(spells).one().child_id == files.there
    with pytest.raises(OutOfReach):
        load(files.here)


def test_one_scope_for_life(under: Under, files: Files) -> None:
    under(Scope((VILLAGE,)))
    bind_scope(db.session, Scope((VILLAGE,)))
    for other in (Scope(), Scope((NEXT_VILLAGE,)), SystemScope("widening")):
        with pytest.raises(OutOfReach):
            bind_scope(db.session, other)
    assert scope_of(db.session()) == Scope((VILLAGE,))
