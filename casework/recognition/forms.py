"""The forms of recognition: applying, handing in, verifying, deciding, ending."""

from collections.abc import Iterable, Sequence
from typing import Any

from casework.practice import queries as practice
from casework.practice.rules.recognition import Material, RecognitionRules
from casework.recognition.actions import Applicant
from casework.recognition.actions.ending import REASONS
from casework.recognition.rules import Opinion
from casework.ui.fields import (
    ChoiceField,
    ChoicesField,
    DropdownField,
    EnumField,
    LongTextField,
    NameField,
    PastDateField,
    PhoneField,
    TextField,
)
from casework.ui.forms import Form

_LONG = 1000
_CONFIRM, _REFUSE, _SEND_BACK = "confirm", "refuse", "send_back"
_END, _KEEP = "end", "keep_on"


class ApplyForm(Form):
    """Who applies for what, and which papers are at hand: none of them is asked for."""

    category = ChoiceField("申请哪一类", required=True)
    applicant_kind = ChoiceField("谁来申请", required=True)
    name = NameField("申请人姓名")
    relation = DropdownField("申请人是孩子的什么人")
    phone = PhoneField("申请人电话")
    authorised = TextField("委托说明", hint="亲属代办的写：谁委托的，有没有委托书。")
    applied_on = PastDateField("哪一天申请的", hint="不填就是今天。期限从这一天的第二天算起。")
    words = LongTextField("家里的情况", max_length=_LONG, rows=4, hint="照申请人说的写。")
    seen = ChoicesField("看过原件的材料", hint="没有也可以先申请，能用部门数据比对的不用跑腿。")
    promised = ChoicesField("答应以后补交的")

    def __init__(self, settings: RecognitionRules) -> None:
        self.settings = settings
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer what the practice knows before what was sent is read."""
        book = practice.categories()
        self.category.choices = [(code, book.label(code)) for code in self.settings.terms]
        self.applicant_kind.choices = list(self.settings.applicants.items())
        self.relation.choices = list(practice.codes("relation").items())
        _offer_papers((self.seen, self.promised), self.settings.all_materials.values())
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        told = self.values()
        kind = told.pop("applicant_kind")
        about = {name: told.pop(name) for name in ("name", "relation", "phone", "authorised")}
        return {**told, "applicant": Applicant(kind, **about)}


class _PapersForm(Form):
    def __init__(self, papers: Sequence[Material]) -> None:
        self.papers = papers
        super().__init__()

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the papers of the category before what was sent is read."""
        fields = [field for field in self if isinstance(field, ChoicesField)]
        _offer_papers(fields, self.papers)
        super().process(*args, **options)


class SupplementForm(_PapersForm):
    """What was handed in; that something cannot be had is said in words."""

    seen = ChoicesField("这次看过原件的")
    promised = ChoicesField("答应以后补交的")
    words = LongTextField(
        "补充说明", max_length=_LONG, rows=3, hint="实在拿不到的，写明为什么，申请照样往下办。"
    )


class VerifyForm(_PapersForm):
    """What the township found."""

    matched = ChoicesField("数据比对一致的", hint="先比对部门数据，比对不到的再看纸质材料。")
    seen = ChoicesField("看过原件的")
    promised = ChoicesField("答应以后补交的")
    opinion = EnumField("查验意见", enum=Opinion, required=True)
    words = LongTextField(
        "查验情况", max_length=_LONG, rows=4, hint="意见和系统推算不一致时，要写明理由。"
    )


class ReasonForm(Form):
    """Why: what is asked for, or why an application is taken back."""

    words = LongTextField("原因", required=True, max_length=_LONG, rows=4)


class AskForm(Form):
    """What is missing, all of it at once."""

    words = LongTextField(
        "缺什么，怎么补",
        required=True,
        max_length=_LONG,
        rows=4,
        hint="一次写全，让家里人看得明白。",
    )


class DecideForm(Form):
    """The county's decision."""

    decision = ChoiceField(
        "决定",
        required=True,
        choices=[(_CONFIRM, "确认"), (_REFUSE, "不予确认"), (_SEND_BACK, "退回重新查验")],
        alarming=(_REFUSE,),
    )
    words = LongTextField(
        "理由",
        max_length=_LONG,
        rows=5,
        hint="不予确认、退回，或者与系统推算不一致时必须写。不予确认的理由会写进通知书。",
    )


class EndForm(Form):
    """Since when the condition is no longer there, and why."""

    ended_on = PastDateField("情形哪一天消失的", required=True, hint="从下个月起停止保障。")
    exit_reason = ChoiceField("终止的原因", required=True)
    words = LongTextField("核实的情况", required=True, max_length=_LONG, rows=4)

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the reasons before what was sent is read."""
        labels = practice.codes("exit_reason")
        self.exit_reason.choices = [(code, labels[code]) for code in REASONS if code in labels]
        super().process(*args, **options)


class GoOnForm(Form):
    """That somebody of 18 is still at school."""

    words = LongTextField("在读情况", max_length=_LONG, rows=4, hint="学校、年级、看过什么证明。")


class DecideEndForm(Form):
    """Whether the support ends."""

    decision = ChoiceField(
        "决定", required=True, choices=[(_END, "确认终止"), (_KEEP, "不终止，继续保障")]
    )
    words = LongTextField(
        "理由", max_length=_LONG, rows=4, hint="继续保障，或者与系统推算不一致时必须写。"
    )


def _offer_papers(fields: Iterable[ChoicesField], papers: Iterable[Material]) -> None:
    offered = [(paper.code, paper.label) for paper in papers]
    for field in fields:
        field.choices = offered
