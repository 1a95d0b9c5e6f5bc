"""A session runs out while somebody types: the text is there after the sign-in, and is saved."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from casework import clock
from casework.accounts.models import LoginSession
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from tests.applications import Installation
from tests.browser.pages.anybody import Tab
from tests.factories.accounts import PASSWORD, an_account

pytestmark = pytest.mark.browser

_WORDS = "同样的表要填三遍，能不能只填一遍"


@pytest.fixture
def liu(served: Installation) -> str:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        an_account(login="liu-too-late")
        db.session.commit()
    return "liu-too-late"


def _run_out(served: Installation) -> None:
    with served.app.app_context():
        bind_scope(db.session, SystemScope("tests"))
        long_ago = clock.now().replace(year=2020)
        db.session.execute(update(LoginSession).values(seen_at=long_ago))
        db.session.commit()


def test_what_was_typed_survives_the_end_of_the_session(
    page: Page, base_url: str, served: Installation, liu: str
) -> None:
    phone = Tab(page, base_url).signs_in_as(liu).opens("/feedback/new")
    page.get_by_text("投诉", exact=True).click()
    page.get_by_label("想说什么").fill(_WORDS)
    _run_out(served)
    phone.taps("提交")
    expect(page.get_by_text("您刚才填的内容已经收好")).to_be_visible()
    page.get_by_label("登录名").fill(liu)
    page.get_by_label("密码").fill(PASSWORD)
    phone.taps("登录")
    expect(page.get_by_text("您填的内容还在，请再按一次保存")).to_be_visible()
    expect(page.get_by_label("想说什么")).to_have_value(_WORDS)
    expect(page.get_by_role("radio", name="投诉")).to_be_checked()
    phone.taps("提交")
    expect(page.get_by_text("已收到，编号")).to_be_visible()
    expect(page.get_by_text(_WORDS)).to_be_visible()
    assert phone.complaints == []
