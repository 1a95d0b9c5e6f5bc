"""Every page, for every role that has it, on a phone and on a desk: fit for everybody.

Nothing for axe to find, nothing wider than the screen, nothing too small for a thumb, no complaint
of the browser, a heading that says the same as the title.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from casework.accounts.permissions import GRANTS, Role
from tests.applications import Installation
from tests.browser.conftest import DESKTOP, PHONE, Accessibility, _note, _serve
from tests.browser.pages.fitness import faults_of
from tests.databases import TestDatabase
from tests.invariants.routes import Route, addresses, is_within, routes
from tests.invariants.world import World

_HERE = "own village"
#: Answers that are files, not pages.
_FILES = frozenset({"health.alive", "health.ready", "reports.text_table", "reports.workbook"})
#: Pages of everybody: looked at once.
_COMMON = frozenset({"accounts.me", "accounts.password", "accounts.start", "accounts.sign_in"})


@pytest.fixture(scope="session")
def inhabited(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world in which every page has something to show."""
    made = Installation(tmp_path_factory.mktemp("inhabited"), database, database.copy())
    world = World(made)
    made.app.config["WTF_CSRF_ENABLED"] = True
    yield world
    made.close()


@pytest.fixture(scope="session")
def world_url(inhabited: World) -> Iterator[str]:
    yield from _serve(inhabited.installation, None)


def _pages(world: World, role: Role) -> Iterator[tuple[Route, str]]:
    viewer = world.viewer(role)
    for route in routes(world.app):
        is_page = route.is_reading and route.endpoint not in _FILES
        is_offered = route.permission is None or route.permission in GRANTS[role]
        is_first = route.endpoint not in _COMMON or role is Role.CHILD_DIRECTOR
        if is_page and is_offered and is_first and is_within(route, viewer, _HERE):
            for address in addresses(world, route, viewer, _HERE)[:1]:
                yield route, address


@pytest.fixture
def visitor(browser: Browser, world_url: str) -> Iterator[BrowserContext]:
    heard: list[str] = []
    # Colours on their way from one width to the other have no contrast to look at.
    context = browser.new_context(
        base_url=world_url, locale="zh-CN", viewport=PHONE, reduced_motion="reduce"
    )
    context.on("console", lambda message: _note(heard, message))
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield context
    context.close()
    assert heard == []


@pytest.mark.parametrize("role", Role, ids=[role.value for role in Role])
def test_every_page_of_a_role_is_fit_for_everybody(
    visitor: BrowserContext,
    world_url: str,
    inhabited: World,
    accessibility: Accessibility,
    role: Role,
) -> None:
    cookie = inhabited.cookie_of(role)
    visitor.add_cookies([{"name": "casework", "value": cookie, "url": world_url}])
    page, faults = visitor.new_page(), []
    for route, address in _pages(inhabited, role):
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{route.name}: {answer.status if answer else 'nothing'}")
            continue
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            found = [*faults_of(page, size), *_axe(accessibility, page)]
            faults += [f"{route.name} at {size['width']}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def _axe(accessibility: Accessibility, page: Page) -> Iterator[str]:
    found = accessibility.axe.run(page)
    for violation in found.response["violations"]:
        targets = [node["target"] for node in violation["nodes"]][:3]
        yield f"axe {violation['id']}: {violation['help']} {targets}"
