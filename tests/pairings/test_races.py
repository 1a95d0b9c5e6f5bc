"""Two offices at once, and random lives: one live pairing a child, never over capacity."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import RuleBroken
from casework.pairings import actions, steps
from casework.pairings.models import Pairing, PairingState
from casework.volunteers.models import Volunteer
from tests.factories.children import a_child
from tests.pairings.arranging import (
    ASKED,
    WANTED,
    a_volunteer,
    county,
    federation,
    proposed,
    proposed_for,
    requested,
    township,
    village,
)

Db = scoped_session[Session]
S = PairingState


def _agree_at_once(app: Flask, pairing_ids: list[UUID]) -> list[str | None]:
    """Let two offices agree at the same moment; return what each was told."""
    barrier, actors = Barrier(2), [township(), county()]
    db.session.commit()

    def agree(number: int) -> str | None:
        with app.app_context():
            bind_scope(db.session, actors[number].scope)
            barrier.wait(10)
            try:
                actions.approve(actor=actors[number], pairing_id=pairing_ids[number], asked=ASKED)
            except RuleBroken as broken:
                db.session.rollback()
                return str(broken.message)
            db.session.commit()
            return None

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(agree, range(2)))


def _states(session: Db, pairing_ids: list[UUID]) -> list[PairingState]:
    session.expire_all()
    return sorted((session.get_one(Pairing, each).state for each in pairing_ids), key=str)


def test_two_children_and_one_place(app: Flask, session: Db) -> None:
    volunteer_id = a_volunteer().id
    children = [a_child().id, a_child(name="吴小雨").id]
    pairing_ids = [proposed(app, child_id, volunteer_id) for child_id in children]
    told = _agree_at_once(app, pairing_ids)
    assert sorted(each is None for each in told) == [False, True]
    assert "没有空余名额" in next(each for each in told if each)
    assert _states(session, pairing_ids) == [S.APPROVED, S.PROPOSED]  # nothing is lost
    assert session.get_one(Volunteer, volunteer_id).places_taken == 1


def test_one_child_and_two_volunteers(app: Flask, session: Db) -> None:
    volunteer_ids = [a_volunteer("甲").id, a_volunteer("乙").id]
    child_id = a_child().id
    request_id = requested(app, child_id)
    pairing_ids = [proposed_for(app, request_id, volunteer_ids[0], federation())]
    twin = session.get_one(Pairing, pairing_ids[0])
    other = Pairing(
        region_code=twin.region_code,
        child_id=child_id,
        volunteer_id=volunteer_ids[1],
        request_id=None,
        state=S.PROPOSED,
        proposed_by=twin.proposed_by,
        proposed_on=twin.proposed_on,
        alias=twin.alias,
        volunteer={"name": "乙"},
    )
    session.add(other)
    session.flush()
    pairing_ids.append(other.id)
    told = _agree_at_once(app, pairing_ids)
    assert sorted(each is None for each in told) == [False, True]
    assert "已经和别的志愿者结对" in next(each for each in told if each)
    assert _states(session, pairing_ids) == [S.APPROVED, S.PROPOSED]
    places = [session.get_one(Volunteer, each).places_taken for each in volunteer_ids]
    assert sorted(places) == [0, 1]  # the place that was taken for nothing is free again


# --- random lives ----------------------------------------------------------------------------

#: How often each is tried: lives that come to something.
_ACTS = {
    "request": 3,
    "propose": 4,
    "approve": 5,
    "meet": 3,
    "pause": 1,
    "resume": 2,
    "end": 1,
    "decline": 1,
    "capacity": 1,
}


class _Life:
    """Acts at random on a few children and volunteers; whatever a rule refuses is undone."""

    def __init__(self, session: Db, seed: int) -> None:
        self.session, self.chance = session, random.Random(seed)
        self.children = [a_child(name=name) for name in ("陈雨桐", "吴小雨", "周子涵")]
        self.volunteers = [a_volunteer("甲", capacity=2), a_volunteer("乙")]
        self.county, self.federation, self.village = county(), federation(), village()
        self.lowered: set[UUID] = set()
        self.seen: set[PairingState] = set()
        session.flush()

    def run(self, length: int) -> None:
        for _ in range(length):
            with suppress(RuleBroken), self.session.begin_nested():
                [act] = self.chance.choices(list(_ACTS), list(_ACTS.values()))
                getattr(self, act)()
            self.check()

    def _any(self, *states: PairingState) -> dict[str, object]:
        found = self.session.scalars(
            select(Pairing.id).where(Pairing.state.in_(states)).order_by(Pairing.id)
        ).all()
        if not found:
            raise RuleBroken("nobody")
        return {"actor": self.county, "pairing_id": self.chance.choice(found)}

    def request(self) -> None:
        child = self.chance.choice(self.children)
        actions.publish(actor=self.county, child=child, wanted=WANTED)

    def propose(self) -> None:
        from casework.pairings.queries import open_requests  # noqa: PLC0415

        found = open_requests(self.county)
        if not found:
            raise RuleBroken("nobody")
        actions.propose(
            actor=self.federation,
            request=self.chance.choice(found),
            volunteer=self.chance.choice(self.volunteers),
        )

    def approve(self) -> None:
        actions.approve(**self._any(S.PROPOSED), asked=ASKED)  # type: ignore[arg-type]

    def decline(self) -> None:
        actions.decline(**self._any(S.PROPOSED), asked=ASKED, words="不合适")  # type: ignore[arg-type]

    def meet(self) -> None:
        on = ASKED.consent.on
        assert on is not None
        actions.meet(**self._any(S.APPROVED), on=on, place=None, present="何")  # type: ignore[arg-type]

    def pause(self) -> None:
        actions.pause(**self._any(S.APPROVED, S.ACTIVE), words="住院")  # type: ignore[arg-type]

    def resume(self) -> None:
        actions.resume(**self._any(S.PAUSED))  # type: ignore[arg-type]

    def end(self) -> None:
        actions.end(**self._any(*S), reason="term")  # type: ignore[arg-type]

    def capacity(self) -> None:
        """A volunteer takes fewer or more from now on; nobody is sent away for it."""
        volunteer = self.chance.choice(self.volunteers)
        self.session.refresh(volunteer)
        volunteer.capacity = self.chance.randint(1, 3)
        if volunteer.capacity < volunteer.places_taken:
            self.lowered.add(volunteer.id)
        self.session.flush()

    def check(self) -> None:
        self.seen |= set(self.session.scalars(select(Pairing.state)))
        live = Pairing.state.in_(steps.LIVE)
        children = self.session.scalars(select(Pairing.child_id).where(live)).all()
        assert len(children) == len(set(children))
        by_volunteer = select(Pairing.volunteer_id, func.count()).where(live)
        counted = dict(self.session.execute(by_volunteer.group_by(Pairing.volunteer_id)).all())
        for volunteer in self.volunteers:
            self.session.refresh(volunteer)
            assert volunteer.places_taken == counted.get(volunteer.id, 0)
            if volunteer.places_taken <= volunteer.capacity:
                self.lowered.discard(volunteer.id)
            else:
                assert volunteer.id in self.lowered


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_in_whatever_order_the_places_are_right(
    app: Flask, session: Db, seed: int
) -> None:
    life = _Life(session, seed)
    life.run(70)
    assert len(life.seen) > 3  # it was a life
