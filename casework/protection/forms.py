"""The forms of a protection: the first hour in a few taps, and every later act."""

from typing import Any, ClassVar

from wtforms import HiddenField

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.forms import offers
from casework.children.forms.offers import OfferingForm
from casework.children.models import Child
from casework.practice import queries as practice
from casework.practice.rules.protection import ProtectionRules
from casework.protection import rules
from casework.protection.actions import Beginning, kind_before
from casework.protection.models import Circle, EndReason, ProtectionCase
from casework.protection.reading import UNCLEAR
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    LongTextField,
    NameField,
    PastDateField,
    TextField,
)

_SHORT, _LONG = 200, 1000
#: Needs of the visit form that relief is asked for with.
_RELIEF = ("money", "goods")
#: Who may answer for a child that comes home, and with whom it may live then.
_HOME_KINDS = ("parent", "kin_statutory", "agreed", "designated", "court_changed")
_HOME_CARE = ("parents", "relatives", "other")


class _Wide(ChoicesField):
    """Grounds are sentences: one in a row on a phone."""

    most = 2


class _TwoInARow(ChoiceField):
    """Tiles that stay two in a row on a phone: a long label takes a second line."""

    fit = 6


class _WideOne(ChoiceField):
    most = 2


class BeginForm(OfferingForm):
    """What is said in the first hour; every answer may be left out."""

    later: ClassVar[tuple[str, ...]] = ("place", "relief", "words", "begun_on", "circle")

    grounds = _Wide("出了什么事", hint="说不清的先不选，直接保存。")
    placement = _TwoInARow("孩子今晚住在哪里")
    brought_by = ChoiceField("谁送来的、谁发现的")
    place = TextField("具体地方", max_length=_SHORT, hint="例如：哪个亲戚家、哪个机构、哪家医院。")
    relief = ChoicesField("同时申请临时救助")
    words = LongTextField("当时的情况", max_length=_LONG, rows=4)
    begun_on = PastDateField("从哪一天开始照料的")
    circle = EnumField(
        "谁能看到原因",
        enum=Circle,
        hint="原因要保密的，选“乡镇和县”或者“只有县里”；其他人只看到孩子在依法临时监护。",
    )

    def __init__(self, viewer: Viewer, region_code: str, circle: Circle) -> None:
        self.settings: ProtectionRules = practice.protection(region_code)
        super().__init__(viewer, data={"begun_on": clock.today(), "circle": circle})

    def offer(self) -> None:
        """Offer what the law and the practice of the region know."""
        grounds = [(item.code, item.label) for item in self.settings.grounds]
        self.grounds.choices = [*grounds, (rules.UNCLEAR, UNCLEAR)]
        self.placement.choices = [(item.code, item.label) for item in self.settings.placements]
        self.brought_by.choices = list(self.settings.brought_by.items())
        known = practice.visit_form().needs
        self.relief.choices = [(code, known[code].label) for code in _RELIEF if code in known]
        self.circle.choices = [(each, each.label) for each in rules.circles_of(self.viewer)]

    def told(self) -> Beginning:
        """Return what was said."""
        return Beginning(
            grounds=self.grounds.data,
            placement=self.placement.data,
            place=self.place.data,
            brought_by=self.brought_by.data,
            words=self.words.data,
            begun_on=self.begun_on.data,
            relief=self.relief.data,
            circle=self.circle.data or Circle.VILLAGE,
        )

    @property
    def later_errors(self) -> bool:
        """Whether something is wrong in the part that may be filled in later."""
        return any(self[name].errors for name in self.later)


class FoundForm(BeginForm):
    """The same for a child without a file here: the village it was found in, and what is known."""

    region_code = DropdownField("在哪个村（社区）发现的", required=True)
    name = NameField("孩子姓名", hint="不知道的不填，先记为“身份不明儿童”。")
    sex = ChoiceField("性别", choices=[("1", "男"), ("2", "女"), ("0", "不详")])

    def offer(self) -> None:
        """Offer the villages in reach as well."""
        super().offer()
        self.region_code.choices = offers.villages(self.viewer)


class StepForm(OfferingForm):
    """One later act of a protection: its questions in the order of the page."""

    asks: ClassVar[tuple[str, ...]] = ()
    #: Hidden fields that the way to the page brought along: the id of an assessment.
    carries: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, viewer: Viewer, child: Child, case: ProtectionCase, assessment: str | None = None
    ) -> None:
        self.child, self.case = child, case
        self.settings = practice.protection(child.region_code)
        start = {"on": clock.today(), "assessment": assessment, **self.known()}
        super().__init__(viewer, data=start)

    def known(self) -> dict[str, Any]:
        """Return what the form opens with."""
        return {}

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        return {name: self[name].data for name in (*self.asks, *self.carries)}

    @property
    def questions(self) -> list[Any]:
        """The questions in the order of the page."""
        return [self[name] for name in self.asks]


