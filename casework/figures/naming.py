"""Who may be called by name in a figure's list: the floor of children says it, by the rights."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from casework.accounts.viewer import Viewer

#: The names of those of some children whom a viewer may see, by one statement.
Namer = Callable[[Viewer, Collection[UUID]], Mapping[UUID, str]]

_namers: list[Namer] = []


def names(act: Namer) -> Namer:
    """Register who knows the names of children."""
    if act not in _namers:
        _namers.append(act)
    return act


def names_of(viewer: Viewer, child_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names that a viewer may see; of nobody where there is nobody to ask for."""
    found: dict[UUID, str] = {}
    for act in _namers if child_ids else ():
        found |= act(viewer, child_ids)
    return found
