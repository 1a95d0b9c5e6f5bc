"""Thirty visits of a township reviewed from the keyboard, and one question answered on a phone."""

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.visits.models import ReviewState, Visit
from tests.applications import Installation
from tests.browser.conftest import PHONE, Accessibility
from tests.browser.pages.office import Desk
from tests.browser.pages.village import Phone
from tests.factories.accounts import a_viewer, add_regions
from tests.factories.children import a_child
from tests.factories.visits import a_visit

pytestmark = pytest.mark.browser

MOST_PRESSES, MOST_SECONDS = 70, 600
_TOWNSHIP, _VILLAGE = "990101003000", "990101003001"
_NAMES = ("林小桃", "林小李", "林小杏", "林小橘", "林小橙", "林小榆")
_VISITS_EACH = 5


@dataclass(frozen=True)
class Township:
    """A township with a month's visits, and who works there."""

    served: Installation
    worker: str
    supervisor: str

    def states(self) -> dict[ReviewState, int]:
        """Count the visits by what has become of them."""
        statement = select(Visit.review_state, func.count()).group_by(Visit.review_state)
        with self.served.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            here = statement.where(Visit.region_code == _VILLAGE)
            return {row[0]: row[1] for row in db.session.execute(here)}


@pytest.fixture
def township(served: Installation) -> Township:
    """Thirty visits: 26 as last time, three that say something else, one dated oddly."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        add_regions()
        add_regions({_TOWNSHIP: "桃花镇", _VILLAGE: "桃沟村"})
        worker = a_viewer(Role.CHILD_DIRECTOR, _VILLAGE)
        supervisor = a_viewer(Role.CHILD_SUPERVISOR, _TOWNSHIP)
        today, made = clock.today(), []
        for name in _NAMES:
            before = today - timedelta(days=9)
            child = a_child(
                name=name,
                region_code=_VILLAGE,
                worker_id=worker.account_id,
                entered_on=today - timedelta(days=60),
            )
            first = a_visit(child, actor=worker, visited_on=before, schooling="attending")
            first.review_state = ReviewState.ACCEPTED
            made += [
                a_visit(child, actor=worker, **{"schooling": "attending", **_odd(name, n)})
                for n in range(_VISITS_EACH)
            ]
        for n, visit in enumerate(made):  # not all in one evening
            visit.recorded_at = clock.now() - timedelta(hours=len(made) - n)
        db.session.commit()
        return Township(served, worker.login, supervisor.login)


def _odd(name: str, n: int) -> dict[str, str]:
    if n < _VISITS_EACH - 1:
        return {}
    return {
        _NAMES[0]: {"health": "illness", "health_detail": "感冒发烧，已经去看过"},
        _NAMES[1]: {"schooling": "boarding"},
        _NAMES[2]: {"needs": "goods"},
        _NAMES[3]: {"psych": "watch"},
    }.get(name, {})


class Keys:
    """A keyboard whose presses are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, key: str) -> None:
        """Press a key and wait for nothing."""
        self.page.keyboard.press(key)
        self.pressed += 1

    def leads_on(self, key: str) -> None:
        """Press a key that opens another page."""
        with self.page.expect_navigation():
            self.press(key)


def test_thirty_visits_are_reviewed_from_the_keyboard(
    desktop: Page,
    browser: Browser,
    base_url: str,
    township: Township,
    accessibility: Accessibility,
) -> None:
    desk, keys = Desk(desktop, base_url).signs_in_as(township.supervisor), Keys(desktop)
    began = time.monotonic()
    desk.opens("/review/")
    expect(desktop.locator(".subtitle")).to_have_text("还有30条等着审核，先来的在前")
    accessibility.check(desktop)
    keys.leads_on("A")
    expect(desktop.get_by_text("已通过26条")).to_be_visible()
    left = desktop.locator("tr[data-line]")
    expect(left).to_have_count(4)
    expect(left.first.locator("[data-open]")).to_be_focused()
    for _ in range(3):  # read what differs, then accept
        keys.leads_on("Enter")
        keys.leads_on("a")
    keys.leads_on("r")
    accessibility.check(desktop)
    keys.press("Space")
    keys.leads_on("Enter")
    expect(desktop.get_by_text("没有等着审核的走访")).to_be_visible()
    took = time.monotonic() - began
    assert keys.pressed <= MOST_PRESSES
    assert took <= MOST_SECONDS
    assert township.states() == {ReviewState.ACCEPTED: 35, ReviewState.RETURNED: 1}
    print(f"30 visits: {keys.pressed} presses, {took:.1f} s")  # noqa: T201 - shown with -s
    _answers_on_her_phone(browser, base_url, township)
    desk.opens("/review/")
    expect(desktop.get_by_text("又回来了：答复")).to_be_visible()


def _answers_on_her_phone(browser: Browser, base_url: str, township: Township) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN")
    page = context.new_page()
    Phone(page, base_url).signs_in_as(township.worker).opens("/today")
    page.locator("main a[href='/inbox/']").tap()
    page.get_by_role("button", name="去办理").tap()
    expect(page.get_by_text("走访日期好像不对，请核对").first).to_be_in_viewport()
    page.get_by_label("没有记错，说明情况").fill("就是当天去的")
    page.get_by_role("button", name="提交答复").tap()
    expect(page.get_by_text("已答复，这条记录重新计入")).to_be_visible()
    assert township.states() == {ReviewState.ACCEPTED: 35, ReviewState.RECEIVED: 1}
    context.close()
