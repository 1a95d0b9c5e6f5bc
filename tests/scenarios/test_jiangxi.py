"""六个一: the truth of each child and item, what the product holds of it, and its matrix."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from casework import clock
from casework.activities.models import ActivityChild
from casework.children.models import Child, Status
from casework.db.base import db
from casework.pairings.models import Pairing, PairingState
from casework.psychology.models import PsychologyAct, PsychologyCase
from casework.six_ones import queries as six_ones
from casework.six_ones.queries import Matter, Narrowed
from casework.visits.models import Visit
from casework.visits.queries import counts
from tests.applications import Installation
from tests.scenarios import jiangxi
from tests.scenarios.jiangxi import BEGINS, CAMPAIGN, ENDS, FIRST, LAST
from tests.scenarios.living import Living
from tests.scenarios.places import CITY, COUNTY, townships, villages
from tests.scenarios.six_truth import DONE, ITEMS, SixOnes
from tests.scenarios.story import CaredFor, Paired, Referred

#: A long story: told once, on SQLite; 连云港 tells another one on both.
pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def living(installed: Installation) -> Living:
    """The winter, lived to its end."""
    lived = Living(jiangxi.tell(), county=COUNTY, city=CITY, begins=BEGINS)
    lived.happen()
    return lived


@pytest.fixture(scope="module")
def truth() -> SixOnes:
    return SixOnes(jiangxi.tell(), FIRST, LAST)


# The truth itself


def test_each_item_is_done_begun_and_left_by_some(truth: SixOnes) -> None:
    """Else the story would prove little."""
    rows = truth.matrix(COUNTY).values()
    seen = {(item, row[item]) for row in rows for item in ITEMS}
    can_be_begun = {"six_visit", "six_psych", "six_pair"}
    assert len(seen) == 2 * len(ITEMS) + len(can_be_begun)
    finished = Counter(sum(state == DONE for state in row.values()) for row in rows)
    assert {0, 1, 2, 3, 4, 5} <= set(finished)


def test_units_add_up_and_each_child_lives_in_one(truth: SixOnes) -> None:
    whole, parts = truth.totals(COUNTY), [truth.totals(unit) for unit in townships()]
    assert whole == {item: sum(part[item] for part in parts) for item in ITEMS}
    in_villages = [file for village in villages() for file in truth.matrix(village)]
    assert sorted(in_villages) == sorted(truth.matrix(COUNTY))
    assert len(in_villages) == 72 + 4 + 2


# What the product holds


def test_the_children_on_the_list_are_those_of_the_story(living: Living, truth: SixOnes) -> None:
    for village in villages():
        kept = select(Child.id).where(Child.region_code == village, Child.status == Status.ACTIVE)
        told = {living.files[file] for file in truth.matrix(village)}
        assert set(db.session.scalars(kept)) == told, village


def test_visits_say_what_was_done_besides(living: Living, truth: SixOnes) -> None:
    told = truth.told
    for name, visit in told.visits.items():
        kept = db.session.get(Visit, living.visits[name])
        assert kept is not None
        done = (kept.policy_told, kept.safety_checked, kept.psych_care)
        assert done == (visit.policy, visit.safety, visit.care), name
        assert kept.child_id == living.files[told.answers[visit.file]], name
    valid = set(db.session.scalars(select(Visit.id).where(counts())))
    assert valid == {
        living.visits[name]
        for name, visit in told.visits.items()
        if visit.met != "not_met" and name not in told.questioned
    }


def test_those_who_took_part_are_in_their_files(living: Living, truth: SixOnes) -> None:
    told = truth.told
    standing = select(ActivityChild.child_id, ActivityChild.kind, ActivityChild.held_on).where(
        ActivityChild.withdrawn_on.is_(None)
    )
    assert _rows(standing) == Counter(
        (living.files[told.answers[file]], held.kind, held.on)
        for held in told.held.values()
        for file in held.files
    )


def test_pairings_and_care_are_there(living: Living, truth: SixOnes) -> None:
    others = truth.told.others
    pairings = select(Pairing.child_id, Pairing.began_on, Pairing.ended_on)
    assert _rows(pairings) == Counter(
        (living.files[e.file], e.on if e.state == PairingState.ACTIVE.value else None, e.until)
        for e in others
        if isinstance(e, Paired)
    )
    assert _rows(select(PsychologyCase.child_id, PsychologyCase.referred_on)) == Counter(
        (living.files[e.file], e.on) for e in others if isinstance(e, Referred)
    )
    assert _rows(select(PsychologyAct.child_id, PsychologyAct.on_day)) == Counter(
        (living.files[e.file], e.on) for e in others if isinstance(e, CaredFor)
    )


# The matrix


def _asked(living: Living, place: str) -> Matter:
    found = six_ones.matter(living.county, CAMPAIGN, place)
    assert found is not None
    return found


def test_each_child_s_items_are_the_truth(living: Living, truth: SixOnes) -> None:
    clock.fix_today(ENDS)
    for village in villages():
        shown = six_ones.page(_asked(living, village), Narrowed()).rows
        found = {
            each.child_id: {item: state.value for item, state in each.states.items()}
            for each in shown
        }
        told = truth.matrix(village)
        assert found == {living.files[file]: row for file, row in told.items()}, village


def test_each_unit_s_numbers_are_the_truth(living: Living, truth: SixOnes) -> None:
    clock.fix_today(ENDS)
    for place in (COUNTY, *townships()):
        asked = _asked(living, place)
        lines = six_ones.lines(asked)
        whole = six_ones.total(asked, lines)
        rows = truth.matrix(place).values()
        assert whole.done == truth.totals(place), place
        assert whole.children == len(rows), place
        assert whole.complete == sum(set(row.values()) == {DONE} for row in rows), place
        for line in lines:
            assert line.done == truth.totals(line.place.prefix), line.place.prefix


def _rows(statement: Any) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row) for row in db.session.execute(statement))
