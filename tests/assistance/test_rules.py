from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from casework.assistance import rules
from casework.assistance.amounts import Hundredths, plain, total
from casework.assistance.models import Doubt, Mode

AMOUNTS = st.decimals(0, 10**9, places=2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_DIALECT = sqlite.dialect()


@settings(max_examples=60)
@given(AMOUNTS, AMOUNTS)
def test_amounts_come_back_to_the_last_cent(one: Decimal, other: Decimal) -> None:
    kind = Hundredths()
    stored = [kind.process_bind_param(each, _DIALECT) for each in (one, other)]
    assert kind.process_result_value(stored[0], _DIALECT) == one
    assert kind.process_result_value(sum(s for s in stored if s), _DIALECT) == one + other
    assert total([one, None, other]) == one + other
    assert Decimal(plain(one) or "") == one


def test_a_third_decimal_is_a_fault_and_nothing_is_nothing() -> None:
    kind = Hundredths()
    with pytest.raises(ValueError, match="two decimals"):
        kind.process_bind_param(Decimal("0.001"), _DIALECT)
    assert kind.process_bind_param(None, _DIALECT) is None
    assert [plain(None), plain(Decimal("12.00")), plain(Decimal("0.5"))] == [None, "12", "0.50"]


@settings(max_examples=60)
@given(DAYS, DAYS, DAYS, st.integers(1, 60))
def test_a_day_is_doubtful_before_the_goods_after_today_or_long_ago(
    told: date, came: date, today: date, late: int
) -> None:
    can_be = came <= told <= today and told >= today - timedelta(days=late)
    found = rules.doubt_about(told, came, today, late)
    assert found is (None if can_be else Doubt.DAY)


def test_only_what_changed_is_told_of_a_correction() -> None:
    before = {
        "mode": Mode.GOODS,
        "value": Decimal("1.50"),
        "given_on": date(2026, 1, 2),
        "note": None,
    }
    same = {**before, "value": Decimal("1.5")}
    assert rules.changed(before, same) == rules.Changed({}, {})
    after = {**before, "mode": Mode.CASH, "note": "听说的"}
    assert rules.changed(before, after) == rules.Changed(
        {"mode": "goods", "note": None}, {"mode": "cash", "note": "听说的"}
    )
    with pytest.raises(TypeError):
        rules.written(1.5)
