"""The forms about parents' conditions: each asks only what its condition needs."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from casework import clock
from casework.children.forms import offers
from casework.children.models import ChildPerson
from casework.children.queries import Tie
from casework.eligibility.facts import Known, Paper
from casework.labels import LabelledEnum
from casework.practice import queries as practice
from casework.practice.rules.conditions import Condition
from casework.practice.rules.proposing import Standing
from casework.practice.rules.thresholds import Measure
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    EnumField,
    LongTextField,
    NumberField,
    PastDateField,
    TextField,
)
from casework.ui.forms import Form

_SHORT = 200
_LONGEST_SENTENCE = 1200

#: What each measure asks beside the day.
_ASKED: dict[Measure, tuple[str, ...]] = {
    Measure.AT_ONCE: ("since_on",),
    Measure.GRADE: ("kind", "grade", "since_on"),
    Measure.LISTED: ("listed", "since_on"),
    Measure.TERM: ("since_on", "months", "until_on"),
    Measure.ELAPSED: ("since_on",),
}
_LISTED = {"yes": True, "no": False}


class ConditionForm(Form):
    """What is known of one condition of one parent; everything may be left for later."""

    kind = ChoiceField("残疾类别")
    grade = ChoiceField("残疾等级")
    listed = ChoiceField(
        "这种病在不在当地大病、地方病目录里",
        choices=[("yes", "在"), ("no", "不在"), ("unknown", "还不知道")],
    )
    since_on = PastDateField("从哪天起", hint="不知道的先空着，以后补。")
    months = NumberField(
        "一共多少个月",
        hint="看判决书或者决定书，不知道的先空着。",
        least=0,
        most=_LONGEST_SENTENCE,
        unit="个月",
    )
    until_on = DateField("到哪天为止", hint="不知道的先空着。")
    papers = ChoicesField("看到了哪些材料", hint="没有也能保存，以后补。")
    seen_on = PastDateField("什么时候看到的")
    seen_by = TextField("谁看的", hint="例如：村委会李主任。不填就是您。")
    note = LongTextField("补充说明", max_length=_SHORT, rows=3)
    also = ChoicesField("同一父（母）的兄弟姐妹，一起登记")

    def __init__(
        self,
        about: Condition | Standing,
        known: Known | None = None,
        siblings: Sequence[Tie] = (),
    ) -> None:
        self.about, self.known, self.siblings = about, known, siblings
        super().__init__(data=_opened_with(known))

    def process(self, *args: Any, **options: Any) -> None:
        """Leave out what is not asked, and offer the rest, before what was sent is read."""
        for name in {*self._fields} - {*self.asked, "csrf_token"}:
            del self[name]
        self._name_days()
        if "kind" in self:
            self.kind.choices = offers.codes("disability_kind")
            self.grade.choices = offers.codes("disability_grade")
        if "papers" in self:
            self.papers.choices = self._papers()
        if "also" in self:
            self.also.choices = [(str(tie.child.id), tie.child.name) for tie in self.siblings]
        super().process(*args, **options)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names of the questions, in their order."""
        also = ("also",) if self.siblings else ()
        if isinstance(self.about, Standing):
            begins: tuple[str, ...] = ("since_on",) if self.about.date_label else ()
            return (*begins, *self._end(begins), "note", *also)
        days = _ASKED[self.about.asks.measure]
        return (*days, *self._end(days), "papers", "seen_on", "seen_by", "note", *also)

    def _end(self, days: Sequence[str]) -> tuple[str, ...]:
        has_end = self.known is not None and self.known.until_on is not None
        return ("until_on",) if has_end and "until_on" not in days else ()

    def _name_days(self) -> None:
        """Call the days what the condition calls them."""
        asks = self.about.asks if isinstance(self.about, Condition) else self.about
        if "since_on" in self and asks.date_label:
            self.since_on.label.text = asks.date_label
        if "until_on" in self and asks.end_label:
            self.until_on.label.text = asks.end_label

    def _papers(self) -> list[tuple[str, str]]:
        names = practice.conditions().evidence
        wanted = self.about.evidence if isinstance(self.about, Condition) else ()
        return [(code, names[code]) for code in wanted]

    @property
    def questions(self) -> list[Any]:
        """The questions in the order of the page."""
        return [self[name] for name in self.asked]

    def told(self) -> Known:
        """Return what was said."""
        said = {name: self[name].data for name in self.asked}
        return Known(
            code=self.about.code,
            since_on=said.get("since_on"),
            until_on=said.get("until_on"),
            kind=said.get("kind"),
            grade=said.get("grade"),
            months=said.get("months"),
            listed=_LISTED.get(said.get("listed") or ""),
            papers=self._seen(said.get("papers") or (), said.get("seen_on"), said.get("seen_by")),
            note=said.get("note"),
        )

    def also_for(self) -> list[UUID]:
        """Return the brothers and sisters that were ticked."""
        return [UUID(each) for each in self.also.data] if "also" in self else []

    def _seen(
        self, codes: Sequence[str], seen_on: date | None, seen_by: str | None
    ) -> tuple[Paper, ...]:
        """A paper that was there before keeps who saw it and when, unless both are said anew."""
        before = {paper.code: paper for paper in self.known.papers} if self.known else {}
        return tuple(
            Paper(code, seen_on or clock.today(), seen_by)
            if code not in before or seen_on or seen_by
            else before[code]
            for code in codes
        )


class End(LabelledEnum):
    """Why a condition holds no longer."""

    OVER = "over", "情况结束了"
    WRONG = "wrong", "登记错了，撤回"


class EndForm(Form):
    """From which day a condition holds no longer, or that it never did."""

    why = EnumField("怎么了", enum=End, required=True)
    until_on = DateField("从哪天起没有了")

    def __init__(self, about: Condition | Standing, until_on: date | None) -> None:
        asks = about.asks if isinstance(about, Condition) else about
        super().__init__(data={"why": End.OVER, "until_on": until_on})
        if asks.end_label:
            self.until_on.label.text = asks.end_label

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the day of what is over."""
        fine: bool = super().validate(extra_validators)
        if fine and self.why.data is End.OVER and self.until_on.data is None:
            self.until_on.errors = [_("请填写从哪天起没有了")]
            return False
        return fine


class WhereaboutsForm(Form):
    """Where a parent is or works, and when they were last heard of."""

    whereabouts = TextField("现在在哪里、做什么", hint="例如：在苏州的电子厂。")
    heard_on = PastDateField("孩子最后一次和他（她）联系是哪天", hint="打电话、视频、见面都算。")

    def __init__(self, link: ChildPerson) -> None:
        super().__init__(data={"whereabouts": link.whereabouts, "heard_on": link.heard_on})


def _opened_with(known: Known | None) -> dict[str, Any]:
    if known is None:
        return {}
    listed = {True: "yes", False: "no"}.get(known.listed) if known.listed is not None else None
    return {
        "kind": known.kind,
        "grade": known.grade,
        "listed": listed,
        "since_on": known.since_on,
        "months": known.months,
        "until_on": known.until_on,
        "papers": [paper.code for paper in known.papers],
        "note": known.note,
    }
