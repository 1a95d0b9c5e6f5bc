"""The pages of a draft: each opens with what is known and says what was filled in."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.care_agreements.blocks import Agrees, Answer, Heard, Means, PaidBy, Step, Terms, day
from casework.care_agreements.models import AgreementState, CareAgreement
from casework.care_agreements.rules import day_before
from casework.children.models import Child
from casework.practice import queries as practice
from casework.texts import Text
from casework.ui.fields import (
    AmountField,
    ChoiceField,
    ChoicesField,
    DateField,
    EnumField,
    EnumsField,
    LongTextField,
    NameField,
    NumberField,
    PastDateField,
    PhoneField,
    TextField,
)
from casework.ui.formats import masked_id, masked_phone
from casework.ui.forms import Form

_ALL_NO, _SOME = "no", "yes"
_NOT_YET = Answer.NOT_YET.value
_MOST_DAYS = 31


class StepForm(Form):
    """One page of a draft."""

    step: Step

    def __init__(self, viewer: Viewer, child: Child, agreement: CareAgreement) -> None:
        self.viewer, self.child, self.agreement = viewer, child, agreement
        self.terms = Terms(agreement.terms)
        self.care = practice.care_rules(child.region_code)
        super().__init__(data=self.known())

    def known(self) -> dict[str, Any]:
        """Return with what the page opens, by field."""
        return dict(self.terms.block(self.step.value))

    @property
    def covered(self) -> Collection[str]:
        """The fields that open empty: of what is known only the end is told."""
        return ()

    def process(self, *args: Any, **options: Any) -> None:
        """Say of each covered field what is known, without showing it."""
        known, shown = self.known(), dict(options.pop("data", None) or {})
        options["data"] = {name: v for name, v in shown.items() if name not in self.covered}
        super().process(*args, **options)
        for name in self.covered:
            if known.get(name):
                self[name].description = _told(name, known[name])

    def kept(self, name: str) -> Any:
        """Return what a covered field says now; left empty, what was known stays."""
        return self[name].data or self.known().get(name)

    def said(self) -> Mapping[str, Any]:
        """Return the block as it was filled in."""
        return self.values()

    def term(self) -> tuple[date, date] | None:
        """Return the term, where the page asks for it."""
        return None


class TermForm(StepForm):
    """Why the child is entrusted, and for how long."""

    step = Step.TERM

    reason = ChoiceField("为什么委托", required=True)
    reason_note = TextField("具体原因", hint="选了“其他原因”的请写明。")
    from_on = DateField("从哪天开始", required=True)
    last_on = DateField("到哪天为止", required=True, hint="含当天。")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the reasons of the region before what was sent is read."""
        self.reason.choices = [(each.code, each.label) for each in self.care.reasons]
        super().process(*args, **options)

    def known(self) -> dict[str, Any]:
        """Return the reason and the term as they stand."""
        until_on = self.agreement.until_on
        last_on = day_before(until_on) if until_on else None
        return {**super().known(), "from_on": self.agreement.from_on, "last_on": last_on}

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for words where the reason alone says nothing."""
        fine: bool = super().validate(extra_validators)
        reason = self.care.reason(self.reason.data)
        if reason and reason.needs_note and not self.reason_note.data:
            self.reason_note.errors = ["请写明具体原因"]
        return fine and not self.faulty_fields

    def said(self) -> Mapping[str, Any]:
        """Return the reason; the term has columns of its own."""
        return {"reason": self.reason.data, "reason_note": self.reason_note.data}

    def term(self) -> tuple[date, date]:
        """Return the term, half-open."""
        return self.from_on.data, self.last_on.data + timedelta(days=1)


class OpinionForm(StepForm):
    """What the child thinks: asked by whom, when, in what words."""

    step = Step.OPINION

    heard = EnumField("问过孩子吗", enum=Heard, required=True)
    agrees = EnumField("孩子愿意吗", enum=Agrees)
    words = LongTextField("孩子怎么说的", max_length=300, rows=3, hint="照孩子的原话写。")
    asked_by = NameField("谁问的")
    asked_on = PastDateField("哪天问的")

    def known(self) -> dict[str, Any]:
        """Return what was noted; who asks now, and today, where nothing was."""
        told = super().known()
        told["heard"] = Heard(told["heard"]) if told.get("heard") else None
        told["agrees"] = Agrees(told["agrees"]) if told.get("agrees") else None
        told["asked_on"] = day(told.get("asked_on")) or clock.today()
        told.setdefault("asked_by", name_of(self.viewer))
        return told


class BarsForm(StepForm):
    """What keeps somebody from being entrusted: declared by the carer, verified by the village."""

    step = Step.BARS

    declared = ChoiceField(
        "受委托人自己说",
        choices=[(_ALL_NO, "每一项都没有"), (_SOME, "有其中一项")],
        alarming=[_SOME],
    )
    declared_bars = ChoicesField("受委托人说有的是哪一项")
    verified = ChoiceField(
        "村（居）委会核实",
        choices=[
            (_ALL_NO, "每一项都核实了，没有"),
            (_NOT_YET, "还没核实"),
            (_SOME, "各项不一样，分开点"),
        ],
        alarming=[_SOME],
        hint="可以问邻居、村干部、派出所。还没核实的也能签，以后补。",
    )
    verified_bars = ChoicesField("核实确实有的")
    open_bars = ChoicesField("还没核实的")

    def process(self, *args: Any, **options: Any) -> None:
        """Offer the bars of the law before what was sent is read."""
        for field in (self.declared_bars, self.verified_bars, self.open_bars):
            field.choices = [(bar.code, bar.short) for bar in self.care.bars]
        super().process(*args, **options)

    def known(self) -> dict[str, Any]:
        """Return the answers by bar as the few taps that gave them."""
        declared, verified = self.terms.bars("declared"), self.terms.bars("verified")
        answers = set(verified.values())
        told = answers.pop() if len(answers) == 1 else _SOME if answers else None
        return {
            "declared": _tap(declared),
            "declared_bars": _with(declared, Answer.YES),
            "verified": told,
            "verified_bars": _with(verified, Answer.YES),
            "open_bars": _with(verified, Answer.NOT_YET) if told == _SOME else [],
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask which one, where it was said that there is one."""
        fine: bool = super().validate(extra_validators)
        if self.declared.data == _SOME and not self.declared_bars.data:
            self.declared_bars.errors = ["请点出有的是哪一项"]
        if self.verified.data == _SOME and not (self.verified_bars.data or self.open_bars.data):
            self.verified_bars.errors = ["请点出有的，或者还没核实的是哪一项"]
        return fine and not self.faulty_fields

    def said(self) -> Mapping[str, Any]:
        """Return an answer for each bar."""
        return {"declared": self._declared(), "verified": self._verified()}

    def _declared(self) -> Mapping[str, str]:
        if self.agreement.state is not AgreementState.DRAFT:
            return self.terms.bars("declared")  # signed: the carer's own word stands
        if self.declared.data is None:
            return {}
        yes = self.declared_bars.data if self.declared.data == _SOME else ()
        return {b.code: Answer.YES.value if b.code in yes else _ALL_NO for b in self.care.bars}

    def _verified(self) -> dict[str, str]:
        told = self.verified.data
        if told is None:
            return {}
        found = {bar.code: _NOT_YET if told == _NOT_YET else _ALL_NO for bar in self.care.bars}
        if told == _SOME:
            found |= dict.fromkeys(self.open_bars.data, _NOT_YET)
            found |= dict.fromkeys(self.verified_bars.data, Answer.YES.value)
        return found


