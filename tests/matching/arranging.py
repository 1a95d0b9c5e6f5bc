"""Requests, volunteers and runs in a real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.matching import actions
from casework.matching.models import MatchProposal, MatchRun
from casework.pairings.models import PairingRequest, RequestState
from casework.practice import queries as practice
from casework.volunteers.models import Volunteer, VolunteerState
from tests.factories.accounts import COUNTY, VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.jobs import work_off

_OF_VILLAGES = UUID("018f5e2a-7c00-7000-8000-00000000aaaa")


def the_federation() -> Viewer:
    """Return 妇联 of the county, who proposes."""
    return a_viewer(Role.WOMENS_FED)


def a_request(
    child: Child | None = None, region_code: str = VILLAGE, **said: Any
) -> PairingRequest:
    """Return an open request of a child."""
    child = child or a_child(region_code=region_code)
    known = {
        "state": RequestState.OPEN,
        "published_by": a_viewer(Role.CHILD_SUPERVISOR).account_id,
        "opened_on": clock.today(),
        "alias": "小朋友A37",
        "age_band": "age_09_11",
        "needs": ["tutoring"],
        "languages": [],
        "free_times": [],
    }
    made = PairingRequest(region_code=child.region_code, child_id=child.id, **{**known, **said})
    db.session.add(made)
    db.session.flush()
    return made


def a_volunteer(base: str = VILLAGE, **said: Any) -> Volunteer:
    """Return a volunteer who may be paired today."""
    conduct = practice.volunteers(base).conduct.version
    known = {
        "name": "刘志愿",
        "kind": "teacher",
        "state": VolunteerState.ACTIVE,
        "base_code": base,
        "reach_code": COUNTY,
        "cleared_until_on": clock.today() + timedelta(days=100),
        "agreed_on": clock.today(),
        "agreed_version": conduct,
        "joined_on": clock.today(),
        "same_digest": b"0" * 16,
        "sex": "2",
        "skills": [],
        "languages": [],
        "free_times": [],
    }
    made = Volunteer(region_code=base, **{**known, **said})
    db.session.add(made)
    db.session.flush()
    return made


def volunteer_of(base: str) -> UUID:
    """Return the id of a village's own volunteer, where one is wanted that can be told."""
    return uuid5(_OF_VILLAGES, base)


def a_run(app: Flask, seed: int = 1, actor: Viewer | None = None) -> MatchRun:
    """Return a run that a worker has done."""
    run = actions.ask(actor=actor or the_federation(), seed=seed)
    work_off(app)
    return db.session.get_one(MatchRun, run.id)


def lines_of(run: MatchRun) -> dict[UUID, MatchProposal]:
    """Return a run's lines by request."""
    found = db.session.scalars(select(MatchProposal).where(MatchProposal.run_id == run.id))
    return {line.request_id: line for line in found}
