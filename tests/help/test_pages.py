"""Each role has its page; what it mentions is in that role's menu; its pictures are there."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from bench.pictures import FOLDER, LARGEST, PICTURES
from casework.accounts.permissions import GRANTS, Role
from casework.web.navigation import ENTRIES
from tests.client import CheckedClient

ClientFor = Callable[..., CheckedClient]

_MENU = re.compile(r'<b class="menu-word">([^<]*)</b>')
_PICTURE = re.compile(r'src="(/assets/[a-z]+\.[0-9a-f]{12}\.webp)"')


def menu_of(role: Role) -> set[str]:
    return {e.label for e in ENTRIES if e.permission is None or e.permission in GRANTS[role]}


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_page_and_finds_its_words_in_its_menu(
    client_for: ClientFor, session: scoped_session[Session], role: Role
) -> None:
    client = client_for(role)
    page = client.get("/help/").text
    assert f'<p class="subtitle">{role.label}</p>' in page
    words = set(_MENU.findall(page))
    assert {"我的", "投诉建议"} <= words
    assert words <= menu_of(role)
    for address in _PICTURE.findall(page):
        assert client.get(address).status_code == 200


def test_without_a_sign_in_it_tells_how_to_get_in(client: CheckedClient) -> None:
    page = client.get("/help/").text
    assert "忘记密码" in page
    assert "微信" in page
    assert _MENU.findall(page) == []
    assert 'href="/help/"' in client.get("/sign-in").text


def test_every_picture_is_used_is_there_and_is_small(app: Flask) -> None:
    pages = "".join(
        (app.jinja_env.loader.get_source(app.jinja_env, name)[0])  # type: ignore[union-attr]
        for name in app.jinja_env.list_templates()
        if name.startswith("help/")
    )
    used = set(re.findall(r"\{\{ (?:phone|desk)\('([a-z]+)'", pages))
    assert used == {picture.name for picture in PICTURES}
    sizes = {path.stem: path.stat().st_size for path in FOLDER.iterdir()}
    assert sizes.keys() == used
    assert all(1024 < size <= LARGEST for size in sizes.values()), sizes


def test_pictures_are_webp_of_the_size_they_are_shown_in() -> None:
    for picture in PICTURES:
        content = (FOLDER / f"{picture.name}.webp").read_bytes()
        assert (content[:4], content[8:16]) == (b"RIFF", b"WEBPVP8X")
        width, height = (1 + int.from_bytes(content[n : n + 3], "little") for n in (24, 27))
        assert (width, height) == picture.size
