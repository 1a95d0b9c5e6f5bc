"""The list of addresses, and what holds for each of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import AnyConverter, Rule, UUIDConverter

from casework.accounts.permissions import GRANT_DEPTH, GRANTS, Permission, Role
from tests.invariants.routes import WORDS, Route, routes
from tests.invariants.world import World

pytestmark = pytest.mark.pages

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "routes.json"
CODE = Path(__file__).parents[2]

_KEBAB = re.compile(r"/|(/[a-z0-9]+(-[a-z0-9]+)*)*(/|\.[a-z]+)?")
_VARIABLE = re.compile(r"<[^>]+>")
_BAD_ADDRESSES = ("/children/1", "/children/00000000", "/visits/x", "/roster/..%2f", "/nowhere")
_UNUSUAL = ("TRACE", "PUT", "PATCH", "DELETE")


@pytest.fixture
def every(world: World) -> list[Route]:
    return routes(world.app)


def _written(route: Route) -> str:
    label = "-" if route.label is None else str(getattr(route.label, "value", route.label))
    return f"{route.method} {route.rule.rule} {route.endpoint} [{label}]"


def test_the_list_of_addresses_is_the_reviewed_one(every: list[Route]) -> None:
    """An address comes, goes or changes its label only together with a line of the golden file."""
    reviewed = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert [_written(route) for route in every] == reviewed


def test_every_view_has_a_label(every: list[Route]) -> None:
    assert every
    assert [route.name for route in every if route.label is None] == []


def test_ids_in_addresses_are_uuids_and_nothing_else_is_variable(every: list[Route]) -> None:
    loose = [f"{route.rule.rule}: {name}" for route in every for name in _loose(route.rule)]
    assert loose == []


def _loose(rule: Rule) -> Iterator[str]:
    for name in rule.arguments - WORDS.keys():
        converter = rule._converters[name]
        if not isinstance(converter, UUIDConverter | AnyConverter):
            yield name


def test_paths_are_in_kebab_case(every: list[Route]) -> None:
    paths = {_VARIABLE.sub("x", route.rule.rule) for route in every}
    assert [path for path in sorted(paths) if not _KEBAB.fullmatch(path)] == []


def test_every_role_is_defined_and_has_a_depth_of_region() -> None:
    assert GRANTS.keys() == set(Role) == GRANT_DEPTH.keys()
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_permission_is_asked_for_somewhere(every: list[Route]) -> None:
    """By a view's label, or in an act where the label cannot say it."""
    labels = {route.permission for route in every}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (CODE / "casework").rglob("*.py")
        if path.name not in {"permissions.py", "navigation.py"}
    )
    unused = [
        permission
        for permission in Permission
        if permission not in labels and f"may(Permission.{permission.name})" not in code
    ]
    assert unused == []


def test_other_methods_are_refused_everywhere(world: World, every: list[Route]) -> None:
    client = world.client(Role.COUNTY_CIVIL)
    allowed: dict[str, set[str]] = {}
    for route in every:
        allowed.setdefault(_VARIABLE.sub(_filled, route.rule.rule), set()).add(route.method)
    answered = {
        f"{method} {path}": client.open(path, method=method).status_code
        for path, methods in allowed.items()
        for method in _UNUSUAL
        if method not in methods
    }
    assert {told: status for told, status in answered.items() if status != 405} == {}


def _filled(variable: re.Match[str]) -> str:
    if "any(" in variable[0]:
        return variable[0].partition("(")[2].partition(",")[0].partition(")")[0]
    return "01930000-0000-7000-8000-000000000000" if "uuid:" in variable[0] else "x"


@pytest.mark.parametrize("path", _BAD_ADDRESSES)
def test_what_is_no_address_is_not_found(world: World, path: str) -> None:
    assert world.client(Role.COUNTY_CIVIL).get(path).status_code == 404


def test_reading_the_head_alone_is_answered_like_reading_all(
    world: World, every: list[Route]
) -> None:
    client = world.client(Role.COUNTY_CIVIL)
    for route in every:
        if route.is_reading and not route.rule.arguments:
            path = route.rule.rule
            assert client.head(path).status_code == client.get(path).status_code, path
    assert world.keeper.all_changes() == []
