"""What is counted in SQL is what the definitions say, for every region and month."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.counting.figures import Figures
from casework.counting.indicators import BY_CATEGORY, Indicator, Key
from casework.counting.queries import count
from casework.counting.recount import differences, recount
from casework.counting.rules import Basis, Measure
from casework.db.base import db
from casework.db.scope import Scope, bind_scope
from casework.practice.rules.categories import read_categories
from casework.practice.rules.visiting import VisitRules, overridden, read_visit_rules
from casework.visits.models import Mode
from tests.counting import brute
from tests.counting.lives import CODES, MONTHS, population, villages
from tests.factories.counting import Life, settle
from tests.practice.shipped import body_of

BOOK = read_categories(body_of("categories"))
NATION = read_visit_rules(body_of("visit_rules"))

#: Each example gets a county of its own, and leaves its children to the next ones.
counties = map(str, itertools.count(880002, 2))

examples = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def rules_of(county: str) -> list[tuple[str, VisitRules]]:
    """One township has shorter intervals of its own, and one for a category without any."""
    township = f"{county}001"
    own = {
        "region": township,
        "version": "2026.1",
        "level": [{"level": 2, "in_person_days": 45, "contact_days": 30, "source": "某镇"}],
        "category": [
            {"code": "diff_poverty", "in_person_days": 20, "contact_days": 10, "source": "某镇"},
            {"code": "orphan", "in_person_days": 60, "contact_days": 10, "source": "某镇"},
        ],
    }
    return [(township, overridden(NATION, township, own)), ("", NATION)]


@contextmanager
def seen_from(app: Flask, prefix: str) -> Iterator[None]:
    """Count in a session that may see one region, where every statement must say so."""
    db.session.commit()
    with app.app_context():
        bind_scope(db.session, Scope((prefix,)))
        yield


def drawn(data: st.DataObject) -> tuple[str, list[Life]]:
    """Draw a county and everybody who ever lived there."""
    county = next(counties)
    return county, population(data.draw(st.integers(0, 2**32), label="seed"), county)


@examples
@given(data=st.data())
def test_every_measure_equals_the_brute_force(
    app: Flask, session: object, author: Callable[[], Any], data: st.DataObject
) -> None:
    county, lives = drawn(data)
    settle(lives, author())
    rules, month = rules_of(county), data.draw(st.sampled_from(MONTHS), label="month")
    basis = Basis.of(BOOK, rules)
    alone = data.draw(st.sampled_from(places_of(county)), label="alone")
    expected = {
        prefix: brute.report(lives, month, prefix, rules, BOOK) for prefix in places_of(county)
    }
    with seen_from(app, county):
        by_village = count(month, county, 12, basis)
        by_township = count(month, county, 9, basis)
        by_itself = count(month, alone, len(alone), basis)
    assert {prefix: json_of(by_village, prefix) for prefix in expected} == expected
    assert json_of(by_itself, alone) == expected[alone]
    for prefix in (county, f"{county}001", f"{county}002"):
        assert json_of(by_township, prefix) == expected[prefix]


@settings(examples, max_examples=6)
@given(data=st.data())
def test_the_recount_of_the_check_agrees(
    app: Flask, session: object, author: Callable[[], Any], data: st.DataObject
) -> None:
    county, lives = drawn(data)
    settle(lives, author())
    basis, month = Basis.of(BOOK, rules_of(county)), data.draw(st.sampled_from(MONTHS))
    under = data.draw(st.sampled_from(places_of(county)))
    with seen_from(app, county):
        counted, again = count(month, under, 12, basis), recount(month, under, basis)
    assert list(differences(counted, again)) == []


@examples
@given(data=st.data())
def test_every_list_is_as_long_as_its_figure(
    app: Flask, session: object, author: Callable[[], Any], data: st.DataObject
) -> None:
    county, lives = drawn(data)
    settle(lives, author())
    basis = Basis.of(BOOK, rules_of(county))
    month = data.draw(st.sampled_from(MONTHS), label="month")
    under = data.draw(st.sampled_from(places_of(county)), label="under")
    with seen_from(app, county):
        figures = count(month, county, 12, basis)
        for measure in Measure:
            for part in ("", *some(data, parts_of(measure))):
                indicator = Indicator(measure, month, under, basis, part)
                entries = all_entries(indicator)
                assert figures.get(under, Figures()).of(measure, part) == len(entries)
                assert indicator.count() == len(entries) == len({e.id for e in entries})
                assert all(entry.region_code.startswith(under) for entry in entries)


def places_of(county: str) -> list[str]:
    return [county, f"{county}001", f"{county}002", *villages(county)[:3]]


def json_of(figures: Mapping[str, Figures], prefix: str) -> dict[str, Any]:
    return figures.get(prefix, Figures()).as_json()


def parts_of(measure: Measure) -> Sequence[str]:
    if measure is Measure.VISITS:
        return [mode.value for mode in Mode]
    known = [code for code in (*CODES, "difficulty") if BOOK.get(code).in_care]
    return known if measure in BY_CATEGORY else []


def some(data: st.DataObject, parts: Sequence[str]) -> list[str]:
    return [data.draw(st.sampled_from(parts))] if parts else []


def all_entries(indicator: Indicator) -> list[Any]:
    """Leaf through the pages of a list, two entries each."""
    found: list[Any] = []
    page = indicator.page(size=2)
    found += page.rows
    while page.after is not None:
        page = indicator.page(Key.parse(page.after), size=2)
        found += page.rows
    return found
