"""A child who is low: seen on a visit, sent to a counsellor; the village sees how far it is."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from casework import clock
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import TODAY, Installation
from tests.browser.conftest import PHONE
from tests.browser.pages.anybody import Tab
from tests.factories.accounts import STRANGE_COUNTY, STRANGE_VILLAGE, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit

pytestmark = pytest.mark.browser

_NAME, _NOTED, _SAID = "陈小满", "跟奶奶说活着没意思", "说到妈妈时哭了一阵"


@pytest.fixture
def people(served: Installation) -> tuple[str, str]:
    clock.fix_today(TODAY)
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        worker = a_viewer(Role.CHILD_DIRECTOR, STRANGE_VILLAGE)
        county = a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY)
        told: dict[str, Any] = {
            "region_code": STRANGE_VILLAGE,
            "worker_id": worker.account_id,
            "actor": county,
        }
        child = a_child(name=_NAME, **told)
        a_visit(child, actor=worker, psych="self_harm", psych_detail=_NOTED)
        counsellor = a_viewer(Role.COUNSELLOR, STRANGE_COUNTY)
        db.session.commit()
        return worker.login, counsellor.login


def _tab(browser: Browser, base_url: str, login: str) -> Tab:
    context = browser.new_context(base_url=base_url, viewport=PHONE, locale="zh-CN")
    return Tab(context.new_page(), base_url).signs_in_as(login)


def test_the_village_sees_how_far_it_is_and_not_what_was_said(
    browser: Browser, base_url: str, people: tuple[str, str]
) -> None:
    worker, counsellor = (_tab(browser, base_url, login) for login in people)
    worker.opens("/children/").taps(_NAME)
    worker.starts_counting().taps("转介给心理服务人员")
    expect(worker.page.get_by_role("link", name="120")).to_be_visible()
    expect(worker.page.get_by_label("为什么要找心理服务人员")).to_have_value(_NOTED)
    worker.page.locator(".save-bar button").click()
    expect(worker.page.get_by_text("已转介").first).to_be_visible()
    assert (worker.touches, worker.strokes) == (2, 0)

    counsellor.opens("/counselling/")
    expect(counsellor.page.get_by_text("紧急")).to_be_visible()
    counsellor.taps(_NAME).taps("我来接案").taps("记一次关爱服务")
    counsellor.page.get_by_label("这次谈了什么").fill(_SAID)
    counsellor.page.locator(".save-bar button").click()
    expect(counsellor.page.get_by_text(_SAID)).to_be_visible()

    worker.page.reload()
    expect(worker.page.get_by_text("关爱服务中")).to_be_visible()
    expect(worker.page.get_by_text(_SAID)).to_have_count(0)
    assert (worker.complaints, counsellor.complaints) == ([], [])
