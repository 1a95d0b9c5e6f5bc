from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from casework.db.base import db
from casework.errors import RuleBroken
from casework.regions import actions, queries
from casework.regions.actions import Loaded
from casework.regions.codes import Level
from casework.regions.lists import Listed, read_list
from casework.regions.models import Region

FIRST = date(2023, 7, 1)
NEXT = date(2026, 3, 1)
LIST = [
    Listed("990000000000", "演示省", Level.PROVINCE),
    Listed("990100000000", "演示市", Level.CITY),
    Listed("990101000000", "青禾县", Level.COUNTY),
    Listed("990101001000", "石桥镇", Level.TOWNSHIP),
    Listed("990101001001", "柳树村", Level.VILLAGE),
    Listed("990101001002", "河湾村", Level.VILLAGE),
    Listed("990101001003", "桥头村", Level.VILLAGE),
]

pytestmark = pytest.mark.usefixtures("app")


def test_a_county_is_loaded_with_its_tree(shared_data: Path) -> None:
    lines = (shared_data / "regions" / "320722.csv").read_text(encoding="utf-8").splitlines()
    assert actions.load(read_list(lines), valid_from=FIRST) == Loaded(397, 0, 0, 0)
    assert len(queries.townships_in("320722")) == 21
    assert len(queries.villages_in("320722")) == 373
    assert queries.get("320722001201").parent_code == "320722001000"


def test_the_same_list_again_changes_nothing() -> None:
    actions.load(LIST, valid_from=FIRST)
    assert actions.load(LIST, valid_from=NEXT) == Loaded(0, 0, 0, 7)
    assert set(db.session.scalars(select(Region.valid_from))) == {FIRST}


def test_the_order_of_a_list_does_not_matter() -> None:
    assert actions.load(reversed(LIST), valid_from=FIRST).added == 7


def test_a_renamed_region_keeps_code_and_beginning() -> None:
    actions.load(LIST, valid_from=FIRST)
    renamed = [*LIST[:-1], Listed("990101001003", "新桥头村", Level.VILLAGE)]
    assert actions.load(renamed, valid_from=NEXT) == Loaded(0, 1, 0, 6)
    region = queries.get("990101001003")
    assert (region.name, region.valid_from, region.valid_until) == ("新桥头村", FIRST, None)


def test_a_vanished_code_ends_and_points_to_its_successor() -> None:
    actions.load(LIST, valid_from=FIRST)
    moved = [*LIST[:-1], Listed("990101001203", "桥头村", Level.VILLAGE)]
    assert actions.load(moved, valid_from=NEXT) == Loaded(1, 0, 1, 6)
    old = queries.get("990101001003")
    assert (old.valid_until, old.replaced_by) == (NEXT, "990101001203")
    assert queries.get("990101001203").valid_from == NEXT
    assert actions.load(moved, valid_from=date(2026, 9, 1)) == Loaded(0, 0, 0, 7)


def test_a_code_that_comes_back_is_open_again() -> None:
    actions.load(LIST, valid_from=FIRST)
    actions.load(LIST[:-1], valid_from=NEXT)
    assert actions.load(LIST, valid_from=date(2026, 9, 1)) == Loaded(0, 1, 0, 6)
    region = queries.get("990101001003")
    assert (region.valid_from, region.valid_until, region.replaced_by) == (FIRST, None, None)


def test_an_excerpt_ends_nothing() -> None:
    actions.load(LIST, valid_from=FIRST)
    assert actions.load(LIST[:5], valid_from=NEXT) == Loaded(0, 0, 0, 5)


def test_county_after_county_may_be_loaded() -> None:
    def excerpt(county: int) -> list[Listed]:
        return [
            *LIST[:2],
            Listed(f"9901{county:02}000000", f"第{county}县", Level.COUNTY),
            Listed(f"9901{county:02}001000", "石桥镇", Level.TOWNSHIP),
        ]

    for county in range(1, 12):
        assert actions.load(excerpt(county), valid_from=FIRST).ended == 0
    assert actions.load(excerpt(1), valid_from=NEXT) == Loaded(0, 0, 0, 4)


def test_a_list_may_give_dates_of_its_own() -> None:
    own = Listed(
        "990101001004",
        "老街村",
        Level.VILLAGE,
        valid_from=date(1984, 1, 1),
        valid_until=date(2001, 1, 1),
        replaced_by="990101001001",
    )
    actions.load([*LIST, own], valid_from=FIRST)
    region = queries.get("990101001004")
    assert (region.valid_from, region.valid_until) == (date(1984, 1, 1), date(2001, 1, 1))
    assert actions.load([*LIST, own], valid_from=NEXT) == Loaded(0, 0, 0, 8)


def test_a_region_without_its_parent_is_refused() -> None:
    with pytest.raises(RuleBroken, match="缺少上级区划 990101001000"):
        actions.load([*LIST[:3], LIST[4]], valid_from=FIRST)
    assert db.session.scalar(select(func.count()).select_from(Region)) == 0


def test_the_parent_may_have_been_there_before() -> None:
    actions.load(LIST[:4], valid_from=FIRST)
    assert actions.load(LIST[4:5], valid_from=FIRST).added == 1


def test_the_first_list_of_a_province_holds_for_all_the_past(today: date) -> None:
    assert actions.first_day(LIST, today) == actions.BEGINNING
    actions.load(LIST, valid_from=FIRST)
    assert actions.first_day(LIST, today) == today


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent from here on; many rows at once are one."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_large_list_takes_few_statements(statements: list[str]) -> None:
    towns = range(1, 101)
    large = [
        *LIST[:3],
        *(Listed(f"990101{town:03}000", f"第{town}镇", Level.TOWNSHIP) for town in towns),
        *(
            Listed(f"990101{town:03}{n:03}", f"第{n}村", Level.VILLAGE)
            for town in towns
            for n in range(1, 51)
        ),
    ]
    assert actions.load(large, valid_from=FIRST).added == 5_103
    assert actions.load(large, valid_from=NEXT).unchanged == 5_103
    renamed = [replace(region, name=region.name + "新") for region in large]
    assert actions.load(renamed, valid_from=NEXT).changed == 5_103
    assert len(statements) < 20
