"""A supervisor goes from a number to its rows, to a file and back, without a mouse."""

import random
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.conftest import DESKTOP, PHONE, Accessibility
from tests.factories.accounts import PASSWORD, TOWNSHIP, a_viewer
from tests.oversight.crowds import Crowd


@pytest.fixture(scope="module")
def township(served: Installation) -> str:
    """A township with much to do; the login of its supervisor."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        Crowd(db.session, random.Random(7), TODAY, 60)
        login = a_viewer(Role.CHILD_SUPERVISOR, TOWNSHIP).login
        db.session.commit()
    return login


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_from_a_number_to_a_file_and_back_by_keyboard_only(
    context: BrowserContext, township: str, accessibility: Accessibility
) -> None:
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    page.goto("/sign-in")
    page.get_by_label("登录名").focus()
    page.keyboard.type(township)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk$"))
    _is_fit(page, accessibility)

    # The first tile, then one to the right; Enter opens it.
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    number = int(re.sub(r"\D", "", _focused(page)))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("高风险逾期未访")
    assert page.locator("main tbody tr").count() == number
    _is_fit(page, accessibility)

    _walks(page, lambda: page.locator("tr[data-row] th a").all_inner_texts())
    name = _focused(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/children/[0-9a-f-]+"))
    expect(page.get_by_role("main")).to_contain_text(name)
    page.go_back()
    page.keyboard.press("?")
    expect(page.get_by_text("下一行")).to_be_visible()
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/desk$"))
    _turns_single_keys_off(page)


def _walks(page: Page, names: Callable[[], list[str]]) -> None:
    """Go down two rows and up one."""
    told = names()
    page.keyboard.press("j")
    assert _focused(page) == told[0]
    page.keyboard.press("ArrowDown")
    assert _focused(page) == told[1]
    page.keyboard.press("k")
    assert _focused(page) == told[0]


def _is_fit(page: Page, accessibility: Accessibility) -> None:
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        accessibility.check(page)


def _turns_single_keys_off(page: Page) -> None:
    """Somebody who dictates to the computer must not leap about with every word."""
    page.goto("/township")
    page.keyboard.press("/")
    expect(page.get_by_label("村（社区）", exact=True)).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("?")
    page.get_by_label("使用单键操作").focus()
    page.keyboard.press("Space")
    page.goto("/township")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
