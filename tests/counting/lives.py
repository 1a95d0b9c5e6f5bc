"""Random lives: moves, pauses, odd ends, visits that do not count, everything back-dated."""

from datetime import date, timedelta

from hypothesis import strategies as st

from casework.children.models import Status
from casework.clock import Month
from casework.visits.models import Mode, Outcome, ReviewState
from tests.factories.counting import Belonged, Life, Lived, Risked, Stood, Visited

FIRST_DAY = date(2026, 6, 20)
LAST_DAY = date(2026, 12, 5)

#: Leaves of one parent, a parent of its own, an allowance without care, a category with a rule.
CODES = (
    "orphan",
    "orphan_scattered",
    "orphan_institution",
    "left_behind_rural",
    "diff_poverty",
    "diff_guardianship",
    "adult_supported",
)

#: Where counting can go wrong by a day.
BORDERS = [day for n in range(7, 12) for day in (Month(2026, n).first, Month(2026, n).last)]

days = st.sampled_from(BORDERS) | st.dates(FIRST_DAY, LAST_DAY)


def villages(county: str) -> list[str]:
    """Return the places of a test: three villages of two townships, one of another county."""
    elsewhere = str(int(county) + 1)
    return [f"{county}001001", f"{county}001002", f"{county}002001", f"{elsewhere}001001"]


@st.composite
def lives(draw: st.DrawFn, county: str) -> Life:
    """Draw one life in and around a county."""
    places = st.sampled_from(villages(county))
    return Life(
        stays=[Lived(draw(places), *term) for term in draw(chains(1, 3))],
        statuses=draw(statuses(places)),
        categories=draw(st.lists(memberships(), max_size=3)),
        risks=[Risked(draw(st.integers(1, 4)), *term) for term in draw(chains(0, 2))],
        visits=draw(st.lists(visits(places), max_size=6)),
    )


@st.composite
def chains(draw: st.DrawFn, least: int, most: int) -> list[tuple[date, date | None]]:
    """Draw terms that follow one another; the last may be open or not."""
    starts = sorted(draw(st.lists(days, min_size=least, max_size=most, unique=True)))
    ends = [*starts[1:], draw(st.none() | days.map(lambda day: day + timedelta(days=180)))]
    return list(zip(starts, ends, strict=False))


@st.composite
def statuses(draw: st.DrawFn, places: st.SearchStrategy[str]) -> list[Stood]:
    """Draw a history of the file; it comes onto the list anew after it was closed."""
    likely = st.sampled_from([Status.ACTIVE, Status.ACTIVE, *Status])
    found, was_listed = [], False
    for from_on, until_on in draw(chains(1, 4)):
        status = draw(likely)
        enters = status is Status.ACTIVE and not was_listed
        was_listed = status is not Status.CLOSED and (was_listed or enters)
        due = draw(st.none() | days) if enters else None
        found.append(Stood(status, from_on, until_on, draw(places), enters, due))
    return found


@st.composite
def memberships(draw: st.DrawFn) -> Belonged:
    """Draw a term in a category; terms may overlap and say the same twice."""
    from_on = draw(days)
    until_on = draw(st.none() | st.integers(0, 120).map(lambda n: from_on + timedelta(days=n)))
    return Belonged(draw(st.sampled_from(CODES)), from_on, until_on)


def visits(places: st.SearchStrategy[str]) -> st.SearchStrategy[Visited]:
    """Draw a visit, most of them valid and in person."""
    return st.builds(
        Visited,
        on=days,
        mode=st.sampled_from([Mode.HOME, Mode.HOME, *Mode]),
        outcome=st.sampled_from([Outcome.CHILD_SEEN, Outcome.CHILD_SEEN, *Outcome]),
        region=places,
        state=st.sampled_from([ReviewState.RECEIVED, ReviewState.ACCEPTED, *ReviewState]),
    )
