"""人次, 物资, 份数, 场次: sums are sums of what happened, and open to it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.applications import Installation
from tests.scenarios import hubei
from tests.scenarios.hubei import BEGINS, FIRST, LAST
from tests.scenarios.living import Living
from tests.scenarios.opening import Opened, opened
from tests.scenarios.places import CITY, COUNTY, townships, villages
from tests.scenarios.truth import Winter

#: A long story: told once, on SQLite; 连云港 tells another one on both.
pytestmark = pytest.mark.pages

_NUMBERS: dict[str, Callable[[Winter], Decimal]] = {
    "ind_visit_times": lambda winter: winter.visit_times().number,
    "ind_goods_children": lambda winter: winter.with_goods().number,
    "ind_goods_households": Winter.households_with_goods,
    "ind_kits": Winter.kits,
    "ind_policy_sessions": lambda winter: winter.policy_sessions().number,
}
#: What the press said of the whole, at our size.
_WHOLE = dict(
    zip(
        _NUMBERS,
        (hubei.TIMES, hubei.GOODS, hubei.HOUSEHOLDS, hubei.KITS, hubei.SESSIONS),
        strict=True,
    )
)


@pytest.fixture(scope="module")
def living(installed: Installation) -> Living:
    """The winter, lived to its end."""
    lived = Living(hubei.tell(), county=COUNTY, city=CITY, begins=BEGINS)
    lived.happen()
    return lived


def ask(living: Living, code: str, place: str = COUNTY) -> Opened:
    return opened(living.county, code, place, FIRST, LAST)


def truth_of(living: Living, place: str = COUNTY) -> Winter:
    return Winter(living.story, place, FIRST, LAST)


@pytest.mark.parametrize("code", _NUMBERS)
def test_the_winter_is_the_size_of_the_press(code: str) -> None:
    assert _NUMBERS[code](Winter(hubei.tell(), COUNTY, FIRST, LAST)) == _WHOLE[code]


@pytest.mark.parametrize("code", _NUMBERS)
def test_each_sum_is_the_truth_everywhere(living: Living, code: str) -> None:
    for place in (COUNTY, *townships(), *villages()[:3]):
        assert ask(living, code, place).number == _NUMBERS[code](truth_of(living, place)), place


def test_goods_open_to_the_children_and_the_counts(living: Living) -> None:
    found, truth = ask(living, "ind_goods_children"), truth_of(living).with_goods()
    assert found.bare == truth.bare
    assert found.keys == {str(living.files[int(n)]): times for n, times in truth.keys.items()}


def test_sessions_open_to_the_activities(living: Living) -> None:
    found, truth = ask(living, "ind_policy_sessions"), truth_of(living).policy_sessions()
    assert {line.entry.key for line in found.lines} == {
        str(living.activities[name]) for name in truth.names
    }
