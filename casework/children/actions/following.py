"""What a child's new worker takes over, said by the floors above that know of it."""

from collections.abc import Callable
from uuid import UUID

from casework.children.models import Child

#: The child, whose things go over (None: everybody's), and whoever sees to them from now on.
Follow = Callable[[Child, UUID | None, UUID], None]

_followers: list[Follow] = []


def follows_worker(act: Follow) -> Follow:
    """Register what happens to a feature's rows when a child goes to another worker."""
    _followers.append(act)
    return act


def pass_on(child: Child, before: UUID | None, after: UUID) -> None:
    """Let what is open and one worker's, or anybody's, be the new worker's."""
    for act in _followers:
        act(child, before, after)
