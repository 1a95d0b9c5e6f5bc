"""What belongs to activities and what they come to: by plain columns, for every desk."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.activities import queries
from casework.activities.models import Activity
from casework.activities.queries import Filters
from casework.activities.rules import Around, Gift
from casework.assistance import queries as assistance
from casework.assistance.models import Mode
from casework.assistance.rules import Counted, Portion
from casework.children.actions import merging
from casework.children.actions.merging import Choice
from casework.children.actions.places import move
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.activities import an_activity
from tests.factories.assistance import MONEY, PACKS
from tests.factories.children import a_child
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]


def test_what_belongs_to_activities_comes_by_their_ids(session: Db) -> None:
    child, volunteer, county = a_child(), a_volunteer(), a_viewer(Role.COUNTY_CIVIL)
    around = Around([VILLAGE, NEXT_VILLAGE], [volunteer.id], {"judge": 2}, [child])
    one, other = an_activity(around=around), an_activity(around=Around())
    ids = [one.id, other.id]
    assert queries.places_of(county, ids) == {one.id: [VILLAGE, NEXT_VILLAGE], other.id: []}
    assert queries.volunteers_of(county, ids) == {
        one.id: {volunteer.id: "teacher"},
        other.id: {},
    }
    assert queries.helpers_of(county, ids) == {one.id: {"judge": 2}, other.id: {}}
    assert queries.named_counts(county, ids) == {one.id: 1, other.id: 0}
    assert [line.activity_id for line in queries.children_of_child(child)] == [one.id]
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert queries.places_of(stranger, ids) == {one.id: [], other.id: []}
    assert queries.named_counts(stranger, ids) == {one.id: 0, other.id: 0}


def test_a_named_child_counts_once_after_a_merging_and_wherever_it_moves(session: Db) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    kept, ended = a_child(), a_child(name="陈雨彤")
    activity = an_activity(around=Around(children=[kept, ended]))
    assert queries.named_counts(county, [activity.id]) == {activity.id: 2}
    choice = Choice(versions=(kept.version, ended.version))
    merging.merge(actor=county, kept_id=kept.id, ended_id=ended.id, choice=choice, reason="同一人")
    assert queries.named_counts(county, [activity.id]) == {activity.id: 1}
    assert len(queries.children_of_child(kept)) == 2
    move(actor=county, child=kept, region_code=FAR_VILLAGE)
    session.flush()
    assert {line.region_code for line in queries.children_of_child(kept)} == {FAR_VILLAGE}
    # It is still counted where it lived on that day.
    assert queries.named_counts(a_viewer(Role.CHILD_DIRECTOR), [activity.id]) == {activity.id: 1}


def test_gifts_of_an_activity_sum_up_by_mode_for_either_desk(session: Db) -> None:
    child, other = a_child(), a_child(name="李子涵", region_code=NEXT_VILLAGE)
    portions = [Portion(each, Decimal(1), Decimal("88.50")) for each in (child, other)]
    many = Counted(COUNTY, 30, 4, value=Decimal(3000))
    gifts = [Gift(PACKS, uuid4(), portions), Gift(MONEY, uuid4(), counted=many)]
    activity = an_activity(around=Around([VILLAGE], gifts=gifts))
    civil, women = a_viewer(Role.COUNTY_CIVIL), a_viewer(Role.WOMENS_FED)
    for viewer in (civil, women):
        cash, goods = assistance.by_activity(viewer, [activity.id])
        assert cash == (activity.id, Mode.CASH, 0, 30, 4, Decimal(3000), None)
        assert goods == (activity.id, Mode.GOODS, 2, 0, 0, Decimal(177), Decimal(2))
    stranger = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert assistance.by_activity(stranger, [activity.id]) == []
    assert assistance.by_activity(civil, []) == []


def test_somebody_at_three_activities_is_one_in_her_latest_kind(session: Db) -> None:
    county, volunteer = a_viewer(Role.COUNTY_CIVIL), a_volunteer()
    for days in (0, 2, 1):
        held_on = date(2026, 10, 1) + timedelta(days)
        volunteer.kind = "lawyer" if days == 2 else "teacher"
        an_activity(held_on=held_on, around=Around(volunteers=[volunteer.id], helpers={"judge": 3}))
    found = queries.volunteers_counted(county, COUNTY)
    assert (found.registered, found.bare) == ({"lawyer": 1}, {"judge": 9})
    early = queries.volunteers_counted(county, COUNTY, None, None, date(2026, 10, 3))
    assert (early.of("teacher"), early.of("judge"), early.of("lawyer")) == (1, 6, 0)
    assert queries.volunteers_counted(county, STRANGE_COUNTY).of("judge") == 0


def test_who_came_back_with_the_same_number_is_the_same_person(session: Db) -> None:
    number = "990101198503150024"
    first, second = (a_volunteer(id_number=number, kind=kind) for kind in ("judge", "lawyer"))
    for n, each in enumerate((first, second)):
        an_activity(held_on=date(2026, 10, 1 + n), around=Around(volunteers=[each.id]))
    found = queries.volunteers_counted(a_viewer(Role.COUNTY_CIVIL))
    assert found.registered == {"lawyer": 1}


def test_a_list_turns_over_by_key_and_its_sums_are_those_of_all_of_it(session: Db) -> None:
    county, filters = a_viewer(Role.COUNTY_CIVIL), Filters(kind="policy_talk")
    for n in range(53):
        an_activity(held_on=date(2026, 9, 1 + n % 25), children_reached=1, children_counted=0)
    an_activity(kind="legal")
    first = queries.page_of(county, filters)
    second = queries.page_of(county, filters, first.after)
    assert (len(first.rows), len(second.rows), second.after) == (50, 3, None)
    assert len({each.id for each in (*first.rows, *second.rows)}) == 53
    days = [each.held_on for each in (*first.rows, *second.rows)]
    assert days == sorted(days, reverse=True)
    assert queries.sums(county, filters) == queries.Sums(53, 53, 53 * 13, 0)
    assert len(queries.page_of(county, filters, "nonsense").rows) == 50


@pytest.mark.parametrize("seed", range(3))
def test_sums_of_a_county_are_those_of_a_count_by_hand(session: Db, seed: int) -> None:
    dice, county = random.Random(seed), a_viewer(Role.COUNTY_CIVIL)
    helpers = [a_volunteer(name=f"何{n}", phone=f"1990070{n:04d}") for n in range(5)]
    units = (VILLAGE, NEXT_VILLAGE, TOWNSHIP, FAR_VILLAGE, COUNTY)
    made: list[tuple[Activity, set[UUID]]] = []
    for _n in range(25):
        chosen = {each.id for each in dice.sample(helpers, dice.randint(0, 3))}
        activity = an_activity(
            unit_code=dice.choice(units),
            held_on=date(2026, 10, 1) + timedelta(dice.randint(0, 40)),
            sessions=dice.randint(1, 4),
            children_reached=dice.randint(0, 50),
            parents_reached=dice.randint(0, 20),
            around=Around(volunteers=chosen, helpers={"judge": dice.randint(0, 2)}),
        )
        made.append((activity, chosen))
    for place, digits in ((COUNTY, "990101"), (TOWNSHIP, TOWNSHIP[:9]), (VILLAGE, VILLAGE)):
        first, until = date(2026, 10, 5), date(2026, 10, 28)
        inside = [
            (each, chosen)
            for each, chosen in made
            if each.region_code.startswith(digits) and first <= each.held_on < until
        ]
        filters = Filters(place, first_on=first, until_on=until)
        sums = queries.sums(county, filters)
        assert sums.sessions == sum(each.sessions for each, _ in inside)
        assert sums.reached == sum(each.reached for each, _ in inside)
        assert sums.activities == len(queries.page_of(county, filters).rows) == len(inside)
        found = queries.volunteers_counted(county, place, None, first, until)
        people = {one for _, chosen in inside for one in chosen}
        assert sum(found.registered.values()) == len(people)
        judges = queries.helpers_of(county, [each.id for each, _ in inside])
        assert (
            found.bare.get("judge", 0)
            == sum((Counter(each) for each in judges.values()), Counter())["judge"]
        )
