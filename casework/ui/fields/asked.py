"""What all fields share: required or not, a hint, a kind that the macros draw by."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms.fields.core import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from casework.texts import Text

Validator = Callable[[BaseForm, Any], object]


class Asked(Field):
    """A question on a form.

    ``kind`` names the way it is drawn; ``demand`` is what asks for a missing answer.
    """

    widget: Any
    kind: ClassVar[str] = "input"
    demand: ClassVar[str] = "请填写“%(label)s”"

    def __init__(
        self,
        label: str,
        validators: Sequence[Validator] = (),
        *,
        required: bool = False,
        hint: str = "",
        **options: Any,
    ) -> None:
        super().__init__(label, [_answered, *validators], description=hint, **options)
        self.required = required

    @property
    def anchor(self) -> str:
        """The id that a link in the error summary leads to."""
        return self.id

    @property
    def states(self) -> dict[str, str]:
        """What screen readers are told about the field: its notes, whether it is needed, wrong."""
        notes = [f"{self.id}-hint"] if self.description else []
        notes += [f"{self.id}-error"] if self.errors else []
        told = {"aria-describedby": " ".join(notes)} if notes else {}
        told |= {"aria-invalid": "true"} if self.errors else {}
        # A group of tiles is no input of its own and may not be called required.
        needed = self.required and self.kind != "choice"
        return told | ({"aria-required": "true"} if needed else {})

    def drawn(self, **attributes: object) -> Markup:
        """The bare input with its states, for the macro that draws the question around it."""
        return self(class_="input", **self.states, **attributes)

    @property
    def missing(self) -> Text:
        """What is said where no answer was given."""
        return Text(self.demand, label=self.label.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered; zero and False are answers."""
        return self.data is None or self.data in ("", [])


def _answered(_form: BaseForm, field: Asked) -> None:
    """Stop at an unreadable or missing answer; say so only where one is required."""
    if field.errors:
        raise StopValidation
    if field.is_empty:
        raise StopValidation(field.missing if field.required else "")
