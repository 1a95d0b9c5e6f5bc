"""The forms about referrals."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from casework.children.models import Child
from casework.disclosures.models import Basis
from casework.needs.models import Need
from casework.practice import queries as practice
from casework.referrals.models import ReferralOutcome, ReferralState
from casework.referrals.sheet import OFFERED
from casework.ui.fields import (
    ChoicesField,
    EnumField,
    LongTextField,
    PastDateField,
    TextField,
    TickField,
)
from casework.ui.forms import Form

_NAME, _SHORT, _LONG = 60, 200, 500


class ReferralForm(Form):
    """Whom one asks, for what, and what they are shown."""

    recipient = TextField(
        "具体是哪一家", required=True, max_length=_NAME, hint="例如：县人民医院儿科。"
    )
    about = LongTextField("请他们帮什么忙", required=True, max_length=_LONG, rows=3)
    is_urgent = TickField("着急，请尽快回复")
    fields = ChoicesField(
        "转介单上写哪些资料", hint="已经选好的是办这件事必需的，够用就不要多选。红色的是敏感信息。"
    )
    basis = EnumField("根据什么提供资料", enum=Basis)
    consent_by = TextField(
        "谁同意的", max_length=_NAME, hint="例如：奶奶，当面说的。还没来得及问的可以先不填。"
    )
    consent_on = PastDateField("哪一天同意的")

    def __init__(self, child: Child, recipient_kind: str, need: Need | None) -> None:
        rules = practice.referral_rules(child.region_code)
        self.least = rules.least(recipient_kind, need.kind if need else None)
        self.sensitive = rules.sensitive
        receiver = rules.receivers[recipient_kind]
        super().__init__(data={"fields": self.least, "basis": Basis(receiver.basis)})

    def process(self, *args: Any, **options: Any) -> None:
        """Offer what a sheet can show, the least of it first."""
        labels = practice.codes("shared_field")
        order = [
            *(c for c in OFFERED if c in self.least),
            *(c for c in OFFERED if c not in self.least),
        ]
        offered: Any = self._fields["fields"]
        offered.choices, offered.alarming = [(code, labels[code]) for code in order], self.sensitive
        super().process(*args, **options)

    def act(self) -> dict[str, Any]:
        """Return the arguments of the act."""
        said = self.values()
        return {**said, "basis": said["basis"] or Basis.DUTY}


class AnswerForm(Form):
    """What came back on the stub."""

    outcome = EnumField("对方怎么说", enum=ReferralOutcome, required=True)
    by = TextField("谁回复的", max_length=_NAME)
    words = LongTextField("回复内容", max_length=_SHORT, rows=3)
    answered_on = PastDateField("哪一天回复的", hint="不填就是今天。")
    closes_need = TickField("办好了的，同时把这项需求办结")

    def __init__(self, *, has_need: bool) -> None:
        super().__init__(data={"closes_need": has_need})
        if not has_need:
            del self.closes_need


class CheckForm(Form):
    """What an office says of the ground on which data were given."""

    note = LongTextField("核对情况", max_length=_SHORT, rows=2, hint="例如：已补问奶奶，同意。")


class EndForm(Form):
    """Why a referral ends."""

    state = EnumField(
        "怎么结束",
        enum=ReferralState,
        members=(ReferralState.CLOSED, ReferralState.WITHDRAWN),
        required=True,
    )
    note = LongTextField("原因", required=True, max_length=_SHORT, rows=3)


def receivers(child: Child, need: Need | None) -> Sequence[tuple[str, str]]:
    """Return whom one may ask, those whom the need is usually taken to first: code and label."""
    labels = practice.codes("recipient_kind")
    codes = practice.referral_rules(child.region_code).usual(need.kind if need else None)
    return [(code, labels[code]) for code in codes]


def consented_on(told: dict[str, Any] | None) -> date | None:
    """Return the day of a consent, where one is known."""
    day = (told or {}).get("on")
    return date.fromisoformat(day) if day else None
