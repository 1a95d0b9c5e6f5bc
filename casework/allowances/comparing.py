"""What was due against what was paid, for one child and month: pure, and told neutrally.

Nothing is claimed back here; what was repaid is a payment with a negative amount.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from casework.allowances.rules import Judgement, total
from casework.identifiers import normalise_name
from casework.labels import LabelledEnum
from casework.texts import Text

#: Money of such a child goes to the home's own account.
INSTITUTION = "institution"


class Finding(LabelledEnum):
    """How what was paid differs from what was due."""

    UNPAID = "unpaid", "应发未发"
    NOT_DUE = "not-due", "不应发却发了"
    AMOUNT = "amount", "金额不一致"
    HOLDER = "holder", "户名不是孩子或监护人"
    TWICE = "twice", "重复发放"
    TOLD = "told", "走访说没收到"
    STRAY = "stray", "对不上人"


@dataclass(frozen=True)
class Paid:
    """One payment as it is compared."""

    amount: Decimal
    kind: str | None = None
    holder: str | None = None


@dataclass(frozen=True)
class Difference:
    """One finding about a child's month, in words."""

    finding: Finding
    text: Text
    due: Decimal | None
    paid: Decimal


def compare(
    judgement: Judgement,
    paid: Sequence[Paid],
    holders: Collection[str],
    *,
    is_told_not_received: bool = False,
) -> list[Difference]:
    """Return how a month differs; an empty list where all is as it should be.

    ``holders`` are the names that an account may bear: the child's and its guardians'.
    """
    found = [*_sums(judgement, paid), *_holder(judgement, paid, holders)]
    sum_paid = total(each.amount for each in paid)
    if is_told_not_received and sum_paid > 0:
        text = Text("账上已发，走访时家里说没有收到")
        found.append(Difference(Finding.TOLD, text, _amount(judgement), sum_paid))
    return found


def _sums(judgement: Judgement, paid: Sequence[Paid]) -> list[Difference]:
    due = judgement.entitlement
    fitting = [each for each in paid if due is not None and each.kind in (None, due.kind)]
    others = [each for each in paid if each not in fitting]
    found: list[Difference] = []
    beside = total(each.amount for each in others)
    if beside != 0:
        text = Text("发了别的种类") if due is not None else judgement.reason
        found.append(Difference(Finding.NOT_DUE, text, None, beside))
    if due is None:
        return found
    got = total(each.amount for each in fitting)
    if due.amount is not None and got == due.amount:
        return found
    if got == 0:
        text = Text("没有实发；%(why)s", why=due.reason)
        found.append(Difference(Finding.UNPAID, text, due.amount, got))
    elif due.amount is None:
        found.append(Difference(Finding.AMOUNT, Text("没有标准，不能核对金额"), None, got))
    elif _is_twice(fitting):
        times = sum(each.amount > 0 for each in fitting)
        text = Text("这个月发了%(times)s次", times=times)
        found.append(Difference(Finding.TWICE, text, due.amount, got))
    else:
        more, gap = got > due.amount, abs(got - due.amount)
        text = (
            Text("实发比应发多%(gap)s元", gap=gap)
            if more
            else Text("实发比应发少%(gap)s元", gap=gap)
        )
        found.append(Difference(Finding.AMOUNT, text, due.amount, got))
    return found


def _is_twice(paid: Sequence[Paid]) -> bool:
    """Say whether the same sum came more often than it went back."""
    net: Counter[Decimal] = Counter()
    for each in paid:
        net[abs(each.amount)] += 1 if each.amount > 0 else -1
    return any(times > 1 for times in net.values())


def _holder(
    judgement: Judgement, paid: Sequence[Paid], holders: Collection[str]
) -> list[Difference]:
    due = judgement.entitlement
    if due is not None and due.tier == INSTITUTION:
        return []
    allowed = {_plain(name) for name in holders}
    strangers = [
        each
        for each in paid
        if each.holder and each.amount > 0 and _plain(each.holder) not in allowed
    ]
    if not strangers:
        return []
    names = "、".join(dict.fromkeys(each.holder or "" for each in strangers))
    text = Text("钱到了“%(names)s”的账户", names=names)
    sum_paid = total(each.amount for each in strangers)
    return [Difference(Finding.HOLDER, text, _amount(judgement), sum_paid)]


def _plain(name: str) -> str:
    return "".join(normalise_name(name).split())


def _amount(judgement: Judgement) -> Decimal | None:
    return judgement.entitlement.amount if judgement.entitlement else None
