"""One small act beyond the reach of a request, in its own session and the request's transaction.

The request's session keeps its scope for its life: what is read here never lies in it, and what is
written here stands or falls with the request.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from casework.db.base import db
from casework.db.scope import Scope, SystemScope, bind_scope, is_scope

#: What may be done so, each looked at: the acts that a single region cannot do for itself.
PURPOSES = frozenset(
    {"duplicate check", "mandatory report", "pairing", "transfer", "transfer notice"}
)


@contextmanager
def elevated(purpose: str) -> Iterator[Session]:
    """Open a session that may touch every region, for a registered purpose.

    Whoever opens it says so in the trail. Raises LookupError for a purpose that nobody registered.
    """
    with _beside(purpose, SystemScope(purpose)) as session:
        yield session


@contextmanager
def lent(purpose: str, scope: Scope) -> Iterator[None]:
    """Let the acts of this block work under another scope than the request's own.

    ``db.session`` is a session of its own meanwhile, in the same transaction. What acts leave
    there for the trail is the request's. For a registered purpose; whoever lends says so in the
    trail. Raises LookupError for a purpose that nobody registered.
    """
    own = db.session()
    with _beside(purpose, scope) as session:
        session.info.update({key: own.info[key] for key in own.info if not is_scope(key)})
        db.session.registry.set(session)  # type: ignore[arg-type]
        try:
            yield
        finally:
            db.session.registry.set(own)
        for key, value in session.info.items():
            own.info.setdefault(key, value)


@contextmanager
def _beside(purpose: str, scope: Scope | SystemScope) -> Iterator[Session]:
    if purpose not in PURPOSES:
        raise LookupError(purpose)
    db.session.flush()
    connection = db.session.connection()
    known = connection.get_execution_options()
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    bind_scope(session, scope)
    try:
        yield session
        session.commit()
    finally:
        session.close()
        # The connection speaks for the request's session again (see db.demand).
        connection.execution_options(**known)
