from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from casework import clock
from casework.clock import Month
from casework.labels import LabelledEnum
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    ChoicesField,
    CodeField,
    DateField,
    DropdownField,
    EnumField,
    EnumsField,
    FileField,
    IdNumberField,
    LongTextField,
    MonthField,
    NameField,
    NumberField,
    PasswordField,
    PastDateField,
    PhoneField,
    TextField,
    TickField,
    read_date,
)
from casework.ui.forms import Form


class Mode(LabelledEnum):
    HOME = "home", "入户"
    PHONE = "phone", "电话"
    SCHOOL = "school", "学校"


SOME = [("a", "甲"), ("b", "乙"), ("c", "丙")]


def answer(app: Flask, field: Any, typed: Any) -> Any:
    """The field after somebody sent ``typed`` in it."""

    class OneQuestion(Form):
        class Meta:
            csrf = False

        it = field

    data = {"other": "x"} if typed is None else {"it": typed}
    with app.test_request_context("/", method="POST", data=data):
        form = OneQuestion()
        form.validate_on_submit()
        return form["it"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  王  小明 ", "王 小明"),
        ("　全角空格　", "全角空格"),
        ("<script>{{7*7}}", "<script>{{7*7}}"),
        ("a\x00b\x07", "ab"),
        ("   ", None),
        (None, None),
    ],
)
def test_a_line_of_text_is_cleaned(bare_app: Flask, typed: str | None, stored: str | None) -> None:
    field = answer(bare_app, TextField("地址"), typed)
    assert field.data == stored
    assert not field.errors


def test_a_text_too_long_is_refused_with_both_numbers(bare_app: Flask) -> None:
    field = answer(bare_app, TextField("地址", max_length=3), "一二三四")
    assert field.errors == ["地址最多3个字，现在有4个字，请删减"]
    assert field.data == "一二三四"


def test_length_counts_characters_not_code_units(bare_app: Flask) -> None:
    assert not answer(bare_app, TextField("姓名", max_length=2), "𰻝𬭎").errors


def test_a_long_text_keeps_its_lines_and_says_its_limit(bare_app: Flask) -> None:
    field = answer(bare_app, LongTextField("记录", max_length=20), "第一行\r\n第二行 ")
    assert field.data == "第一行\n第二行"
    assert 'data-limit="20"' in field()
    assert "maxlength" not in field()


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (TextField("地址", required=True), "请填写“地址”"),
        (ChoiceField("方式", choices=SOME, required=True), "请选择“方式”"),
        (ChoicesField("情况", choices=SOME, required=True), "请选择“情况”"),
        (DropdownField("照料人", choices=SOME, required=True), "请选择“照料人”"),
        (DateField("日期", required=True), "请选择“日期”"),
        (NumberField("人数", required=True), "请填写“人数”"),
        (FileField("台账", required=True), "请选择“台账”"),
        (TickField("我已核对", required=True), "请勾选“我已核对”"),
    ],
)
def test_a_missing_answer_is_asked_for_by_name(bare_app: Flask, field: Any, message: str) -> None:
    assert answer(bare_app, field, None).errors == [message]


@pytest.mark.parametrize("typed", ["王一2", "🙂", "不详"])
def test_what_is_no_name_is_refused(bare_app: Flask, typed: str) -> None:
    assert answer(bare_app, NameField("姓名"), typed).errors


def test_a_name_is_stored_with_the_one_dot(bare_app: Flask) -> None:
    assert answer(bare_app, NameField("姓名"), "阿依古丽•买买提").data == "阿依古丽·买买提"


@pytest.mark.parametrize("typed", ["990101 20100512 001x", "９９０１０１２０１００５１２００１Ｘ"])
def test_an_id_number_is_stored_in_one_way(bare_app: Flask, typed: str) -> None:
    assert answer(bare_app, IdNumberField("证件号"), typed).data == "99010120100512001X"


def test_a_doubtful_check_digit_does_not_stop_the_form(bare_app: Flask) -> None:
    answers = [
        answer(bare_app, IdNumberField("证件号"), f"99010120100512001{last}").errors
        for last in "0123456789X"
    ]
    assert not any(answers)


