"""The form every page starts from."""

from typing import TYPE_CHECKING, Any, cast

from flask import g, request
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, SubmitField
from wtforms.fields.core import Field

from casework.errors import RuleBroken

if TYPE_CHECKING:
    from wtforms import Form as FlaskForm  # Flask-WTF ships no types; its form is one of WTForms'
else:
    from flask_wtf import FlaskForm

_SENDING_METHODS = frozenset(["POST", "PUT", "PATCH", "DELETE"])
_OK = 200
_UNPROCESSABLE = 422


def fill_in(typed: "MultiDict[str, str]") -> None:
    """Let the forms of this page open with what was typed before, as if it stood there still."""
    g.typed_before = typed


def typed_before() -> "MultiDict[str, str] | None":
    """Return what was typed on this page before, when it was not saved."""
    return cast("MultiDict[str, str] | None", g.get("typed_before"))


def is_filled_in() -> bool:
    """Say whether a form of this page has opened with what was typed before."""
    return bool(g.get("is_filled_in"))


class Form(FlaskForm):
    """A form with a CSRF token whose values fit an action's keyword arguments."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take what is sent or, on a page that is opened, what was typed before."""
            typed = typed_before()
            if typed is None or not _takes(form, formdata, typed):
                return super().wrap_formdata(form, formdata)
            g.is_filled_in = True
            return typed

    def is_submitted(self) -> bool:
        """Whether the request sends the form rather than asks for it."""
        return request.method in _SENDING_METHODS

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and every field is in order."""
        return self.is_submitted() and self.validate(extra_validators)

    def values(self) -> dict[str, Any]:
        """What was filled in, by field name, without the token and the buttons."""
        return {field.name: field.data for field in self if _is_filled_in(field)}

    def reject(self, broken: RuleBroken) -> None:
        """Show a broken rule at the field it names, or above the form if it names none."""
        field = self._fields.get(broken.field) if broken.field else None
        if field is None:
            self.form_errors.append(broken.message)
        else:
            field.errors = [*field.errors, broken.message]

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows the form: 422 when it comes back."""
        return _UNPROCESSABLE if self.is_submitted() else _OK

    @property
    def faulty_fields(self) -> list[Field]:
        """The visible fields with errors, in the order of the form."""
        return [field for field in self if field.errors and not isinstance(field, HiddenField)]

    @property
    def general_errors(self) -> list[str]:
        """Errors that belong to no visible field."""
        hidden = [field for field in self if isinstance(field, HiddenField)]
        return [*self.form_errors, *(error for field in hidden for error in field.errors)]


def _is_filled_in(field: Field) -> bool:
    return field.name != "csrf_token" and not isinstance(field, SubmitField)


def _takes(form: Any, formdata: Any, typed: "MultiDict[str, str]") -> bool:
    """Whether a form opens with what was typed: it was told to, or it knows a field of it."""
    opens = formdata is _Auto and request.method not in _SENDING_METHODS
    return formdata is typed or (opens and any(name in typed for name in form._fields))
