"""What may be written into the ledger, and what a correction changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from casework.assistance.amounts import plain
from casework.assistance.models import Doubt, Mode
from casework.children.models import Child
from casework.errors import RuleBroken

#: What a correction may change, in the order in which it is shown.
FIELDS = {
    "kind": "帮扶类别",
    "mode": "方式",
    "source": "来源",
    "item": "给了什么",
    "quantity": "数量",
    "unit": "单位",
    "value": "价值（元）",
    "given_on": "日期",
    "giver": "谁给的",
    "note": "备注",
    "received_by": "签收人",
    "received_on": "签收日期",
    "whom": "给了谁",
    "children": "儿童人数",
    "households": "户数",
}
#: What the lines of one giving have in common, beside what each got.
SHARED = ("kind", "mode", "source", "item", "unit", "given_on", "giver")
#: What goods handed out from a batch take from it: it is corrected there.
FROM_BATCH = ("mode", "source", "item", "quantity", "unit")


@dataclass(frozen=True)
class Facts:
    """What was given, by whom and when."""

    kind: str
    mode: Mode
    source: str
    item: str
    given_on: date
    unit: str | None = None
    giver: str | None = None
    note: str | None = None
    activity_id: UUID | None = None


@dataclass(frozen=True)
class Portion:
    """What one child received."""

    child: Child
    quantity: Decimal | None = None
    value: Decimal | None = None
    received_by: str | None = None
    received_on: date | None = None
    need_id: UUID | None = None


@dataclass(frozen=True)
class Counted:
    """What a number of people received; quantity and value are those of all together."""

    region_code: str
    children: int = 0
    households: int = 0
    quantity: Decimal | None = None
    value: Decimal | None = None
    whom: str | None = None


@dataclass(frozen=True)
class Known:
    """The codes that may stand in a line."""

    kinds: Mapping[str, str]
    sources: Mapping[str, str]
    units: Mapping[str, str]


def check_facts(facts: Facts, known: Known, today: date) -> None:
    """Refuse codes that there are not, and a day that has not come."""
    if facts.kind not in known.kinds:
        raise RuleBroken("请选择“帮扶类别”。", "kind")
    if facts.source not in known.sources:
        raise RuleBroken("请选择“来源”。", "source")
    if facts.unit is not None and facts.unit not in known.units:
        raise RuleBroken("请选择“单位”。", "unit")
    if facts.given_on > today:
        raise RuleBroken("日期不能晚于今天，请核对。", "given_on")


def check_amounts(
    mode: Mode, quantity: Decimal | None, value: Decimal | None, unit: str | None
) -> None:
    """Refuse money without an amount and goods without a number."""
    if mode is Mode.CASH and not value:
        raise RuleBroken("资金帮扶请填写金额。", "value")
    if mode is Mode.GOODS and not quantity:
        raise RuleBroken("物资帮扶请填写数量。", "quantity")
    if mode is not Mode.CASH and quantity and unit is None:
        raise RuleBroken("请选择“单位”。", "unit")


def check_count(counted: Counted) -> None:
    """Refuse a count of nobody."""
    if not counted.children and not counted.households:
        raise RuleBroken("请填写儿童人数或户数。", "children")


def counts_of(
    mode: Mode, quantity: Decimal | None, unit: str | None
) -> tuple[Decimal | None, str | None]:
    """Return quantity and unit as they are kept: money has none."""
    if mode is Mode.CASH or not quantity:
        return None, None
    return quantity, unit


def doubt_about(told_on: date, came_on: date, today: date, late_days: int) -> Doubt | None:
    """Say whether the day that a phone tells for a handing out can be."""
    earliest = max(came_on, today - timedelta(days=late_days))
    return None if earliest <= told_on <= today else Doubt.DAY


def written(value: object) -> str | int | None:
    """Return a value as a version keeps it."""
    if isinstance(value, Mode):
        return str(value.value)
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    raise TypeError(type(value).__name__)


@dataclass(frozen=True)
class Changed:
    """What a correction changes: field to value, as a version keeps it."""

    before: Mapping[str, object]
    after: Mapping[str, object]


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> Changed:
    """Return what a correction changes."""
    old = {name: written(before[name]) for name in after}
    new = {name: written(value) for name, value in after.items()}
    names = [name for name in new if old[name] != new[name]]
    return Changed({name: old[name] for name in names}, {name: new[name] for name in names})
