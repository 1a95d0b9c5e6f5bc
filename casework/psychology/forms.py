"""The forms of psychological care: those of the child's workers, and those of a counsellor."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.fields.core import Field

from casework import clock
from casework.practice import queries as practice
from casework.practice.rules.assessment import Item, Template
from casework.ui.fields import (
    ChoiceField,
    DateField,
    DropdownField,
    LongTextField,
    NumberField,
    PastDateField,
    TickField,
)
from casework.ui.forms import Form

_SHORT, _LONG = 300, 2000
_LONGEST_SESSION = 600
_CONSENT_HINT = "没有同意也照常转介，以后再补。"
_OUTCOMES = "psychology_outcome"


class ReferForm(Form):
    """Why the child is sent to a counsellor, and what the guardian says."""

    why = LongTextField(
        "为什么要找心理服务人员",
        required=True,
        max_length=_SHORT,
        hint="写看到的、听到的，不下诊断。这些话转给心理服务人员看。",
    )
    urgent = TickField("孩子说过不想活、伤害自己的话，或者做过")
    consent = ChoiceField("监护人同意吗", hint=_CONSENT_HINT)
    consent_words = LongTextField("监护人怎么说（可不填）", max_length=_SHORT, rows=2)

    def __init__(self, region_code: str, **data: Any) -> None:
        self._region = region_code
        super().__init__(data=data)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the answers of the practice before what was sent is read."""
        labels = practice.psychology(self._region).consent_labels
        self.consent.choices = list(labels.items())
        super().process(*args, **options)


class ConsentForm(Form):
    """How the guardian answered afterwards."""

    answer = ChoiceField("监护人同意吗", required=True)
    words = LongTextField("监护人怎么说（可不填）", max_length=_SHORT, rows=2)

    def __init__(self, region_code: str, kept: Mapping[str, Any]) -> None:
        self._region = region_code
        super().__init__(data={"answer": kept.get("answer"), "words": kept.get("words")})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the answers of the practice before what was sent is read."""
        labels = practice.psychology(self._region).consent_labels
        self.answer.choices = list(labels.items())
        super().process(*args, **options)


class SettleForm(Form):
    """Why nobody is sent to a counsellor."""

    words = LongTextField(
        "现在孩子怎么样，为什么不用转介",
        required=True,
        max_length=_SHORT,
        rows=3,
        hint="例如：又去看过两次，孩子说开了，和平时一样。",
    )


class SessionForm(Form):
    """A meeting with the child: how long, what it was about, when again."""

    on_day = PastDateField("哪天", required=True)
    way = ChoiceField("怎么谈的", required=True)
    minutes = NumberField("谈了多久", unit="分钟", least=1, most=_LONGEST_SESSION)
    words = LongTextField(
        "这次谈了什么", required=True, max_length=_LONG, rows=6, hint="只有您和接手的人看得到。"
    )
    next_on = DateField("下次见面（可不填）")

    def __init__(self, region_code: str) -> None:
        self._region = region_code
        super().__init__(data={"on_day": clock.today(), "way": "face"})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the ways of the practice before what was sent is read."""
        self.way.choices = list(practice.psychology(self._region).ways.items())
        super().process(*args, **options)


class CloseForm(Form):
    """How a case ends."""

    outcome = DropdownField("结果", required=True, hint="村里和乡镇看得到结果，看不到下面的小结。")
    words = LongTextField("小结（可不填）", max_length=_LONG, rows=5)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the outcomes of the list before what was sent is read."""
        self.outcome.choices = list(practice.codes(_OUTCOMES).items())
        super().process(*args, **options)


class HandOverForm(Form):
    """Who takes a case over."""

    account = ChoiceField("交给谁", required=True)
    words = LongTextField("给接手的人的话（可不填）", max_length=_LONG, rows=4)

    def __init__(self, colleagues: Mapping[UUID, str]) -> None:
        self._colleagues = colleagues
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the colleagues of the county before what was sent is read."""
        self.account.choices = [(str(key), name) for key, name in self._colleagues.items()]
        super().process(*args, **options)


def screening_form(template: Template) -> Form:
    """Return the questions of a screening with its day, its words and the next day."""
    fields: dict[str, Field] = {"on_day": PastDateField("哪天", required=True)}
    fields |= {item.code: _asked(item) for item in template}
    fields["words"] = LongTextField(
        "孩子的原话和您的看法（可不填）", max_length=_LONG, rows=5, hint="只有您和接手的人看得到。"
    )
    fields["next_on"] = DateField("下次见面（可不填）")
    kind: type[Form] = type("ScreeningForm", (Form,), fields)
    return kind(data={"on_day": clock.today()})


def screened(form: Form, template: Template) -> dict[str, Any]:
    """Return what a screening found, as arguments of the act."""
    answers = {item.code: form[item.code].data for item in template}
    return {
        "on_day": form["on_day"].data,
        "answers": {code: data for code, data in answers.items() if data},
        "words": form["words"].data,
        "next_on": form["next_on"].data,
    }


def _asked(item: Item) -> Field:
    choices = [(choice.code, choice.label) for choice in item.choices]
    alarming = [choice.code for choice in item.choices if choice.alert]
    return ChoiceField(item.label, choices=choices, alarming=alarming, hint=item.hint or "")
