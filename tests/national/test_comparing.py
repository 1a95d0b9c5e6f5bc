"""What a comparison finds, and that it finds nothing once everything was answered."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions as children
from casework.children import queries as files
from casework.children.models import Child
from casework.errors import NotFound, RuleBroken
from casework.national import actions, queries
from casework.national.models import (
    Choice,
    NationalDecision,
    NationalList,
    NationalRow,
    NationalStranger,
    Result,
)
from casework.practice import queries as practice
from tests.factories.accounts import (
    FAR_VILLAGE,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    a_viewer,
)
from tests.factories.children import FACTS, a_child, an_id_number
from tests.factories.national import compare_now, compared

Rows = scoped_session[Session]
BORN = date(2016, 3, 15)


def numbered(name: str = "陈雨桐", sequence: int = 2, **said: Any) -> tuple[Child, dict[str, str]]:
    """Return a child with a number, and its row."""
    number = an_id_number(BORN, sequence)
    sex = "1" if sequence % 2 else "2"
    facts = replace(FACTS, id_kind="resident_id", id_number=number, sex=sex, **said)
    row = {"姓名": name, "公民身份号码": number, "性别": "男" if sex == "1" else "女"}
    return a_child(name=name, facts=facts), row


def rows(found: NationalList, result: Result, session: Rows) -> list[NationalRow]:
    statement = queries.lists.rows_of(found).where(NationalRow.result == result)
    return list(session.scalars(statement))


def tally(found: NationalList) -> dict[str, int]:
    """Return the results that there are."""
    return {r.value: found.counts[r.value] for r in Result if found.counts[r.value]}


def test_a_row_that_says_what_the_file_says_is_the_same(county: Viewer) -> None:
    _child, row = numbered()
    assert tally(compared(row, actor=county)) == {"same": 1}


def test_every_row_and_every_child_stands_in_one_result(county: Viewer, session: Rows) -> None:
    same = numbered("陈雨桐", 2)[1]
    other = numbered("李晓", 4)[1]
    numbered("张敏", 6)
    a_child(name="王芳")
    there = {"姓名": "赵云", "公民身份号码": an_id_number(BORN, 8)}
    found = compared(
        same,
        {**other, "姓名": "李小"},
        there,
        {"姓名": "王芳"},
        same,
        {"姓名": "", "公民身份号码": ""},
        actor=county,
    )
    assert tally(found) == {
        "same": 1, "differs": 1, "there": 1, "possible": 1, "twice": 1, "unreadable": 1, "here": 1,
    }  # fmt: skip
    (differing,) = rows(found, Result.DIFFERS, session)
    assert differing.differences == [
        {"field": "name", "here": "李晓", "there": "李小", "settled": None}
    ]
    (twice,) = rows(found, Result.TWICE, session)
    assert twice.about is not None
    assert (twice.line, twice.about["repeats"]) == (6, 2)


def test_the_same_list_compared_twice_says_the_same(county: Viewer, session: Rows) -> None:
    found = compared(numbered()[1], {"姓名": "赵云"}, actor=county)
    first = [(r.number, r.result, r.told, r.differences) for r in _all(found, session)]
    compare_now(county, found)
    assert [(r.number, r.result, r.told, r.differences) for r in _all(found, session)] == first


def _all(found: NationalList, session: Rows) -> list[NationalRow]:
    return list(session.scalars(queries.lists.rows_of(found)))


def test_who_has_left_here_is_known_again_and_told(county: Viewer, session: Rows) -> None:
    child, row = numbered()
    children.close(actor=county, child=child, reason="parents_returned", on=clock.today())
    found = compared(row, actor=county)
    (differing,) = rows(found, Result.DIFFERS, session)
    assert differing.differences is not None
    assert [each["field"] for each in differing.differences] == ["status"]
    assert tally(compared({**row, "状态": "停发"}, actor=county)) == {"same": 1}


def test_who_has_left_there_and_is_not_here_asks_nothing(county: Viewer) -> None:
    assert tally(compared({"姓名": "赵云", "状态": "已终止"}, actor=county)) == {"same": 1}


def test_children_of_other_counties_are_nobody_s_here(county: Viewer, session: Rows) -> None:
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    number = an_id_number(BORN, 2)
    facts = replace(FACTS, id_kind="resident_id", id_number=number)
    a_child(region_code=STRANGE_VILLAGE, actor=stranger, facts=facts)
    found = compared({"公民身份号码": number}, actor=county)
    assert tally(found) == {"there": 1}


def test_a_township_s_list_lacks_only_its_own_children(county: Viewer) -> None:
    a_child(name="张敏", region_code=FAR_VILLAGE)
    a_child(name="王芳")
    supervisor = a_viewer(Role.CHILD_SUPERVISOR)
    found = compared({"姓名": "赵云"}, actor=supervisor, region_code=TOWNSHIP)
    assert tally(found) == {"there": 1, "here": 1}


def test_only_children_of_the_system_are_missed(county: Viewer) -> None:
    a_child(name="张敏", categories=("orphan_scattered",))
    a_child(name="王芳", categories=("diff_poverty",))
    told: dict[str, Any] = {"actor": county, "system": "welfare"}
    assert tally(compared({"姓名": "赵云"}, **told))["here"] == 2
    assert tally(compared({"姓名": "赵云"}, categories=["orphan"], **told))["here"] == 1


def test_answers_hold_while_both_sides_say_what_they_said(county: Viewer, session: Rows) -> None:
    child, row = numbered(school="石桥小学")
    told = {**row, "就读学校": "榆树小学", "监护人姓名": "王秀兰"}
    found = compared(told, actor=county)
    (asked,) = rows(found, Result.DIFFERS, session)
    assert asked.open == 2
    choices = {"school": Choice.FINE, "guardian": Choice.OURS}
    with pytest.raises(RuleBroken, match="写一句"):
        actions.decide(actor=county, found=found, row=asked, choices=choices, note="")
    actions.decide(actor=county, found=found, row=asked, choices=choices, note="旧校名")
    assert (asked.open, found.counts["open_differs"]) == (0, 0)
    again = compared(told, actor=county)
    assert again.counts["open_differs"] == 0
    other = compared({**told, "就读学校": "白塔小学"}, actor=county)
    assert other.counts["open_differs"] == 1
    assert [each.child_id for each in session.scalars(select(NationalDecision))] == [child.id] * 2


def test_a_value_that_was_to_be_put_right_there_and_was_not_is_asked_again(
    county: Viewer, session: Rows
) -> None:
    child, row = numbered(school="石桥小学")
    told = {**row, "就读学校": "榆树小学"}
    found = compared(told, actor=county)
    (asked,) = rows(found, Result.DIFFERS, session)
    actions.decide(actor=county, found=found, row=asked, choices={"school": Choice.OURS}, note=None)
    system = practice.national().of("left_behind")
    actions.confirm(actor=county, found=found)
    assert actions.mark_done(actor=county, child=child, system=system) is not None
    assert compared(told, actor=county).counts["open_differs"] == 0
    clock.fix_today(clock.today() + timedelta(days=10))
    assert compared(told, actor=county).counts["open_differs"] == 1


def test_a_school_is_taken_over_with_its_history(county: Viewer, session: Rows) -> None:
    child, row = numbered(school="石桥小学")
    found = compared({**row, "就读学校": "榆树小学"}, actor=county)
    (asked,) = rows(found, Result.DIFFERS, session)
    choices = {"school": Choice.THEIRS}
    actions.decide(actor=county, found=found, row=asked, choices=choices, note=None)
    assert files.facts_of(child).school == "榆树小学"
    assert asked.open == 0
    assert asked.differences is not None
    assert asked.differences[0]["settled"] == "theirs"
    compare_now(county, found)
    assert tally(found) == {"same": 1}


def test_who_a_child_is_is_never_taken_over(county: Viewer, session: Rows) -> None:
    child, row = numbered()
    found = compared({**row, "姓名": "陈雨彤"}, actor=county)
    (asked,) = rows(found, Result.DIFFERS, session)
    with pytest.raises(RuleBroken, match="到档案里核对"):
        actions.decide(
            actor=county, found=found, row=asked, choices={"name": Choice.THEIRS}, note=None
        )
    assert child.name == "陈雨桐"


def test_a_possible_one_is_this_child_or_another(county: Viewer, session: Rows) -> None:
    child = a_child()
    row = {"公民身份号码": an_id_number(BORN, 2)}
    found = compared(row, actor=county)
    (asked,) = rows(found, Result.POSSIBLE, session)
    stranger = a_child(name="王芳")
    with pytest.raises(NotFound):
        actions.decide_who(actor=county, found=found, row=asked, child_id=stranger.id, note=None)
    actions.decide_who(actor=county, found=found, row=asked, child_id=child.id, note=None)
    assert (asked.here_id, asked.result) == (child.id, Result.DIFFERS)
    assert asked.differences is not None
    assert [each["field"] for each in asked.differences] == ["id_number"]
    assert found.counts["possible"] == 0
    compare_now(county, found)
    assert tally(found) == {"differs": 1, "here": 1}
    session.flush()
    other = compared({**row, "公民身份号码": an_id_number(BORN, 4)}, actor=county)
    (asked,) = rows(other, Result.POSSIBLE, session)
    actions.decide_who(actor=county, found=other, row=asked, child_id=None, note=None)
    assert asked.result is Result.THERE
    compare_now(county, other)
    assert tally(other) == {"there": 1, "here": 2}


def test_who_is_not_ours_is_not_asked_about_again(county: Viewer, session: Rows) -> None:
    found = compared({"姓名": "赵云"}, actor=county)
    (asked,) = rows(found, Result.THERE, session)
    with pytest.raises(RuleBroken, match="写一句"):
        actions.decide_who(actor=county, found=found, row=asked, child_id=None, note=" ")
    actions.decide_who(actor=county, found=found, row=asked, child_id=None, note="迁走了")
    with pytest.raises(RuleBroken, match="处理过"):
        actions.decide_who(actor=county, found=found, row=asked, child_id=None, note="迁走了")
    again = compared({"姓名": "赵云"}, actor=county)
    assert (again.counts["there"], again.counts["open_there"]) == (1, 0)
    assert session.scalars(select(NationalStranger)).one().note == "迁走了"


def test_one_field_of_all_rows_is_answered_at_once(county: Viewer) -> None:
    told = [
        {**numbered(name, n)[1], "认定日期": "2020-01-01"}
        for n, name in ((2, "陈雨桐"), (4, "李晓"), (6, "张敏"))
    ]
    found = compared(*told, actor=county)
    assert found.counts["open_differs"] == 3
    act: dict[str, Any] = {"actor": county, "found": found, "field": "recognised_on"}
    with pytest.raises(RuleBroken, match="请选择怎么办"):
        actions.decide_field(choice=Choice.THEIRS, note=None, **act)
    assert actions.decide_field(choice=Choice.FINE, note="导入那天", **act) == 3
    assert actions.decide_field(choice=Choice.FINE, note="导入那天", **act) == 0
    assert found.counts["open_differs"] == 0
    compare_now(county, found)
    assert found.counts["open_differs"] == 0
