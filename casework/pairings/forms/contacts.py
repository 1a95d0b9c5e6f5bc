"""The forms of contacts: one minute on a phone; and what the child's side does about them."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from casework import clock
from casework.db.base import new_id
from casework.pairings.actions.complaining import Complainant
from casework.pairings.telling import Told
from casework.practice import queries as practice
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    EnumField,
    LongTextField,
    NumberField,
    PastDateField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_LONGEST = 1000
_SHORT = 200
_A_DAY = 24 * 60
_MADE, _TRIED = "made", "tried"
_NO, _YES = "no", "yes"


class ContactForm(Form):
    """One contact, made or only tried. What worries somebody is taken whatever else is missing."""

    client_id = HiddenField()
    was_made = ChoiceField(
        "联系上了吗",
        required=True,
        choices=[(_MADE, "联系上了"), (_TRIED, "没联系上")],
    )
    contacted_on = PastDateField("哪天", required=True)
    way = ChoiceField("怎么联系的")
    services = ChoicesField("做了什么")
    minutes = NumberField("多长时间", unit="分钟", most=_A_DAY)
    child_words = LongTextField(
        "孩子自己怎么说的", max_length=_LONGEST, rows=2, hint="照原话写，不要追问。"
    )
    words = LongTextField(
        "您想记下的", max_length=_LONGEST, rows=2, hint="不要写姓、村名、学校、住址和号码。"
    )
    is_worrying = ChoiceField(
        "有没有让您担心的事",
        choices=[(_NO, "没有"), (_YES, "有，告诉儿童主任")],
        alarming=[_YES],
    )
    worry = LongTextField("担心什么", max_length=_LONGEST, rows=3)
    next_on = DateField("下次哪天联系")

    def __init__(self, longest: int = _LONGEST, **options: Any) -> None:
        super().__init__(**options)
        for field in (self.child_words, self.words, self.worry):
            field.max_length = longest
            field.render_kw = {**(field.render_kw or {}), "data-limit": longest}

    def process(self, *args: Any, **options: Any) -> None:
        """Offer ways and services of the lists; a fresh form is about today."""
        self.way.choices = list(practice.codes("contact_way").items())
        self.services.choices = list(practice.codes("pairing_service").items())
        super().process(*args, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Let a worry pass whatever is missing beside it; everything else is asked for."""
        return super().validate(extra_validators) or self._worries

    @property
    def _worries(self) -> bool:
        return self.is_worrying.data == _YES or bool(self.worry.data)

    @property
    def own_id(self) -> UUID:
        """Return the id of this form; a new one where what was sent is none."""
        try:
            return UUID(self.client_id.data or "")
        except ValueError:
            return new_id()

    def told(self) -> Told:
        """Return what was told, as far as it can be read."""
        minutes = self.minutes.data if isinstance(self.minutes.data, int) else None
        return Told(
            contacted_on=self.contacted_on.data or clock.today(),
            was_made=self.was_made.data == _MADE,
            services=tuple(self.services.data or ()),
            way=self.way.data,
            minutes=minutes if minutes is None or 0 < minutes <= _A_DAY else None,
            child_words=self.child_words.data,
            words=self.words.data,
            worry=self.worry.data,
            is_worrying=self._worries,
            next_on=self.next_on.data,
        )

    @property
    def all_words(self) -> list[str | None]:
        """Return everything that was written freely."""
        return [self.child_words.data, self.words.data, self.worry.data]


def opening() -> dict[str, Any]:
    """Return what a fresh form opens with."""
    return {"client_id": str(new_id()), "contacted_on": clock.today(), "is_worrying": _NO}


class AnswerForm(Form):
    """What came of a worry, or of a contact that had to be looked at."""

    counts = ChoiceField(
        "这次联系算不算数",
        choices=[(_YES, "算"), (_NO, "不算（写错了、重复了）")],
        default=_YES,
    )
    words = LongTextField(
        "看了以后怎么处理的",
        required=True,
        max_length=_LONGEST,
        rows=3,
        hint="比如：当天去家里看了孩子，没有事；或者：已经强制报告。",
    )

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {"words": self.words.data, "counts": self.counts.data != _NO}


class BriefForm(Form):
    """Where and when they meet, and whom the volunteer calls."""

    meeting_point = TextField(
        "在哪里见面",
        max_length=_SHORT,
        hint="志愿者会看到。写“村委会活动室”这样的公共地方，不写村名、住址、学校。",
    )
    next_on = DateField("下次哪天联系")
    contact = TextField(
        "有事打给谁",
        max_length=_SHORT,
        hint="写儿童主任的称呼和电话，不写家里人的。",
    )


class ComplaintForm(Form):
    """What somebody has against a volunteer."""

    by_whom = EnumField("谁说的", enum=Complainant, required=True)
    made_on = PastDateField("哪天说的", required=True)
    words = LongTextField(
        "说了什么",
        required=True,
        max_length=_LONGEST,
        rows=4,
        hint="照原话写。孩子受了伤害的，不要等，马上强制报告。",
    )
    pauses = TickField("马上暂停结对", hint="志愿者马上看不到孩子的内容。以后可以恢复。")

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {**self.values(), "pauses": bool(self.pauses.data)}


class SettleForm(Form):
    """What came of a complaint."""

    words = LongTextField("怎么处理的", required=True, max_length=_LONGEST, rows=3)


def complaint_opening() -> dict[str, date]:
    """Return what a fresh complaint opens with."""
    return {"made_on": clock.today()}
