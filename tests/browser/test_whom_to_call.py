"""On a phone: how a father is contacted, and that one must not call him."""

from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, expect

from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.browser.pages.village import Phone
from tests.factories.accounts import a_viewer
from tests.factories.children import FATHER, GRANDMOTHER, a_child

#: The link, three answers, and the button: well under thirty seconds.
MOST_TAPS = 5


@pytest.fixture
def family(served: Installation) -> tuple[UUID, str]:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker = a_viewer()
        child = a_child(name="林小荷", people=[FATHER, GRANDMOTHER], worker_id=worker.account_id)
        db.session.commit()
        return child.id, worker.login


def test_a_father_is_contacted_in_five_taps_and_then_not_at_all(
    context: BrowserContext, family: tuple[UUID, str]
) -> None:
    child_id, worker = family
    phone = Phone(context.new_page()).signs_in_as(worker).opens(f"/children/{child_id}")
    phone.starts_counting()
    phone.taps("联系方式")
    for answer in ("微信", "晚上", "第一联系人"):
        phone.page.locator("label.tile", has_text=answer).click()
    phone.taps("保存")
    expect(phone.page.get_by_text("第一联系人 · 微信 · 晚上")).to_be_visible()
    assert phone.touches <= MOST_TAPS
    assert phone.strokes == 0
    phone.taps("联系方式")
    phone.page.locator("summary", has_text="不要联系这个人").click()
    phone.page.locator("label.tile", has_text="有暴力").click()
    phone.taps("保存")
    expect(phone.page.locator(".relative").first.locator(".no-call")).to_be_visible()
    phone.opens(f"/children/{child_id}/call")
    expect(phone.page.locator("a[href^='tel:']")).to_have_count(1)
    expect(phone.page.get_by_text("不要联系 陈建国")).to_be_visible()
