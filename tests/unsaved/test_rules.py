"""What of a form is worth keeping: pure."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework
from casework.ui.fields import PasswordField
from casework.ui.forms import Form
from casework.unsaved import rules

texts = st.text(st.characters(), max_size=40)
fields = st.dictionaries(texts, st.lists(texts, max_size=3), max_size=6)


@given(fields)
def test_everything_typed_is_kept_as_it_is_and_no_secret(said: dict[str, list[str]]) -> None:
    kept = rules.worth_keeping([*said.items(), ("password", ["x"]), ("csrf_token", ["y"])])
    assert not set(kept) & rules.SECRET
    expected = {name: values for name, values in said.items() if name not in rules.SECRET}
    typed = any(value.strip() for values in expected.values() for value in values)
    assert kept == (expected if typed else {})


def test_a_mere_button_says_nothing() -> None:
    assert rules.worth_keeping([("csrf_token", ["x"])]) == {}
    assert rules.worth_keeping([("reason", [" "]), ("leaves", [])]) == {}


def test_there_is_a_limit_in_bytes() -> None:
    fits = "字" * ((rules.LARGEST - 4) // 3)
    assert rules.worth_keeping([("note", [fits])])
    with pytest.raises(rules.TooMuch):
        rules.worth_keeping([("note", [fits + "字字"])])
    with pytest.raises(rules.TooMuch):
        rules.worth_keeping([("x" * (rules.LARGEST + 1), [])])


def test_every_password_of_every_form_has_a_name_that_is_never_kept() -> None:
    found = {
        name
        for form in _forms()
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert {"password", "again", "current"} <= found
    assert found <= rules.SECRET


def _forms() -> Iterator[type[Form]]:
    for module in pkgutil.walk_packages(casework.__path__, "casework."):
        if "forms" in module.name.split("."):
            yield from (
                value
                for value in vars(importlib.import_module(module.name)).values()
                if isinstance(value, type) and issubclass(value, Form)
            )
