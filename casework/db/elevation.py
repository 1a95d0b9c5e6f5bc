"""One small act beyond the reach of a request, in its own session and the request's transaction.

The request's session keeps its scope for its life: what is read here never lies in it, and what is
written here stands or falls with the request.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope

#: What may be done so, each looked at: the acts that a single region cannot do for itself.
PURPOSES = frozenset({"duplicate check"})


@contextmanager
def elevated(purpose: str) -> Iterator[Session]:
    """Open a session that may touch every region, for a registered purpose.

    Whoever opens it says so in the trail. Raises LookupError for a purpose that nobody registered.
    """
    if purpose not in PURPOSES:
        raise LookupError(purpose)
    db.session.flush()
    connection = db.session.connection()
    known = connection.get_execution_options()
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    bind_scope(session, SystemScope(purpose))
    try:
        yield session
        session.commit()
    finally:
        session.close()
        # The connection speaks for the request's session again (see db.demand).
        connection.execution_options(**known)
