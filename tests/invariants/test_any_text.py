"""Any text at all, in any field of any form: never an error of ours, nothing lost on the way.

Hypothesis chooses the form, the field and the text, and makes small what it has found; the naughty
strings are among what it chooses from. Texts that are accepted read back as they were typed, those
that are refused stand in the form that comes back.
"""

from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from casework.identifiers import normalise_name
from casework.identifiers.private_use import CODE_POINTS as PRIVATE_USE
from tests.invariants.matrix import Asking
from tests.invariants.naughty import TEXTS
from tests.invariants.pages import Control
from tests.invariants.routes import writing
from tests.invariants.test_bad_input import _ORDINARY, Typing, _essence, _is_kept, _texts, spellings
from tests.invariants.world import World

#: How many texts are sent in an ordinary run; a hundred times as many in an exhaustive one.
_FEW = 60
_ANSWERS = frozenset({200, 302, 400, 404, 409, 413, 422})
#: What a browser makes of what is typed before it sends it.
_UNSENDABLE = dict.fromkeys(map(ord, "\r\n\x00"), ord(" "))
#: Whole numbers, dates and the like come back in their own spelling.
_FREE = frozenset({"text", "textarea"})

_CHARACTERS = st.characters(exclude_categories=["Cs"])
_ANYTHING = st.one_of(
    st.sampled_from(sorted(TEXTS.values())),
    st.text(_CHARACTERS, max_size=80),
    st.text(st.sampled_from("张阿·•１a0-:/<>'\"&%{}\u200b\u202e 　\n年月日"), max_size=40),
)


class Fields:
    """Every field of every form that writes, with what an ordinary text in it leads to."""

    def __init__(self, asking: Asking) -> None:
        self.world: World = asking.world
        found = [Typing(asking, route) for route in writing(asking.world)]
        self.all: list[tuple[Typing, Control]] = [
            (typing, control) for typing in found for control in typing.controls()
        ]
        self._keeping: dict[tuple[str, str], bool] = {}

    def keeps_ordinary(self, typing: Typing, control: Control) -> bool:
        """Whether a field stores what is typed into it (and does not look something up)."""
        key = typing.route.name, control.name
        if key not in self._keeping:
            is_text = bool(_texts([control]))
            self._keeping[key] = is_text and _is_kept(typing, control, _ORDINARY)
        return self._keeping[key]


@pytest.fixture
def fields(asking: Asking) -> Fields:
    return Fields(asking)


def test_any_text_is_kept_or_comes_back(fields: Fields, exhaustive: bool) -> None:
    @settings(
        max_examples=_FEW * (100 if exhaustive else 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(st.sampled_from(range(len(fields.all))), _ANYTHING)
    def send(number: int, said: str) -> None:
        typing, control = fields.all[number]
        expected_back = fields.keeps_ordinary(typing, control)
        typing.world.keeper.start()
        answer = typing.send(control.name, said)
        where = f"{typing.route.name} {control.name}"
        assert answer.status_code in _ANSWERS, f"{where}: {typing.world.raised}"
        if answer.status_code == 302 and expected_back and _essence(said):
            assert typing.keeps(said), f"{where}: not kept"
        if answer.status_code == 422 and control.kind in _FREE:
            assert _stands(said, answer, control), f"{where}: gone from the form"

    send()


def _stands(said: str, answer: TestResponse, control: Control) -> bool:
    """Whether a form that came back holds what was typed, however white space is written."""
    shown = _essence(unescape(answer.text).translate(PRIVATE_USE | _UNSENDABLE))
    held = spellings(said.translate(_UNSENDABLE))
    if not held or not normalise_name(said):
        return True  # dots and blanks alone are nothing that anybody would miss in a name
    return any(text in shown for text in held) or control.name.endswith("number")
