"""The register's acts on a real database."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.volunteers import actions, queries, rules, telling
from casework.volunteers.facts import CheckFacts
from casework.volunteers.models import Vetting, VettingResult, Volunteer, VolunteerState
from tests.applications import TODAY
from tests.factories.accounts import (
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
    an_account,
)
from tests.factories.children import load_practice
from tests.factories.volunteers import a_volunteer, checked, facts, office

Db = scoped_session[Session]
_NUMBER = "990101198503150027"


@pytest.fixture(autouse=True)
def _practice(session: Db) -> None:
    load_practice()


@pytest.fixture
def told() -> Iterator[list[tuple[Volunteer, Vetting]]]:
    """What a floor above is told, with two live pairings of everybody."""
    heard: list[tuple[Volunteer, Vetting]] = []

    def follow(_actor: Viewer | None, volunteer: Volunteer, on: date) -> None:
        heard.append((volunteer, volunteer.vetting(on)))

    def count(_volunteer: Volunteer) -> int:
        return 2

    telling.follows_vetting(follow)
    telling.tells_live_pairings(count)
    yield heard
    telling._followers.remove(follow)
    telling._counts.remove(count)


def test_somebody_without_any_paper_is_never_refused(session: Db) -> None:
    """A missing number, telephone, organisation or check is no reason to turn somebody away."""
    bare = facts(sex=None, phone=None, organisation=None, skills=(), languages=(), free_times=())
    volunteer = actions.enrol(actor=office(), facts=bare)
    session.flush()
    assert volunteer.vetting(TODAY) is Vetting.NOT_CHECKED
    assert queries.get(a_viewer(Role.CHILD_SUPERVISOR), volunteer.id) is volunteer
    assert queries.available(office(), TODAY) == []


def test_who_is_known_already_is_asked_about_and_not_refused(session: Db) -> None:
    first = a_volunteer(id_number=_NUMBER)
    session.flush()
    for same in (facts(id_number=_NUMBER, name="周文婧", phone=None), facts()):
        with pytest.raises(RuleBroken, match="已经有") as broken:
            actions.enrol(actor=office(), facts=same)
        assert broken.value.field == "is_another"
        another = actions.enrol(actor=office(), facts=same, is_another=True)
        assert another.id != first.id
    far = a_viewer(Role.WOMENS_FED, STRANGE_COUNTY)
    elsewhere = facts(base_code=STRANGE_VILLAGE, id_number=_NUMBER)
    actions.enrol(actor=far, facts=elsewhere)  # nothing is told across counties


@pytest.mark.parametrize(
    ("but", "field"),
    [
        ({"base_code": STRANGE_VILLAGE}, "township"),
        ({"reach_code": OTHER_TOWNSHIP}, "reach"),
        ({"kind": "pony"}, "volunteer_kind"),
        ({"skills": ("flying",)}, "volunteer_skill"),
        ({"capacity": 99}, "capacity"),
    ],
)
def test_what_cannot_be_is_refused_by_field(session: Db, but: Any, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.enrol(actor=office(), facts=facts(**but))
    assert broken.value.field == field


def test_a_change_keeps_what_was_covered_and_takes_everything_along(session: Db) -> None:
    volunteer = a_volunteer(is_ready=True, id_number=_NUMBER)
    session.flush()
    moved = facts(base_code=OTHER_TOWNSHIP, phone=None, id_number=None, name="周文婧")
    actions.change(actor=office(), volunteer=volunteer, version=volunteer.version, facts=moved)
    session.flush()
    assert (volunteer.phone, volunteer.id_number) == ("19900700001", _NUMBER)
    assert volunteer.region_code == OTHER_TOWNSHIP
    assert [each.region_code for each in queries.checks_of(volunteer)] == [OTHER_TOWNSHIP]
    with pytest.raises(NotFound):
        queries.get(a_viewer(Role.CHILD_SUPERVISOR, TOWNSHIP), volunteer.id)
    with pytest.raises(RuleBroken, match="别人改过"):
        actions.change(actor=office(), volunteer=volunteer, version=1, facts=moved)


def test_a_check_makes_clear_for_a_year_and_is_kept_once(session: Db) -> None:
    volunteer = a_volunteer()
    for _twice in range(2):
        checked(volunteer, TODAY - timedelta(days=10))
        session.flush()
    [check] = queries.checks_of(volunteer)
    assert (check.until_on, check.unit) == (date(2027, 10, 22), "青禾县公安局")
    assert volunteer.vetting(date(2027, 10, 21)) is Vetting.CLEAR
    assert volunteer.vetting(date(2027, 10, 22)) is Vetting.EXPIRED
    with pytest.raises(RuleBroken, match="今天"):
        checked(volunteer, TODAY + timedelta(days=1))


def test_barring_is_never_refused_and_is_followed_at_once(
    session: Db, told: list[tuple[Volunteer, Vetting]]
) -> None:
    volunteer = a_volunteer(is_ready=True)
    told.clear()
    late = CheckFacts(TODAY - timedelta(days=90), VettingResult.BARRED.value, "（没写）")
    actions.record_check(actor=office(), volunteer=volunteer, check=late)
    session.flush()
    assert told == [(volunteer, Vetting.BARRED)]
    assert queries.available(office(), TODAY) == []
    checked(volunteer, TODAY - timedelta(days=90))  # of the same day: does not lift it
    assert volunteer.is_barred
    checked(volunteer, TODAY - timedelta(days=1))
    assert not volunteer.is_barred


def test_leaving_asks_about_live_pairings_first(
    session: Db, told: list[tuple[Volunteer, Vetting]]
) -> None:
    volunteer = a_volunteer(joined_on=TODAY - timedelta(days=30))
    with pytest.raises(RuleBroken, match="还有2个结对") as broken:
        actions.leave(actor=office(), volunteer=volunteer, left_on=TODAY)
    assert broken.value.field == "with_pairings"
    actions.leave(actor=office(), volunteer=volunteer, left_on=TODAY, with_pairings=True)
    assert volunteer.state is VolunteerState.LEFT
    assert [each for each, _ in told] == [volunteer]
    with pytest.raises(RuleBroken, match="已经退出"):
        actions.leave(actor=office(), volunteer=volunteer, left_on=TODAY)
    actions.take_back(actor=office(), volunteer=volunteer)
    assert (volunteer.state, volunteer.left_on) == (VolunteerState.ACTIVE, None)


def test_the_night_tells_of_checks_that_ran_out(
    session: Db, told: list[tuple[Volunteer, Vetting]]
) -> None:
    paired, alone = a_volunteer(is_ready=True), a_volunteer(is_ready=True, phone="19900700002")
    paired.places_taken = 1
    session.flush()
    told.clear()
    assert actions.follow_the_day(date(2027, 10, 31)) == 0
    assert actions.follow_the_day(date(2027, 11, 1)) == 1
    assert told == [(paired, Vetting.EXPIRED)]
    assert alone.vetting(date(2027, 11, 1)) is Vetting.EXPIRED


def test_an_account_of_the_county_is_linked_once(
    session: Db, told: list[tuple[Volunteer, Vetting]]
) -> None:
    volunteer, other = a_volunteer(), a_volunteer(phone="19900700002")
    own = an_account(Role.VOLUNTEER, VILLAGE, "own")
    an_account(Role.VOLUNTEER, STRANGE_VILLAGE, "stranger")
    an_account(Role.CHILD_DIRECTOR, VILLAGE, "no-volunteer")
    gone = an_account(Role.VOLUNTEER, VILLAGE, "gone")
    gone.disabled_at = clock.now()
    actions.link(actor=office(), volunteer=volunteer, login="own")
    session.flush()
    assert volunteer.account_id == own.id
    for login in ("stranger", "no-volunteer", "gone", "nobody"):
        with pytest.raises(RuleBroken, match="没有这个可以关联"):
            actions.link(actor=office(), volunteer=other, login=login)
    with pytest.raises(RuleBroken, match="没有这个可以关联"):
        actions.link(actor=office(), volunteer=other, login="own")
    with pytest.raises(RuleBroken, match="不能换账号"):
        actions.link(actor=office(), volunteer=volunteer, login=None)


def test_trainings_and_the_code_of_conduct_are_kept_once(session: Db) -> None:
    volunteer = a_volunteer()
    for _twice in range(2):
        told: dict[str, Any] = {"on_day": TODAY, "topic": "防溺水", "minutes": 90}
        actions.record_training(actor=office(), volunteer=volunteer, **told)
        actions.agree(actor=office(), volunteer=volunteer, on=TODAY)
        session.flush()
    assert len(queries.trainings_of(volunteer)) == 1
    assert (volunteer.agreed_on, volunteer.agreed_version) == (TODAY, "2026.1")
    session.commit()
    acts = session.scalars(select(AuditEntry.tag).where(AuditEntry.subject_id == volunteer.id))
    assert sorted(acts) == ["volunteer:agree", "volunteer:enrol", "volunteer:train"]


def test_who_is_available_is_who_may_be_paired(session: Db) -> None:
    """The list by plain columns agrees with the rule, of everybody."""
    ready = a_volunteer(is_ready=True)
    full = a_volunteer(is_ready=True, phone="19900700002", capacity=1)
    full.places_taken = 1
    barred = a_volunteer(is_ready=True, phone="19900700003")
    checked(barred, TODAY, VettingResult.BARRED)
    unread = a_volunteer(phone="19900700004")
    checked(unread)
    left = a_volunteer(is_ready=True, phone="19900700005")
    actions.leave(actor=office(), volunteer=left, left_on=TODAY)
    session.flush()
    everybody = session.scalars(queries.visible_to(office())).all()
    settings = practice.volunteers(TOWNSHIP)
    free = [each for each in everybody if not rules.may_be_paired(each, TODAY, settings)]
    assert list(queries.available(office(), TODAY)) == free == [ready]
