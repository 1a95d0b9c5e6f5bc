"""Fields that a form does not have change nothing, whatever column they are named after."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, LargeBinary
from sqlalchemy.types import TypeEngine

from casework.accounts.permissions import Role
from casework.db.base import Base
from casework.db.types import Identifier, UtcInstant
from tests.factories.accounts import STRANGE_VILLAGE
from tests.invariants.keeping import Changed
from tests.invariants.matrix import Asking
from tests.invariants.pages import forms_of
from tests.invariants.routes import Route, addresses, named, role_for, todays, writing
from tests.invariants.world import World

pytestmark = pytest.mark.pages

_HERE = "own village"
#: What differs from one time to the next anyhow: times, and what is made by chance.
_BY_CHANCE = frozenset(
    {
        "case_number",
        "code_hash",
        "key",
        "number",
        "receipt",
        "password_hash",
        "storage_name",
        "version",
    }
)
#: A visit keeps whatever arrives, so an unknown field puts it up for checking.
_SAID_OF_UNKNOWN = {"visit": frozenset({"review_state", "check_reason"})}
_HOSTILE: dict[str, str] = {
    "role": "sys_admin",
    "status": "closed",
    "region_code": STRANGE_VILLAGE,
    "counted_region_code": STRANGE_VILLAGE,
    "township_code": f"{STRANGE_VILLAGE[:9]}000",
    "review_state": "returned",
    "state": "imported",
    "id_state": "verified",
    "next_due_kind": "contact",
    "mode": "phone",
    "outcome": "not_met",
    "login": "somebody-else",
}


def _hostile(name: str, kind: TypeEngine[Any], world: World) -> str:
    """Return a value that the column would take."""
    if name in _HOSTILE:
        return _HOSTILE[name]
    if isinstance(kind, Identifier):
        return str(world.viewer(Role.SYS_ADMIN).account_id)
    if isinstance(kind, Boolean):
        return "y"
    if isinstance(kind, Integer):
        return "4"
    if isinstance(kind, Date | DateTime | UtcInstant):
        return "2019-01-01"
    return "强加的值" if isinstance(kind, LargeBinary) else "imposed"


def _columns(world: World) -> dict[str, str]:
    tables = Base.metadata.sorted_tables
    columns = [column for table in tables for column in table.columns]
    return {each.name: _hostile(each.name, each.type, world) for each in columns}


def _own_names(world: World, route: Route, role: Role, address: str) -> set[str]:
    if "GET" not in (route.rule.methods or ()):
        return set()
    page = world.client(role).get(address, follow_redirects=True)
    return {control.name for form in forms_of(page.text) for control in form.controls}


def test_columns_that_are_not_on_a_form_are_not_taken(
    asking: Asking, chance: random.Random, exhaustive: bool
) -> None:
    world, wrong = asking.world, []
    for route in todays(writing(world), chance, everything=exhaustive):
        role = role_for(route)
        address = addresses(world, route, world.viewer(role), _HERE)[0]
        example = asking.examples.of(route, _HERE)
        own = _own_names(world, route, role, address) | example.keys()
        more = {name: said for name, said in _columns(world).items() if name not in own}
        usual = _told(_changed_by(world, role, address, example))
        imposed = _told(
            _changed_by(world, role, address, {**more, **asking.examples.of(route, _HERE)})
        )
        wrong += [f"{route.name}: {told}" for told in (imposed - usual)]
    assert not wrong, "\n".join(wrong)


def _changed_by(
    world: World, role: Role, address: str, data: Mapping[str, Any]
) -> Sequence[Changed]:
    world.keeper.restore()
    world.client(role).post(address, data=data)
    changes = world.keeper.changes()
    world.keeper.restore()
    return changes


def _told(changes: Iterable[Changed]) -> Counter[str]:
    """Say what was changed, without what is made by chance: ids, times, ciphertexts."""
    return Counter(f"{each.table} {_plain(each)}" for each in changes if not _asks_to_check(each))


def _asks_to_check(change: Changed) -> bool:
    """Whether it is the township's task that an unknown field on a visit makes."""
    row = change.after or {}
    return change.table == "task" and str(row.get("key")).startswith("to_check:")


def _plain(change: Changed) -> dict[str, Any]:
    row = change.after or {}
    ignored = _BY_CHANCE | _SAID_OF_UNKNOWN.get(change.table, frozenset())
    return {
        name: row.get(name) if _is_plain(row.get(name)) else "…"
        for name in sorted(change.columns - ignored)
        if name != "id" and not name.endswith("_at")
    }


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | bool) or value is None


def test_imposed_values_would_be_noticed(asking: Asking) -> None:
    """The comparison sees a field that a form does have."""
    world, route = asking.world, named(asking.world, "POST", "children.risk")
    address = addresses(world, route, world.viewer(Role.COUNTY_CIVIL), _HERE)[0]
    example = asking.examples.of(route, _HERE)
    usual = _changed_by(world, Role.COUNTY_CIVIL, address, example)
    other = _changed_by(world, Role.COUNTY_CIVIL, address, {**example, "level": "1"})
    assert _told(other) - _told(usual)
