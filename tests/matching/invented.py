"""Invented requests and volunteers as values, and strategies that draw them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from casework.matching.fitting import Helper, Wanted
from casework.practice.rules.matching import MatchingRules, Serving

RULES = MatchingRules(
    version="t",
    unmatched=200,
    spread=12,
    speaks_required=True,
    points={
        "place": {"village": 0, "township": 10, "county": 40, "further": 80, "unsure": 15},
        "need": {"lacks": 15, "none": 40},
        "language": {"none": 60, "unsaid": 5},
        "time": {"none": 25, "unsaid": 8},
    },
    services={
        "tutoring": Serving(frozenset({"tutoring"}), frozenset({"teacher"})),
        "rights": Serving(frozenset({"law"}), frozenset({"lawyer"})),
    },
)

VILLAGES = ("990101001001", "990101001002", "990101002001")
REACHES = (*VILLAGES, "990101001000", "990101002000", "990101000000", "990102000000")
_NEEDS = ("tutoring", "rights", "affection")


def a_wanted(
    number: int = 1,
    place: str = VILLAGES[0],
    *,
    needs: Iterable[str] = (),
    languages: Iterable[str] = (),
    free_times: Iterable[str] = (),
    sex_wish: str | None = None,
) -> Wanted:
    """Return a request that asks for nothing in particular."""
    asked = (frozenset(needs), frozenset(languages), frozenset(free_times))
    return Wanted(UUID(int=number), place, *asked, sex_wish)


def a_helper(
    number: int = 1,
    base: str = VILLAGES[0],
    *,
    reach: str = "990101000000",
    served: Iterable[str] = (),
    languages: Iterable[str] = (),
    free_times: Iterable[str] = (),
    **plain: Any,
) -> Helper:
    """Return a volunteer of the first village who goes through the county."""
    offered = (frozenset(served), frozenset(languages), frozenset(free_times))
    return Helper(UUID(int=number), base, reach, *offered, **plain)


def _some(values: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(values)), max_size=2)


_LANGUAGES, _TIMES = ("dialect", "mandarin"), ("saturday", "sunday")


def wanteds(most: int = 7) -> st.SearchStrategy[list[Wanted]]:
    """Draw requests, by id."""
    one = st.builds(
        Wanted,
        id=st.none(),
        place=st.sampled_from(VILLAGES),
        needs=_some(_NEEDS),
        languages=_some(_LANGUAGES),
        free_times=_some(_TIMES),
        sex_wish=st.sampled_from([None, None, "1", "2"]),
    )
    return st.lists(one, max_size=most).map(_numbered)


def helpers(most: int = 7) -> st.SearchStrategy[list[Helper]]:
    """Draw volunteers, by id."""
    one = st.builds(
        Helper,
        id=st.none(),
        base=st.sampled_from(VILLAGES),
        reach=st.sampled_from(REACHES),
        served=_some(_NEEDS),
        languages=_some(_LANGUAGES),
        free_times=_some(_TIMES),
        sex=st.sampled_from([None, "1", "2"]),
        capacity=st.integers(1, 3),
        taken=st.integers(0, 2),
    )
    return st.lists(one, max_size=most).map(_numbered)


def _numbered(drawn: list) -> list:  # type: ignore[type-arg]
    return [type(each)(**{**vars(each), "id": UUID(int=n + 1)}) for n, each in enumerate(drawn)]
