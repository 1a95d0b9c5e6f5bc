"""附件2: one row an activity and a way of giving; what hangs on no activity stands beside it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.annexes import giving, missing
from casework.annexes.rules import held_time
from casework.annexes.sheets import total_value
from tests.factories.accounts import COUNTY, FAR_VILLAGE, VILLAGE, a_viewer
from tests.factories.annexes import DAY, an_act, asked_of, book_of, fed, money, packs
from tests.factories.assistance import PACKS, an_aid
from tests.factories.children import a_child

Db = scoped_session[Session]
Row = tuple[str, Any, Any]


def rows_of(viewer: Viewer) -> list[Row]:
    sheet = book_of(viewer).sheet("annex2")
    cells = sheet.cells
    return [(e.way, cells[e.value].shown, cells[e.children].shown) for e in sheet.lines]


def test_a_row_is_an_activity_and_a_way_of_giving(session: Db) -> None:
    civil, child, other = a_viewer(Role.COUNTY_CIVIL), a_child(), a_child(name="陈小禾")
    gifts = [money("100.00", child, other), money("50.00", child), packs("30.50", counted=7)]
    an_act(civil, COUNTY, children=[child], gifts=gifts, children_counted=9)
    an_act(civil, COUNTY, on=date(2021, 1, 3), children=[child, other], children_counted=2)
    assert rows_of(civil) == [("", None, 4), ("资金", 250, 2), ("物资", Decimal("30.50"), 7)]
    # The same for those who see no child: nothing is opened for it.
    assert rows_of(fed()) == rows_of(civil)
    assert total_value(book_of(civil).sheet("annex2")) == Decimal("280.50")


def test_a_child_counts_where_it_lived_and_once_in_a_row(session: Db) -> None:
    civil = a_viewer(Role.COUNTY_CIVIL)
    child = a_child(region_code=FAR_VILLAGE)
    act = an_act(civil, VILLAGE, gifts=[money("10.00", child), money("20.00", child)])
    sheet = book_of(civil).sheet("annex2")
    cell = sheet.cells[f"children.{act.id.hex}.cash"]
    assert cell.shown == 1
    assert {entry.region_code for entry in cell.entries} == {FAR_VILLAGE}
    assert sheet.cells[f"value.{act.id.hex}.cash"].shown == 30


def test_what_is_not_known_is_missing_and_said(session: Db) -> None:
    civil = a_viewer(Role.COUNTY_CIVIL)
    an_act(civil, COUNTY, gifts=[packs(None, a_child())], organiser=None)
    book = book_of(civil)
    assert rows_of(civil) == [("物资", None, 1)]
    said = [str(each) for each in missing.missing(book)]
    assert "附件2有1行没有价值：台账里没有填。" in said
    assert "有1项活动没有填承办单位（部门）。" in said
    assert any("联系人" in each for each in said)


def test_withdrawn_lines_and_activities_are_no_rows(session: Db) -> None:
    civil = a_viewer(Role.COUNTY_CIVIL)
    act = an_act(civil, COUNTY, gifts=[money("10.00", a_child())])
    act.withdrawn_on = clock.today()
    session.flush()
    assert rows_of(civil) == []


def test_what_hangs_on_no_activity_is_a_work_list(session: Db) -> None:
    civil, office = a_viewer(Role.COUNTY_CIVIL), fed()
    facts = replace(PACKS, given_on=DAY)
    an_aid(a_child(), a_child(name="陈小禾"), facts=facts, value="20.00")
    an_aid(a_child(name="何苗"), facts=replace(PACKS, given_on=date(2021, 3, 1)))
    an_act(civil, COUNTY, gifts=[money("10.00", a_child(name="吴双"))])
    found = giving.loose(asked_of(civil))
    assert (found.number, found.first[0].value) == (1, "40")
    assert giving.loose(asked_of(office)).number == 0  # 妇联 is told of her own


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_the_time_names_first_and_last_day_and_nothing_twice(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    said = held_time(first, last)
    assert f"{first.month}月{first.day}日" in said
    assert said.endswith(f"{last.day}日")
    assert ("—" in said) == (days > 0)
    assert ("年" in said) == (first.year != last.year)
    if days and (first.year, first.month) == (last.year, last.month):
        assert said == f"{first.month}月{first.day}日—{last.day}日"
