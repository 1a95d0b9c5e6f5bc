"""The figures of assistance, each made of the lines of the ledger and of nothing else.

妇联 has those of its own ledger; no line of a child is looked at for it.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from casework.accounts.permissions import Permission
from casework.assistance import queries
from casework.assistance.amounts import plain
from casework.assistance.models import Desk, Mode
from casework.assistance.queries import Filters, Line
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice import queries as practice
from casework.practice.rules.assistance import AidRules

_SINCE = "2026.1"
_GROUP = "帮扶救助"

#: Which lines are counted, and with what amount; None is not counted.
_Amount = Callable[[Line, AidRules], Decimal | None]


def _people(line: Line) -> Decimal | None:
    """Return how many a line counts: one with a name, or a bare count that is not empty."""
    if line.is_bare:
        return Decimal(line.children) if line.children else None
    return Decimal(1)


def _assisted(line: Line, _settings: AidRules) -> Decimal | None:
    return None if line.is_regular else _people(line)


def _with_goods(line: Line, _settings: AidRules) -> Decimal | None:
    return _people(line) if line.mode is Mode.GOODS else None


def _households(line: Line, _settings: AidRules) -> Decimal | None:
    is_counted = line.mode is Mode.GOODS and line.households
    return Decimal(line.households) if is_counted else None


def _kits(line: Line, settings: AidRules) -> Decimal | None:
    is_kit = line.mode is Mode.GOODS and line.unit in settings.kits
    return _whole(line.quantity) if is_kit and line.quantity is not None else None


def _whole(quantity: Decimal) -> Decimal:
    """Return a quantity without places where it has none: seven packs are not ``7.00``."""
    whole = quantity.to_integral_value()
    return whole if whole == quantity else quantity


def _donated(mode: Mode) -> _Amount:
    def amount(line: Line, settings: AidRules) -> Decimal | None:
        is_donation = line.mode is mode and line.source in settings.donated
        return line.value if is_donation else None

    return amount


def _entries(amount: _Amount) -> Callable[[Asked], Iterable[Entry]]:
    def entries(asked: Asked) -> Iterator[Entry]:
        desk = None if asked.viewer.sees_names else Desk.WOMENS_FED
        filters = Filters(asked.first_on, asked.until_on, place=asked.region_code, desk=desk)
        settings = practice.assistance(asked.region_code)
        words = _Words()
        for line in queries.lines(asked.viewer, filters):
            counted = amount(line, settings)
            if counted is not None:
                yield words.entry(line, counted, is_linked=desk is None)

    return entries


class _Words:
    """Says of lines what was given, in plain words: no name and no thing."""

    def __init__(self) -> None:
        self._sources = practice.codes("aid_source")
        self._units = practice.codes("aid_unit")

    def entry(self, line: Line, amount: Decimal, *, is_linked: bool) -> Entry:
        parts = [line.mode.label, self._sources.get(line.source, line.source)]
        if line.quantity is not None:
            unit = self._units.get(line.unit or "", "")
            parts.append(f"{plain(line.quantity)}{unit}")
        return Entry(
            key=str(line.child_id or line.id),
            region_code=line.place_code,
            on=line.given_on,
            about=" · ".join(parts),
            child_id=line.child_id,
            amount=amount,
            endpoint="assistance.show" if is_linked else None,
            values={"act_id": line.act_id} if is_linked else {},
            is_bare=line.is_bare,
        )


def _figure(
    code: str, title: str, unit: str, meaning: str, *, measure: Measure, amount: _Amount
) -> Figure:
    return Figure(
        code=code,
        title=title,
        unit=unit,
        meaning=meaning,
        measure=measure,
        since=_SINCE,
        permission=Permission.FIGURE_READ,
        group=_GROUP,
        entries=_entries(amount),
    )


_DONATION = "期内捐赠的价值，按方式分；财政资金不算捐赠，不知道价值的不计。"

register(
    _figure(
        "ind_assisted",
        "临时帮扶救助儿童",
        "人",
        "期内得到帮扶的儿童：记了名字的每人算一次，没记名字的按登记的人数相加；"
        "按月按标准发放的保障不算。",
        measure=Measure.DISTINCT,
        amount=_assisted,
    ),
    _figure(
        "ind_goods_children",
        "物资帮扶儿童",
        "人",
        "期内得到物资的儿童：记了名字的每人算一次，没记名字的按登记的人数相加。",
        measure=Measure.DISTINCT,
        amount=_with_goods,
    ),
    _figure(
        "ind_goods_households",
        "物资帮扶家庭（未列名）",
        "户",
        "期内按户数登记、没有记名字的物资帮扶，按登记的户数相加。",
        measure=Measure.SUM,
        amount=_households,
    ),
    _figure(
        "ind_kits",
        "发放爱心包、防疫包",
        "份",
        "期内发放的物资中以“份”计的数量相加，包括按名单发放的和按人数登记的。",
        measure=Measure.SUM,
        amount=_kits,
    ),
    _figure(
        "ind_donation_cash",
        "捐赠价值：资金",
        "元",
        _DONATION,
        measure=Measure.SUM,
        amount=_donated(Mode.CASH),
    ),
    _figure(
        "ind_donation_goods",
        "捐赠价值：物资",
        "元",
        _DONATION,
        measure=Measure.SUM,
        amount=_donated(Mode.GOODS),
    ),
    _figure(
        "ind_donation_other",
        "捐赠价值：其他",
        "元",
        _DONATION,
        measure=Measure.SUM,
        amount=_donated(Mode.OTHER),
    ),
)
