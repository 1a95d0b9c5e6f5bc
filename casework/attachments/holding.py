"""Who else keeps content in the store: packages above say which names are theirs."""

from collections.abc import Callable, Collection

#: Returns which of some names stand in rows of the package.
Held = Callable[[Collection[str]], set[str]]

_holders: list[Held] = []


def keeps(held: Held) -> Held:
    """Register who has rows of stored content: what stands in one is never swept away."""
    _holders.append(held)
    return held


def held_elsewhere(names: Collection[str]) -> set[str]:
    """Return which of some names other packages have rows of."""
    return {name for held in _holders for name in held(names)}
