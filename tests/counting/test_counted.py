"""The figures of the list are those of the monthly report, and each is what its entries make."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.accounts.permissions import Permission, Role
from casework.accounts.viewer import Viewer
from casework.children.models import Status
from casework.clock import Month, Span
from casework.counting.asked import CATEGORIES, term_of
from casework.counting.figures import Figures
from casework.counting.queries import basis_of, count
from casework.counting.risks import by_risk
from casework.counting.rules import Measure
from casework.db.base import db, new_id
from casework.db.scope import Scope, bind_scope
from casework.figures import registry
from casework.figures.registry import Asked, Figure, Value
from casework.figures.rows import page, page_of
from casework.regions.codes import pad
from tests.counting.lives import MONTHS
from tests.counting.test_expression import drawn, examples, places_of
from tests.factories.accounts import VILLAGE
from tests.factories.children import load_practice
from tests.factories.counting import Belonged, Life, Lived, Stood, Visited, settle


def mine() -> list[Figure]:
    return [each for each in registry.every() if each.permission is Permission.REPORT_NAMED]


@contextmanager
def asking(app: Flask, under: str, first: date, last: date) -> Iterator[Asked]:
    """Ask in a session that may see the place alone."""
    db.session.commit()
    with app.app_context():
        bind_scope(db.session, Scope((under,)))
        viewer = Viewer(new_id(), "x", Role.COUNTY_CIVIL, Scope((under,)), (pad(under),))
        yield Asked(viewer, pad(under), first, last + timedelta(days=1))


def figure(code: str) -> Figure:
    return next(each for each in mine() if each.code == code)


def comes_to(code: str, asked: Asked) -> int:
    return int(registry.quick(figure(code), asked))


@settings(examples, max_examples=10)
@given(data=st.data())
def test_of_a_month_they_are_the_report_s(
    app: Flask, session: object, author: Callable[[], Any], data: st.DataObject
) -> None:
    load_practice()
    county, lives = drawn(data)
    settle(lives, author())
    month = data.draw(st.sampled_from(MONTHS), label="month")
    under = data.draw(st.sampled_from(places_of(county)), label="under")
    with asking(app, under, month.first, month.last) as asked:
        basis = basis_of(month)
        report = count(month, under, len(under), basis).get(under, Figures())
        levels = by_risk(under, month, basis)
        for code, measure in {
            "ind_list": Measure.IN_CARE,
            "ind_list_visited": Measure.VISITED,
            "ind_overdue": Measure.OVERDUE,
            "ind_list_entered": Measure.ENTERED,
            "ind_list_exited": Measure.EXITED,
        }.items():
            assert comes_to(code, asked) == report.of(measure), code
        for category in CATEGORIES:
            part = report.of(Measure.IN_CARE, category)
            assert comes_to(f"ind_list_{category}", asked) == part, category
        assert {n: comes_to(f"ind_risk_{n}", asked) for n in levels} == levels
        share = registry.value(figure("ind_coverage"), asked).number
        assert (None if share is None else float(share)) == report.coverage


@settings(examples, max_examples=6)
@given(data=st.data())
def test_the_database_counts_what_the_entries_make(
    app: Flask, session: object, author: Callable[[], Any], data: st.DataObject
) -> None:
    load_practice()
    county, lives = drawn(data)
    settle(lives, author())
    first = date(2026, 6, 1) + timedelta(days=data.draw(st.integers(0, 150), label="first"))
    last = first + timedelta(days=data.draw(st.integers(0, 90), label="days"))
    with asking(app, county, first, last) as asked:
        together = registry.values(mine(), asked)
        assert together == {each.code: registry.value(each, asked) for each in mine()}
        for each in mine():
            listed = list(each.entries(asked))
            made = registry.value_of(each, listed)
            assert registry.value(each, asked) == made, each.code
            assert {entry.region_code[:6] for entry in listed} <= {county}
            assert all(entry.on <= asked.last_on for entry in listed)
            shown, whole = page_of(each, asked), page(each, listed)
            assert (shown.value, shown.total) == (whole.value, whole.total), each.code


def test_every_category_of_care_has_its_figures_and_a_secret_one_has_none(session: object) -> None:
    load_practice()
    book = basis_of(Month(2026, 10)).book
    assert [each.code for each in book.counted if each.in_care] == list(CATEGORIES)
    labels = {each.code: each.label for each in book.counted if each.in_care}
    assert labels == CATEGORIES
    codes = {each.code for each in mine()}
    for kind in ("ind_list", "ind_list_entered", "ind_list_exited"):
        assert {f"{kind}_{each}" for each in CATEGORIES} < codes
    secret = [each for each in book.entries if each.secret]
    assert secret
    for each in secret:
        assert not [figure for figure in mine() if each.code in figure.code]
        assert not [one for one in mine() if each.label in f"{one.title}{one.meaning}"]


def test_who_came_and_left_is_counted_in_the_category_of_that_day(
    app: Flask, session: object, author: Callable[[], UUID]
) -> None:
    load_practice()
    came, left, later = date(2026, 7, 6), date(2026, 9, 6), date(2026, 8, 1)
    life = Life(
        stays=[Lived(VILLAGE, came)],
        statuses=[
            Stood(Status.ACTIVE, came, left, VILLAGE, is_entry=True),
            Stood(Status.CLOSED, left, None, VILLAGE),
        ],
        categories=[
            Belonged("left_behind_rural", came, left),
            Belonged("orphan_scattered", later, left),
        ],
    )
    settle([life], author())
    with asking(app, VILLAGE, came, left) as asked:
        counts = {
            code: comes_to(code, asked)
            for code in (
                "ind_list",
                "ind_list_entered_left_behind_rural",
                "ind_list_entered_orphan",
                "ind_list_exited_left_behind_rural",
                "ind_list_exited_orphan",
                "ind_list_exited_orphan_scattered",
                "ind_list_exited_migrant_child",
            )
        }
        [entry] = figure("ind_list_exited_orphan").entries(asked)
    assert list(counts.values()) == [0, 1, 0, 1, 1, 1, 0]
    assert entry.on == left


def test_a_ratio_opens_to_everybody_it_is_a_part_of(
    app: Flask, session: object, author: Callable[[], UUID]
) -> None:
    load_practice()
    lives = [
        Life(
            stays=[Lived(VILLAGE, date(2026, 1, 5))],
            statuses=[Stood(Status.ACTIVE, date(2026, 1, 5), None, VILLAGE, is_entry=True)],
            categories=[Belonged("left_behind_rural", date(2026, 1, 5))],
            visits=[Visited(date(2026, 10, 7), region=VILLAGE)] if is_visited else [],
        )
        for is_visited in (True, True, False)
    ]
    settle(lives, author())
    ratio = figure("ind_coverage")
    with asking(app, VILLAGE, date(2026, 10, 1), date(2026, 10, 31)) as asked:
        told = sorted(entry.about for entry in ratio.entries(asked))
        assert told == ["已走访", "已走访", "未走访"]
        assert registry.value(ratio, asked) == Value(Decimal("0.6667"), Decimal(2), Decimal(3))
    with asking(app, VILLAGE, date(2025, 1, 1), date(2025, 1, 31)) as asked:
        assert registry.value(ratio, asked).number is None


def test_nothing_is_asked_for_before_there_were_records(app: Flask) -> None:
    viewer = Viewer(new_id(), "x", Role.COUNTY_CIVIL, Scope((VILLAGE,)), (VILLAGE,))
    asked = Asked(viewer, VILLAGE, date.min, date(1, 1, 2))
    assert term_of(asked) == Span(date(2000, 1, 1), date(2000, 1, 1))


def test_a_long_list_is_cut_by_the_database(
    app: Flask, session: object, author: Callable[[], UUID], monkeypatch: Any
) -> None:
    monkeypatch.setattr("casework.figures.rows.PAGE_SIZE", 2)
    load_practice()
    since = date(2026, 1, 5)
    life = Life(
        stays=[Lived(VILLAGE, since)],
        statuses=[Stood(Status.ACTIVE, since, None, VILLAGE, is_entry=True)],
        categories=[Belonged("left_behind_rural", since)],
    )
    settle([life] * 5, author())
    found: list[str] = []
    with asking(app, VILLAGE, date(2026, 10, 1), date(2026, 10, 31)) as asked:
        start: int | None = 0
        while start is not None:
            some = page_of(figure("ind_list"), asked, start)
            found += [line.entry.key for line in some.lines]
            start = some.next_start
        whole = {entry.key for entry in figure("ind_list").entries(asked)}
    assert len(found) == len(set(found)) == 5
    assert set(found) == whole
