"""From the list of the day to the county's report: a routine visit on a small phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import func, select

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.visits.models import Visit
from tests.applications import Installation
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages.office import Desk
from tests.browser.pages.village import ROUTINE, Phone
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

MOST_TAPS = 8
_MONTH_BEFORE = timedelta(days=32)
_names = iter("枫桐杨柳松柏梅兰竹菊荷莲")


@dataclass(frozen=True)
class Village:
    """A child who is due, her worker and the county's office."""

    served: Installation
    child_id: UUID
    name: str
    worker: str
    office: str

    def visits(self) -> int:
        """Count the visits to the child."""
        statement = select(func.count()).select_from(Visit).where(Visit.child_id == self.child_id)
        with self.served.app.app_context():
            bind_scope(db.session, SystemScope("tests"))
            return db.session.scalar(statement) or 0


@pytest.fixture
def village(served: Installation) -> Village:
    """A child of her own for each journey, visited a month ago and due again."""
    name = f"林小{next(_names)}"
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker, office = a_viewer(), a_viewer(Role.COUNTY_CIVIL)
        before = clock.today() - _MONTH_BEFORE
        child = a_child(name=name, worker_id=worker.account_id, entered_on=before)
        a_visit(child, actor=worker, visited_on=before, schooling="attending")
        db.session.commit()
        return Village(served, child.id, name, worker.login, office.login)


@pytest.fixture(params=["plain", "encrypted", "without scripts"])
def phone(
    request: pytest.FixtureRequest, browser: Browser, base_url: str, secure_url: str
) -> Iterator[Phone]:
    """A phone, also over HTTPS, also one that runs no scripts."""
    context = browser.new_context(
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        ignore_https_errors=True,
        java_script_enabled=request.param != "without scripts",
    )
    address = secure_url if request.param == "encrypted" else base_url
    phone = Phone(context.new_page(), address)
    yield phone
    context.close()
    assert phone.complaints == []


@pytest.fixture
def desk(context: BrowserContext) -> Desk:
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    return Desk(page)


def test_a_routine_visit_reaches_the_county_s_report(
    phone: Phone, desk: Desk, village: Village
) -> None:
    desk.signs_in_as(village.office).report_of(COUNTY, "2026-11")
    visited = int(desk.total_of("visited").inner_text()) if _has_visited(desk) else 0

    phone.signs_in_as(village.worker)
    expect(phone.card_of(village.name)).to_be_visible()
    phone.visits(village.name).answers(*ROUTINE).saves()
    phone.taps("回到今日")
    expect(phone.card_of(village.name, part="done")).to_be_visible()

    desk.report_of(COUNTY, "2026-11")
    assert int(desk.total_of("visited").inner_text()) == visited + 1
    assert village.visits() == 2


def _has_visited(desk: Desk) -> bool:
    return desk.total_of("visited").count() > 0


def test_it_takes_at_most_eight_taps_and_no_typing(
    context: BrowserContext, village: Village
) -> None:
    phone = Phone(context.new_page()).signs_in_as(village.worker).starts_counting()
    phone.visits(village.name).answers(*ROUTINE).saves()
    assert phone.touches <= MOST_TAPS
    assert phone.strokes == 0


def test_whatever_is_pressed_again_leaves_one_visit(
    context: BrowserContext, village: Village
) -> None:
    phone = Phone(context.new_page()).signs_in_as(village.worker)
    phone.visits(village.name).answers(*ROUTINE)
    form = phone.page.url
    phone.page.get_by_role("button", name="保存走访").dblclick()
    receipt = phone.receipt
    phone.page.reload()
    assert phone.receipt == receipt
    phone.page.go_back()
    expect(phone.page.locator(".receipt-code")).to_have_text(receipt)
    phone.page.goto(form)
    expect(phone.page.locator(".receipt-code")).to_have_text(receipt)
    assert village.visits() == 2


def test_counting_sees_touches_and_key_strokes(context: BrowserContext, village: Village) -> None:
    """Else the eight taps would prove nothing."""
    phone = Phone(context.new_page()).signs_in_as(village.worker).opens("/me/password")
    phone.starts_counting()
    field = phone.page.get_by_label("原密码")
    field.click()
    field.press_sequentially("abc")
    assert phone.touches == 1
    assert phone.strokes == 3
