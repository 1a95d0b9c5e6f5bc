"""Fields that a person types into."""

from collections.abc import Sequence
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import PasswordInput, TextArea, TextInput

from casework.identifiers import (
    IdProblem,
    check_id_number,
    check_name,
    check_phone,
    clean_text,
    normalise_id_number,
    normalise_name,
    normalise_phone,
    to_half_width,
)
from casework.texts import Text
from casework.ui.fields.asked import Asked, Validator
from casework.ui.formats import said

_ONE_LINE = 100
_SEVERAL_LINES = 500
_LONGEST_PASSWORD = 128


class TextField(Asked):
    """One line of text, cleaned of blanks around it and of what a database refuses.

    ``max_length`` counts characters as people do, so 𰻝 is one.
    """

    widget: Any = TextInput()

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        max_length: int = _ONE_LINE,
        **options: Any,
    ) -> None:
        super().__init__(label, [_within_length, *validators], **options)
        self.max_length = max_length

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was typed, cleaned; nothing typed is None."""
        self.data = self.clean(str(valuelist[0])) or None if valuelist else None

    def clean(self, text: str) -> str:
        """The text as it is stored."""
        return " ".join(clean_text(text).split())

    def _value(self) -> str:
        """What the field shows."""
        return "" if self.data is None else str(self.data)


class LongTextField(TextField):
    """Several lines of text with a counter."""

    kind: ClassVar[str] = "area"
    widget = TextArea()

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        max_length: int = _SEVERAL_LINES,
        rows: int = 4,
        **options: Any,
    ) -> None:
        # A limit in `data-`, not `maxlength`: browsers cut a longer paste without a word.
        drawn = {"rows": rows, "data-limit": max_length}
        super().__init__(label, validators, max_length=max_length, render_kw=drawn, **options)

    def drawn(self, **attributes: object) -> Markup:
        """The input with the words of its counter."""
        words = {"data-left": said("还可写{n}个字"), "data-over": said("多了{n}个字")}
        return super().drawn(**words, **attributes)

    def clean(self, text: str) -> str:
        """The text as it is stored; its line breaks stay."""
        return clean_text(text)


class SearchField(TextField):
    """A few words to look for."""

    widget = TextInput(input_type="search")


class NameField(TextField):
    """A person's name."""

    def __init__(self, label: str, validators: Sequence[Validator] = (), **options: Any) -> None:
        super().__init__(label, [_is_a_name, *validators], **_unspelled(options))

    def clean(self, text: str) -> str:
        """The name as it is stored and compared."""
        return normalise_name(text)


class IdNumberField(TextField):
    """A resident ID number.

    A wrong check digit is let through: such a number is kept as doubtful and looked into, so
    that the child is not locked out.
    """

    def __init__(self, label: str, validators: Sequence[Validator] = (), **options: Any) -> None:
        super().__init__(label, [_is_an_id_number, *validators], **_unspelled(options))

    def clean(self, text: str) -> str:
        """The number as it is stored: half-width, without blanks, X in capitals."""
        return normalise_id_number(text)


class PhoneField(TextField):
    """A mobile, landline or service number."""

    widget = TextInput(input_type="tel")

    def __init__(self, label: str, validators: Sequence[Validator] = (), **options: Any) -> None:
        super().__init__(label, [_is_a_phone, *validators], **_unspelled(options))

    def clean(self, text: str) -> str:
        """The number as it is stored, or what was typed where it is none."""
        return text.strip() if check_phone(text).problem else normalise_phone(text)


class PasswordField(TextField):
    """A password, never shown again and never cleaned.

    ``autocomplete`` is ``current-password`` or ``new-password``.
    """

    widget = PasswordInput()

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        autocomplete: str = "current-password",
        **options: Any,
    ) -> None:
        drawn = {"autocomplete": autocomplete}
        super().__init__(
            label, validators, max_length=_LONGEST_PASSWORD, render_kw=drawn, **options
        )

    def clean(self, text: str) -> str:
        """Blanks and unusual characters belong to a password."""
        return text


class CodeField(TextField):
    """A one-time code of digits."""

    def __init__(self, label: str, validators: Sequence[Validator] = (), **options: Any) -> None:
        drawn = {"inputmode": "numeric", "autocomplete": "one-time-code"}
        super().__init__(label, validators, max_length=20, render_kw=drawn, **options)

    def clean(self, text: str) -> str:
        """Digits as phones show them, in groups, without the blanks between."""
        return "".join(to_half_width(clean_text(text)).split())


def _unspelled(options: dict[str, Any]) -> dict[str, Any]:
    """Keep the browser from offering other people's data or correcting names."""
    drawn = {"autocomplete": "off", "spellcheck": "false"}
    return {**options, "render_kw": {**drawn, **options.get("render_kw", {})}}


def _within_length(_form: BaseForm, field: TextField) -> None:
    length = len(field.data)
    if length > field.max_length:
        raise ValidationError(
            Text(
                "%(label)s最多%(most)s个字，现在有%(length)s个字，请删减",
                label=field.label.text,
                most=field.max_length,
                length=length,
            )
        )


def _is_a_name(_form: BaseForm, field: NameField) -> None:
    problem = check_name(field.data).problem
    if problem:
        raise ValidationError(problem.message)


def _is_an_id_number(_form: BaseForm, field: IdNumberField) -> None:
    problem = check_id_number(field.data).problem
    if problem and problem is not IdProblem.CHECK_DIGIT:
        raise ValidationError(problem.message)


def _is_a_phone(_form: BaseForm, field: PhoneField) -> None:
    problem = check_phone(field.data).problem
    if problem:
        raise ValidationError(problem.message)
