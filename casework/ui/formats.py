"""How values are written in pages: dates, labels, numbers, and the one mask everywhere."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from casework import clock
from casework.labels import LabelledEnum
from casework.texts import Text
from casework.ui import language

NOTHING = "—"
_WEEKDAYS = "一二三四五六日"  # no-catalogue: a format
_STAR = "*"
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ENGLISH_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_ENGLISH_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

# --- dates -----------------------------------------------------------------------------------


def chinese_date(day: date | datetime | None) -> str:
    """``2026年10月7日``; an instant is written as the day it was in Shanghai."""
    if day is None:
        return NOTHING
    local = _local_day(day)
    return f"{local.year}年{local.month}月{local.day}日"  # no-catalogue: a format


def chinese_day(day: date | datetime | None) -> str:
    """``10月7日``: for days near today."""
    if day is None:
        return NOTHING
    local = _local_day(day)
    return f"{local.month}月{local.day}日"  # no-catalogue: a format


def written_date(day: date | datetime | None) -> str:
    """``2026年10月7日``, in English ``7 Oct 2026``."""
    if day is None or language.book() is None:
        return chinese_date(day)
    return f"{written_day(day)} {_local_day(day).year}"


def written_day(day: date | datetime | None) -> str:
    """``10月7日``, in English ``7 Oct``."""
    if day is None or language.book() is None:
        return chinese_day(day)
    local = _local_day(day)
    return f"{local.day} {_ENGLISH_MONTHS[local.month - 1]}"


def weekday(day: date | datetime | None) -> str:
    """``星期三``, in English ``Wednesday``."""
    if day is None:
        return NOTHING
    place = _local_day(day).weekday()
    if language.book() is None:
        return f"星期{_WEEKDAYS[place]}"  # no-catalogue: a format
    return _ENGLISH_WEEKDAYS[place]


def moment(instant: datetime | None) -> str:
    """``2026年10月7日 15:04`` in Shanghai."""
    if instant is None:
        return NOTHING
    return f"{written_date(instant)} {clock.local(instant):%H:%M}"


def written_month(month: clock.Month) -> str:
    """``2026年10月``, in English ``Oct 2026``."""
    if language.book() is None:
        return month.label
    return f"{_ENGLISH_MONTHS[month.month - 1]} {month.year}"


def month_of_year(month: clock.Month) -> str:
    """``10月``, in English ``Oct``: where the year is known."""
    if language.book() is None:
        return f"{month.month}月"  # no-catalogue: a format
    return _ENGLISH_MONTHS[month.month - 1]


# --- words -----------------------------------------------------------------------------------


def label(value: Any) -> Any:
    """The words for a value of code, in the language of the page.

    Enum members, yes and no, months, texts, lists of them; what no catalogue knows stays as it is.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return said(value)
    if isinstance(value, bool):
        return said("是" if value else "否")
    if isinstance(value, Iterable) and not isinstance(value, LabelledEnum):
        return listed(value) or NOTHING
    return str(worded(value))


def said(text: str) -> str:
    """Return a text of ours in the language of the page; markup is there already."""
    book = language.book()
    if book is None or not text or isinstance(text, Markup):
        return text
    if isinstance(text, Text) and text.values:
        values = {name: worded(each) for name, each in text.values.items()}
        return str(book.gettext(text.pattern)) % values
    return str(book.gettext(text))


def worded(value: Any) -> Any:
    """Return what is put into a text, in the language of the page; numbers stay numbers."""
    if isinstance(value, str):
        return said(value)
    if isinstance(value, date):
        return written_date(value)
    if isinstance(value, clock.Month):
        return written_month(value)
    if isinstance(value, LabelledEnum):
        return said(value.label)
    if isinstance(value, list | tuple):
        return listed(value)
    return value


def listed(values: Iterable[Any], between: str = "、") -> str:
    """Several things in one line: ``监护、照料``, in English ``guardianship, care``."""
    if language.book() is not None:
        between = _ENGLISH_BETWEEN.get(between, between)
    return between.join(label(each) for each in values)


_ENGLISH_BETWEEN = {"、": ", ", "；": "; ", "，": ", ", "：": ": "}


def between(mark: str) -> str:
    """Return a mark between words as the language of the page writes it."""
    return mark if language.book() is None else _ENGLISH_BETWEEN.get(mark, mark)


def dotted(parts: Iterable[Any]) -> Markup:
    """Short words in one line, ``女 · 8岁 · 青山村``; Chinese among English is marked as such."""
    return Markup(" · ").join(_marked(each) for each in parts)


def tongue(value: Any) -> Markup:
    """The ``lang`` of an element that shows a value: given where it is Chinese in English."""
    if language.book() is None or not _HAN.search(str(label(value))):
        return Markup()
    return Markup(' lang="zh-CN"')


def naming(words: Any, *names: str | None) -> Markup:
    """A sentence with the names in it marked as Chinese, where the sentence is English."""
    drawn = escape(label(words))
    for name in filter(None, names):
        mark = tongue(name)
        if mark:
            drawn = drawn.replace(escape(name), Markup("<span{}>{}</span>").format(mark, name))
    return drawn


def width(words: str) -> int:
    """How many Chinese characters wide some words are."""
    narrow = sum(character <= "\u2e7f" for character in words)
    return len(words) - narrow // 2


def _marked(value: Any) -> Any:
    words = label(value)
    mark = tongue(words)
    return Markup("<span{}>{}</span>").format(mark, words) if mark else words


# --- numbers and masks -----------------------------------------------------------------------


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
    app.jinja_env.globals["between"] = between
    app.jinja_env.filters.update(
        date=written_date,
        day=written_day,
        weekday=weekday,
        moment=moment,
        month_of_year=month_of_year,
        label=label,
        listed=listed,
        dotted=dotted,
        tongue=tongue,
        naming=naming,
        number=number,
        percent=percent,
        masked_name=masked_name,
        masked_id=masked_id,
        masked_phone=masked_phone,
    )
