"""Known rows are known again, and nobody is imported twice."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.children import actions, queries
from casework.children.models import Child, IdState, SourceRow
from casework.roster.known import LIVES_ELSEWHERE, POSSIBLY_TWICE
from casework.roster.queries import Plan
from tests.factories.accounts import STRANGE_COUNTY, a_viewer
from tests.factories.children import FACTS, a_child, an_id_number

Import = Callable[..., Plan]
Rows = scoped_session[Session]

NUMBER = an_id_number(date(2016, 3, 15))
OTHER_NUMBER = an_id_number(date(2016, 3, 15), sequence=4)
WRONG_DIGIT = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")


def counts(plan: Plan) -> tuple[int, int, int]:
    return len(plan.new), len(plan.changed), len(plan.unchanged)


def children(session: Rows) -> list[Child]:
    return list(session.scalars(select(Child).order_by(Child.created_at, Child.id)))


def test_a_second_run_changes_nothing(bring: Import, session: Rows) -> None:
    rows = [{"姓名": "陈雨桐", "身份证号": NUMBER}, {"姓名": "李晓"}, {"姓名": "周小满"}]
    assert counts(bring(*rows)) == (3, 0, 0)
    assert counts(bring(*rows)) == (0, 0, 3)
    assert len(children(session)) == len(session.scalars(select(SourceRow)).all()) == 3


@pytest.mark.parametrize(
    "otherwise", [{"性别": "男"}, {"出生日期": "2016-03-16"}, {"监护人姓名": "李桂兰"}]
)
def test_without_number_a_row_is_known_by_all_of_these(
    bring: Import, otherwise: Mapping[str, str]
) -> None:
    bring({})
    assert counts(bring(otherwise)) == (1, 0, 0)


def test_without_number_another_village_is_another_child(bring: Import) -> None:
    bring({})
    assert counts(bring({"村（社区）": "河湾村"})) == (1, 0, 0)


def test_a_number_that_comes_later_makes_no_second_child(bring: Import, session: Rows) -> None:
    bring({})
    plan = bring({"身份证号": NUMBER})
    assert counts(plan) == (0, 1, 0)
    (child,) = children(session)
    assert (child.id_number, child.id_state) == (NUMBER, IdState.VERIFIED)
    assert counts(bring({"身份证号": NUMBER})) == (0, 0, 1)


def test_a_number_put_right_makes_no_second_child(bring: Import, session: Rows) -> None:
    bring({"身份证号": WRONG_DIGIT})
    assert [child.id_state for child in children(session)] == [IdState.DOUBTFUL]
    assert counts(bring({"身份证号": NUMBER})) == (0, 1, 0)
    assert [child.id_state for child in children(session)] == [IdState.VERIFIED]


def test_a_number_put_right_by_hand_makes_none_either(
    bring: Import, session: Rows, county: Viewer
) -> None:
    bring({"身份证号": WRONG_DIGIT})
    (child,) = children(session)
    right = replace(queries.facts_of(child), id_number=NUMBER)
    actions.change(actor=county, child=child, version=child.version, facts=right)
    assert counts(bring({"身份证号": NUMBER})) == (0, 1, 0)
    assert len(session.scalars(select(SourceRow)).all()) == 1


def test_a_number_that_is_left_out_later_stays(bring: Import, session: Rows) -> None:
    bring({"身份证号": NUMBER})
    assert counts(bring({})) == (0, 1, 0)
    (child,) = children(session)
    assert child.id_number == NUMBER
    assert counts(bring({"身份证号": NUMBER})) == (0, 1, 0)
    assert len(children(session)) == 1


def test_two_sound_numbers_are_two_children(bring: Import, session: Rows) -> None:
    bring({"身份证号": NUMBER})
    plan = bring({"身份证号": OTHER_NUMBER})
    assert counts(plan) == (1, 0, 0)
    assert plan.new[0].doubts == (POSSIBLY_TWICE,)
    assert len(children(session)) == 2


def test_two_rows_never_change_one_child(bring: Import, session: Rows) -> None:
    bring({})
    assert counts(bring({"身份证号": NUMBER}, {"身份证号": OTHER_NUMBER})) == (1, 1, 0)
    assert len(children(session)) == 2


def test_a_child_enrolled_by_hand_is_known_by_the_number(
    bring: Import, session: Rows, county: Viewer
) -> None:
    child = a_child(facts=replace(FACTS, id_kind="resident_id", id_number=NUMBER))
    plan = bring({"身份证号": NUMBER, "监护人姓名": "李桂兰"})
    assert [known.child_id for known in plan.changed] == [child.id]
    assert session.scalars(select(SourceRow)).one().child_id == child.id
    assert counts(bring({"身份证号": NUMBER, "监护人姓名": "李桂兰"})) == (0, 0, 1)


def test_a_child_enrolled_by_hand_without_number_is_asked_about(
    dry_run: Import, county: Viewer
) -> None:
    a_child(people=())
    plan = dry_run({})
    assert counts(plan) == (1, 0, 0)
    assert [line.doubts for line in plan.doubtful] == [(POSSIBLY_TWICE,)]


def test_moving_is_not_for_a_ledger_to_do(bring: Import, session: Rows) -> None:
    bring({"身份证号": NUMBER})
    plan = bring({"身份证号": NUMBER, "村（社区）": "河湾村"})
    assert [line.doubts for line in plan.doubtful] == [(LIVES_ELSEWHERE,)]
    assert [child.region_code for child in children(session)] == ["990101001001"]


def test_a_number_held_out_of_reach_stays_neutral(bring: Import, session: Rows) -> None:
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    elsewhere = a_child(
        region_code="990102001001",
        actor=stranger,
        name="陈小雨",
        facts=replace(FACTS, id_kind="resident_id", id_number=NUMBER),
    )
    plan = bring({"身份证号": NUMBER})
    assert counts(plan) == (1, 0, 0)
    assert plan.doubtful == []
    mine = next(child for child in children(session) if child.id != elsewhere.id)
    assert (mine.id_state, mine.id_number) == (IdState.DOUBTFUL, NUMBER)
    session.refresh(elsewhere)
    assert (elsewhere.name, elsewhere.id_state) == ("陈小雨", IdState.VERIFIED)


def test_another_countys_rows_are_not_known_here(bring: Import, session: Rows) -> None:
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    there = {"乡镇": "远山镇", "村（社区）": "山后村"}
    bring(there, by=stranger, region=STRANGE_COUNTY)
    assert counts(bring({})) == (1, 0, 0)


def test_the_trail_tells_who_was_touched_and_no_name(bring: Import, session: Rows) -> None:
    bring({"姓名": "陈雨桐"}, {"姓名": "李晓"})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "roster:import")).one()
    assert entry.facts["counts"] == {
        "new": 2, "changed": 0, "unchanged": 0, "doubtful": 0, "refused": 0,
    }  # fmt: skip
    assert "陈雨桐" not in str(entry.facts)
