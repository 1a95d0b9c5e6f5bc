"""A number is its list, whatever was counted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.permissions import Permission
from casework.figures.registry import Entry, Figure, Measure, Value, number, value_of
from casework.figures.rows import PAGE_SIZE, lines, page

FIGURE = Figure(
    code="ind_x",
    title="",
    unit="",
    meaning="",
    measure=Measure.DISTINCT,
    since="",
    permission=Permission.FIGURE_READ,
    group="",
    entries=lambda _asked: [],
)
ADDITIVE = [each for each in Measure if each is not Measure.RATIO]
entry = st.builds(
    Entry,
    key=st.sampled_from("abc"),
    region_code=st.sampled_from(["990101001001", "990101001002"]),
    on=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    about=st.just(""),
    amount=st.integers(1, 9).map(Decimal),
    is_bare=st.booleans(),
)


@given(st.lists(entry, max_size=12), st.sampled_from(ADDITIVE))
def test_a_number_is_what_its_lines_add_up_to(entries: list[Entry], measure: Measure) -> None:
    figure = replace(FIGURE, measure=measure)
    found = lines(figure, entries)
    assert sum(line.adds for line in found) == number(figure, entries)
    assert sum(line.times for line in found) == len(entries)
    named = [line for line in found if not line.entry.is_bare]
    if measure is not Measure.SUM:
        bare = sum(each.amount for each in entries if each.is_bare)
        assert len(named) + bare == number(figure, entries)
    if measure is Measure.DISTINCT:
        assert len({line.entry.key for line in named}) == len(named)


def test_pages_hold_every_line_once_and_an_odd_start_begins_anew() -> None:
    one = Entry(key="", region_code="990101001001", on=date(2026, 1, 1), about="")
    entries = [replace(one, key=f"{n:03}") for n in range(PAGE_SIZE * 2 + 1)]
    shown, start = [], 0
    while True:
        found = page(FIGURE, entries, start)
        shown += [line.entry.key for line in found.lines]
        assert found.value.number == found.total == len(entries)
        if found.next_start is None:
            break
        start = found.next_start
    assert shown == [each.key for each in entries]
    for odd in (-1, 10_000):
        assert page(FIGURE, entries, odd).start == 0
    assert page(FIGURE, [], 0).next_start is None


@given(st.lists(st.booleans(), max_size=30))
def test_a_ratio_is_so_many_of_its_lines_and_of_nobody_it_is_none(done: list[bool]) -> None:
    figure = replace(FIGURE, measure=Measure.RATIO)
    one = Entry(key="", region_code="990101001001", on=date(2026, 1, 1), about="")
    entries = [replace(one, key=str(n), amount=Decimal(each)) for n, each in enumerate(done)]
    found = value_of(figure, entries)
    assert found.part == sum(done)
    assert found.base == len(done)
    assert len(lines(figure, entries)) == len(done)
    if done:
        assert float(found.number or 0) == round(sum(done) / len(done), 4)
    else:
        assert found == Value(None, Decimal(0), Decimal(0))
        assert page(figure, entries).value.number is None
