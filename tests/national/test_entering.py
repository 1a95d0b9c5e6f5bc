"""What is still to be entered there: read off what was confirmed, marked, and changed since."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions as children
from casework.errors import NotFound, RuleBroken
from casework.exchange import selections
from casework.exchange.selections import Selection, Source
from casework.national import actions, card, queries
from casework.national.models import Choice, NationalMark, NationalRow, Result, ToDo
from casework.practice import queries as practice
from casework.practice.rules.national import System
from tests.factories.accounts import (
    FAR_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import a_child
from tests.factories.national import compared
from tests.national.test_comparing import numbered

Rows = scoped_session[Session]


@pytest.fixture
def system(county: Viewer) -> System:
    return practice.national().of("left_behind")


def asked(viewer: Viewer, system: System, **said: Any) -> list[tuple[str, ToDo]]:
    page = queries.entering.to_enter(viewer, system, **said)
    return [(line.child.name, line.to_do) for line in page.rows]


def confirmed(county: Viewer, *rows: dict[str, str]) -> Any:
    found = compared(*rows, actor=county)
    actions.confirm(actor=county, found=found)
    return found


def test_before_a_comparison_nobody_knows_who_is_missing(county: Viewer, system: System) -> None:
    a_child()
    assert asked(county, system) == []


def test_who_was_missing_is_to_be_entered_and_who_was_there_is_in(
    county: Viewer, system: System
) -> None:
    child, row = numbered()
    a_child(name="王芳")
    found = confirmed(county, row)
    assert asked(county, system) == [("王芳", ToDo.ENTER)]
    assert actions.confirm(actor=county, found=found) == 0
    (mark,) = queries.entering.marks_of(child)
    assert (mark.is_there, mark.on_day) == (True, found.as_of)
    (entry,) = card.gather(county, child) or ()
    assert entry.system.code == "left_behind"
    assert card.gather(county, a_child(name="李晓")) is None


def test_nothing_is_confirmed_while_somebody_may_be_there(county: Viewer) -> None:
    a_child()
    found = compared({}, actor=county)
    with pytest.raises(RuleBroken, match="可能是同一个孩子"):
        actions.confirm(actor=county, found=found)


def test_who_comes_and_goes_after_it_is_on_the_list(county: Viewer, system: System) -> None:
    child, row = numbered()
    confirmed(county, row)
    a_child(name="李晓")
    a_child(name="张敏", categories=("diff_poverty",))
    assert asked(county, system) == [("李晓", ToDo.ENTER)]
    children.close(actor=county, child=child, reason="parents_returned", on=clock.today())
    assert sorted(asked(county, system)) == [("李晓", ToDo.ENTER), ("陈雨桐", ToDo.END)]


def test_other_categories_are_a_change(county: Viewer) -> None:
    welfare = practice.national().of("welfare")
    child, row = numbered()
    children.set_categories(actor=county, child=child, leaves=["left_behind_rural", "diff_poverty"])
    found = compared({**row, "儿童类别": "家庭困境"}, actor=county, system="welfare")
    actions.confirm(actor=county, found=found)
    assert asked(county, welfare) == []
    leaves = ["left_behind_rural", "diff_poverty", "orphan_scattered"]
    children.set_categories(actor=county, child=child, leaves=leaves)
    assert asked(county, welfare) == [("陈雨桐", ToDo.CHANGE)]
    assert actions.mark_done(actor=county, child=child, system=welfare) is ToDo.CHANGE
    assert asked(county, welfare) == []


def test_done_is_once_and_can_be_taken_back(county: Viewer, system: System, session: Rows) -> None:
    _child, row = numbered()
    confirmed(county, row)
    new = a_child(name="李晓")
    assert actions.mark_done(actor=county, child=new, system=system) is ToDo.ENTER
    assert actions.mark_done(actor=county, child=new, system=system) is None
    assert asked(county, system) == []
    assert [child.name for child, _ in queries.entering.done_lately(county, system)] == ["李晓"]
    assert actions.undo(actor=county, child=new, system=system)
    assert not actions.undo(actor=county, child=new, system=system)
    assert asked(county, system) == [("李晓", ToDo.ENTER)]
    (mark,) = session.scalars(select(NationalMark).where(NationalMark.child_id == new.id))
    assert mark.undone_by == county.account_id


def test_a_value_to_be_put_right_there_is_on_the_list_until_it_is(
    county: Viewer, system: System, session: Rows
) -> None:
    child, row = numbered()
    found = compared({**row, "姓名": "陈雨彤"}, actor=county)
    statement = queries.lists.rows_of(found).where(NationalRow.result == Result.DIFFERS)
    (difference,) = session.scalars(statement)
    choices = {"name": Choice.OURS}
    actions.decide(actor=county, found=found, row=difference, choices=choices, note=None)
    (line,) = queries.entering.to_enter(county, system).rows
    assert (line.child.id, line.to_do, [v.field for v in line.values]) == (
        child.id, ToDo.CHANGE, ["name"],
    )  # fmt: skip
    actions.mark_done(actor=county, child=child, system=system)
    assert asked(county, system) == []
    actions.undo(actor=county, child=child, system=system)
    assert asked(county, system) == [("陈雨桐", ToDo.CHANGE)]


def test_the_list_is_narrowed_paged_and_one_s_own(county: Viewer, system: System) -> None:
    confirmed(county, numbered()[1])
    for name, village in (("李晓", VILLAGE), ("张敏", FAR_VILLAGE), ("王芳", VILLAGE)):
        a_child(name=name, region_code=village)
    assert {name for name, _ in asked(county, system, place=TOWNSHIP)} == {"李晓", "王芳"}
    first = queries.entering.to_enter(county, system, size=2)
    rest = queries.entering.to_enter(county, system, after=first.after, size=2)
    assert [len(first.rows), len(rest.rows), rest.after] == [2, 1, None]
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    assert {name for name, _ in asked(supervisor, system)} == {"李晓", "王芳"}
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    a_child(name="罗子涵", region_code=STRANGE_VILLAGE, actor=stranger)
    assert asked(stranger, system) == []


def test_the_list_goes_out_as_every_list_does(county: Viewer, system: System) -> None:
    confirmed(county, numbered()[1])
    new = a_child(name="李晓")
    told = {"system": "left_behind"}
    found = selections.find(county, Selection(Source.NATIONAL, told), 10)
    assert found.child_ids == [new.id]
    assert "留守儿童系统" in found.title
    for wrong in ({"system": "nowhere"}, {**told, "place": STRANGE_COUNTY}):
        with pytest.raises(NotFound):
            selections.find(county, Selection(Source.NATIONAL, wrong), 10)


def test_two_files_that_become_one_have_one_mark(county: Viewer, system: System) -> None:
    kept, row = numbered()
    ended, other = numbered("陈雨同", 4)
    confirmed(county, row, other)
    choice = children.Choice((kept.version, ended.version))
    children.merge(
        actor=county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一个孩子"
    )
    assert [mark.is_current for mark in queries.entering.marks_of(kept)] == [True]
    assert asked(county, system) == []
