"""The English view in a real browser: chosen without a script, fit for a phone, free of Chinese.

Every page is read over plain HTTP (``tests/invariants/test_english.py``); here a few are looked at.
"""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from casework.accounts.permissions import Role
from casework.ui.language import COOKIE, ENGLISH
from tests.browser.conftest import PHONE, Accessibility
from tests.browser.pages.fitness import faults_of
from tests.invariants.routes import addresses, named
from tests.invariants.world import World

#: Long words stand here: tiles, tables, badges, a report.
_LOOKED_AT = ("home.today", "dossier.show", "visits.new", "children.edit", "reports.coverage")


@pytest.fixture
def director(visitor: BrowserContext, inhabited: World, world_url: str) -> Page:
    cookie = inhabited.cookie_of(Role.CHILD_DIRECTOR)
    visitor.add_cookies([{"name": "casework", "value": cookie, "url": world_url}])
    return visitor.new_page()


def test_english_pages_are_fit_for_a_phone(
    director: Page, inhabited: World, world_url: str, accessibility: Accessibility
) -> None:
    director.context.add_cookies([{"name": COOKIE, "value": ENGLISH, "url": world_url}])
    viewer, faults = inhabited.viewer(Role.CHILD_DIRECTOR), []
    for endpoint in _LOOKED_AT:
        route = named(inhabited, "GET", endpoint)
        director.goto(addresses(inhabited, route, viewer, "own village")[0])
        faults += [f"{endpoint}: {fault}" for fault in faults_of(director, PHONE)]
    assert faults == []
    accessibility.check(director)


def test_the_language_is_chosen_under_me_and_leads_back_there(director: Page) -> None:
    director.goto("/me")
    director.get_by_role("button", name="English").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("Me")
    director.get_by_role("button", name="中文").click()
    expect(director.get_by_role("heading", level=1)).to_have_text("我的")
