"""Hiding small cells from those who get totals, so that nothing gives them away.

A cell of 1 to 4 could be a known child. It is hidden, and so are enough others that no sum of the
same tree of regions tells it: whoever subtracts what is shown from a total is left with several
cells, and with at least five possibilities for each. The tree is protected as a whole, so that the
reports of a city and of its counties never contradict each other.

What this does not hide: that a hidden cell is not 0, and what follows from other measures or
months of the same region.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

#: A cell from 1 up to this may point at a known child.
SMALL = 4


def is_small(value: int) -> bool:
    """Say whether a figure must not be shown by itself."""
    return 1 <= value <= SMALL


def hidden(
    values: Mapping[str, int],
    below: Mapping[str, Sequence[str]],
    root: str,
    small: Collection[str] | None = None,
) -> frozenset[str]:
    """Return the places of a tree whose figure is hidden.

    ``values`` by place, each the sum of those ``below`` it; what is absent is 0. ``small`` are the
    places that must be hidden, when that is not told by the figures themselves.
    """
    if small is None:
        small = {place for place, value in values.items() if is_small(value)}
    tree = _Tree(values, below, small)
    tree.settle(root)
    return frozenset(tree.hidden)


@dataclass
class _Tree:
    """One measure over a tree of regions, and what of it is hidden by now."""

    values: Mapping[str, int]
    below: Mapping[str, Sequence[str]]
    small: Collection[str]
    hidden: set[str] = field(default_factory=set)

    def settle(self, place: str) -> None:
        """Hide what must be hidden at and below a place, from the bottom up."""
        for lower in self.parts(place):
            self.settle(lower)
        if place in self.small:
            self.hide(place)
        while not self.is_safe(place):
            more = self.next_to_hide(place)
            if more is None:
                self.hidden.add(place)  # everything below is hidden: the sum goes too
                return
            self.hide(more)

    def is_safe(self, place: str) -> bool:
        """Say whether the figures shown leave the hidden ones below a place open."""
        gone = [lower for lower in self.parts(place) if lower in self.hidden]
        if place in self.hidden or not gone:
            return True
        unknown = list(self.unknown_below(place))
        # Each unknown is at least 1; what is left over may lie in any of them.
        left_over = sum(self.value(cell) for cell in unknown) - len(unknown)
        return len(gone) > 1 and left_over >= SMALL

    def unknown_below(self, place: str) -> Iterator[str]:
        """Yield the lowest hidden cells that add up to what is not known of a place."""
        for lower in self.parts(place):
            if lower in self.hidden:
                deeper = list(self.unknown_below(lower))
                yield from deeper or [lower]

    def hide(self, place: str) -> None:
        """Hide a place, and one below it, or the sum of those would show it again."""
        self.hidden.add(place)
        if self.parts(place) and not any(lower in self.hidden for lower in self.parts(place)):
            more = self.next_to_hide(place)
            if more is not None:
                self.hide(more)

    def next_to_hide(self, place: str) -> str | None:
        """Choose the smallest figure still shown below a place that is not 0."""
        shown = [
            lower
            for lower in self.parts(place)
            if lower not in self.hidden and self.value(lower) > 0
        ]
        return min(shown, key=lambda lower: (self.value(lower), lower), default=None)

    def parts(self, place: str) -> Sequence[str]:
        return self.below.get(place, ())

    def value(self, place: str) -> int:
        return self.values.get(place, 0)
