"""The months of support: by example, and against a calendar that is walked day by day."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.allowances import rules as allowances
from casework.allowances.rules import Facts, Listed, Rate, Term, change, entitled, judged
from casework.children.models import Status
from casework.children.rules import age_on
from casework.clock import Month
from casework.errors import RuleBroken
from casework.practice.rules.allowances import read_allowances

BODY = tomllib.loads((Path(__file__).parents[2] / "config" / "allowances.toml").read_text("utf-8"))
BODY.pop("override")
RULES = read_allowances(BODY)
ACTIVE, SUSPENDED, CLOSED = Status.ACTIVE, Status.SUSPENDED, Status.CLOSED
SCATTERED, HOME, DFU, ADULT = (
    "orphan_scattered",
    "orphan_institution",
    "de_facto_unsupported",
    "adult_supported",
)
LISTED = (Listed(ACTIVE, date(2020, 1, 1)),)
RATES = [
    Rate("orphan_allowance", "scattered", Month(2020, 1), Decimal("1350.00"), "一号"),
    Rate("orphan_allowance", "institution", Month(2020, 1), Decimal("1900.00"), "一号"),
    Rate("dfu_allowance", "scattered", Month(2020, 1), Decimal("1300.00"), "一号"),
    Rate("dfu_allowance", "scattered", Month(2026, 7), Decimal("1400.00"), "二号"),
]


def months(**otherwise: Any) -> Any:
    return replace(RULES, months=replace(RULES.months, **otherwise))


def amounts(facts: Facts, year: int = 2026, rules: Any = RULES) -> list[str]:
    """Return the amount of each month of a year, ``-`` for none."""
    due = [entitled(facts, RATES, rules, Month(year, month)) for month in range(1, 13)]
    return [str(each.amount) if each else "-" for each in due]


def test_from_the_month_after_confirmation_to_the_month_in_which_it_ended() -> None:
    confirmed = Term(DFU, date(2026, 4, 1), date(2026, 8, 1), date(2026, 4, 1), date(2026, 3, 31))
    facts = Facts((confirmed,), LISTED)
    # The first of August still counts: what ends in a month is paid for that month.
    assert amounts(facts) == ["-"] * 3 + ["1300.00"] * 3 + ["1400.00"] * 2 + ["-"] * 4
    due = entitled(facts, RATES, RULES, Month(2026, 5))
    assert due is not None
    assert due.reason == "2026年3月确认，从2026年4月起发放"
    assert due.is_proven
    after = judged(facts, RATES, RULES, Month(2026, 9))
    assert after.reason == "情形2026年8月1日结束，次月起停发"
    before = judged(facts, RATES, RULES, Month(2026, 3))
    assert before.reason == "从2026年4月起才发放"


def test_a_category_without_a_procedure_is_flagged_and_never_refused() -> None:
    facts = Facts((Term(DFU, date(2026, 2, 10)),), LISTED)
    assert amounts(facts)[:4] == ["-", "-", "1300.00", "1300.00"]
    due = entitled(facts, RATES, RULES, Month(2026, 3))
    assert due is not None
    assert not due.is_proven
    assert "没有找到认定手续，请核对" in due.notes
    assert amounts(facts, rules=months(waits_a_month=False))[1] == "1300.00"


def test_of_several_categories_the_one_that_goes_before() -> None:
    dfu = Term(DFU, date(2025, 1, 1), starts_on=date(2025, 1, 1))
    orphan = Term(SCATTERED, date(2026, 3, 1), date(2026, 5, 20), date(2026, 3, 1))
    found = amounts(Facts((dfu, orphan), LISTED))
    assert found[:7] == ["1300.00"] * 2 + ["1350.00"] * 3 + ["1300.00", "1400.00"]


@pytest.mark.parametrize(
    ("birth_on", "last"),
    [
        (date(2008, 3, 1), 3),
        (date(2008, 3, 31), 3),
        (date(2008, 2, 29), 3),  # 18 on the first of March, since 2026 has no 29th of February
    ],
)
def test_eighteen_and_then_only_by_a_decision(birth_on: date, last: int) -> None:
    held = Term(SCATTERED, date(2020, 1, 1), starts_on=date(2020, 1, 1))
    facts = Facts((held,), LISTED, birth_on)
    assert amounts(facts) == ["1350.00"] * last + ["-"] * (12 - last)
    assert "满18周岁" in judged(facts, RATES, RULES, Month(2026, last + 1)).reason
    goes_on = Term(ADULT, date(2026, 5, 6), date(2026, 8, 31))
    facts = replace(facts, terms=(held, goes_on), is_at_school=True)
    assert amounts(facts)[last:] == ["-"] * (4 - last) + ["1350.00"] * 4 + ["-"] * 4
    due = entitled(facts, RATES, RULES, Month(2026, 6))
    assert due is not None
    assert due.notes == ()
    out = entitled(replace(facts, is_at_school=False), RATES, RULES, Month(2026, 6))
    assert out is not None
    assert "就学情况不在本地规定的学段内，请核对在校证明" in out.notes


def test_a_paused_file_by_the_setting_of_the_region() -> None:
    held = Term(DFU, date(2025, 1, 1), starts_on=date(2025, 1, 1))
    listed = (
        Listed(ACTIVE, date(2025, 1, 1), date(2026, 2, 10)),
        Listed(SUSPENDED, date(2026, 2, 10), date(2026, 5, 20)),
        Listed(ACTIVE, date(2026, 5, 20)),
    )
    facts = Facts((held,), listed)
    assert amounts(facts)[:6] == ["1300.00"] * 6
    due = entitled(facts, RATES, RULES, Month(2026, 3))
    assert due is not None
    assert "档案在暂停，请核对" in due.notes
    stop = months(goes_on_while_suspended=False)
    # A month that it was paused throughout is not due; one that it was paused for a part is.
    assert amounts(facts, rules=stop)[:6] == ["1300.00"] * 2 + ["-"] * 2 + ["1300.00"] * 2


def test_one_county_pays_for_the_month_of_the_move() -> None:
    held = Term(DFU, date(2025, 1, 1), starts_on=date(2025, 1, 1))
    came = Facts((held,), LISTED, arrived_on=date(2026, 4, 15))
    went = Facts((held,), LISTED, left_on=date(2026, 4, 15))
    for old_pays in (True, False):
        rules = months(old_county_pays=old_pays)
        for month in (Month(2026, 3), Month(2026, 4), Month(2026, 5)):
            paying = [f for f in (came, went) if entitled(f, RATES, rules, month)]
            assert len(paying) == 1
        assert (entitled(went, RATES, rules, Month(2026, 4)) is not None) is old_pays


def test_what_a_county_has_set_goes_before_what_stands_above_it() -> None:
    above = Rate("dfu_allowance", "scattered", Month(2026, 3), Decimal(1500), "省", is_own=False)
    found = allowances.amount_of([above, *RATES], "dfu_allowance", "scattered", Month(2026, 4))
    assert found is not None
    assert found.document == "一号"
    only = allowances.amount_of([above], "dfu_allowance", "scattered", Month(2026, 4))
    assert only is above
    assert allowances.amount_of([above], "dfu_allowance", "scattered", Month(2026, 2)) is None


def test_no_standard_is_said_and_is_never_refused() -> None:
    facts = Facts((Term(DFU, date(2025, 1, 1), starts_on=date(2025, 1, 1)),), LISTED)
    due = entitled(facts, [], RULES, Month(2026, 3))
    assert due is not None
    assert due.amount is None
    assert "这个月没有标准，请先录入" in due.notes


def test_what_is_otherwise_than_the_month_before() -> None:
    held = Term(DFU, date(2026, 4, 1), date(2026, 9, 20), date(2026, 4, 1))
    facts = Facts((held,), LISTED)
    found = {}
    for month in range(1, 13):
        this = Month(2026, month)
        before = judged(facts, RATES, RULES, this.previous)
        differs = change(before, judged(facts, RATES, RULES, this))
        if differs:
            found[month] = (differs.kind, differs.before, differs.after)
    assert found == {
        4: ("new", None, Decimal("1300.00")),
        7: ("changed", Decimal("1300.00"), Decimal("1400.00")),
        10: ("stopped", Decimal("1400.00"), None),
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ground", [{"category": "x", "kind": "nothing", "tier": "scattered", "source": "s"}]),
        ("column", [{"field": "secret", "heading": "x", "width": 3}]),
        ("months", {**BODY["months"], "month_of_move": "both"}),
        ("months", {**BODY["months"], "half_months": True}),
        ("incoming", {**BODY["incoming"], "bank": ["姓名"]}),
        (
            "standard",
            [
                {
                    "kind": "dfu_allowance",
                    "tier": "scattered",
                    "from_month": "2026",
                    "amount": "1",
                    "document": "d",
                    "source": "s",
                }
            ],
        ),
    ],
)
def test_settings_that_mean_nothing_are_refused(key: str, value: Any) -> None:
    with pytest.raises(RuleBroken, match=r"allowances\.toml"):
        read_allowances({**BODY, key: value})


# --- against a calendar ----------------------------------------------------------------------

_FIRST, _LAST = date(2025, 1, 1), date(2027, 12, 31)
_DAY = timedelta(days=1)
days = st.dates(_FIRST, _LAST)


def spans(draw: Any, starts: date) -> date | None:
    ends: date | None = draw(st.none() | st.dates(starts, _LAST))
    return ends


@st.composite
def terms(draw: Any) -> Term:
    category = draw(st.sampled_from([SCATTERED, HOME, DFU, "left_behind_rural", ADULT]))
    begins = draw(days)
    confirmed = draw(st.none() | days) if category != ADULT else None
    if confirmed is not None:
        begins = Month.of(confirmed).next.first
        return Term(
            category,
            begins,
            spans(draw, max(begins, _FIRST)) if begins <= _LAST else None,
            begins,
            confirmed,
        )
    return Term(category, begins, spans(draw, begins))


@st.composite
def lives(draw: Any) -> Facts:
    """Return a life with decisions, a birth (often on a leap day), exits and re-entry."""
    births = (
        st.none()
        | st.sampled_from([date(2008, 2, 29)])
        | st.dates(date(2006, 6, 1), date(2010, 6, 1))
    )
    cuts = sorted(draw(st.lists(days, max_size=4, unique=True)))
    edges = [date(2024, 1, 1), *cuts]
    listed = [
        Listed(draw(st.sampled_from([ACTIVE, ACTIVE, SUSPENDED, CLOSED])), a, b)
        for a, b in zip(edges, [*cuts, None], strict=True)
    ]
    some = sorted(draw(st.lists(terms(), max_size=4)), key=lambda t: (t.from_on, t.category))
    return Facts(
        tuple(some),
        tuple(listed),
        draw(births),
        arrived_on=draw(st.none() | days),
    )


@st.composite
def standards(draw: Any) -> list[Rate]:
    kinds = [(g.kind, g.tier) for g in RULES.grounds]
    return [
        Rate(kind, tier, Month.of(draw(days)), Decimal(n), str(n), is_own=draw(st.booleans()))
        for n, (kind, tier) in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=5)), 1)
    ]


def days_of(month: Month) -> Iterator[date]:
    day = month.first
    while Month.of(day) == month:
        yield day
        day += _DAY


def months_from(day: date) -> date:
    """Return the first day of the month after, walked day by day."""
    month = day.month
    while day.month == month:
        day += _DAY
    return day


def expected(facts: Facts, rates: list[Rate], rules: Any, month: Month) -> Any:
    """Return kind, tier and amount of a month, found by walking its days."""
    settings_ = rules.months
    if facts.arrived_on is not None:
        arrived = Month.of(facts.arrived_on)
        if arrived > month or (arrived == month and settings_.old_county_pays):
            return None
    counted = {ACTIVE, SUSPENDED} if settings_.goes_on_while_suspended else {ACTIVE}
    is_listed = any(
        each.status in counted and each.from_on <= day and not (each.last_on and each.last_on < day)
        for day in days_of(month)
        for each in facts.listed
    )
    places = set()
    for term in facts.terms:
        for day in days_of(month):
            if is_listed and holds(term, facts, settings_, day):
                ground = ground_before(term, facts)
                if ground is not None:
                    places.add(ground)
    if not places:
        return None
    first = RULES.grounds[min(places)]
    return first.kind, first.tier, rate_on(rates, first, month)


def holds(term: Term, facts: Facts, settings_: Any, day: date) -> bool:
    begins = term.starts_on
    if begins is None:
        waits = settings_.waits_a_month and term.category != ADULT
        begins = months_from(term.from_on) if waits else term.from_on
    is_in = term.from_on <= day and (term.last_on is None or day <= term.last_on)
    begun = Month.of(begins) <= Month.of(day)
    return is_in and begun and (term.category == ADULT or not is_grown(facts.birth_on, day))


def is_grown(birth_on: date | None, day: date) -> bool:
    """Say whether somebody turned 18 in a month before that of a day."""
    return birth_on is not None and age_on(birth_on, Month.of(day).first - _DAY) >= 18


def ground_before(term: Term, facts: Facts) -> int | None:
    codes = [ground.category for ground in RULES.grounds]
    if term.category != ADULT:
        return codes.index(term.category) if term.category in codes else None
    before = [t for t in facts.terms if t.category in codes and t.from_on <= term.from_on]
    if not before:
        return None
    newest = max(t.from_on for t in before)
    return min(codes.index(t.category) for t in before if t.from_on == newest)


def rate_on(rates: list[Rate], ground: Any, month: Month) -> Decimal | None:
    for own in (True, False):
        walked = month
        while walked >= Month(2024, 12):
            for rate in rates:
                fits = (rate.kind, rate.tier) == (ground.kind, ground.tier)
                if fits and rate.is_own is own and rate.from_month == walked:
                    return rate.amount
            walked = walked.previous
    return None


@settings(max_examples=50, deadline=None)
@given(
    lives(),
    standards(),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.integers(0, 35),
)
def test_every_month_is_that_of_a_calendar_walked_by_days(
    facts: Facts, rates: list[Rate], flags: tuple[bool, bool, bool], start: int
) -> None:
    waits, goes_on, old = flags
    rules = months(waits_a_month=waits, goes_on_while_suspended=goes_on, old_county_pays=old)
    for month in (Month(2025, 1).plus(n) for n in range(start, min(start + 4, 36))):
        due = entitled(facts, rates, rules, month)
        found = (due.kind, due.tier, due.amount) if due else None
        assert found == expected(facts, rates, rules, month), month
