"""The figures of allowances: who was due, who was paid, and how much; each made of its rows."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from casework.accounts.permissions import Permission
from casework.allowances import queries
from casework.allowances.gathering import demand_reach, gather
from casework.allowances.monthly import judge_all
from casework.clock import Month
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice import queries as practice
from casework.texts import Text

_SINCE = "2026.1"
_GROUP = "基本生活补贴"
#: A page of a floor above.
_FILE = "dossier.show"


def months_of(asked: Asked) -> list[Month]:
    """Return the months whose first day lies in the period asked for."""
    month = Month.of(asked.first_on)
    if month.first < asked.first_on:
        month = month.next
    found = []
    while month.first < asked.until_on:
        found.append(month)
        month = month.next
    return found


def due(asked: Asked, kind: str | None = None) -> Iterator[Entry]:
    """Yield one entry a child and month that is due, in the child's village of today."""
    gathered = gather(asked.viewer, asked.region_code)
    labels = practice.allowances(asked.region_code).kinds
    for known, month, judgement in judge_all(gathered.known, asked.region_code, months_of(asked)):
        entitlement = judgement.entitlement
        if entitlement is None or kind not in (None, entitlement.kind):
            continue
        yield Entry(
            key=str(known.child.id),
            region_code=known.child.region_code,
            on=month.first,
            about=Text(
                "%(month)s%(kind)s：%(why)s",
                month=month,
                kind=labels[entitlement.kind],
                why=judgement.reason,
            ),
            child_id=known.child.id,
            amount=entitlement.amount or Decimal(0),
            endpoint=_FILE,
            values={"child_id": known.child.id},
        )


def paid(asked: Asked) -> Iterator[Entry]:
    """Yield one entry a payment that counts, in the village that the child lived in then."""
    under = demand_reach(asked.viewer, asked.region_code)
    withheld = gather(asked.viewer, asked.region_code).withheld
    for month, some in queries.payments_in(under, months_of(asked)).items():
        for child_id, payments in some.items():
            for payment in payments if child_id not in withheld else ():
                yield Entry(
                    key=str(child_id),
                    region_code=payment.region_code,
                    on=month.first,
                    about=Text("%(month)s实发", month=month),
                    child_id=child_id,
                    amount=Decimal(payment.amount),
                    endpoint=_FILE,
                    values={"child_id": child_id},
                )


def _due_of(kind: str) -> Callable[[Asked], Iterator[Entry]]:
    return lambda asked: due(asked, kind)


def _figure(
    code: str,
    title: str,
    unit: str,
    meaning: str,
    entries: Callable[[Asked], Iterator[Entry]],
) -> Figure:
    measure = Measure.SUM if unit == "元" else Measure.DISTINCT  # no-catalogue: compared
    permission = Permission.ALLOWANCE_READ
    return Figure(code, title, unit, meaning, measure, _SINCE, permission, _GROUP, entries)


register(
    _figure(
        "ind_allowance_orphan",
        "应发孤儿基本生活费的儿童",
        "人",
        "期间内至少有一个月应发孤儿基本生活费的儿童，一人只算一次。",
        _due_of("orphan_allowance"),
    ),
    _figure(
        "ind_allowance_dfu",
        "应发事实无人抚养儿童补贴的儿童",
        "人",
        "期间内至少有一个月应发事实无人抚养儿童基本生活补贴的儿童，一人只算一次。",
        _due_of("dfu_allowance"),
    ),
    _figure(
        "ind_allowance_due_sum",
        "应发补贴金额",
        "元",
        "期间内各月应发金额的合计，按各月的标准。",
        due,
    ),
    _figure(
        "ind_allowance_paid",
        "领到补贴的儿童",
        "人",
        "期间内各月的发放结果里有实发的儿童，一人只算一次；对不上人的行不算。",
        paid,
    ),
    _figure(
        "ind_allowance_paid_sum",
        "实发补贴金额",
        "元",
        "期间内各月实发金额的合计，退回的按负数计；对不上人的行不算。",
        paid,
    ),
)
