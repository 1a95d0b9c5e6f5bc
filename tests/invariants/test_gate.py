"""What holds before any view is asked: tokens, origins, hosts, one answer for the unreachable."""

import random
import re
from collections.abc import Iterator, Sequence

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.accounts.permissions import Role
from tests.invariants.matrix import Asking, Case, expected
from tests.invariants.routes import WORDS, Route, addresses, missing, routes, todays, writing
from tests.invariants.world import PLACES, World

pytestmark = pytest.mark.pages

_REQUEST_ID = re.compile(r"\b[0-9a-f]{12}\b")
_TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
_HERE = "own village"


@pytest.fixture
def guarded(world: World) -> Iterator[World]:
    """The world with its forms' tokens demanded, as in production."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    yield world
    world.app.config["WTF_CSRF_ENABLED"] = False


def _writing(world: World) -> Iterator[tuple[Route, str]]:
    viewer = world.viewer(Role.COUNTY_CIVIL)
    for route in writing(world):
        yield route, addresses(world, route, viewer, _HERE)[0]


def test_nothing_is_taken_without_the_form_s_token(guarded: World) -> None:
    client = guarded.client(Role.COUNTY_CIVIL)
    statuses = {path: client.post(path).status_code for _, path in _writing(guarded)}
    assert statuses
    assert {path: status for path, status in statuses.items() if status != 400} == {}
    assert guarded.keeper.all_changes() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_nothing_is_taken_from_another_site(world: World, headers: dict[str, str]) -> None:
    client = world.client(Role.COUNTY_CIVIL)
    statuses = {p: client.post(p, headers=headers).status_code for _, p in _writing(world)}
    assert {path: status for path, status in statuses.items() if status != 403} == {}
    assert world.keeper.all_changes() == []


def test_another_host_name_is_refused_everywhere(world: World) -> None:
    client: FlaskClient = world.app.test_client()
    for route in routes(world.app):
        path = addresses(world, route, None, _HERE)[0]
        answer = client.open(path, method=route.method, headers={"Host": "elsewhere.example"})
        assert answer.status_code == 400, route.name


def test_what_is_out_of_reach_is_answered_like_what_does_not_exist(
    asking: Asking, chance: random.Random, exhaustive: bool
) -> None:
    """Also by those pages that keep what is sent before they look: nobody learns who exists."""
    world = asking.world
    asked = todays(routes(world.app), chance, everything=exhaustive)
    for case in _out_of_reach(world, asked):
        viewer = world.viewer(case.role or Role.CHILD_DIRECTOR)
        there = addresses(world, case.route, viewer, case.place)[0]
        nowhere = missing(world, case.route)
        first, second = (_answer(asking, case, path) for path in (there, nowhere))
        assert first.status_code == second.status_code, str(case)
        assert _body(first, there) == _body(second, nowhere), str(case)


def _out_of_reach(world: World, asked: Sequence[Route]) -> Iterator[Case]:
    for role in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL):
        for route in asked:
            for place in PLACES:
                case = Case(route, role, "granted", place)
                if 404 in expected(world, case) and route.rule.arguments - WORDS.keys():
                    yield case
                    break


def _answer(asking: Asking, case: Case, path: str) -> TestResponse:
    world = asking.world
    data = {} if case.route.is_reading else asking.examples.of(case.route, _HERE)
    answer = world.client(case.role).open(path, method=case.route.method, data=data)
    world.keeper.restore()
    return answer


def _body(answer: TestResponse, path: str) -> str:
    text = answer.get_data(as_text=True).replace(path, "")
    return _TOKEN.sub("", _REQUEST_ID.sub("", text))


def test_a_view_without_a_label_is_refused_for_everybody(world: World) -> None:
    function = world.app.view_functions["home.today"]
    world.app.view_functions["home.today"] = lambda: "forgotten"
    try:
        answer = world.client(Role.CHILD_DIRECTOR).get("/today")
    finally:
        world.app.view_functions["home.today"] = function
    assert answer.status_code == 500
    assert "forgotten" not in answer.get_data(as_text=True)
