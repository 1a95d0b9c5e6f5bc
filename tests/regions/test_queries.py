from collections.abc import Sequence
from datetime import date

import pytest

from casework.errors import NotFound
from casework.regions import actions, queries
from casework.regions.codes import Level
from casework.regions.lists import Listed
from casework.regions.models import Region

FIRST = date(2023, 7, 1)
ENDED = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _tree(app: object) -> None:
    actions.load(
        [
            Listed("990000000000", "演示省", Level.PROVINCE),
            Listed("990100000000", "演示市", Level.CITY),
            Listed("990101000000", "青禾县", Level.COUNTY),
            Listed("990101001000", "石桥镇", Level.TOWNSHIP),
            Listed("990101001001", "柳树村", Level.VILLAGE),
            Listed("990101001002", "河湾村", Level.VILLAGE, valid_until=ENDED),
        ],
        valid_from=FIRST,
    )


@pytest.fixture
def _odd_cities() -> None:
    actions.load(
        [
            Listed("999000000000", "省直辖县级行政区划", Level.CITY),
            Listed("999004000000", "仙桥市", Level.COUNTY),
            Listed("991900000000", "南莞市", Level.CITY),
            Listed("991900003000", "中街道", Level.TOWNSHIP),
            Listed("991900003001", "中社区", Level.VILLAGE),
        ],
        valid_from=FIRST,
    )


def names(regions: Sequence[Region]) -> list[str]:
    return [region.name for region in regions]


def test_children_are_those_in_force() -> None:
    assert names(queries.children_of("990101001000")) == ["柳树村"]
    assert names(queries.children_of("990101001000", date(2025, 1, 1))) == ["柳树村", "河湾村"]
    assert names(queries.children_of("990101001000", date(2020, 1, 1))) == []
    assert names(queries.children_of(None)) == ["演示省"]


def test_a_region_of_the_past_is_still_found() -> None:
    assert queries.get("990101001002").valid_until == ENDED


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        queries.get("990101009000")
    with pytest.raises(NotFound):
        queries.path("990101009000")


def test_by_codes_leaves_out_what_is_not_there() -> None:
    found = queries.by_codes(["990101000000", "990101009000"])
    assert {code: region.name for code, region in found.items()} == {"990101000000": "青禾县"}


def test_the_path_leads_from_the_province() -> None:
    assert names(queries.path("990101001001")) == ["演示省", "演示市", "青禾县", "石桥镇", "柳树村"]
    assert queries.full_name("990101001001") == "演示省演示市青禾县石桥镇柳树村"
    assert queries.full_name("990000000000") == "演示省"


@pytest.mark.usefixtures("_odd_cities")
def test_levels_that_are_left_out() -> None:
    assert queries.full_name("999004000000") == "演示省仙桥市"
    assert queries.full_name("991900003001") == "演示省南莞市中街道中社区"
    assert names(queries.children_of("991900000000")) == ["中街道"]
    assert names(queries.villages_in("9919")) == ["中社区"]


def test_villages_and_townships_within_a_prefix() -> None:
    assert names(queries.villages_in("99")) == ["柳树村"]
    assert names(queries.villages_in("990101", date(2025, 1, 1))) == ["柳树村", "河湾村"]
    assert names(queries.townships_in("990101")) == ["石桥镇"]
    assert names(queries.villages_in("990102")) == []
