"""Whatever is typed into any form, or put into any address, ends in a page that says what to do."""

import ast
import random
import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework.db.base import Base, db
from casework.db.sealed import sealed_fields
from casework.identifiers import normalise_name
from tests.invariants.matrix import Asking
from tests.invariants.naughty import QUERIES, TEXTS
from tests.invariants.pages import Control, forms_of
from tests.invariants.routes import Route, addresses, role_for, routes, todays, writing
from tests.invariants.world import World

CODE = Path(__file__).parents[2] / "casework"
_HERE = "own village"
_ORDINARY = "寻常的话语"
#: How many values are tried in one place in an ordinary run.
_SAMPLE = 1
_TAKEN_OUT = frozenset({"Cc", "Cf", "Co", "Cs", "Zs"})
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Typing:
    """Sends one form of the world, one field changed."""

    def __init__(self, asking: Asking, route: Route) -> None:
        self.world: World = asking.world
        self.route = route
        self.role = role_for(route)
        viewer = self.world.viewer(self.role)
        self.address = addresses(self.world, route, viewer, _HERE)[0]
        self._examples = asking.examples

    def controls(self) -> list[Control]:
        """Return what the page asks, each name once."""
        if "GET" not in (self.route.rule.methods or ()):
            return []
        page = self.world.client(self.role).get(self.address, follow_redirects=True)
        posted = [form for form in forms_of(page.text) if form.method == "post"]
        found = {each.name: each for form in posted for each in form.controls}
        return [each for name, each in found.items() if name and each.kind != "file"]

    def send(self, name: str, said: str) -> TestResponse:
        """Send the example with one field changed."""
        self.world.raised.clear()
        self.world.keeper.restore()
        data = {**self._examples.of(self.route, _HERE), name: said}
        return self.world.client(self.role).post(self.address, data=data)

    def keeps(self, said: str) -> bool:
        """Say whether the essence of what was said is stored somewhere."""
        values = [_essence(value) for value in _sealed_values(self.world)]
        return any(text in value for text in spellings(said) for value in values)


def spellings(said: str) -> set[str]:
    """Return the essence of a text as notes keep it, and as names do.

    Marks that turn the direction of writing are shown in notes and taken out of names, where
    every dot is the same one.
    """
    return {_essence(said), _essence(normalise_name(said))} - {""}


def _essence(text: str) -> str:
    """Return a text without what may be taken out of it, or written another way."""
    visible = _BIDI.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    plain = unicodedata.normalize("NFC", visible.replace("•", "·"))
    return "".join(c for c in plain if unicodedata.category(c) not in _TAKEN_OUT)


def _sealed_values(world: World) -> Iterator[str]:
    """Yield every sealed text that was written since the world was made."""
    with world.session():
        for mapper in Base.registry.mappers:
            fields, table = sealed_fields(mapper.class_), mapper.local_table.name  # type: ignore[attr-defined]
            if fields and table in world.keeper.written and table != "submission":
                for row in db.session.scalars(select(mapper.class_)):
                    yield from (_as_text(getattr(row, name)) for name in fields)


def _as_text(value: object) -> str:
    """Return all that a sealed value says."""
    if isinstance(value, dict):
        return "\n".join(map(_as_text, value.values()))
    return "\n".join(map(_as_text, value)) if isinstance(value, list) else str(value)


def test_no_text_in_any_field_breaks_anything(
    asking: Asking, chance: random.Random, exhaustive: bool
) -> None:
    faults = [
        f"{route.name} {control.name} = {title}: {fault}"
        for route in todays(writing(asking.world), chance, everything=exhaustive)
        for typing in [Typing(asking, route)]
        for control in typing.controls()
        for title in _titles(chance, exhaustive)
        for fault in _faults(typing, control, TEXTS[title])
    ]
    assert not faults, "\n".join(faults)


def _titles(chance: random.Random, exhaustive: bool) -> list[str]:
    return list(TEXTS) if exhaustive else chance.sample(sorted(TEXTS), _SAMPLE)


def _faults(typing: Typing, control: Control, said: str) -> Iterator[str]:
    answer = typing.send(control.name, said)
    if answer.status_code >= 500:
        yield f"answered {answer.status_code} because of {typing.world.raised}"
    if answer.status_code not in {200, 302, 400, 404, 409, 413, 422}:
        yield f"answered {answer.status_code}"
    if "<" in said and said in _text(answer):
        yield "is shown as it was typed, not escaped"
    if answer.status_code == 422 and not _says_where(answer, control):
        yield "is refused, but not at its field"


