"""Who the child is, and what has to be asked about it before it is saved."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from casework.children.forms.offers import OfferingForm
from casework.children.rules import CHECKED_KINDS, Doubt
from casework.identifiers import IdProblem, check_id_number, normalise_id_number
from casework.ui.fields import ChoiceField, NameField, PastDateField, TextField, TickField


class AsTyped(TextField):
    """A field that is cleaned when it is taken, and shown as it was typed when it is not."""

    def _value(self) -> str:
        if self.errors and self.raw_data:
            return str(self.raw_data[0])
        return super()._value()


class DocumentNumberField(AsTyped):
    """The number of an identity document, of whatever kind."""

    def clean(self, text: str) -> str:
        """The number as it is stored: half-width, without blanks, capitals."""
        return normalise_id_number(text)


class IdentityForm(OfferingForm):
    """The questions that every form about a child asks, and the doubts that they raise."""

    name = NameField("姓名", required=True, hint="和户口簿、身份证上一致；少数民族姓名中间用“·”。")
    sex = ChoiceField("性别", choices=[("1", "男"), ("2", "女"), ("0", "不详")], required=True)
    id_number = DocumentNumberField(
        "证件号码",
        max_length=40,
        render_kw={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"},
    )
    no_id_reason = ChoiceField("没有证件的原因")
    birth_on = PastDateField("出生日期", hint="填了身份证号可以不填。")
    #: The doubts that the page had shown, by code, and the answer to them.
    asked = HiddenField()
    confirmed = TickField("以上情况我已核对，仍要保存")

    doubts: Sequence[Doubt] = ()

    def settles(self, doubts: Sequence[Doubt]) -> bool:
        """Say whether everything doubtful has been shown and confirmed; keep it for the page."""
        codes = " ".join(doubt.code for doubt in doubts)
        settled = not doubts or (self.confirmed.data and self.asked.data == codes)
        self.doubts = () if settled else doubts
        self.asked.data, self.confirmed.data = codes, False
        return bool(settled)

    def check_number(self, kind: str | None) -> None:
        """Refuse a number that no document of the kind has; a wrong check digit is only asked."""
        number = self.id_number.data
        if not number or kind not in CHECKED_KINDS:
            return
        problem = check_id_number(number).problem
        if problem is IdProblem.FIFTEEN_DIGITS:
            self.refuse(self.id_number, "儿童不应使用15位旧号，请填写18位身份证号")
        elif problem not in (None, IdProblem.CHECK_DIGIT):
            self.refuse(self.id_number, problem.message)

    def refuse(self, field: Any, message: str) -> None:
        """Say what is wrong with an answer, beside what is said of it already."""
        field.errors = [*field.errors, message]
