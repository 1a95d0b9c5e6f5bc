"""What kinds of jobs there are: packages above register how each is done."""

from collections.abc import Callable
from typing import TypeVar

from casework.jobs.work import Work

Handler = Callable[[Work], None]
Doing = TypeVar("Doing", bound=Handler)

_handlers: dict[str, Handler] = {}


def does(kind: str) -> Callable[[Doing], Doing]:
    """Register how jobs of a kind are done: ``@does("roster.import")``.

    A handler may be begun again at any time: it goes on from the job's cursor, and a job whose
    work is complete ends without doing anything.
    """

    def register(handler: Doing) -> Doing:
        known = _handlers.setdefault(kind, handler)
        if known is not handler:
            message = f"two ways of doing {kind}"
            raise ValueError(message)
        return handler

    return register


def handler_of(kind: str) -> Handler:
    """Return how jobs of a kind are done; raise KeyError for an unknown one."""
    return _handlers[kind]
