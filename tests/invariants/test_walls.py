"""Those who help children and hold no file: what their requests ask of the database, and show.

A volunteer, 妇联 and somebody who treats children see what was written for them. None of their
requests may so much as touch a table of the child's file.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from casework.accounts.access import Openness
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.base import Base, db
from casework.pairings.models import PairingBrief
from tests.invariants.examples import Examples
from tests.invariants.routes import Route, addresses, routes
from tests.invariants.statements import sent_to
from tests.invariants.world import PLACES, World

_WALLED = (Role.VOLUNTEER, Role.WOMENS_FED, Role.COUNSELLOR)
#: Packages whose tables make up the file of a child.
_OF_THE_FILE = (
    "assessments",
    "attachments",
    "care_agreements",
    "children",
    "eligibility",
    "guardianship",
    "guidance",
    "needs",
    "people",
    "protection",
    "recognition",
    "transfers",
    "upkeep",
    "visits",
)
_HERE = "own village"
#: Addresses of these roles that read such a table, and why that shows nobody.
_ALLOWED = {
    "totals": "sums that counties have signed, small ones withheld: counters and no file",
    "reports": "leads on to the totals",
}
_TABLE = re.compile(r'(?:FROM|JOIN|UPDATE|INTO)\s+"?([a-z_]+)"?', re.IGNORECASE)


def _tables_of_the_file() -> frozenset[str]:
    homes = {f"casework.{package}." for package in _OF_THE_FILE}
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if any(mapper.class_.__module__.startswith(home) for home in homes)
    )


def _open_to(app: Flask, world: World, role: Role) -> Iterator[Route]:
    """Yield the routes that a role's label lets through: the wall is what stands behind it."""
    viewer = world.viewer(role)
    for route in routes(app):
        if route.label is Openness.PUBLIC or route.endpoint.split(".")[0] in _ALLOWED:
            continue
        if _lets_in(route, viewer):
            yield route


def _lets_in(route: Route, viewer: Viewer) -> bool:
    return route.permission is None or viewer.may(route.permission)


@pytest.mark.parametrize("role", _WALLED, ids=lambda role: role.value)
def test_no_request_of_theirs_touches_a_table_of_a_file(world: World, role: Role) -> None:
    examples, walled, found = Examples(world), _tables_of_the_file(), set()
    viewer, client = world.viewer(role), world.client(role)
    assert {"child", "visit", "person", "need", "household"} <= walled
    with world.app.app_context():
        engine = db.engine
    for route in _open_to(world.app, world, role):
        for address in addresses(world, route, viewer, _HERE):
            data = None if route.is_reading else examples.of(route, _HERE)
            with sent_to(engine) as sent:
                client.open(address, method=route.method, data=data)
            touched = {name for each in sent for name in _TABLE.findall(each.text)} & walled
            found |= {f"{route.name}: {name}" for name in touched}
        if not route.is_reading:
            world.keeper.restore()
    assert found == set()


def test_a_volunteer_is_shown_no_surname_no_place_no_school_and_no_other_child(
    world: World,
) -> None:
    """Through every address and method, open to her or not, about her own child and others'."""
    examples, viewer = Examples(world), world.viewer(Role.VOLUNTEER)
    client = world.client(Role.VOLUNTEER)
    hidden = _hidden(world)
    shown, seen_own = set(), 0
    for route in routes(world.app):
        for place in PLACES if "brief_id" in route.rule.arguments else [_HERE]:
            for address in addresses(world, route, viewer, place)[:1]:
                # Where she may not, she is turned away before anybody reads what she sent.
                is_read = not route.is_reading and _lets_in(route, viewer)
                data = examples.of(route, place) if is_read else None
                page = client.open(address, method=route.method, data=data).get_data(as_text=True)
                told = (each for each in hidden if each in page and each not in address)
                shown |= {f"{route.name}: {each}" for each in told}
                seen_own += _own_name(world) in page
        if not route.is_reading and _lets_in(route, viewer):
            world.keeper.restore()
    assert shown == set()
    assert seen_own >= 3  # the pages that were written for her


def _own_name(world: World) -> str:
    with world.session():
        brief_id = world.briefs[world.viewer(Role.VOLUNTEER).account_id]
        return db.session.get_one(PairingBrief, brief_id).first_name


def _hidden(world: World) -> list[str]:
    """Return what is hers to see of nobody: marks of sealed values, ids of files, others' names."""
    mine = _own_name(world)
    with world.session():
        others = [brief.first_name for brief in db.session.query(PairingBrief)]
    ids = [str(child_id) for child_id in world.children]
    return ["栖", *ids, *(name for name in others if name != mine)]
