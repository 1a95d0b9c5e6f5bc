import pytest

from casework.clock import Month
from casework.counting.periods import check_month, read_month
from casework.errors import RuleBroken
from tests.applications import TODAY


@pytest.mark.parametrize("month", [Month(2000, 1), Month(2026, 10), Month.of(TODAY)])
def test_past_months_and_this_one_have_a_report(month: Month) -> None:
    assert check_month(month, TODAY) == month
    assert read_month(str(month), TODAY) == month


@pytest.mark.parametrize("month", [Month(1999, 12), Month.of(TODAY).next, Month(9999, 1)])
def test_other_months_are_refused_with_the_limits(month: Month) -> None:
    with pytest.raises(RuleBroken, match="请选2000年1月到2026年11月之间的月份") as refusal:
        check_month(month, TODAY)
    assert refusal.value.field == "month"


@pytest.mark.parametrize("text", ["", "2026", "2026-00", "2026-13", "10-2026", "2026-10-01", "x"])
def test_what_is_no_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RuleBroken, match="请写成 2026-10"):
        read_month(text, TODAY)
