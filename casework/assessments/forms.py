"""The forms of an assessment: begin, answer, finish, decide."""

from typing import Any

from wtforms.fields.core import Field

from casework import clock
from casework.assessments import queries
from casework.assessments.models import Assessment
from casework.practice import queries as practice
from casework.practice.rules.assessment import Indicator, Item, Template
from casework.ui.fields import (
    ChoiceField,
    LongTextField,
    NameField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_SHORT, _LONG = 200, 500
OTHER, LATER = "other", "later"


class StartForm(Form):
    """Which form, and on which day it was done."""

    template = ChoiceField("用哪张表", required=True)
    assessed_on = PastDateField("评估日期", required=True)

    def __init__(self, template: str | None) -> None:
        super().__init__(data={"template": template, "assessed_on": clock.today()})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the forms that hold today before what was sent is read."""
        self.template.choices = [(each.code, each.title) for each in practice.assessments()]
        super().process(*args, **options)


class SecondForm(Form):
    """Who the other assessor is: an account of the place, or somebody from outside by name."""

    second = ChoiceField("第二评估人")
    name = NameField("姓名")
    office = TextField("单位或者身份", hint="例如：某社工机构、村妇联主席、班主任。")

    def __init__(self, assessment: Assessment, **data: Any) -> None:
        self._colleagues = queries.colleagues(assessment)
        super().__init__(data={**_second_of(assessment), **data})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the workers of the place before what was sent is read."""
        people = [(str(account_id), name) for account_id, name in self._colleagues]
        self.second.choices = [*people, (OTHER, "别的人"), (LATER, "以后再补")]
        super().process(*args, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the name of somebody from outside."""
        fine: bool = super().validate(extra_validators)
        if self.second.data == OTHER and not self.name.data and not self.name.errors:
            self.name.errors = ["请填写“姓名”"]
        return fine and not self.faulty_fields

    def said(self) -> dict[str, str] | None:
        """Return the other assessor; None where there is none yet."""
        match self.second.data:
            case None | "later":
                return None
            case "other":
                return {"name": self.name.data, "office": self.office.data or ""}
            case account:
                return {"account": account}


class FinishForm(SecondForm):
    """The last page: who else was there, and what the child said."""

    child_words = LongTextField(
        "孩子自己怎么说",
        max_length=_LONG,
        hint="用孩子的原话，可不填。孩子不愿意说的不要追问。",
    )

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(assessment, child_words=assessment.child_words)


class DecideForm(Form):
    """The level, and why it is not the proposed one."""

    level = ChoiceField("结论", required=True)
    reason = LongTextField(
        "原因", max_length=_LONG, rows=3, hint="和建议的等级一样时可不填；不一样时必须写。"
    )

    def __init__(self, template: Template, proposed: str | None) -> None:
        self._levels = template.levels
        super().__init__(data={"level": proposed})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the levels of the form before what was sent is read."""
        self.level.choices = [(level.code, level.label) for level in self._levels]
        super().process(*args, **options)


def step_form(indicator: Indicator, assessment: Assessment) -> Form:
    """Return the questions of one step, filled in with what was answered before."""
    fields: dict[str, Field] = {}
    for item in indicator.items:
        fields[item.code] = _asked(item)
        fields[item.note_code] = LongTextField("怎么看出来的（可不填）", max_length=_SHORT, rows=2)
    answers, notes = assessment.answers, assessment.notes
    filled = {code: answers[code] for code in fields if code in answers}
    filled |= {item.note_code: notes.get(item.code) for item in indicator.items}
    kind: type[Form] = type("StepForm", (Form,), fields)
    return kind(data=filled)


def said(form: Form, indicator: Indicator) -> dict[str, dict[str, Any]]:
    """Return the answers and the words of one step, as arguments of the act."""
    answers = {item.code: form[item.code].data for item in indicator.items}
    return {
        "answers": {code: data for code, data in answers.items() if data},
        "notes": {item.code: form[item.note_code].data for item in indicator.items},
    }


def _asked(item: Item) -> Field:
    choices = [(choice.code, choice.label) for choice in item.choices]
    alarming = [choice.code for choice in item.choices if choice.level]
    return ChoiceField(item.label, choices=choices, alarming=alarming, hint=item.hint or "")


def _second_of(assessment: Assessment) -> dict[str, Any]:
    known = assessment.second or {}
    if "account" in known:
        return {"second": known["account"]}
    if known:
        return {"second": OTHER, "name": known["name"], "office": known["office"]}
    return {"second": LATER}
