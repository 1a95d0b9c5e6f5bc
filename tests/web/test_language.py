"""Choosing the language: a cookie, by a form, back to where one was."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext

from casework.accounts.permissions import Role
from casework.ui.language import COOKIE, ENGLISH, spoken
from casework.ui.wording import say
from tests.client import CheckedClient

pytestmark = pytest.mark.pages

ClientFor = Callable[..., CheckedClient]


def _chosen(client: FlaskClient) -> str | None:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else None


def _button(page: str) -> tuple[str, str]:
    """Return what the button sends and what stands on it."""
    found = re.search(r'name="language" value="(\w+)" lang="[\w-]+">.*?<span>(.+?)</span>', page)
    assert found is not None
    return found[1], found[2]


def test_the_sign_in_page_offers_the_other_language_in_its_own_words(client: CheckedClient) -> None:
    assert _button(client.get("/sign-in").get_data(as_text=True)) == ("en", "English")
    client.set_cookie(COOKIE, ENGLISH)
    assert _button(client.get("/sign-in").get_data(as_text=True)) == ("zh", "中文")


def test_a_choice_holds_from_the_next_page_on(client_for: ClientFor) -> None:
    client = client_for(Role.VOLUNTEER)
    answer = client.post("/language", data={"language": "en", "back": "/me"})
    assert (answer.status_code, answer.location) == (302, "/me")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    page = client.get("/me").get_data(as_text=True)
    assert "<h1>Me</h1>" in page
    client.post("/language", data={"language": "zh"})
    assert "<h1>我的</h1>" in client.get("/me").get_data(as_text=True)


@pytest.mark.parametrize("wanted", ["", "fr", "zh-CN", "../en", "<b>"])
def test_an_unknown_language_is_chinese(client: CheckedClient, wanted: str) -> None:
    assert client.post("/language", data={"language": wanted}).status_code == 302
    assert _chosen(client) == "zh"
    client.set_cookie(COOKIE, "nonsense")
    assert '<html lang="zh-CN">' in client.get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize("back", ["", "https://elsewhere.example/", "//elsewhere.example", "me"])
def test_it_never_leads_to_another_site(client: CheckedClient, back: str) -> None:
    answer = client.post("/language", data={"language": "en", "back": back})
    assert answer.location == "/"


def test_a_page_that_answers_only_to_a_form_leads_back_to_the_start(
    client_for: ClientFor,
) -> None:
    page = client_for(Role.VOLUNTEER).get("/me").get_data(as_text=True)
    assert 'name="back" value="/me"' in page


def test_the_next_request_of_the_thread_speaks_chinese_again(client: CheckedClient) -> None:
    client.set_cookie(COOKIE, ENGLISH)
    client.get("/sign-in")
    assert spoken() == "zh"


def test_templates_say_their_texts_the_quick_way(app: Flask) -> None:
    assert app.jinja_env.globals["_"] is say


def test_texts_of_views_are_looked_up_too(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={ENGLISH}"}):
        app.preprocess_request()
        assert gettext("已保存。") == "Saved."
