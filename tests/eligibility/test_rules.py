"""The rule against hand-written cases, and against a second statement of it, day by day."""

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.children.rules import age_on
from casework.eligibility.dates import comes_of_age, months_later
from casework.eligibility.explanation import Outcome, Stand
from casework.eligibility.facts import Known, Paper, Parent
from casework.eligibility.reaching import Term
from casework.eligibility.rules import explain
from casework.people.models import Part
from tests.eligibility.cases import Case, cases, shipped

DAYS = st.dates(date(2007, 1, 1), date(2029, 12, 31))


def test_there_are_at_least_sixty_cases_and_each_cites_its_sentence() -> None:
    assert len(cases()) >= 60
    assert len({case.name for case in cases()}) == len(cases())
    assert all("：" in case.source for case in cases())
    told = {known.code for case in cases() for parent in case.parents for known in parent.known}
    assert told >= {condition.code for condition in shipped().book.conditions}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_hand_written_case(case: Case) -> None:
    told = case.explained()
    assert (told.outcome.value, told.reasons, told.qualifies_on) == (
        case.outcome,
        case.reasons,
        case.qualifies_on,
    )


# --- months and years ---


@pytest.mark.parametrize(
    ("day", "full"),
    [
        ("2026-06-03", "2026-12-03"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2027-08-29", "2028-02-29"),
        ("2028-02-29", "2028-08-29"),
        ("2026-12-31", "2027-06-30"),
    ],
)
def test_six_months_are_full_on_the_day_of_the_same_number(day: str, full: str) -> None:
    assert months_later(date.fromisoformat(day), 6) == date.fromisoformat(full)


@settings(max_examples=40)
@given(DAYS, st.integers(0, 60))
def test_months_are_counted_as_a_calendar_does(day: date, months: int) -> None:
    found = months_later(day, months)
    passed = (found.year - day.year) * 12 + found.month - day.month
    last = calendar.monthrange(found.year, found.month)[1]
    assert (passed, found.day) == (months, min(day.day, last))


@settings(max_examples=40)
@given(DAYS, st.sampled_from((16, 18)))
def test_coming_of_age_is_the_first_day_with_so_many_full_years(born: date, years: int) -> None:
    day = comes_of_age(born, years)
    assert age_on(born, day) == years
    assert age_on(born, day - timedelta(days=1)) == years - 1


# --- a second statement of the rule, written apart: one day at a time, no boundaries ---

_TERMS = {"imprisoned", "compulsory_rehab", "other_liberty_restriction"}
_GONE = {"deceased", "declared_missing"}


def _in_six_months(day: date) -> date:
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _counts(known: Known, on: date) -> bool | None:
    """Whether a condition counts on a day; None where it may."""
    is_over = known.until_on and on >= known.until_on
    if is_over or (known.since_on and on < known.since_on):
        return False
    if known.code == "severe_disability":
        return _is_severe(known)
    if known.code == "severe_illness":
        return known.listed
    if known.code == "lost_contact" or (known.code in _TERMS and known.months is None):
        return _is_half_a_year(known, on)
    return known.code not in _TERMS or (known.months or 0) >= 6


def _is_half_a_year(known: Known, on: date) -> bool | None:
    if known.since_on is None:
        return None
    full = _in_six_months(known.since_on)
    if known.code in _TERMS and known.until_on:
        return known.until_on >= full
    return on >= full


def _is_severe(known: Known) -> bool | None:
    every = [
        grade in "12" or (grade in "34" and kind in "56")
        for kind in known.kind or "1234567"
        for grade in known.grade or "1234"
    ]
    return True if all(every) else None if any(every) else False


def _stands(parent: Parent, on: date) -> str:
    counts = [(known.code, _counts(known, on)) for known in parent.known]
    if any(code in _GONE and yes for code, yes in counts):
        return "D"
    if any(code not in _GONE and yes for code, yes in counts if code != "parent_unknown"):
        return "A"
    if any(yes is None for _, yes in counts) or ("parent_unknown", True) in counts:
        return "?"
    return "-" if parent.is_in_file or parent.known else "?"


def _outcome(
    birth_on: date, parents: Sequence[Parent], on: date, adopted: Sequence[Term]
) -> Outcome:
    is_over = any(a.from_on <= on and not (a.until_on and on >= a.until_on) for a in adopted)
    if on < birth_on or age_on(birth_on, on) >= 18 or is_over:
        return Outcome.NOT_ELIGIBLE
    match sorted(_stands(parent, on) for parent in parents):
        case ["D", "D"]:
            return Outcome.ORPHAN
        case ["A", "D"] | ["A", "A"]:
            return Outcome.DE_FACTO_UNSUPPORTED
        case ["-", _]:
            return Outcome.NOT_ELIGIBLE
        case _:
            return Outcome.CANNOT_TELL


CODES = st.sampled_from([*(c.code for c in shipped().book.conditions), "parent_unknown"])


@st.composite
def conditions(draw: st.DrawFn) -> Known:
    code = draw(CODES)
    since = draw(st.none() | DAYS)
    lasts = draw(st.none() | st.integers(1, 500))
    ends = since + timedelta(days=lasts) if since and lasts else None
    return Known(
        code=code,
        since_on=since,
        until_on=ends,
        kind=draw(st.none() | st.sampled_from("1234567")),
        grade=draw(st.none() | st.sampled_from("1234")),
        months=draw(st.none() | st.integers(1, 12)),
        listed=draw(st.none() | st.booleans()),
        papers=tuple(Paper(p) for p in draw(st.sets(st.sampled_from(sorted(_PAPERS)), max_size=2))),
    )


_PAPERS = set(shipped().book.evidence)


def _parents(part: Part) -> st.SearchStrategy[Parent]:
    known = st.lists(conditions(), max_size=2).map(tuple)
    return st.builds(Parent, part=st.just(part), is_in_file=st.booleans(), known=known)


FATHERS, MOTHERS = _parents(Part.FATHER), _parents(Part.MOTHER)


@st.composite
def adoptions(draw: st.DrawFn) -> tuple[Term, ...]:
    begins = draw(DAYS)
    term = Term(begins, draw(st.none() | st.just(begins + timedelta(days=90))))
    return draw(st.sampled_from([(), (), (term,)]))


@settings(max_examples=100)
@given(DAYS, FATHERS, MOTHERS, DAYS, adoptions())
def test_the_rule_agrees_with_its_second_statement(
    born: date, father: Parent, mother: Parent, on: date, adopted: tuple[Term, ...]
) -> None:
    told = explain(born, [father, mother], on, shipped(), adopted)
    assert told.outcome is _outcome(born, [father, mother], on, adopted)


@settings(max_examples=30)
@given(DAYS, FATHERS, MOTHERS, DAYS)
def test_the_stretch_is_that_of_the_second_statement(
    born: date, father: Parent, mother: Parent, on: date
) -> None:
    told = explain(born, [father, mother], on, shipped())

    def is_so(day: date) -> bool:
        return _outcome(born, [father, mother], day, ()) is told.due

    begins, ends = told.qualifies_on, told.ends_on
    if begins is None:
        assert told.due is None
        assert told.proposal is None
        return
    assert is_so(begins)
    assert not is_so(begins - timedelta(days=1))
    assert ends is not None  # by age at the latest
    assert not is_so(ends)
    assert is_so(ends - timedelta(days=1))
    assert begins <= on < ends if told.proposal else on < begins


@settings(max_examples=30)
@given(DAYS, FATHERS, MOTHERS, DAYS)
def test_neither_order_nor_papers_change_the_outcome(
    born: date, father: Parent, mother: Parent, on: date
) -> None:
    told = explain(born, [father, mother], on, shipped())
    other = replace(father, part=Part.MOTHER), replace(mother, part=Part.FATHER)
    swapped = explain(born, other, on, shipped())
    assert (swapped.outcome, swapped.qualifies_on, swapped.ends_on) == (
        told.outcome,
        told.qualifies_on,
        told.ends_on,
    )
    bare = [
        replace(parent, known=tuple(replace(known, papers=()) for known in parent.known))
        for parent in (father, mother)
    ]
    without = explain(born, bare, on, shipped())
    assert (without.outcome, without.reasons, without.qualifies_on) == (
        told.outcome,
        told.reasons,
        told.qualifies_on,
    )


@settings(max_examples=30)
@given(FATHERS, MOTHERS, DAYS, st.integers(0, 400))
def test_while_nothing_ends_nothing_is_lost(
    father: Parent, mother: Parent, on: date, later: int
) -> None:
    born = date(2020, 1, 1)
    lasting = [
        replace(
            parent,
            known=tuple(
                replace(known, until_on=None)
                for known in parent.known
                if known.code != "parent_unknown"
            ),
        )
        for parent in (father, mother)
    ]
    if explain(born, lasting, on, shipped()).proposal:
        after = explain(born, lasting, on + timedelta(days=later), shipped())
        assert after.proposal


def test_the_limit_and_the_groups_come_from_the_data() -> None:
    law = shipped()
    orphan = [
        Parent(part=part, known=(Known(code="deceased", since_on=date(2020, 1, 1)),))
        for part in (Part.FATHER, Part.MOTHER)
    ]
    day, born = date(2026, 11, 1), date(2009, 1, 1)
    assert explain(born, orphan, day, law).outcome is Outcome.ORPHAN
    younger = replace(law, age_limits={**law.age_limits, "orphan": 16, "de_facto_unsupported": 16})
    assert explain(born, orphan, day, younger).outcome is Outcome.NOT_ELIGIBLE
    nothing = replace(law, book=replace(law.book, proposals=()))
    assert explain(born, orphan, day, replace(nothing, age_limits={})).proposal is None


def test_a_snapshot_is_plain_and_says_what_was_known() -> None:
    case = next(case for case in cases() if case.name == "父亡母失联当天满")
    kept = case.explained().snapshot()
    assert kept["proposal"] == "de_facto_unsupported"
    assert kept["qualifies_on"] == "2026-11-01"
    assert kept["parents"][1]["items"][0] == {
        "code": "lost_contact",
        "state": "met",
        "since_on": "2026-05-01",
        "met_on": "2026-11-01",
        "until_on": None,
        "papers": ["police_receipt"],
        "row": None,
    }
    assert not kept["is_proven"]  # nobody has seen a paper about the father


def test_what_the_ledger_says_proves_nothing_but_is_pointed_to() -> None:
    father = Parent(part=Part.FATHER, situation="imprisoned")
    told = explain(date(2016, 1, 1), [father], date(2026, 11, 1), shipped())
    assert told.parents[0].stand is Stand.NONE
    assert told.parents[0].hinted is not None
    assert told.parents[0].hinted.code == "imprisoned"
