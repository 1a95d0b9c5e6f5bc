"""Requests, volunteers and runs in a real database."""

from typing import Any
from uuid import UUID, uuid5

from flask import Flask
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import db
from casework.matching import actions
from casework.matching.models import MatchProposal, MatchRun
from casework.pairings.models import PairingRequest
from casework.volunteers.models import Volunteer
from tests.factories import pairings
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
    return pairings.a_request(child, a_viewer(Role.CHILD_SUPERVISOR), **said)


def a_volunteer(base: str = VILLAGE, **said: Any) -> Volunteer:
    """Return a teacher who may be paired today and goes through the county."""
    place = {"region_code": base, "base_code": base, "reach_code": COUNTY}
    return pairings.a_volunteer(**{"name": "刘志愿", **place, **said})


def volunteer_of(base: str) -> UUID:
    """Return the id of a village's own volunteer, where one is wanted that can be told."""
    return uuid5(_OF_VILLAGES, base)


def known_volunteer(base: str) -> Volunteer:
    """Return a volunteer of a village who goes through its county, by an id that can be told."""
    return a_volunteer(base, id=volunteer_of(base), reach_code=f"{base[:6]}000000")


def a_run(app: Flask, seed: int = 1, actor: Viewer | None = None) -> MatchRun:
    """Return a run that a worker has done."""
    run = actions.ask(actor=actor or the_federation(), seed=seed)
    work_off(app)
    return db.session.get_one(MatchRun, run.id)


def lines_of(run: MatchRun) -> dict[UUID, MatchProposal]:
    """Return a run's lines by request."""
    found = db.session.scalars(select(MatchProposal).where(MatchProposal.run_id == run.id))
    return {line.request_id: line for line in found}
