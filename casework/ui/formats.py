"""How values are written in pages: dates, labels, numbers, and the one mask everywhere."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from casework import clock
from casework.labels import LabelledEnum

NOTHING = "—"
_WEEKDAYS = "一二三四五六日"
_STAR = "*"


def chinese_date(day: date | datetime | None) -> str:
    """``2026年10月7日``; an instant is written as the day it was in Shanghai."""
    if day is None:
        return NOTHING
    local = _local_day(day)
    return f"{local.year}年{local.month}月{local.day}日"


def chinese_day(day: date | datetime | None) -> str:
    """``10月7日``: for days near today."""
    if day is None:
        return NOTHING
    local = _local_day(day)
    return f"{local.month}月{local.day}日"


def weekday(day: date | datetime | None) -> str:
    """``星期三``."""
    return NOTHING if day is None else f"星期{_WEEKDAYS[_local_day(day).weekday()]}"


def moment(instant: datetime | None) -> str:
    """``2026年10月7日 15:04`` in Shanghai."""
    if instant is None:
        return NOTHING
    return f"{chinese_date(instant)} {clock.local(instant):%H:%M}"


def label(value: Any) -> str:
    """The Chinese words for a value of code: enum members, yes and no, months, lists of them."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, LabelledEnum | clock.Month):
        return value.label
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(label(each) for each in value) or NOTHING
    return str(value)


def number(value: float | Decimal | None) -> str:
    """``12,345``; places are kept as they are."""
    return NOTHING if value is None else f"{value:,}"


def percent(ratio: float | Decimal | None) -> str:
    """``87.3%`` for 0.8731."""
    return NOTHING if ratio is None else f"{float(ratio):.1%}"


def masked_name(name: str | None) -> str:
    """``张**`` whatever the length, so that the length tells nothing; ``*`` for one character."""
    if not name:
        return NOTHING
    return _STAR if len(name) == 1 else f"{name[0]}{_STAR * 2}"


def masked_id(id_number: str | None) -> str:
    """All stars but the last character: four at each end would leave three candidates."""
    if not id_number:
        return NOTHING
    return _STAR * (len(id_number) - 1) + id_number[-1]


def masked_phone(phone: str | None) -> str:
    """All stars but the last two digits."""
    if not phone:
        return NOTHING
    kept = phone[-2:] if len(phone) > 4 else ""
    return _STAR * (len(phone) - len(kept)) + kept


def _local_day(day: date | datetime) -> date:
    return clock.local(day).date() if isinstance(day, datetime) else day


def install_filters(app: Flask) -> None:
    """Give templates ``|date``, ``|day``, ``|label``, ``|percent``, the masks and the rest."""
    app.jinja_env.filters.update(
        date=chinese_date,
        day=chinese_day,
        weekday=weekday,
        moment=moment,
        label=label,
        number=number,
        percent=percent,
        masked_name=masked_name,
        masked_id=masked_id,
        masked_phone=masked_phone,
    )
