"""Recording an activity: once, with what belongs to it, money in one place only."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.activities.models import (
    Activity,
    ActivityChild,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
    Desk,
    Doubt,
)
from casework.activities.rules import Around, Gift
from casework.assistance.models import AidGroup, AidShare
from casework.assistance.rules import Counted, Portion
from casework.errors import NotFound, OutOfReach, RuleBroken
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, VILLAGE, a_viewer
from tests.factories.activities import an_activity
from tests.factories.assistance import PACKS
from tests.factories.children import a_child
from tests.factories.volunteers import a_volunteer

Db = scoped_session[Session]


def test_everything_around_an_activity_is_written_once(session: Db) -> None:
    child, volunteer, form_id = a_child(), a_volunteer(), uuid4()
    gift = Gift(PACKS, uuid4(), [Portion(child, Decimal(1), Decimal("88.00"))])
    around = Around([VILLAGE], [volunteer.id], {"judge": 2, "lawyer": 0}, [child], [gift])
    first = an_activity(form_id=form_id, around=around)
    assert an_activity(form_id=form_id, around=around).id == first.id
    assert [row.place_code for row in session.scalars(select(ActivityPlace))] == [VILLAGE]
    [helper] = session.scalars(select(ActivityVolunteer))
    assert (helper.volunteer_id, helper.kind) == (volunteer.id, "teacher")
    assert [(each.kind, each.people) for each in session.scalars(select(ActivityHelpers))] == [
        ("judge", 2)
    ]
    [named] = session.scalars(select(ActivityChild))
    assert (named.child_id, named.counted_region_code) == (child.id, VILLAGE)
    [share] = session.scalars(select(AidShare))
    assert (share.activity_id, share.given_on) == (first.id, first.held_on)


def test_womens_federation_counts_and_never_names(session: Db) -> None:
    office = a_viewer(Role.WOMENS_FED)
    gift = Gift(PACKS, uuid4(), counted=Counted(COUNTY, 40, quantity=Decimal(40)))
    activity = an_activity(actor=office, around=Around([VILLAGE], gifts=[gift]))
    assert activity.desk is Desk.WOMENS_FED
    [group] = session.scalars(select(AidGroup))
    assert (group.activity_id, group.children) == (activity.id, 40)
    with pytest.raises(RuleBroken, match="只填人数"):
        an_activity(actor=office, around=Around(children=[a_child()]))


def test_odd_days_and_numbers_are_kept_and_put_up(session: Db) -> None:
    late = an_activity(held_on=date(2026, 12, 24))
    outside = an_activity(campaign_code="winter_2027")
    many = an_activity(children_reached=3, children_counted=9)
    found = [each.doubt for each in (late, outside, many)]
    assert found == [Doubt.DAY, Doubt.DAY, Doubt.NUMBERS]
    assert session.scalars(select(Activity)).all() == [late, outside, many]


@pytest.mark.usefixtures("session")
def test_another_unit_and_somebody_unknown_are_refused() -> None:
    with pytest.raises(OutOfReach):
        an_activity(unit_code=STRANGE_COUNTY)
    with pytest.raises(NotFound):
        an_activity(around=Around(volunteers=[uuid4()]))
    with pytest.raises(RuleBroken, match="活动种类"):
        an_activity(kind="astrology")
