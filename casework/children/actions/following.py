"""What a child's new worker takes over, said by the floors above that know of it."""

from collections.abc import Callable
from uuid import UUID

from casework.children.models import Child

#: The child, the worker before, and whoever sees to things from now on.
Follow = Callable[[Child, UUID | None, UUID], None]

_followers: list[Follow] = []


def follows_worker(act: Follow) -> Follow:
    """Register what happens to a feature's rows when a child goes to another county's worker."""
    _followers.append(act)
    return act


def pass_on(child: Child, before: UUID | None, after: UUID) -> None:
    """Let everything open be the new worker's."""
    for act in _followers:
        act(child, before, after)