@pytest.mark.parametrize("typed", ["12345", "990101201013120012", "99010120100512001甲"])
def test_what_is_no_id_number_is_refused(bare_app: Flask, typed: str) -> None:
    assert answer(bare_app, IdNumberField("证件号"), typed).errors


def test_a_phone_number_is_cleaned(bare_app: Flask) -> None:
    assert answer(bare_app, PhoneField("电话"), "+86 199-0000-0001").data == "19900000001"


def test_a_wrong_phone_number_stays_as_typed(bare_app: Flask) -> None:
    field = answer(bare_app, PhoneField("电话"), "199-0000-00012")
    assert field.errors
    assert 'value="199-0000-00012"' in field()


def test_a_password_is_neither_cleaned_nor_shown(bare_app: Flask) -> None:
    field = answer(bare_app, PasswordField("密码"), " 密  码 ")
    assert field.data == " 密  码 "
    assert "密  码" not in field()
    assert 'autocomplete="current-password"' in field()


def test_a_code_is_digits_without_blanks(bare_app: Flask) -> None:
    assert answer(bare_app, CodeField("验证码"), "１２３ 456").data == "123456"


def test_a_choice_gives_its_value(bare_app: Flask) -> None:
    field = answer(bare_app, ChoiceField("方式", choices=SOME), "b")
    assert field.data == "b"
    assert [option.checked for option in field.options] == [False, True, False]


@pytest.mark.parametrize("kind", [ChoiceField, ChoicesField, DropdownField])
def test_what_was_not_offered_is_refused(bare_app: Flask, kind: type[ChoiceField]) -> None:
    field = answer(bare_app, kind("方式", choices=SOME), "z")
    assert field.errors == ["没有这个选项，请重新选择"]


def test_several_choices_come_in_the_order_of_the_form(bare_app: Flask) -> None:
    assert answer(bare_app, ChoicesField("情况", choices=SOME), ["c", "a"]).data == ["a", "c"]


def test_no_choice_is_none_and_no_choices_an_empty_list(bare_app: Flask) -> None:
    assert answer(bare_app, ChoiceField("方式", choices=SOME), None).data is None
    assert answer(bare_app, ChoicesField("情况", choices=SOME), None).data == []


def test_taking_back_a_default_is_possible(bare_app: Flask) -> None:
    field = answer(bare_app, ChoicesField("情况", choices=SOME, default=["a"]), None)
    assert field.data == []


def test_an_enum_field_gives_members(bare_app: Flask) -> None:
    assert answer(bare_app, EnumField("方式", enum=Mode), "phone").data is Mode.PHONE
    assert answer(bare_app, EnumsField("方式", enum=Mode), ["school", "home"]).data == [
        Mode.HOME,
        Mode.SCHOOL,
    ]


def test_an_enum_field_offers_only_its_members(bare_app: Flask) -> None:
    field = answer(bare_app, EnumField("方式", enum=Mode, members=[Mode.HOME]), "phone")
    assert field.errors
    assert [option.label for option in field.options] == ["入户"]


def test_an_alarming_choice_says_so(bare_app: Flask) -> None:
    field = answer(bare_app, EnumField("方式", enum=Mode, alarming=[Mode.PHONE]), None)
    assert [option.alarming for option in field.options] == [False, True, False]


@pytest.mark.parametrize(
    ("count", "most"), [(1, 1), (2, 2), (4, 4), (5, 5), (6, 3), (7, 4), (9, 5), (11, 4)]
)
def test_rows_of_tiles_are_about_equally_full(bare_app: Flask, count: int, most: int) -> None:
    choices = [(str(number), "选项") for number in range(count)]
    assert answer(bare_app, ChoiceField("方式", choices=choices), None).most == most


def test_the_error_summary_leads_to_the_first_tile(bare_app: Flask) -> None:
    field = answer(bare_app, ChoiceField("方式", choices=SOME), None)
    assert field.anchor == field.options[0].id == "it-0"
    assert answer(bare_app, DropdownField("照料人", choices=SOME), None).anchor == "it"


def test_a_tick_is_yes_or_no(bare_app: Flask) -> None:
    assert answer(bare_app, TickField("我已核对"), "y").data is True
    assert answer(bare_app, TickField("我已核对"), None).data is False


