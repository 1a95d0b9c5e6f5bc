"""What became of a need: how it was met, by whom, what the family says, who was asked to help."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from casework.children.facts import ChildFacts
from casework.children.rules import age_on
from casework.cli.demo.dice import Dice
from casework.cli.demo.lives import Life
from casework.disclosures.models import Basis, Disclosure
from casework.needs.models import Helper, NeedStatus, NeedStep, StepKind
from casework.referrals.models import Referral, ReferralOutcome, ReferralState

#: How each kind is met, as a rule.
_WAYS = {
    "medical": "treated",
    "money": "relief",
    "goods": "goods",
    "tutoring": "tutored",
    "psych": "counselled",
    "legal": "legal_help",
    "hukou": "papers",
    "schooling": "back_at_school",
    "care": "cared_for",
    "safety": "made_safe",
}
_HELPERS = {
    Helper.VILLAGE: 5.0,
    Helper.TOWNSHIP: 3.0,
    Helper.VOLUNTEER: 1.0,
    Helper.FAMILY: 1.0,
}
#: Kinds that go to somebody outside: kind of recipient, who, what for.
_ASKED = {
    "medical": ("hospital", "青禾县人民医院", "请安排检查，能减免的请减免。"),
    "schooling": ("education", "青禾县教育局", "请帮助孩子返校，落实资助。"),
    "hukou": ("police", "石桥派出所", "请协助办理落户。"),
}
_REPLY_DAYS = timedelta(days=7)
_ANSWER = "已经办好，材料已退回。"


class Writes(Protocol):
    """A child's file in the making."""

    id: UUID
    life: Life

    def add(self, model: Any, at: Any, row: dict[str, Any], sealed: dict[str, Any]) -> UUID: ...


def ending(kind: str, status: NeedStatus, closed_on: date | None, dice: Dice) -> dict[str, Any]:
    """Return the plain columns and the sealed values of a need's end."""
    if status is not NeedStatus.SOLVED or closed_on is None:
        return {"helped_by": None, "confirmed_on": None}
    is_asked = dice.happens(0.7)
    helper = Helper.REFERRAL if kind in _ASKED and dice.happens(0.4) else dice.share(_HELPERS)
    said = {"by": dice.one(("child", "carer")), "satisfied": "yes", "words": None}
    return {
        "helped_by": helper,
        "confirmed_on": closed_on if is_asked else None,
        "solution": _WAYS.get(kind, "other"),
        "confirmation": said if is_asked else None,
    }


def add_steps(file: Writes, need_id: UUID, kind: str, row: Mapping[str, Any], number: str) -> None:
    """Add what was done about a need: a call, an end, and a referral where one was made."""
    dice = Dice(f"{need_id}/steps")
    common = {"need_id": need_id, "account_id": row["account_id"]}
    opened_on, closed_on = row["opened_on"], row["closed_on"]
    if closed_on is not None:
        told = common | {"kind": StepKind.CLOSED, "done_on": closed_on}
        file.add(NeedStep, dice.instant(closed_on), told, {"words": None})
    elif dice.happens(0.5):
        told = common | {"kind": StepKind.DONE, "done_on": opened_on}
        file.add(NeedStep, dice.instant(opened_on), told, {"words": "打电话问过了，正在联系。"})
    is_referred = row["helped_by"] is Helper.REFERRAL
    if kind in _ASKED and (is_referred or (closed_on is None and dice.happens(0.3))):
        _refer(file, dice, kind, {**row, "need_id": need_id, "number": number})


def _sheet(facts: ChildFacts, row: Mapping[str, Any]) -> dict[str, str]:
    """Return what the other side was shown: the child as it was when the sheet was sent."""
    age = age_on(facts.birth_on, row["opened_on"]) if facts.birth_on else None
    told = {"name": facts.name, "age": None if age is None else f"{age}周岁", "need": row["label"]}
    return {code: value for code, value in told.items() if value}


def _refer(file: Writes, dice: Dice, kind: str, row: Mapping[str, Any]) -> None:
    """Add a referral as it stands today, and what it gave away."""
    recipient_kind, recipient, about = _ASKED[kind]
    sheet = _sheet(file.life.facts, row)
    sent_on, closed_on = row["opened_on"], row["closed_on"]
    at, village = dice.instant(sent_on), file.life.village_on(sent_on).code
    given = {
        "counted_region_code": village,
        "recipient_kind": recipient_kind,
        "basis": Basis.CONSENT,
        "account_id": row["account_id"],
    }
    told = given | {
        "need_id": row["need_id"],
        "number": row["number"],
        "state": ReferralState.CLOSED if closed_on else ReferralState.SENT,
        "is_urgent": False,
        "prepared_on": sent_on,
        "sent_on": sent_on,
        "reply_due_on": sent_on + _REPLY_DAYS,
        "answered_on": closed_on,
        "ended_on": closed_on,
        "must_be_checked": False,
        "checked_on": None,
        "checked_by": None,
        "version": 1,
    }
    answer = {"outcome": ReferralOutcome.SOLVED.value, "by": None, "words": _ANSWER}
    said = {"recipient": recipient, "about": about, "fields": list(sheet)}
    more = {
        "sheet": sheet,
        "consent": {"by": "照料人，当面", "on": sent_on.isoformat()},
        "answer": answer if closed_on else None,
    }
    referral_id = file.add(Referral, at, told, said | more)
    entry = given | {"given_on": sent_on, "subject_id": referral_id}
    file.add(Disclosure, at, entry, said)
