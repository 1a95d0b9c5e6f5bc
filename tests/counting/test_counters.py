"""Counters are what the records say, whatever was done, in whatever order it was worked off."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casework.children.models import Status
from casework.clock import Month
from casework.counting import counters, kept
from casework.counting.figures import Figures
from casework.counting.queries import count
from casework.counting.recount import differences, recount
from casework.counting.rules import Basis, Measure
from casework.db.base import db
from casework.practice.rules.categories import read_categories
from casework.practice.rules.visiting import read_visit_rules
from tests.counting import brute
from tests.counting.scripts import MONTHS, Script, read_back
from tests.factories.counting import Stood, a_life, settle
from tests.practice.shipped import body_of

BOOK = read_categories(body_of("categories"))
RULES = [("", read_visit_rules(body_of("visit_rules")))]
BASIS = Basis.of(BOOK, RULES)

#: Each example gets a county of its own; all lie in one province.
counties = map(str, itertools.count(890002, 2))

_USUAL, _MANY = 2, 60


@pytest.fixture
def practice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count by what is shipped, in years before and after it holds as well."""
    monkeypatch.setattr(counters, "basis_of", lambda _month: BASIS)


def test_counters_are_what_the_records_say(
    app: Flask, session: object, author: Callable[[], Any], practice: None, exhaustive: bool
) -> None:
    examples = settings(
        max_examples=_MANY if exhaustive else _USUAL,
        deadline=None,
        phases=[Phase.generate],  # what fails is told by its seed; nothing shrinks a seed
        suppress_health_check=[*HealthCheck],
    )

    @examples
    @given(seed=st.integers(0, 2**32))
    def try_one(seed: int) -> None:
        _play(Script(seed, next(counties), author()))

    for month in MONTHS:
        counters.rebuild(month)
    db.session.commit()
    try_one()


def test_a_child_counts_once_at_every_level(
    app: Flask, session: object, author: Callable[[], Any], practice: None
) -> None:
    """Onto the list in two villages of one month: once in each, once in all above both."""
    october = Month(2026, 10)
    counters.rebuild(october)
    terms = [("990101001001", 3), ("990101001002", 12), ("990101002001", 20)]
    entries = [
        Stood(Status.ACTIVE, date(2026, 10, day), None, place, is_entry=True)
        for place, day in terms
    ]
    settle([replace(a_life("990101001001", until=None), statuses=entries)], author())
    counters.refresh()
    read = kept.read(october, "99", 12)
    entered = {place: figures.of(Measure.ENTERED) for place, figures in read.items()}
    assert set(entered.values()) == {1}
    assert {len(place) for place in entered} == {2, 4, 6, 9, 12}
    counters.rebuild(october)
    assert kept.read(october, "99", 12) == read


def _play(script: Script) -> None:
    """Go through random acts; work marks off at random, all of them or some."""
    for _ in range(script.chance.randrange(8, 14)):
        script.act()
        if script.chance.random() < 0.3:
            db.session.commit()
        if script.chance.random() < 0.2:
            counters.refresh(script.chance.choice((1, 3, 1000)))
        if script.chance.random() < 0.05:
            counters.rebuild(script.chance.choice(MONTHS))
    while counters.refresh(5):
        pass
    db.session.commit()
    for month in MONTHS:
        _compare(script, month)


def _compare(script: Script, month: Month) -> None:
    county, elsewhere = script.county, script.places[-1]
    for under in (county[:2], elsewhere):
        counted = {
            place: figures
            for place, figures in count(month, under, 12, BASIS).items()
            if len(place) >= len(under)
        }
        assert list(differences(kept.read(month, under, 12), counted)) == []
    again = {p: f for p, f in recount(month, county, BASIS).items() if p.startswith(county)}
    read = kept.read(month, county, 12)
    assert list(differences(read, again)) == []
    lives = read_back(script.children)
    for place in (county, f"{county}001", *script.places[:3]):
        expected = brute.report(lives, month, place, RULES, BOOK)
        assert read.get(place, Figures()).as_json() == expected
