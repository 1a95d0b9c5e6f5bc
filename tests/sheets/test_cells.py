"""What cells mean: dates in every way of writing, ID numbers, answers, amounts."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.identifiers import IdNumber, IdProblem
from casework.sheets.cells import (
    ID_LOST_DIGITS,
    NOT_A_NUMBER,
    NOT_AN_ID_NUMBER,
    NOT_YES_OR_NO,
    Problem,
    read_date,
    read_id_number,
    read_number,
    read_text,
    read_yes_no,
)
from casework.sheets.dates import (
    AMBIGUOUS,
    INCOMPLETE,
    LUNAR,
    NO_SUCH_DATE,
    SHORT_YEAR,
    UNREADABLE,
    YEAR_OUT_OF_RANGE,
)
from casework.sheets.workbook import Cell

NEW_YEAR = date(2021, 1, 5)
dates = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
WAYS = [
    "{0:%Y}-{0.month}-{0.day}",
    "{0:%Y-%m-%d}",
    "{0:%Y}.{0.month}.{0.day}",
    "{0:%Y}/{0.month}/{0.day}",
    "{0:%Y}年{0.month}月{0.day}日",
    "{0:%Y年%m月%d号}",
    "{0:%Y} {0.month} {0.day}",
    "{0:%Y%m%d}",
    "{0:%Y-%m-%d} 00:00:00",
    "{0:%Y-%m-%d}T08:30:00",
    "{0:%Y}。{0.month}。{0.day}",
    " {0:%Y} 年 {0.month} 月 {0.day} 日 ",
]


@given(dates, st.sampled_from(WAYS))
def test_every_way_of_writing_means_the_same_date(day: date, way: str) -> None:
    written = way.format(day)
    full_width = written.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})

    assert read_date(written) == day
    assert read_date(full_width) == day


@given(dates)
def test_date_cells_are_dates(day: date) -> None:
    assert read_date(day) == day
    assert read_date(datetime(day.year, day.month, day.day, 23, 59)) == day  # noqa: DTZ001


@given(st.dates(min_value=date(1920, 1, 2), max_value=date(2099, 12, 30)))
def test_serial_numbers_are_dates_in_both_epochs(day: date) -> None:
    assert read_date((day - date(1899, 12, 30)).days) == day
    assert read_date(str((day - date(1899, 12, 30)).days)) == day
    since_1904 = (day - date(1904, 1, 1)).days
    if since_1904 > 8000:
        assert read_date(since_1904, is_1904=True) == day


@given(dates)
def test_day_and_month_are_never_guessed(day: date) -> None:
    read = read_date(f"{day.day}/{day.month}/{day.year}")

    if day.day > 12 or day.day == day.month:
        assert read == day
    else:
        assert read is AMBIGUOUS


@given(st.text() | st.integers() | st.floats() | st.booleans())
def test_anything_else_is_a_problem_and_never_an_error(cell: Cell) -> None:
    read = read_date(cell)

    assert read is None or isinstance(read, (date, Problem))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (44201, NEW_YEAR),
        (44201.75, NEW_YEAR),
        (20210105, NEW_YEAR),
        ("2021.1.5", NEW_YEAR),
        ("２０２１．１．５", NEW_YEAR),
        ("2021—1—5", NEW_YEAR),
        ("5/1/2021", AMBIGUOUS),
        ("25/1/2021", date(2021, 1, 25)),
        ("1/25/2021", date(2021, 1, 25)),
        ("31/31/2021", NO_SUCH_DATE),
        ("2021-13-01", NO_SUCH_DATE),
        ("2021-02-29", NO_SUCH_DATE),
        ("20210230", NO_SUCH_DATE),
        ("0021-01-05", YEAR_OUT_OF_RANGE),
        ("3021-01-05", YEAR_OUT_OF_RANGE),
        (date(1899, 12, 31), YEAR_OUT_OF_RANGE),
        ("21.1.5", SHORT_YEAR),
        ("2021年1月", INCOMPLETE),
        ("202101", INCOMPLETE),
        (2021, INCOMPLETE),
        ("农历2021年正月初五", LUNAR),
        ("腊月廿三", LUNAR),
        ("٢٠٢١-٠١-٠٥", UNREADABLE),
        ("去年夏天", UNREADABLE),
        (5, UNREADABLE),
        (True, UNREADABLE),
        (None, None),
        ("", None),
        ("/", None),
        ("不详", None),
    ],
)
def test_dates_of_the_corpus(cell: Cell, expected: date | Problem | None) -> None:
    assert read_date(cell) == expected


def test_no_problem_quotes_what_was_written() -> None:
    problem = read_date("2021-13-77")

    assert isinstance(problem, Problem)
    assert "77" not in problem.message


@pytest.mark.parametrize(
    "cell",
    [9.9010120100512e17, "9.90101E+17", "9.90101E17", "9.9010120100512e+17"],
)
def test_an_id_number_that_lost_its_end_is_refused(cell: Cell) -> None:
    assert read_id_number(cell) is ID_LOST_DIGITS
    assert ID_LOST_DIGITS.message == "Excel 已把身份证号末位变成0，请把该列设为“文本”后重新填写"


@pytest.mark.parametrize("cell", [date(2015, 3, 15), True])
def test_a_date_or_an_answer_is_no_id_number(cell: Cell) -> None:
    assert read_id_number(cell) is NOT_AN_ID_NUMBER


@pytest.mark.parametrize("cell", [None, "", " ", "无", "/", "—"])
def test_no_id_number_is_no_problem(cell: Cell) -> None:
    assert read_id_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "number", "problem"),
    [
        ("990101 20150315-002x", "99010120150315002X", None),
        ("９９０１０１２０１５０３１５００１１", "990101201503150011", None),
        (990101650315001, "990101650315001", IdProblem.FIFTEEN_DIGITS),
        ("990101201503150012", "990101201503150012", IdProblem.CHECK_DIGIT),
        ("990101202703150018", "990101202703150018", IdProblem.BORN_AFTER_TODAY),
    ],
)
def test_id_numbers_come_with_their_problem(
    cell: Cell, number: str, problem: IdProblem | None
) -> None:
    read = read_id_number(cell, today=date(2026, 11, 1))

    assert isinstance(read, IdNumber)
    assert (read.number, read.problem) == (number, problem)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Ｙ", True),
        (1, True),
        (True, True),
        ("否", False),
        ("无", False),
        ("×", False),
        (0, False),
        (False, False),
        (None, None),
        ("不详", None),
        ("/", None),
        ("也许", NOT_YES_OR_NO),
        (7, NOT_YES_OR_NO),
    ],
)
def test_yes_and_no_in_all_their_forms(cell: Cell, answer: object) -> None:
    assert read_yes_no(cell) == answer


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1800, Decimal(1800)),
        (1800.5, Decimal("1800.5")),
        ("1,800元", Decimal(1800)),
        ("￥１８００．００", Decimal("1800.00")),
        ("12,345,678", Decimal(12345678)),
        ("-5", Decimal(-5)),
        ("1,80", NOT_A_NUMBER),
        ("1800元/月", NOT_A_NUMBER),
        ("١٨٠٠", NOT_A_NUMBER),
        ("NaN", NOT_A_NUMBER),
        (float("inf"), NOT_A_NUMBER),
        (1e300, NOT_A_NUMBER),
        (True, NOT_A_NUMBER),
        (date(2021, 1, 5), NOT_A_NUMBER),
        ("", None),
        ("无", None),
    ],
)
def test_amounts_with_and_without_their_unit(cell: Cell, number: Decimal | Problem | None) -> None:
    assert read_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  张三\r\n李四 ", "张三\n李四"),
        (19900220464, "19900220464"),
        (1800.0, "1800"),
        (0.1, "0.1"),
        (True, "是"),
        (date(2021, 1, 5), "2021-01-05"),
        (datetime(2021, 1, 5, 9, 30), "2021-01-05 09:30"),  # noqa: DTZ001
        ("\x00 ", None),
        (None, None),
    ],
)
def test_any_cell_as_text(cell: Cell, text: str | None) -> None:
    assert read_text(cell) == text
