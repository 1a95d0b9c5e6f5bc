from typing import Any

import pytest
from flask import Flask
from wtforms import HiddenField, SubmitField

from casework.errors import RuleBroken
from casework.ui.fields import ChoiceField, TextField
from casework.ui.forms import Form


class Greeting(Form):
    class Meta:
        csrf = False

    name = TextField("姓名", required=True)
    tone = ChoiceField("语气", choices=[("warm", "亲切"), ("plain", "平实")])
    ticket = HiddenField()
    save = SubmitField()


def sent(app: Flask, data: dict[str, Any]) -> Greeting:
    with app.test_request_context("/", method="POST", data=data):
        form = Greeting()
        form.validate_on_submit()
        return form


def test_a_form_that_is_asked_for_is_no_error(asking: None) -> None:
    form = Greeting()
    assert not form.validate_on_submit()
    assert form.status == 200
    assert not form.faulty_fields


def test_values_are_what_an_action_takes(bare_app: Flask) -> None:
    form = sent(bare_app, {"name": " 王一 ", "tone": "warm", "ticket": "t", "save": "y"})
    assert form.values() == {"name": "王一", "tone": "warm", "ticket": "t"}


def test_the_token_is_not_among_the_values(asking: None) -> None:
    class Guarded(Form):
        name = TextField("姓名")

    form = Guarded()
    assert "csrf_token" in form
    assert form.values() == {"name": None}


def test_a_form_that_comes_back_is_unprocessable(bare_app: Flask) -> None:
    with bare_app.test_request_context("/", method="POST", data={"name": ""}):
        form = Greeting()
        assert not form.validate_on_submit()
        assert form.status == 422
        assert [field.name for field in form.faulty_fields] == ["name"]


def test_a_broken_rule_is_shown_at_its_field(bare_app: Flask) -> None:
    form = sent(bare_app, {"name": "王一"})
    form.reject(RuleBroken("这个名字已经登记过", "name"))
    assert form["name"].errors == ["这个名字已经登记过"]
    assert form.general_errors == []


@pytest.mark.parametrize("field", [None, "unheard_of"])
def test_a_broken_rule_without_a_field_stands_above_the_form(
    bare_app: Flask, field: str | None
) -> None:
    form = sent(bare_app, {"name": "王一"})
    form.reject(RuleBroken("本月已经上报", field))
    assert form.general_errors == ["本月已经上报"]
    assert form.faulty_fields == []


def test_errors_of_hidden_fields_are_not_lost(bare_app: Flask) -> None:
    form = sent(bare_app, {"name": "王一"})
    form.reject(RuleBroken("页面已过期，请重新打开", "ticket"))
    assert form.general_errors == ["页面已过期，请重新打开"]
