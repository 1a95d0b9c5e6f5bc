"""The best assignment of all requests at once, proven over every pair, repeatable by a seed.

A volunteer has a place for each child that she still takes; the second place costs more than the
first. Each request may stay without anybody, at a cost. The solver (SciPy, shortest augmenting
paths on a sparse bipartite graph) is given the cheapest volunteers of each request. Then every
pair that it was not given is priced with the dual values of its answer; those that could make the
answer cheaper are added and it solves again, until there is none. So cutting the candidates saves
time and changes nothing of the optimum.

Costs are whole numbers, and what a draw by the seed adds is less than one of them in all: another
seed can only choose among answers that are equally good.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casework.matching.costs import EXCLUDED, Costs
from casework.matching.fitting import Helper, Wanted
from casework.practice.rules.matching import MatchingRules

_Array = NDArray[Any]

#: How many volunteers of each request are given to the solver at first.
CANDIDATES = 24
#: How many more of each are added where they could make the answer cheaper.
_MORE = 8
#: A draw is below this; all draws together are below one point.
_DRAWS = 1024

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Assignment:
    """Who is matched to whom, by the order in which they were given."""

    #: For each request the number of its volunteer, None where it stays without.
    chosen: tuple[int | None, ...]
    #: The cost of the whole; the same for every seed.
    points: int
    #: How often it was solved until no pair could make it cheaper.
    rounds: int


def solve(
    wanted: Sequence[Wanted],
    helpers: Sequence[Helper],
    rules: MatchingRules,
    *,
    seed: int,
    candidates: int = CANDIDATES,
    tell: Tell = lambda _done, _all: None,
) -> Assignment:
    """Return the cheapest assignment; ``tell`` hears how many requests have their candidates.

    The order of the two lists matters for the draw: give them sorted by id.
    """
    if not wanted or not helpers:
        return Assignment((None,) * len(wanted), rules.unmatched * len(wanted), 0)
    return _Problem(Costs(wanted, helpers, rules), seed).solved(candidates, tell)


@dataclass(frozen=True)
class _Pairs:
    """Pairs that the solver is given: request, volunteer, cost without its place, and a draw."""

    rows: _Array
    columns: _Array
    costs: _Array
    draws: _Array

    def __add__(self, more: "_Pairs") -> "_Pairs":
        ours = (self.rows, self.columns, self.costs, self.draws)
        theirs = (more.rows, more.columns, more.costs, more.draws)
        return _Pairs(*(np.concatenate(both) for both in zip(ours, theirs, strict=True)))


@dataclass(frozen=True)
class _Edges:
    """The same by place, with a place of its own for each request that stays without."""

    rows: _Array
    places: _Array
    costs: _Array
    draws: _Array


class _Problem:
    def __init__(self, costs: Costs, seed: int) -> None:
        self.costs, self.rules = costs, costs.rules
        self.rng = np.random.default_rng(seed)
        self.n = len(costs.wanted)
        self.room = np.array([min(h.room, self.n) for h in costs.helpers])
        taken = np.array([h.taken for h in costs.helpers])
        #: The places of a volunteer are numbered from here on.
        self.first = np.cumsum(self.room) - self.room
        self.owner = np.repeat(np.arange(len(self.room)), self.room)
        before = np.arange(len(self.owner)) - self.first[self.owner]
        self.place_costs = self.rules.spread * (taken[self.owner] + before)
        self.next_costs = np.where(self.room > 0, self.rules.spread * taken, EXCLUDED)

    def solved(self, candidates: int, tell: Tell) -> Assignment:
        """Solve with some candidates, then with those that were missed, until none was."""
        pairs, rounds = self._cheapest(candidates, tell), 1
        while True:
            edges = self._edges(pairs)
            place_of = self._assigned(edges)
            costs = self._costs_of(edges, place_of)
            missed = self._missed(costs, place_of, _prices(edges, place_of, costs))
            if not len(missed.rows):
                return self._answer(place_of, int(costs.sum()), rounds)
            pairs, rounds = pairs + missed, rounds + 1

    # --- candidates -------------------------------------------------------------------------

    def _cheapest(self, count: int, tell: Tell) -> _Pairs:
        """Return the cheapest pairs of each request."""
        found = []
        for low, block in self.costs.blocks():
            found.append(self._picked(low, block + self.next_costs, count))
            tell(low + len(block), self.n)
        return self._pairs(found)

    def _missed(self, costs: _Array, place_of: _Array, prices: _Array) -> _Pairs:
        """Return pairs that could make an answer cheaper, the best of each request."""
        # The cheapest place of each volunteer, at the prices of the answer.
        best = np.full(len(self.room), EXCLUDED)
        np.minimum.at(best, self.owner, self.place_costs - prices[: len(self.owner)])
        row_prices = costs - prices[place_of]
        found = []
        for low, block in self.costs.blocks():
            gains = block + (best - row_prices[low : low + len(block), None])
            rows = np.flatnonzero(gains.min(axis=1) < 0)
            gains = np.where(gains[rows] < 0, gains[rows], EXCLUDED)
            picked, columns = self._picked(0, gains, _MORE)
            found.append((low + rows[picked], columns))
        return self._pairs(found)

    def _picked(self, low: int, block: _Array, count: int) -> tuple[_Array, _Array]:
        """Return the cheapest possible pairs of each row; which of equals is drawn."""
        columns = np.broadcast_to(np.arange(block.shape[1]), block.shape)
        if count < block.shape[1]:
            # A block has millions of pairs: small numbers are drawn and parted faster.
            drawn = block.astype(np.int32) * np.int32(_DRAWS)
            drawn += self.rng.integers(0, _DRAWS, block.shape, dtype=np.int16)
            columns = np.sort(np.argpartition(drawn, count, axis=1)[:, :count], axis=1)
        rows = np.broadcast_to(np.arange(len(block))[:, None], columns.shape)
        may_be = np.take_along_axis(block, columns, axis=1) < EXCLUDED
        return low + rows[may_be], columns[may_be]

    def _pairs(self, found: list[tuple[_Array, _Array]]) -> _Pairs:
        rows, columns = (np.concatenate(part) for part in zip(*found, strict=True))
        draws = self.rng.integers(0, _DRAWS, len(rows))
        return _Pairs(rows, columns, self.costs.of_pairs(rows, columns), draws)

    # --- one answer -------------------------------------------------------------------------

    def _edges(self, pairs: _Pairs) -> _Edges:
        times = self.room[pairs.columns]
        which = np.repeat(np.arange(len(times)), times)
        before = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
        places = self.first[pairs.columns[which]] + before
        alone, own = np.arange(self.n), len(self.owner) + np.arange(self.n)
        without = np.full(self.n, self.rules.unmatched)
        return _Edges(
            np.concatenate([pairs.rows[which], alone]),
            np.concatenate([places, own]),
            np.concatenate([pairs.costs[which] + self.place_costs[places], without]),
            np.concatenate([pairs.draws[which], np.zeros(self.n, dtype=np.int64)]),
        )

    def _assigned(self, edges: _Edges) -> _Array:
        """Return the place of each request in the cheapest answer with these edges."""
        # Loaded where it is used: no page needs it.
        from scipy.sparse import csr_array  # noqa: PLC0415
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching  # noqa: PLC0415

        # Whole numbers far below 2**53: exact. A weight of nought would not be an edge.
        weights = (edges.costs + 1) * (_DRAWS * (self.n + 1)) + edges.draws
        shape = self.n, len(self.owner) + self.n
        graph = csr_array((weights.astype(np.float64), (edges.rows, edges.places)), shape=shape)
        rows, places = min_weight_full_bipartite_matching(graph)
        return np.asarray(places[np.argsort(rows)])

    def _costs_of(self, edges: _Edges, place_of: _Array) -> _Array:
        is_chosen = place_of[edges.rows] == edges.places
        costs = np.zeros(self.n, dtype=np.int64)
        costs[edges.rows[is_chosen]] = edges.costs[is_chosen]
        return costs

    def _answer(self, place_of: _Array, points: int, rounds: int) -> Assignment:
        chosen = [int(self.owner[p]) if p < len(self.owner) else None for p in place_of]
        return Assignment(tuple(chosen), points, rounds)


def _prices(edges: _Edges, place_of: _Array, costs: _Array) -> _Array:
    """Return the dual value of each place: nought where it is free, less where it is wanted.

    Shortest ways in the graph of what is left, from the free places (Bellman and Ford); there is
    no cycle below nought, for the answer is the cheapest of its edges.
    """
    slack = edges.costs - costs[edges.rows]
    prices = np.zeros(int(edges.places.max()) + 1, dtype=np.int64)
    while True:
        offered = prices[place_of][edges.rows] + slack
        lower = prices.copy()
        np.minimum.at(lower, edges.places, offered)
        if np.array_equal(lower, prices):
            return prices
        prices = lower
