"""Days and numbers as lists write them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.activities.imports import counts, days
from casework.activities.imports.counts import Told, read_count, read_value
from casework.activities.imports.days import Held, Year, read_days
from casework.activities.imports.gifts import help_of, read_mode
from casework.assistance.models import Mode
from casework.sheets.cells import Problem

WINTER = Year((date(2021, 1, 1), date(2021, 2, 28)))
ACROSS = Year((date(2020, 12, 20), date(2021, 2, 28)))
TODAY = Year(today=date(2026, 11, 2))


def held(first: str, last: str | None = None, *, is_vague: bool = False) -> Held:
    return Held(date.fromisoformat(first), date.fromisoformat(last or first), is_vague)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1月20日", held("2021-01-20")),
        ("１月２０日", held("2021-01-20")),
        ("2021.1.20", held("2021-01-20")),
        ("2021-01-20", held("2021-01-20")),
        ("20210120", held("2021-01-20")),
        ("1.20", held("2021-01-20")),
        ("1月20日（周三）上午", held("2021-01-20")),
        ("1月20日 9:00", held("2021-01-20")),
        ("1月20日-22日", held("2021-01-20", "2021-01-22")),
        ("1月22日、23日", held("2021-01-22", "2021-01-23")),
        ("2021年1月20日至2月5日", held("2021-01-20", "2021-02-05")),
        ("1月下旬", held("2021-01-21", "2021-01-31", is_vague=True)),
        ("2月上旬", held("2021-02-01", "2021-02-10", is_vague=True)),
        ("2月底", held("2021-02-21", "2021-02-28", is_vague=True)),
        ("1月", held("2021-01-01", "2021-01-31", is_vague=True)),
        ("1月-2月", held("2021-01-01", "2021-02-28", is_vague=True)),
        (44216.0, held("2021-01-20")),
        (date(2021, 1, 20), held("2021-01-20")),
        # Outside of the campaign's window the year is a guess.
        ("3月5日", held("2021-03-05", is_vague=True)),
    ],
)
def test_a_day_as_annex_two_writes_it(written: object, meant: Held) -> None:
    assert read_days(written, WINTER) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2月30日", days.NO_SUCH_DAY),
        ("1月22日-20日", days.BACKWARDS),
        (1.2, days.A_NUMBER),
        (None, days.NO_DAY),
        ("——", days.NO_DAY),
    ],
)
def test_a_day_that_cannot_be_told(written: object, why: Problem) -> None:
    assert read_days(written, WINTER) == why  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["春节前", "腊月二十三", "20日", "13月5日", "待定"])
def test_words_are_no_day(written: str) -> None:
    assert isinstance(read_days(written, WINTER), Problem)


def test_the_year_is_the_campaign_s_the_title_s_or_a_guess() -> None:
    assert read_days("12月25日", ACROSS) == held("2020-12-25")
    assert read_days("1月5日", ACROSS) == held("2021-01-05")
    assert read_days("12月30日-1月2日", ACROSS) == held("2020-12-30", "2021-01-02")
    assert read_days("1月5日", Year(title=2019)) == held("2019-01-05")
    assert read_days("10月5日", TODAY) == held("2026-10-05", is_vague=True)
    assert read_days("12月5日", TODAY) == held("2025-12-05", is_vague=True)
    assert read_days("12月5日", Year()) == days.NO_YEAR


_WAYS = (
    "{0}年{1}月{2}日",
    "{0}.{1}.{2}",
    "{0}-{1:02}-{2:02}",
    "{0}/{1}/{2}",
    "{0} 年 {1} 月 {2} 号",
)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(_WAYS))
def test_every_day_is_read_as_it_was_written(day: date, way: str) -> None:
    assert read_days(way.format(day.year, day.month, day.day), Year()) == Held(day, day)


@given(st.dates(date(2021, 1, 1), date(2021, 2, 27)), st.integers(1, 30))
def test_every_range_in_the_window_is_read_whole(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    written = f"{first.month}月{first.day}日—{last.month}月{last.day}日"
    assert read_days(written, WINTER) == Held(first, last)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_reason(text: str) -> None:
    read = read_days(text, WINTER)
    assert isinstance(read, Problem) or read.first <= read.last


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("50", Told(Decimal(50))),
        ("５０人", Told(Decimal(50))),
        ("1,200人次", Told(Decimal(1200))),
        (300.0, Told(Decimal(300))),
        ("50余人", Told(Decimal(50), is_about=True)),
        ("近100名", Told(Decimal(100), is_about=True)),
        ("1.5万", Told(Decimal(15000))),
        ("/", None),
        ("", None),
        (None, None),
        ("2.5", counts.NOT_WHOLE),
        ("-3", counts.NEGATIVE),
        ("一百", counts.NOT_A_COUNT),
        ("50人/60人次", counts.NOT_A_COUNT),
        ("99999999", counts.TOO_MUCH),
    ],
)
def test_a_count(written: object, meant: object) -> None:
    assert read_count(written) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5000元", Told(Decimal("5000.00"))),
        ("￥1,234.5", Told(Decimal("1234.50"))),
        ("0.5万元", Told(Decimal("5000.00"))),
        ("约3000元", Told(Decimal("3000.00"), is_about=True)),
        ("书包", counts.NOT_A_COUNT),
    ],
)
def test_a_value(written: str, meant: object) -> None:
    assert read_value(written) == meant


@given(st.integers(0, counts.MOST), st.sampled_from(["{}", "{}人", "{:,}人次", " {} 名"]))
def test_every_count_is_read_as_it_was_written(number: int, way: str) -> None:
    assert read_count(way.format(number)) == Told(Decimal(number))


@given(st.decimals(0, 10**8, places=2))
def test_every_value_is_read_to_the_cent(value: Decimal) -> None:
    read = read_value(f"{value}元")
    assert isinstance(read, Told)
    assert read.number == value


@given(st.one_of(st.text(max_size=30), st.floats(), st.booleans()))
def test_any_cell_is_a_number_nothing_or_a_reason(cell: object) -> None:
    for read in (read_count(cell), read_value(cell)):  # type: ignore[arg-type]
        assert read is None or isinstance(read, (Told, Problem))


@pytest.mark.parametrize(
    ("written", "mode"),
    [
        ("资金", Mode.CASH),
        ("现金", Mode.CASH),
        ("物资", Mode.GOODS),
        ("书包", Mode.GOODS),
        ("其他", Mode.OTHER),
    ],
)
def test_a_way_of_giving(written: str, mode: Mode) -> None:
    assert read_mode(written, has_value=True) == (mode, "")


def test_two_ways_no_way_and_an_unknown_one_are_looked_at() -> None:
    assert read_mode(None, has_value=False) is None
    for written in ("资金、物资", "？？", None):
        found = read_mode(written, has_value=True)
        assert found is not None
        assert found[0] is Mode.OTHER
        assert found[1]


def test_the_kind_of_help_is_told_by_words() -> None:
    assert help_of("圆梦助学金发放", Mode.CASH) == "education"
    assert help_of("节前慰问", Mode.CASH) == "temp_relief"
    assert help_of("爱心书包", Mode.GOODS) == "in_kind"
