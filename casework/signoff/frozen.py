"""What was signed is never changed and never deleted: the session refuses, as the database does.

One thing is written into a month afterwards: when it was last corrected.
"""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from casework.signoff.models import FROZEN, SignedMonth

_MAY_CHANGE = {"corrected_at"}


class SignedRowTouched(Exception):
    """A signed row was to be changed or deleted: a fault in our code, never shown."""


def _on_flush(session: Session, _context: object, _instances: object) -> None:
    for row in session.deleted:
        if isinstance(row, FROZEN):
            raise SignedRowTouched(row.__tablename__)
    for row in session.dirty:
        if isinstance(row, FROZEN) and _changed(row) - _allowed(row):
            raise SignedRowTouched(row.__tablename__)


def _changed(row: Any) -> set[str]:
    return {each.key for each in inspect(row).attrs if each.history.has_changes()}


def _allowed(row: Any) -> set[str]:
    return _MAY_CHANGE if isinstance(row, SignedMonth) else set()


def _on_execute(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if (state.is_update or state.is_delete) and mapper and issubclass(mapper.class_, FROZEN):
        raise SignedRowTouched(mapper.class_.__tablename__)


event.listen(Session, "before_flush", _on_flush)
event.listen(Session, "do_orm_execute", _on_execute)
