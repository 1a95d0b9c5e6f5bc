"""What follows for the floors above when something befalls a file: they say it here.

A new worker takes over, a status begins, the child moves to another village, two files become one.
"""

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


#: The child whose status has changed just now, why, and who did it (None: a night).
FollowStatus = Callable[[Child, str | None, UUID | None], None]
#: The child, which lives elsewhere within the county now, where it left, and who did it.
FollowMove = Callable[[Child, str, UUID], None]
#: The file that is kept and the one that ends, before its rows go over, and who did it.
FollowMerge = Callable[[Child, Child, UUID], None]

_of_status: list[FollowStatus] = []
_of_move: list[FollowMove] = []
_of_merge: list[FollowMerge] = []


def follows_status(act: FollowStatus) -> FollowStatus:
    """Register what happens to a feature's rows when a file's status changes."""
    _of_status.append(act)
    return act


def follows_move(act: FollowMove) -> FollowMove:
    """Register what happens to a feature's rows when a child moves within the county."""
    _of_move.append(act)
    return act


def follows_merge(act: FollowMerge) -> FollowMerge:
    """Register what is settled before the rows of one file go over to another."""
    _of_merge.append(act)
    return act


def tell_status(child: Child, reason: str | None, account_id: UUID | None) -> None:
    """Tell that a status has begun."""
    for act in _of_status:
        act(child, reason, account_id)


def tell_move(child: Child, left: str, account_id: UUID) -> None:
    """Tell that a child lives elsewhere now; its rows have followed."""
    for act in _of_move:
        act(child, left, account_id)


def tell_merge(kept: Child, ended: Child, account_id: UUID) -> None:
    """Tell that one file is about to take over the rows of another."""
    for act in _of_merge:
        act(kept, ended, account_id)
