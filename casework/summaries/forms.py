"""The forms of texts, of sets and of corrections."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework.db.base import new_id
from casework.figures.registry import Figure
from casework.summaries.models import SummaryDraft
from casework.ui.fields import ChoicesField, DateField, DropdownField, LongTextField, TextField
from casework.ui.forms import Form

_TITLE, _UNIT, _TEXT, _REASON = 120, 60, 6000, 200


class _OnceForm(Form):
    """A form that makes one thing, however often it is sent."""

    form_id = HiddenField()

    @property
    def client_id(self) -> UUID:
        """The form's own id; one that cannot be read is a new form's."""
        try:
            return UUID(self.form_id.data or "")
        except ValueError:
            return new_id()


class TextForm(_OnceForm):
    """A text: proposed by the figures, written by the office."""

    title = TextField("标题", required=True, max_length=_TITLE)
    text = LongTextField(
        "正文",
        required=True,
        max_length=_TEXT,
        rows=14,
        hint="数字由登记自动算出；请补充做法和效果。不写孩子的姓名、村名和能猜出是谁的细节。",
    )
    unit = TextField("报送单位", max_length=_UNIT)
    #: Whether the figures that are remembered beside the text are those of now from here on.
    renew = HiddenField()

    @classmethod
    def proposed(cls, title: str, text: str, unit: str) -> "TextForm":
        """Return the form that opens with a proposal."""
        opening = {"title": title, "text": text, "unit": unit, "form_id": str(new_id())}
        return cls(data=opening)

    @classmethod
    def of(cls, draft: SummaryDraft) -> "TextForm":
        """Return the form that opens with what was written."""
        return cls(data={"title": draft.title, "text": draft.text, "unit": draft.unit})


class SetForm(_OnceForm):
    """Which figures are reported together, of which place and time."""

    title = TextField(
        "名称", required=True, max_length=_TITLE, hint="例如：2026年寒假关爱服务上报数字。"
    )
    region = DropdownField("地区", required=True)
    first = DateField("从", required=True)
    last = DateField("到", required=True)
    codes = ChoicesField("报哪些数字", required=True)

    def __init__(
        self, places: Sequence[tuple[str, str]], figures: Sequence[Figure], **opening: object
    ) -> None:
        self.places, self.figures = places, figures
        super().__init__(data={"form_id": str(new_id()), **opening})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer places and figures before reading what was sent."""
        self.region.choices = list(self.places)
        self.codes.choices = [(each.code, each.title) for each in self.figures]
        super().process(*args, **options)


class ReasonForm(Form):
    """Why signed figures are corrected."""

    reason = LongTextField("为什么更正", required=True, max_length=_REASON, rows=2)
    seen = HiddenField()

    @property
    def times(self) -> int:
        """How often the set had been signed when the page was opened."""
        told = self.seen.data or ""
        return int(told) if told.isascii() and told.isdecimal() else 0