@pytest.mark.parametrize(
    "typed",
    [
        "2026-10-07",
        "2026-10-7",
        "2026/10/7",
        "2026.10.7",
        "2026年10月7日",
        "２０２６年１０月７日",
        "20261007",
    ],
)
def test_dates_are_read_as_people_write_them(bare_app: Flask, typed: str) -> None:
    assert answer(bare_app, DateField("日期"), typed).data == date(2026, 10, 7)


@pytest.mark.parametrize("typed", ["2026-02-30", "7/10/2026", "腊月初八", "1899-12-31", "44197"])
def test_an_unreadable_date_is_refused_and_kept(bare_app: Flask, typed: str) -> None:
    field = answer(bare_app, DateField("日期"), typed)
    assert field.data is None
    assert field.errors == ["日期看不懂或不存在，请写成 2026-10-07 或 2026年10月7日"]
    assert f'value="{typed}"' in field()
    assert 'type="text"' in field()


def test_reading_a_date_by_itself_raises_value_error() -> None:
    with pytest.raises(ValueError, match="看不懂"):
        read_date("昨天")


def test_a_past_date_may_be_today_but_not_tomorrow(bare_app: Flask) -> None:
    clock.fix_today(date(2026, 11, 7))
    try:
        assert not answer(bare_app, PastDateField("走访日期"), "2026-11-07").errors
        late = answer(bare_app, PastDateField("走访日期"), "2026-11-08")
    finally:
        clock.fix_today(None)
    assert late.errors == ["走访日期不能晚于今天，请核对"]


@pytest.mark.parametrize("typed", ["2026-10", "2026年10月", "2026/10"])
def test_months_are_read_leniently(bare_app: Flask, typed: str) -> None:
    field = answer(bare_app, MonthField("月份"), typed)
    assert field.data == Month(2026, 10)
    assert 'value="2026-10"' in field()


@pytest.mark.parametrize("typed", ["2026-13", "十月"])
def test_an_unreadable_month_is_refused(bare_app: Flask, typed: str) -> None:
    assert answer(bare_app, MonthField("月份"), typed).errors


@pytest.mark.parametrize(
    ("typed", "stored"), [("12", 12), ("1,200", 1200), ("１２", 12), ("", None)]
)
def test_numbers_are_read(bare_app: Flask, typed: str, stored: int | None) -> None:
    assert answer(bare_app, NumberField("人数"), typed).data == stored


@pytest.mark.parametrize("typed", ["十二", "1.5", "9" * 30])
def test_an_unreadable_number_is_refused_and_kept(bare_app: Flask, typed: str) -> None:
    field = answer(bare_app, NumberField("人数"), typed)
    assert field.errors == ["请只填整数，例如 12"]
    assert f'value="{typed}"' in field()


def test_numbers_have_bounds(bare_app: Flask) -> None:
    field = answer(bare_app, NumberField("年龄", least=0, most=18, unit="岁"), "19")
    assert field.errors == ["年龄应在0到18岁之间，请核对"]


def test_zero_is_an_answer(bare_app: Flask) -> None:
    assert not answer(bare_app, NumberField("人数", required=True), "0").errors


def test_amounts_are_exact(bare_app: Flask) -> None:
    assert answer(bare_app, AmountField("金额"), "1,200.50").data == Decimal("1200.50")
    assert answer(bare_app, AmountField("金额"), "0.001").errors


def test_a_file_is_taken_and_an_empty_picker_is_none(bare_app: Flask) -> None:
    taken = answer(bare_app, FileField("台账", accept=".xlsx"), (BytesIO(b"x"), "台账.xlsx"))
    assert taken.data.filename == "台账.xlsx"
    assert 'accept=".xlsx"' in taken()
    assert answer(bare_app, FileField("台账"), (BytesIO(b""), "")).data is None


def test_screen_readers_are_told_what_is_needed_and_wrong(bare_app: Flask) -> None:
    field = answer(bare_app, TextField("地址", required=True, hint="写到组"), "")
    assert field.states == {
        "aria-describedby": "it-hint it-error",
        "aria-invalid": "true",
        "aria-required": "true",
    }