def _text(answer: TestResponse) -> str:
    """Return what an answer says; of a workbook or a picture, what of it is text."""
    return answer.get_data().decode("utf-8", "replace")


def _says_where(answer: TestResponse, control: Control) -> bool:
    """Whether the page names the field, or says above the form what is wrong with hidden ones."""
    return f'id="{control.name}-error"' in answer.text or "error-summary" in answer.text


@pytest.mark.pages
def test_texts_come_back_as_they_were_typed(
    asking: Asking, chance: random.Random, exhaustive: bool
) -> None:
    """Every text field that keeps an ordinary sentence keeps an odd one too, or refuses it."""
    lost = []
    for route in todays(writing(asking.world), chance, everything=exhaustive):
        typing = Typing(asking, route)
        for control in _texts(typing.controls()):
            if not _is_kept(typing, control, _ORDINARY):
                continue  # goes somewhere else, or needs another answer first
            for title in _titles(chance, exhaustive):
                answer = typing.send(control.name, TEXTS[title])
                is_taken = answer.status_code == 302 and _essence(TEXTS[title])
                if is_taken and not typing.keeps(TEXTS[title]):
                    lost.append(f"{route.name} {control.name} = {title}")
    assert not lost, "\n".join(lost)


def _texts(controls: list[Control]) -> list[Control]:
    return [each for each in controls if each.kind in {"text", "textarea"}]


def _is_kept(typing: Typing, control: Control, said: str) -> bool:
    typing.world.keeper.start()
    return typing.send(control.name, said).status_code == 302 and typing.keeps(said)


@pytest.mark.pages
def test_what_was_typed_stands_in_the_form_that_comes_back(asking: Asking) -> None:
    """Nobody has to type it again; it is escaped."""
    said = '用<b>笔</b>"写"的 & 话'
    faults = []
    for route in writing(asking.world):
        typing = Typing(asking, route)
        texts = [each for each in _texts(typing.controls()) if "number" not in each.name]
        for control in texts:
            answer = typing.send(control.name, said)
            page = _text(answer)
            if answer.status_code == 422 and said not in unescape(page):
                faults.append(f"{route.name} {control.name} is gone")
            if escape("<b>笔</b>") not in page and "<b>笔</b>" in page:
                faults.append(f"{route.name} {control.name} is not escaped")
    assert not faults, "\n".join(faults)


@pytest.mark.pages
@pytest.mark.parametrize(
    "body",
    [b"note=\xff\xfe", b"note=%ED%A0%80", b"%zz=%", b"&&&=", b"note", b"\x00"],
    ids=["not UTF-8", "half a pair", "percent", "ampersands", "no value", "NUL"],
)
def test_a_body_that_is_no_form_is_refused_or_read(asking: Asking, body: bytes) -> None:
    world = asking.world
    for route in writing(world):
        role = role_for(route)
        path = addresses(world, route, world.viewer(role), _HERE)[0]
        answer = world.client(role).post(
            path, data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code < 500, f"{route.name}: {world.raised}"
        world.keeper.restore()


@pytest.mark.pages
def test_no_value_in_an_address_breaks_a_page(
    asking: Asking, chance: random.Random, exhaustive: bool
) -> None:
    world, faults = asking.world, []
    reading = (route for route in routes(world.app) if route.is_reading)
    for route in todays(reading, chance, everything=exhaustive):
        role = role_for(route)
        path = addresses(world, route, world.viewer(role), _HERE)[0].partition("?")[0]
        for name in _asked_for(route):
            for title in QUERIES if exhaustive else chance.sample(sorted(QUERIES), _SAMPLE):
                world.raised.clear()
                asked: dict[str, Any] = {name: QUERIES[title]}
                answer = world.client(role).get(path, query_string=asked)
                if answer.status_code >= 500 or b"<script>alert" in answer.data:
                    faults.append(f"{path}?{name}={title}: {answer.status} {world.raised}")
    assert not faults, "\n".join(faults)


def _asked_for(route: Route) -> list[str]:
    """Return the names that the feature behind a page reads from addresses."""
    feature = CODE / route.endpoint.partition(".")[0]
    files = feature.rglob("*.py") if feature.is_dir() else ()
    return sorted({name for path in files for name in _names_in(path)})


def _names_in(path: Path) -> Iterator[str]:
    """Yield the words given to ``request.args.get`` and looked up in ``asked``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and _is_look_up(node.func):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _is_look_up(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr != "get":
        return False
    return ast.unparse(function.value) in {"request.args", "asked"}
