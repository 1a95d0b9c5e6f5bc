"""Who gets what: every address × role × place is answered as the permission table predicts.

With each request it is also looked at what the answer showed (of whom, and whether the trail knows
it) and what was written (nothing by reading, nothing out of reach by anybody).
"""

import random

import pytest

from casework.accounts.permissions import Role
from tests.invariants.matrix import Asking, all_cases, sampled
from tests.invariants.routes import addresses, role_for, writing

_MOST_TOLD = 60
#: The example is somebody who must not get in.
#: The last one: of the cast's children none is due anything, and an empty list does not go out.
_ALWAYS_REFUSED = frozenset({"accounts.sign_in", "rescue.enter", "allowances.pay_file"})
_WHO = [*Role, None]


@pytest.mark.pages
@pytest.mark.parametrize("role", _WHO, ids=[role.value if role else "nobody" for role in _WHO])
def test_every_answer_is_as_the_table_predicts(
    asking: Asking, role: Role | None, chance: random.Random, exhaustive: bool
) -> None:
    world = asking.world
    cases = all_cases(world, role) if exhaustive else sampled(world, role, chance)
    faults = [fault for case in cases for fault in asking.faults(case)]
    faults += [f"changed unnoticed: {change}" for change in world.keeper.all_changes()]
    if faults:
        pytest.fail("\n".join(faults[:_MOST_TOLD]), pytrace=False)


def test_every_example_is_taken(asking: Asking) -> None:
    """Else the matrix would prove nothing about writing."""
    refused = []
    for route in writing(asking.world):
        if route.endpoint in _ALWAYS_REFUSED:
            continue
        role = role_for(route)
        viewer = asking.world.viewer(role)
        path = addresses(asking.world, route, viewer, "own village")[0]
        data = asking.examples.of(route, "own village")
        answer = asking.world.client(role).post(path, data=data)
        if answer.status_code >= 400:
            refused.append(f"{route.name} as {role.value}: {answer.status_code}")
        asking.world.keeper.restore()
    assert not refused, "\n".join(refused)
