"""The application as a browser meets it, before anybody has signed in."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, Accessibility


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_sign_in_page_is_fit_for_everybody(
    page: Page, size: ViewportSize, accessibility: Accessibility
) -> None:
    page.set_viewport_size(size)
    page.goto("/sign-in")
    accessibility.check(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"], "the page scrolls sideways"


def test_a_form_is_received_over_https(page: Page, secure_url: str) -> None:
    page.goto(f"{secure_url}/sign-in")
    page.get_by_label("登录名").fill("nobody-here")
    page.get_by_label("密码").fill("a wrong password")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page).to_have_url(f"{secure_url}/sign-in")
