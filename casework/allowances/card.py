"""What the child's page shows of allowances: this month and why, and what was last paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.gathering import gather
from casework.allowances.rules import Entitlement, judged
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.clock import Month
from casework.practice import queries as practice
from casework.regions.codes import county_of, pad
from casework.texts import Text

_ORDER = 32
_PAYMENTS_SHOWN = 6


@dataclass(frozen=True)
class ShownPayment:
    """A payment without anything of the bank."""

    month: Month
    amount: Decimal
    paid_on: date | None


@dataclass(frozen=True)
class Card:
    """A child's month, and the last payments."""

    month: Month
    due: Entitlement | None
    reason: Text
    payments: Sequence[ShownPayment]
    kinds: Mapping[str, str]


def _gather(viewer: Viewer, child: Child) -> Card | None:
    """Return nothing for a child who never had to do with it, or of whom not all may know."""
    gathered = gather(viewer, child.region_code, child)
    if gathered.withheld:
        return None
    payments = queries.payments_of(viewer, child, _PAYMENTS_SHOWN)
    rules = practice.allowances(child.region_code)
    facts = next((known.facts for known in gathered.known), None)
    is_concerned = facts is not None and any(
        term.category in rules.by_category or term.category == rules.months.adult_category
        for term in facts.terms
    )
    if facts is None or not (is_concerned or payments):
        return None
    month = Month.of(clock.today())
    rates = queries.rates(pad(county_of(child.region_code)))
    judgement = judged(facts, rates, rules, month)
    shown = [
        ShownPayment(Month.of(each.month_on), Decimal(each.amount), each.paid_on)
        for each in payments
    ]
    return Card(month, judgement.entitlement, judgement.reason, shown, rules.kinds)


register(
    FileCard("allowances", _ORDER, "allowances/_card.html", Permission.ALLOWANCE_READ, _gather)
)
