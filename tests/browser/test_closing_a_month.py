"""The end of a month without a mouse: a supervisor explains and confirms, the county signs."""

from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.browser.conftest import DESKTOP, Accessibility
from tests.browser.pages.office import Desk
from tests.factories.accounts import a_viewer, add_regions
from tests.factories.children import load_practice
from tests.factories.counting import a_life, settle
from tests.signoff.conftest import AT_HOME, IN_JUNE

#: A county of this journey's own: what is signed is never taken away again.
COUNTY, TOWNSHIP, VILLAGE = "990105000000", "990105001000", "990105001001"
MONTH = "2026-10"
#: From the top of a page to anything on it takes fewer steps.
_MOST_TABS = 60


@pytest.fixture(scope="module")
def county(served: Installation) -> Installation:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        names = {"990000000000": "演示省", "990100000000": "演示市", COUNTY: "平湖县"}
        add_regions({**names, TOWNSHIP: "双桥镇", VILLAGE: "杨树村"})
        load_practice()
        a_viewer(Role.CHILD_SUPERVISOR, TOWNSHIP)
        a_viewer(Role.COUNTY_CIVIL, COUNTY)
        lives = [
            replace(a_life(VILLAGE, visits=visits), name=name)
            for name, visits in (("安一", [AT_HOME]), ("安二", [IN_JUNE]), ("安三", [IN_JUNE]))
        ]
        settle(lives, a_viewer(Role.CHILD_DIRECTOR, VILLAGE).account_id)
        db.session.commit()
    return served


def _tab_to(page: Page, **what: str) -> None:
    """Go on with the tabulator until the focus is where it should be."""
    aim = page.get_by_role(what["role"], name=what["name"])  # type: ignore[arg-type]
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if aim.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"no way to {what} by keyboard")


def _signed_in(context: BrowserContext, role: Role, region: str) -> Page:
    context.clear_cookies()
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    Desk(page).signs_in_as(f"{role.value}-{region}")
    page.goto("/month")
    return page


def test_a_month_is_closed_by_keyboard_alone(
    context: BrowserContext, county: Installation, accessibility: Accessibility
) -> None:
    page = _signed_in(context, Role.CHILD_SUPERVISOR, TOWNSHIP)
    for name in ("安二", "安三"):
        _tab_to(page, role="combobox", name=f"{name}没有走访的原因")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
    accessibility.check(page)
    _tab_to(page, role="button", name="保存原因")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("原因已保存")
    _tab_to(page, role="button", name="确认本月数据")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已确认")

    page = _signed_in(context, Role.COUNTY_CIVIL, COUNTY)
    expect(page.get_by_role("row", name="双桥镇")).to_contain_text("已确认")
    _tab_to(page, role="checkbox", name="数字已经核对，签发后不能撤回")
    page.keyboard.press("Space")
    accessibility.check(page)
    _tab_to(page, role="button", name="签发")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("月报已签发")

    page.goto(f"/reports/coverage/print?region={COUNTY}&month={MONTH}")
    expect(page.locator("footer")).to_contain_text("校验码")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 3
