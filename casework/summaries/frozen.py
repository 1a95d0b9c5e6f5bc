"""Signed figures are never changed and never deleted: the session refuses, as the database does."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from casework.summaries.models import FROZEN


class SignedSetTouched(Exception):
    """A signed row was to be changed or deleted: a fault in our code, never shown."""


def _on_flush(session: Session, _context: object, _instances: object) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in [*session.deleted, *changed]:
        if isinstance(row, FROZEN):
            raise SignedSetTouched(type(row).__tablename__)


def _on_execute(state: ORMExecuteState) -> None:
    mapper: Any = state.bind_mapper
    if (state.is_update or state.is_delete) and mapper and issubclass(mapper.class_, FROZEN):
        raise SignedSetTouched(mapper.class_.__tablename__)


event.listen(Session, "before_flush", _on_flush)
event.listen(Session, "do_orm_execute", _on_execute)
