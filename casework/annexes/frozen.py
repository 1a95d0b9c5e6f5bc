"""A signed form is never changed and never deleted: the session refuses."""

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from casework.annexes.models import FROZEN


class SignedFormTouched(Exception):
    """A row of a signed form was to be changed or deleted: a fault in our code, never shown."""


def _on_flush(session: Session, _context: object, _instances: object) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in [*session.deleted, *changed]:
        if isinstance(row, FROZEN):
            raise SignedFormTouched(row.__tablename__)


def _on_execute(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if (state.is_update or state.is_delete) and mapper and issubclass(mapper.class_, FROZEN):
        raise SignedFormTouched(mapper.class_.__tablename__)


event.listen(Session, "before_flush", _on_flush)
event.listen(Session, "do_orm_execute", _on_execute)
