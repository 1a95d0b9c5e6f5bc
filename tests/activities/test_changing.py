"""An activity is put right, taken back and looked at again; what it said before stays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import actions, queries
from casework.activities.models import Act, Activity, ActivityChild, Doubt
from casework.activities.rules import Around, Gift
from casework.assistance import queries as assistance
from casework.assistance.rules import Portion
from casework.children.actions.places import move
from casework.errors import NotFound, RuleBroken
from tests.factories.accounts import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.activities import TALK, an_activity
from tests.factories.assistance import PACKS
from tests.factories.children import a_child
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]


def correct(
    activity: Activity, around: Around | None = None, actor: Viewer | None = None, **facts: Any
) -> None:
    actions.correct_activity(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        activity=activity,
        version=activity.version,
        facts=replace(TALK, **facts),
        around=around or Around(places=[VILLAGE]),
        reason="写错了",
    )


def test_a_correction_keeps_what_was_said_and_what_stands_beside(session: Db) -> None:
    child, other, volunteer = a_child(), a_child(name="李子涵"), a_volunteer()
    activity = an_activity(around=Around([VILLAGE], (), {"judge": 1}, [child]))
    around = Around([VILLAGE, NEXT_VILLAGE], [volunteer.id], {"judge": 2}, [other])
    correct(activity, around, title="法治宣讲", held_on=date(2026, 10, 22))
    [change] = queries.changes_of(activity)
    assert (change.n, activity.version, change.act) == (2, 2, Act.CORRECT)
    assert (change.before["title"], change.after["title"]) == (TALK.title, "法治宣讲")
    assert change.before["children"] == [str(child.id)]
    assert change.after["places"] == [VILLAGE, NEXT_VILLAGE]
    assert "organiser" not in change.after
    county, key = a_viewer(Role.COUNTY_CIVIL), [activity.id]
    assert queries.places_of(county, key)[activity.id] == [VILLAGE, NEXT_VILLAGE]
    assert queries.helpers_of(county, key)[activity.id] == {"judge": 2}
    assert queries.volunteers_of(county, key)[activity.id] == {volunteer.id: "teacher"}
    assert queries.children_at(county, activity) == [other]
    assert queries.children_of_child(child) == []
    [line] = queries.children_of_child(other)
    assert line.held_on == date(2026, 10, 22)
    correct(activity, Around([VILLAGE], (), {"judge": 2}, [child]), title="法治宣讲")
    assert queries.children_at(county, activity) == [child]
    assert [row.child_id for row in session.scalars(select(ActivityChild))] == [child.id, other.id]


@pytest.mark.usefixtures("session")
def test_what_changes_beside_an_activity_is_a_new_version_too() -> None:
    activity = an_activity()
    correct(activity, Around([NEXT_VILLAGE]))
    assert activity.version == 2
    with pytest.raises(RuleBroken, match="没有改动"):
        correct(activity, Around([NEXT_VILLAGE]))
    with pytest.raises(RuleBroken, match="刚刚有人改过"):
        actions.withdraw_activity(
            actor=a_viewer(Role.COUNTY_CIVIL), activity=activity, version=1, reason="重复"
        )


def test_a_child_beyond_reach_stays_named_and_is_told_of_the_day(session: Db) -> None:
    below, child = a_viewer(Role.CHILD_SUPERVISOR), a_child()
    activity = an_activity(actor=below, unit_code=TOWNSHIP, around=Around(children=[child]))
    move(actor=a_viewer(Role.COUNTY_CIVIL), child=child, region_code=FAR_VILLAGE)
    session.flush()
    correct(activity, Around([VILLAGE]), below, held_on=date(2026, 10, 21))
    assert queries.children_at(below, activity) == []
    assert queries.named_ids(below, activity) == {child.id}
    [line] = queries.children_of_child(child)
    assert (line.held_on, line.region_code) == (date(2026, 10, 21), FAR_VILLAGE)
    assert "children" not in queries.changes_of(activity)[0].after
    actions.withdraw_activity(actor=below, activity=activity, version=2, reason="没有办")
    session.expire_all()
    assert queries.children_of_child(child) == []


def test_withdrawing_leaves_what_was_given_in_the_ledger(session: Db) -> None:
    county, child = a_viewer(Role.COUNTY_CIVIL), a_child()
    gift = Gift(PACKS, uuid4(), [Portion(child, Decimal(1))])
    activity = an_activity(around=Around(children=[child], gifts=[gift]))
    actions.withdraw_activity(actor=county, activity=activity, version=1, reason="没有办成")
    assert activity.withdrawn_on is not None
    assert queries.children_of_child(child) == []
    assert session.scalars(queries.standing(county)).all() == []
    assert queries.withdrawn(county) == [activity]
    [share] = assistance.shares_at(county, activity.id)
    assert share.withdrawn_on is None
    for act in (actions.withdraw_activity, actions.check_activity):
        with pytest.raises(RuleBroken, match="已经撤销"):
            act(actor=county, activity=activity, version=2, reason="再来")
    with pytest.raises(RuleBroken, match="已经撤销"):
        actions.give(county, activity, gift)


@pytest.mark.usefixtures("session")
def test_a_doubt_is_settled_and_comes_back_only_with_what_it_was_about() -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    activity = an_activity(children_reached=3, children_counted=9)
    actions.check_activity(actor=county, activity=activity, version=1, reason="就是这么多")
    found = [activity.doubt]
    with pytest.raises(RuleBroken, match="核对过了"):
        actions.check_activity(actor=county, activity=activity, version=2, reason="再来")
    for reached in (3, 4, 40):
        correct(activity, children_reached=reached, children_counted=9, venue=f"镇政府{reached}")
        found.append(activity.doubt)
    assert found == [None, None, Doubt.NUMBERS, None]


@pytest.mark.usefixtures("session")
def test_each_desk_puts_right_its_own() -> None:
    civil, women = an_activity(), an_activity(actor=a_viewer(Role.WOMENS_FED))
    for activity, role in ((civil, Role.WOMENS_FED), (women, Role.COUNTY_CIVIL)):
        with pytest.raises(NotFound):
            correct(activity, actor=a_viewer(role), title="别的")
    correct(women, actor=a_viewer(Role.WOMENS_FED), title="家风故事会")
    assert women.title == "家风故事会"


@pytest.mark.usefixtures("session")
def test_places_beyond_reach_and_unknown_ones_are_not_there() -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    for place in (NEXT_VILLAGE, "990101001999", ""):
        with pytest.raises(NotFound):
            an_activity(actor=director, around=Around(places=[place]))


@pytest.mark.usefixtures("session")
def test_a_copy_says_where_it_comes_from() -> None:
    first = an_activity()
    again = actions.record_activity(
        actor=a_viewer(Role.COUNTY_CIVIL),
        form_id=first.id,
        unit_code=first.region_code,
        facts=TALK,
        copied_from=first,
    )
    assert again.copied_from_id == first.id
