"""The forms of reporting and handling; the one that reports refuses nothing, it only asks."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import request
from wtforms import HiddenField

from casework.accounts.viewer import Viewer
from casework.mandatory_reports import queries, reading
from casework.mandatory_reports.reading import Content
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.texts import Text
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    LongTextField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_LONG = 4000
_SHORT = 1000


class ReportForm(Form):
    """What somebody saw, heard or was told. Nothing is required."""

    client_id = HiddenField()
    child_id = HiddenField()
    danger = ChoiceField(
        "孩子现在有没有危险", choices=list(reading.DANGER.items()), alarming=["yes"]
    )
    police = ChoiceField("打110了吗", choices=list(reading.POLICE.items()))
    situations = ChoicesField("是哪种情况", hint="拿不准也可以先报，不选也行。")
    child_name = TextField("孩子叫什么", hint="不知道就不填。")
    seen = LongTextField(
        "看到、听到了什么",
        max_length=_LONG,
        rows=4,
        hint="什么时候、在哪里、谁说的。照实写几句就行。",
    )
    child_about = TextField("孩子多大、男孩女孩、住哪里")
    child_said = LongTextField(
        "孩子自己怎么说的",
        max_length=_LONG,
        rows=3,
        hint="照原话写。不要追问、不要让孩子反复讲。",
    )
    whereabouts = TextField("孩子现在在哪里、和谁在一起")
    suspects = LongTextField("可能是谁做的、和孩子什么关系", max_length=_LONG, rows=2)
    police_told = TextField("几点报的警、接警回执号")
    place = ChoiceField("事情在哪里")
    place_words = TextField("别的地方：写清县、乡镇、村", hint="如：青禾县石桥镇柳树村。")
    staff = ChoicesField(
        "有没有涉及村里、乡镇的人",
        choices=list(reading.STAFF.items()),
        hint="选了就只送县里，村里和乡镇看不到。",
    )
    named = ChoicesField("这些人里有涉及的吗", hint="选中的人永远看不到这份报告。")

    def __init__(self, viewer: Viewer, **options: Any) -> None:
        self.viewer = viewer
        super().__init__(**options)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer situations, places and people before what was typed is read."""
        codes = self.viewer.regions
        known = practice.mandatory_reports(codes[0] if codes else "")
        self.situations.choices = list(known.plain.items())
        own = regions.by_codes(codes)
        self.place.choices = [(code, own[code].name) for code in codes if code in own]
        self.place.choices.append((reading.ELSEWHERE, "别的地方"))
        self.named.choices = [
            (str(account_id), Text("%(name)s（%(role)s）", name=account.name, role=account.role))
            for account_id, account in queries.bar_choices(self.viewer)
        ]
        super().process(*args, **options)


def content() -> Content:
    """Return what was sent, whole, without the token of the page."""
    return {name: values for name, values in request.form.lists() if name != "csrf_token"}


class WordsForm(Form):
    """Something to add."""

    text = LongTextField("补充说明", required=True, max_length=_LONG, rows=3)


class _Offering(Form):
    """A form with one choice whose options the page knows."""

    offers: ClassVar[str]

    def __init__(self, choices: Mapping[str, str], **options: Any) -> None:
        self.offered = list(choices.items())
        super().__init__(**options)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the choices before what was sent is read."""
        field: Any = self[self.offers]
        field.choices = self.offered
        super().process(*args, **options)


class PlaceForm(_Offering):
    """Where a report belongs: one of what words may mean, or other words."""

    offers = "place"
    place = ChoiceField("是哪里")
    place_words = TextField("都不是：写清县、乡镇、村", hint="如：青禾县石桥镇柳树村。")


class StepForm(_Offering):
    """What was done about a report."""

    offers = "recipient"
    recipient = ChoiceField("哪个部门")
    text = LongTextField("情况", max_length=_LONG, rows=4)
    tell = TickField("让报告人也看到这段话")


class ReasonForm(Form):
    """Why."""

    reason = LongTextField("为什么", required=True, max_length=_SHORT, rows=3)


class ForwardForm(ReasonForm):
    """Where else a report belongs."""

    place_words = TextField(
        "应当送到哪里", required=True, hint="写清县、乡镇、村，如：青禾县石桥镇柳树村。"
    )


class AccountForm(_Offering):
    """Somebody of an office."""

    offers = "account"
    account = ChoiceField("谁", required=True)
