"""A routine visit on a small phone: few taps, nothing typed, one visit whatever is tapped twice."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from casework import clock
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.visits.models import Visit
from tests.applications import Installation
from tests.browser.conftest import DESKTOP, Accessibility
from tests.factories.accounts import PASSWORD, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

MOST_TAPS = 8
ROUTINE = ["见到孩子", "平稳开朗", "健康", "照护正常", "都没问题", "都看过，没有隐患"]


@dataclass(frozen=True)
class Home:
    """A child with a last visit, and how many visits it has."""

    child_id: UUID
    served: Installation

    def visits(self) -> int:
        with self.served.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            statement = select(func.count()).select_from(Visit)
            found = db.session.scalar(statement.where(Visit.child_id == self.child_id))
            return found or 0


@pytest.fixture
def home(served: Installation) -> Home:
    """A child due today whose slow facts are known from a visit a month ago."""
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker = a_viewer()
        before = clock.today() - timedelta(days=30)
        child = a_child(people=(), worker_id=worker.account_id, entered_on=before)
        slow = {"carer": "paternal_grandparents", "schooling": "attending"}
        a_visit(child, actor=worker, visited_on=before, **slow)
        child_id = child.id
        db.session.commit()
    return Home(child_id, served)


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("child_director-home")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/today")


def answer(page: Page, words: str) -> None:
    page.locator("label.answer", has_text=words).first.click()


def test_a_routine_visit_takes_eight_taps_and_no_typing(page: Page, home: Home) -> None:
    sign_in(page)
    taps = 0
    page.locator(f"a[href*='{home.child_id}/visits/new']").first.click()
    taps += 1
    for words in ROUTINE:
        answer(page, words)
        taps += 1
    page.get_by_role("button", name="保存走访").click()
    taps += 1
    expect(page.get_by_text("走访已经收到")).to_be_visible()
    expect(page.get_by_text("还没有点")).to_have_count(0)
    assert taps <= MOST_TAPS
    assert home.visits() == 2


def test_double_tap_back_and_reload_leave_one_visit(page: Page, home: Home) -> None:
    sign_in(page)
    page.goto(f"/children/{home.child_id}/visits/new")
    for words in ROUTINE:
        answer(page, words)
    page.get_by_role("button", name="保存走访").dblclick()
    receipt = page.locator(".receipt-code").inner_text()
    page.reload()
    expect(page.locator(".receipt-code")).to_have_text(receipt)
    page.go_back()
    expect(page.locator(".receipt-code")).to_have_text(receipt)
    assert home.visits() == 2


def test_a_repeated_post_without_a_script_leaves_one_visit(
    browser: Browser, base_url: str, home: Home
) -> None:
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport={"width": 360, "height": 640}
    )
    page = context.new_page()
    sign_in(page)
    page.goto(f"/children/{home.child_id}/visits/new")
    hidden = page.locator("input[type=hidden]")
    fields: dict[str, str | float | bool] = {
        str(each.get_attribute("name")): str(each.get_attribute("value")) for each in hidden.all()
    }
    sent = fields | {"mode": "home", "outcome": "child_seen", "visited_on": str(clock.today())}
    answers = [context.request.post(page.url, form=sent) for _ in range(3)]
    assert len({each.url for each in answers}) == 1
    assert [each.status for each in answers] == [200] * 3
    assert home.visits() == 2
    context.close()


def test_what_is_abnormal_opens_its_details_only_then(page: Page, home: Home) -> None:
    sign_in(page)
    page.goto(f"/children/{home.child_id}/visits/new")
    expect(page.get_by_text("心理和情绪")).to_be_hidden()
    answer(page, "没见到人")
    expect(page.get_by_text("没见到孩子的原因")).to_be_visible()
    answer(page, "见到孩子")
    expect(page.get_by_text("没见到孩子的原因")).to_be_hidden()
    detail = page.locator("[name=guardianship_detail]")
    expect(detail).to_be_hidden()
    answer(page, "没人照护")
    expect(detail).to_be_visible()
    expect(page.get_by_text("请马上报告儿童督导员，安排人照料。")).to_be_visible()
    answer(page, "照护正常")
    expect(detail).to_be_hidden()
    answer(page, "用电有隐患")
    answer(page, "都看过，没有隐患")
    expect(page.locator("[name=home_safety]:checked")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_of_visits_are_fit_for_everybody(
    page: Page, home: Home, accessibility: Accessibility, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": DESKTOP["height"]})
    sign_in(page)
    page.goto(f"/children/{home.child_id}/visits/new")
    answer(page, "见到孩子")
    answer(page, "没人照护")
    _check(page, accessibility)
    page.get_by_role("button", name="保存走访").click()
    _check(page, accessibility)
    page.get_by_role("link", name="看这次记录").click()
    _check(page, accessibility)
    page.get_by_role("link", name="补充、更正").click()
    _check(page, accessibility)
    page.goto("/visits/")
    _check(page, accessibility)


def _check(page: Page, accessibility: Accessibility) -> None:
    accessibility.check(page)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