class _Placing(StepForm):
    placement = _TwoInARow("孩子住在哪里")
    place = TextField("具体地方", max_length=_SHORT)

    def offer(self) -> None:
        """Offer the places of the law."""
        self.placement.choices = [(item.code, item.label) for item in self.settings.placements]

    def known(self) -> dict[str, Any]:
        """Start from where the child lives now."""
        return {"placement": self.case.placement, "place": self.case.place}


class PlaceForm(_Placing):
    """The child lives elsewhere."""

    asks = ("placement", "place", "on", "words")

    placement = _TwoInARow("孩子现在住在哪里", required=True)
    on = PastDateField("从哪一天起", required=True)
    words = LongTextField("说明", max_length=_LONG, rows=3)


class DecideForm(_Placing):
    """The county takes on temporary guardianship."""

    asks = ("from_on", "decided_by", "placement", "place", "words")

    from_on = PastDateField("临时监护从哪一天起", required=True)
    decided_by = TextField("作决定的单位", max_length=_SHORT, hint="例如：青禾县民政局。")
    words = LongTextField("说明", max_length=_LONG, rows=3, hint="书面决定没有出来的，以后补。")

    def known(self) -> dict[str, Any]:
        """The term runs from when the child was taken in."""
        return {**super().known(), "from_on": self.case.begun_on}


class ReviewForm(StepForm):
    """How the child fares, and what it says."""

    asks = ("on", "words", "opinion")
    carries = ("assessment",)

    assessment = HiddenField()
    on = PastDateField("哪一天评估的", required=True)
    words = LongTextField("孩子现在怎么样，能不能回家", required=True, max_length=_LONG, rows=4)
    opinion = LongTextField(
        "孩子自己怎么说",
        max_length=_LONG,
        rows=3,
        hint="尽量写孩子的原话；太小不会说的，写看到的样子。",
    )


class HomeForm(StepForm):
    """The child goes back to its guardians."""

    asks = ("on", "guardianship", "arrangement", "words", "opinion")
    carries = ("assessment",)

    assessment = HiddenField()
    on = PastDateField("哪一天回的家", required=True)
    guardianship = ChoiceField("今后由谁监护", required=True)
    arrangement = ChoiceField("孩子和谁一起生活")
    words = LongTextField(
        "怎么评估的，为什么可以回家",
        required=True,
        max_length=_LONG,
        rows=4,
        hint="谁去看的、家里现在怎么样。没有评估表的也可以办，会注明“未附评估”。",
    )
    opinion = LongTextField("孩子自己怎么说", max_length=_LONG, rows=3)

    def offer(self) -> None:
        """Offer guardians that are not the state."""
        self.guardianship.choices = offers.codes("guardianship_kind", *_HOME_KINDS)
        self.arrangement.choices = offers.codes("care_arrangement", *_HOME_CARE)

    def known(self) -> dict[str, Any]:
        """Most children go back to whoever answered for them before."""
        return {"guardianship": kind_before(self.child)}


class LongForm(StepForm):
    """The state is guardian for good."""

    asks = ("ground", "on", "decided_by", "paper", "words")

    ground = _WideOne("长期监护的情形", required=True)
    on = PastDateField("从哪一天起", required=True)
    decided_by = TextField("作决定的单位", max_length=_SHORT)
    paper = TextField("判决书、决定书文号", max_length=_SHORT, hint="还没有拿到的，以后补。")
    words = LongTextField("说明", max_length=_LONG, rows=3)

    def offer(self) -> None:
        """Offer the grounds of the law."""
        grounds = self.settings.long_grounds
        self.ground.choices = [(item.code, item.label) for item in grounds]


class EndForm(StepForm):
    """It ends otherwise."""

    asks = ("reason", "on", "words")

    reason = EnumField("为什么结束", enum=EndReason, required=True)
    on = PastDateField("哪一天结束的", required=True)
    words = LongTextField("说明", max_length=_LONG, rows=3, hint="孩子以后住在哪里、由谁照看。")


class CircleForm(StepForm):
    """Who may know why."""

    asks = ("circle",)

    circle = EnumField("谁能看到原因", enum=Circle, required=True)

    def offer(self) -> None:
        """Offer the circles that the reader stands in."""
        self.circle.choices = [(each, each.label) for each in rules.circles_of(self.viewer)]

    def known(self) -> dict[str, Any]:
        """Start from now."""
        return {"circle": Circle(self.case.circle)}