class SupportForm(StepForm):
    """Money, contact, whom to call, and what a doctor may do."""

    step = Step.SUPPORT

    amount = AmountField("每月生活费", hint="没有说定的可以不填。")
    paid_by = EnumField("怎么给", enum=PaidBy)
    contact_days = NumberField("至少几天联系一次", least=1, most=_MOST_DAYS, unit="天")
    contact_by = EnumsField(
        "怎么联系", enum=Means, members=(Means.VIDEO, Means.PHONE, Means.MESSAGE)
    )
    urgent = ChoiceField(
        "孩子急病、受伤，父母一时联系不上，受委托人可以先同意抢救吗",
        choices=[("yes", "可以"), ("no", "不可以，要等父母")],
    )
    first_name = NameField("紧急联系人一")
    first_phone = PhoneField("紧急联系人一的电话")
    second_name = NameField("紧急联系人二")
    second_phone = PhoneField("紧急联系人二的电话")
    extra = LongTextField("双方还说好了什么", max_length=300, rows=3)

    covered = ("first_phone", "second_phone")

    def known(self) -> dict[str, Any]:
        """Return what was noted, as the fields have it."""
        told = super().known()
        told["paid_by"] = PaidBy(told["paid_by"]) if told.get("paid_by") else None
        told["contact_by"] = [Means(value) for value in told.get("contact_by") or ()]
        told.setdefault("contact_days", self.care.contact_days)
        return told

    def said(self) -> Mapping[str, Any]:
        """Return what was filled in; money as it was written."""
        told, before = self.values(), self.known()
        for who in ("first", "second"):
            if told[f"{who}_name"] == before.get(f"{who}_name"):
                told[f"{who}_phone"] = self.kept(f"{who}_phone")
        amount = told.pop("amount")
        return {**told, "amount": None if amount is None else str(amount)}


def name_of(viewer: Viewer) -> str | None:
    """Return what a viewer is called."""
    return accounts.names_of({viewer.account_id}).get(viewer.account_id)


def _told(name: str, value: str) -> Text:
    if name.endswith("address"):
        return Text("已有住址，不改就空着。")
    masked = masked_id(value) if name.endswith("number") else masked_phone(value)
    return Text("已有：%(number)s。不改就空着。", number=masked)


def _tap(answers: Mapping[str, str]) -> str | None:
    if not answers:
        return None
    return _SOME if Answer.YES.value in answers.values() else _ALL_NO


def _with(answers: Mapping[str, str], wanted: Answer) -> list[str]:
    return [code for code, answer in answers.items() if answer == wanted.value]
