"""A small exact solver: whole numbers between bounds, sums of them, and "one of these holds".

It says whether a reader who knows all that is written into it could still believe a value. Search
with bounds propagation; every refusal is proved, every acceptance has an assignment behind it.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

#: No figure that a test makes comes near it.
MOST = 10_000

Span = tuple[int, int]
#: Of a sum: what each variable is multiplied by.
Terms = Mapping[str, int]


@dataclass(frozen=True)
class Limit:
    """A sum that lies between two numbers."""

    terms: Terms
    low: int
    high: int


@dataclass
class Puzzle:
    """Everything that is known: spans of variables, limits of sums, and alternatives."""

    spans: dict[str, Span] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    #: Of each, at least one of the variables lies within its span.
    alternatives: list[Sequence[tuple[str, Span]]] = field(default_factory=list)

    def variable(self, name: str, low: int = 0, high: int = MOST) -> str:
        """Make a variable known, or narrow one that is."""
        known_low, known_high = self.spans.get(name, (low, high))
        self.spans[name] = (max(low, known_low), min(high, known_high))
        return name

    def equal(self, terms: Terms, value: int = 0) -> None:
        """Say what a sum is."""
        self.limits.append(Limit(terms, value, value))

    def at_least(self, terms: Terms, value: int = 0) -> None:
        """Say what a sum is at the least."""
        self.limits.append(Limit(terms, value, MOST * MOST))

    def solved(self, hints: Mapping[str, int] | None = None) -> "Solved":
        """Return what can be asked of it; ``hints`` are values to try first."""
        return Solved(self, hints or {})


class _Contradiction(Exception):
    """What is known cannot all be true."""


class Solved:
    """A puzzle narrowed once, and cut into parts that have nothing to do with each other."""

    def __init__(self, puzzle: Puzzle, hints: Mapping[str, int]) -> None:
        self.puzzle, self.hints = puzzle, hints
        self.of: dict[str, list[Limit]] = defaultdict(list)
        for limit in puzzle.limits:
            for name in limit.terms:
                self.of[name].append(limit)
        self.spans = dict(puzzle.spans)
        self._sound: dict[str, bool] = {}
        try:
            self._narrow(self.spans, puzzle.limits)
        except _Contradiction:
            self._sound[""] = False
        self.parts = self._cut_into_parts()

    def allows(self, name: str, value: int) -> bool:
        """Say whether a variable may have a value."""
        own = self.parts.get(name, name)
        others = {root for root in self.parts.values() if root != own}
        if not all(map(self._is_sound, ("", *others))):
            return False
        return self._finds(own, (name, (value, value)))

    def _is_sound(self, root: str) -> bool:
        if root not in self._sound:
            self._sound[root] = root == "" or self._finds(root)
        return self._sound[root]

    def _cut_into_parts(self) -> dict[str, str]:
        """Return for each variable that is open the first one of its part."""
        roots = {name: name for name, (low, high) in self.spans.items() if low < high}
        groups = [list(limit.terms) for limit in self.puzzle.limits]
        groups += [[name for name, _ in options] for options in self._undecided(self.spans)]
        for group in groups:
            together = [name for name in group if name in roots]
            for other in together[1:]:
                _join(roots, together[0], other)
        fixed = {name: name for name in self.spans if name not in roots}
        return fixed | {name: _root(roots, name) for name in roots}

    def _undecided(self, spans: Mapping[str, Span]) -> list[Sequence[tuple[str, Span]]]:
        return [
            options
            for options in self.puzzle.alternatives
            if not any(_inside(spans[name], span) for name, span in options)
        ]

    def _finds(self, root: str, asked: tuple[str, Span] | None = None) -> bool:
        """Say whether a part has an assignment, also with what is asked."""
        members = [name for name, own in self.parts.items() if own == root]
        spans = dict(self.spans)
        inside = set(members)
        options = [
            each for each in self._undecided(spans) if any(name in inside for name, _ in each)
        ]
        try:
            if asked is not None:
                self._set(spans, *asked)
        except _Contradiction:
            return False
        return self._solve(spans, members, options)

    def _solve(
        self,
        spans: dict[str, Span],
        members: Sequence[str],
        alternatives: Sequence[Sequence[tuple[str, Span]]],
    ) -> bool:
        """Try, depth first and without recursion, until everything is decided."""
        waiting = [spans]
        while waiting:
            spans = waiting.pop()
            choices = self._choices(spans, members, alternatives)
            if choices is None:
                return True
            for name, span in reversed(choices):
                tried = dict(spans)
                try:
                    self._set(tried, name, span)
                except _Contradiction:
                    continue
                waiting.append(tried)
        return False

    def _choices(
        self,
        spans: Mapping[str, Span],
        members: Sequence[str],
        alternatives: Sequence[Sequence[tuple[str, Span]]],
    ) -> list[tuple[str, Span]] | None:
        """Return the next thing to decide, in the order of trying; None when nothing is left."""
        for options in alternatives:
            if not any(_inside(spans[name], span) for name, span in options):
                return sorted(options, key=lambda one: not self._is_hinted(*one))
        name = next((each for each in members if spans[each][0] < spans[each][1]), None)
        return None if name is None else self._split(name, spans[name])

    def _is_hinted(self, name: str, span: Span) -> bool:
        return span[0] <= self.hints.get(name, -1) <= span[1]

    def _split(self, name: str, span: Span) -> list[tuple[str, Span]]:
        low, high = span
        middle = min(max(self.hints.get(name, low), low), high)
        parts = [(middle, middle), (low, middle - 1), (middle + 1, high)]
        return [(name, part) for part in parts if part[0] <= part[1]]

    def _set(self, spans: dict[str, Span], name: str, span: Span) -> None:
        """Narrow a variable, and everything that follows; raise _Contradiction."""
        if _cut(spans, name, *span):
            self._narrow(spans, self.of[name])

    def _narrow(self, spans: dict[str, Span], limits: Iterable[Limit]) -> None:
        waiting = deque(limits)
        while waiting:
            for name in _tighten(spans, waiting.popleft()):
                waiting.extend(self.of[name])


def _join(roots: dict[str, str], one: str, other: str) -> None:
    roots[_root(roots, other)] = _root(roots, one)


def _root(roots: dict[str, str], name: str) -> str:
    while roots[name] != name:
        name = roots[name]
    return name


def _tighten(spans: dict[str, Span], limit: Limit) -> list[str]:
    """Narrow the variables of one sum by each other; return those that changed."""
    ends = {name: _ends(spans[name], by) for name, by in limit.terms.items()}
    least, most = sum(low for low, _ in ends.values()), sum(high for _, high in ends.values())
    if least > limit.high or most < limit.low:
        raise _Contradiction
    changed = []
    for name, by in limit.terms.items():
        low, high = limit.low - (most - ends[name][1]), limit.high - (least - ends[name][0])
        # by * x lies between low and high
        if by < 0:
            low, high = -high, -low
        if _cut(spans, name, -(-low // abs(by)), high // abs(by)):
            changed.append(name)
    return changed


def _cut(spans: dict[str, Span], name: str, low: int, high: int) -> bool:
    known = spans[name]
    found = max(known[0], low), min(known[1], high)
    if found[0] > found[1]:
        raise _Contradiction
    spans[name] = found
    return found != known


def _ends(span: Span, by: int) -> Span:
    low, high = span[0] * by, span[1] * by
    return (low, high) if by > 0 else (high, low)


def _inside(span: Span, within: Span) -> bool:
    return within[0] <= span[0] and span[1] <= within[1]
