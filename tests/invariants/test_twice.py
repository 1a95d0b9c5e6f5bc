"""A form that arrives twice: one record where the page promises it, whatever was pressed."""

from typing import Any

import pytest
from sqlalchemy import func, select

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.signoff.models import FROZEN
from casework.visits.models import Submission, Visit, VisitVersion
from tests.invariants import features
from tests.invariants.matrix import Asking
from tests.invariants.routes import addresses, named, role_for, writing
from tests.invariants.world import World

_HERE = "own village"
#: What no address may change, whatever is sent (of a month: when it was corrected).
_SIGNED = frozenset(model.__tablename__ for model in FROZEN)
#: Forms that do a thing each time they are sent, and why that is right.
_EACH_TIME = {
    "allowances.pay_file": "each list that goes out is in the trail with its purpose",
    "allowances.whole_payee": "each look is in the trail with its reason",
    "children.move": "a move within the village is a new stay",
    "dossier.call": "each look is in the trail with its reason",
    "dossier.reveal": "each look is in the trail with its reason",
    "exchange.add_layout": "each upload is a form of its own, and can be removed",
    "exchange.new": "each file has a number of its own",
    "families.reveal": "each look is in the trail with its reason",
    "mandatory_reports.reporter": "each look stays with the report",
    "needs.new": "a child may need the same thing twice",
    "protection.found": "two children may be found in one village, and neither has a name",
    "rescue.give": "each press gives a new code, the old one is void",
    "roster.index": "each upload is kept; importing recognises the rows",
    "volunteers.hand_in": "each list is kept; importing recognises the people",
    "volunteers.export": "each file is in the trail with its purpose",
    "volunteers.reveal": "each look is in the trail with its purpose",
    **features.merged("EACH_TIME"),
}


def test_a_form_sent_twice_makes_nothing_twice(asking: Asking) -> None:
    world, twice, touched = asking.world, [], set()
    for route in writing(world):
        role = role_for(route)
        address = addresses(world, route, world.viewer(role), _HERE)[0]
        world.client(role).post(address, data=asking.examples.of(route, _HERE))
        once = _sizes(world)
        world.client(role).post(address, data=asking.examples.of(route, _HERE))
        if _sizes(world) != once and route.endpoint not in _EACH_TIME:
            twice.append(route.name)
        touched |= {(route.name, table) for table in _signed_rows_touched(world)}
        world.keeper.restore()
    assert (twice, touched) == ([], set())


def _signed_rows_touched(world: World) -> set[str]:
    """Return the tables of signed rows of which some row is not as it was signed."""
    return {
        change.table
        for change in world.keeper.changes()
        if change.before is not None
        and change.table in _SIGNED
        and change.columns != {"corrected_at"}
    }


def _sizes(world: World) -> dict[str, int]:
    """Return how many rows were added to each table since the world was made."""
    sizes: dict[str, int] = {}
    for change in world.keeper.changes():
        if change.before is None:
            sizes[change.table] = sizes.get(change.table, 0) + 1
    return sizes


@pytest.mark.parametrize("times", [2, 5])
def test_a_visit_sent_several_times_is_one_visit_with_one_receipt(
    asking: Asking, times: int
) -> None:
    world, before = asking.world, _counts(asking.world)
    route = named(world, "POST", "visits.new")
    address = addresses(world, route, None, _HERE)[0]
    data = asking.examples.of(route, _HERE)
    client = world.client(Role.CHILD_DIRECTOR)
    receipts = {client.post(address, data=data).location for _ in range(times)}
    assert len(receipts) == 1
    assert _counts(world) == {name: count + 1 for name, count in before.items()}


def test_the_same_id_with_other_content_never_replaces_the_first(asking: Asking) -> None:
    """It is set aside for its author, and the first visit stays as it was."""
    world = asking.world
    route = named(world, "POST", "visits.new")
    address = addresses(world, route, None, _HERE)[0]
    data: dict[str, Any] = {**asking.examples.of(route, _HERE)}
    client = world.client(Role.CHILD_DIRECTOR)
    first = client.post(address, data=data)
    after_first = _counts(world)
    other = client.post(address, data={**data, "outcome": "not_met"})
    assert other.status_code == 302
    assert other.location != first.location
    assert _counts(world) | {"submission": 0} == after_first | {"submission": 0}


def _counts(world: World) -> dict[str, int]:
    models = (Submission, Visit, VisitVersion)
    with world.session():
        return {
            model.__tablename__: db.session.scalar(select(func.count()).select_from(model)) or 0
            for model in models
        }
