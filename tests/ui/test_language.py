"""What formats and fields say in English."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from casework.clock import Month
from casework.people.models import Part
from casework.texts import Text
from casework.ui import formats, language
from casework.ui.fields import ChoiceField, NumberField, TextField
from casework.ui.forms import Form
from casework.ui.wording import say
from tests.ui.conftest import Render

DAY = date(2026, 10, 7)


@pytest.fixture
def english(asking: None) -> Iterator[None]:
    language.speak(language.ENGLISH)
    yield
    language.speak(language.CHINESE)


def test_dates_are_written_in_english(english: None) -> None:
    assert formats.written_date(DAY) == "7 Oct 2026"
    assert formats.written_day(DAY) == "7 Oct"
    assert formats.weekday(DAY) == "Wednesday"
    assert formats.written_month(Month(2026, 10)) == "Oct 2026"
    assert formats.month_of_year(Month(2026, 10)) == "Oct"
    assert formats.chinese_date(DAY) == "2026年10月7日"  # for what is handed in


def test_labels_and_lists_are_looked_up(english: None) -> None:
    assert formats.label(Part.FATHER) == "Father"
    assert formats.label([Part.FATHER, "母亲", "张三"]) == "Father, Mother, 张三"
    assert [formats.label(True), formats.label(False), formats.label(None)] == ["Yes", "No", "—"]
    assert formats.label(Month(2026, 10)) == "Oct 2026"


def test_a_text_is_looked_up_before_its_values_are_put_in(english: None) -> None:
    inner = Text("请填写“%(label)s”", label="姓名")
    assert formats.said(Text("%(problem)s。", problem=inner)) == 'Please fill in "Name".'
    assert formats.said(Text("%(day)s起", day=DAY)) == "Since 7 Oct 2026"
    assert say("%(part)s的情况", part=Part.FATHER) == "Situation: Father"


def test_what_no_catalogue_knows_stays_and_is_marked_as_chinese(
    english: None, render: Render
) -> None:
    assert formats.label("河口沟村三组") == "河口沟村三组"
    drawn = render("<b{{ name | tongue }}>{{ name | label }}</b>", name="河口沟村三组")
    assert drawn == '<b lang="zh-CN">河口沟村三组</b>'
    assert render("<b{{ name | tongue }}>{{ name | label }}</b>", name="父亲") == "<b>Father</b>"


def test_dotted_marks_the_chinese_among_the_english(english: None, render: Render) -> None:
    drawn = render("{{ ['女', '<柳树村>'] | dotted }}")
    assert drawn == 'Female · <span lang="zh-CN">&lt;柳树村&gt;</span>'


def test_values_are_put_into_words_in_chinese_too(asking: None) -> None:
    assert say("%(part)s的情况", part=Part.FATHER) == "父亲的情况"
    assert say("%(month)s起", month=Month(2026, 10)) == "2026年10月起"
    assert say("%(day)s起", day=DAY) == "2026年10月7日起"


def test_chinese_is_drawn_without_marks(asking: None, render: Render) -> None:
    assert render("{{ ['女', '<柳树村>'] | dotted }}") == "女 · &lt;柳树村&gt;"
    assert render("<b{{ '柳树村' | tongue }}>") == "<b>"


class _Asked(Form):
    name = TextField("姓名", required=True, max_length=2)
    age = NumberField("数字", most=9, unit="人")
    part = ChoiceField("性别", choices=[("1", "男"), ("2", "女")])


def test_fields_ask_and_refuse_in_english(english: None, bare_app: Flask, render: Render) -> None:
    with bare_app.test_request_context("/", method="POST", data={"name": "张三丰", "age": "12"}):
        language.speak(language.ENGLISH)
        form = _Asked()
        assert not form.validate_on_submit()
        source = (
            "{% from '_macros/forms.html' import error_summary, field %}"
            "{{ error_summary(f) }}{{ field(f.name) }}{{ field(f.age) }}{{ field(f.part) }}"
        )
        drawn = bare_app.jinja_env.from_string(source).render(f=form)
    assert "Name takes at most 2 characters, there are 3. Please shorten it" in drawn
    assert "Number must be between 0 and 9 children. Please check" in drawn
    assert "Female" in drawn
    assert not any("\u4e00" <= character <= "\u9fff" for character in drawn.replace("张三丰", ""))
