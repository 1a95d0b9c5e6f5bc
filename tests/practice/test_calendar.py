from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import RuleBroken
from casework.practice.rules.calendar import read_calendar
from tests.practice.shipped import body_of

CALENDAR = read_calendar(body_of("holidays"))
days = st.dates(date(2024, 6, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 16), False),  # New Year's Eve, a Monday
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked for the National Day
        (date(2026, 10, 11), False),
        (date(2025, 10, 6), False),
        (date(2025, 9, 28), True),  # a Sunday
        (date(2027, 10, 1), True),  # not published: a plain Friday
    ],
)
def test_published_days(day: date, *, worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is worked


def test_five_working_days_over_the_national_holiday() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 29), 5) == date(2026, 10, 12)


def test_no_working_day_is_the_day_itself() -> None:
    assert CALENDAR.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_terms_do_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_working_days(date(2026, 10, 3), -1)


def test_a_year_without_data_says_so() -> None:
    assert CALENDAR.warning(date(2026, 1, 1), date(2026, 12, 31)) is None
    warning = CALENDAR.warning(date(2026, 12, 30), date(2027, 1, 4))
    assert warning == "2027年的放假安排还没有录入，按周一至周五计算工作日。"


def test_each_year_names_its_notice() -> None:
    assert CALENDAR.sources[2026].startswith("国办发明电〔2025〕7号")


@given(days, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_with_as_many_between(day: date, n: int) -> None:
    end = CALENDAR.add_working_days(day, n)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(day, end) == n


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_terms_add_up(day: date, one: int, other: int) -> None:
    assert CALENDAR.add_working_days(
        CALENDAR.add_working_days(day, one), other
    ) == CALENDAR.add_working_days(day, one + other)


@given(days, days)
def test_an_earlier_end_has_no_working_day(day: date, until: date) -> None:
    count = CALENDAR.working_days_between(day, until)
    assert count == sum(
        CALENDAR.is_working_day(day + timedelta(days=n)) for n in range(1, (until - day).days + 1)
    )
    assert until > day or count == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"working": ["2026-10-08"]}, "2026-10-08 写成了调休上班"),
        ({"working": ["2026-10-03"]}, "2026-10-03 写成了调休上班"),
        ({"working": ["2027-01-02"]}, "2027-01-02 不在2026年"),
        ({"working": ["10月10日"]}, "应写成 2026-01-31"),
        ({"holiday": [{"name": "元旦", "first": "2026-01-03", "last": "2026-01-01"}]}, "早于"),
        ({"year": 2025}, "year 与前面的重复"),
    ],
)
def test_a_mistake_is_refused(values: dict[str, Any], message: str) -> None:
    changed = body_of("holidays")
    changed["year"][1].update(values)
    with pytest.raises(RuleBroken, match=message):
        read_calendar(changed)
