from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from casework.clock import Month
from casework.labels import LabelledEnum
from casework.ui import formats


class Mode(LabelledEnum):
    HOME = "home", "入户"
    PHONE = "phone", "电话"


LATE_IN_LONDON = datetime(2026, 10, 6, 16, 30, tzinfo=UTC)  # already the 7th in Shanghai


def test_dates_are_chinese() -> None:
    assert formats.chinese_date(date(2026, 10, 7)) == "2026年10月7日"
    assert formats.chinese_day(date(2026, 10, 7)) == "10月7日"
    assert formats.weekday(date(2026, 10, 7)) == "星期三"
    assert formats.weekday(date(2026, 10, 11)) == "星期日"


def test_instants_are_shown_in_shanghai() -> None:
    assert formats.chinese_date(LATE_IN_LONDON) == "2026年10月7日"
    assert formats.chinese_day(LATE_IN_LONDON) == "10月7日"
    assert formats.moment(LATE_IN_LONDON) == "2026年10月7日 00:30"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Mode.HOME, "入户"),
        ([Mode.HOME, Mode.PHONE], "入户、电话"),
        ([], "—"),
        (True, "是"),
        (False, "否"),
        (Month(2026, 10), "2026年10月"),
        ("石桥村", "石桥村"),
        ("", "—"),
        (None, "—"),
        (0, "0"),
    ],
)
def test_labels(value: object, words: str) -> None:
    assert formats.label(value) == words


@pytest.mark.parametrize(
    ("ratio", "words"), [(0.8731, "87.3%"), (Decimal(1), "100.0%"), (0, "0.0%"), (None, "—")]
)
def test_ratios_are_percents(ratio: float | Decimal | None, words: str) -> None:
    assert formats.percent(ratio) == words


def test_numbers_have_commas() -> None:
    assert formats.number(12345) == "12,345"
    assert formats.number(Decimal("1200.50")) == "1,200.50"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("阿依古丽·买买提", "阿**"),
        ("𰻝一", "𰻝**"),
        ("张", "*"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_a_masked_name_tells_no_length(name: str | None, shown: str) -> None:
    assert formats.masked_name(name) == shown


def test_a_masked_id_number_keeps_its_last_character() -> None:
    assert formats.masked_id("99010120100512001X") == "*" * 17 + "X"


def test_a_masked_phone_keeps_its_last_two_digits() -> None:
    assert formats.masked_phone("19900000012") == "*" * 9 + "12"


def test_a_short_number_is_hidden_whole() -> None:
    assert formats.masked_phone("110") == "***"


@pytest.mark.parametrize(
    "write",
    [
        formats.chinese_date,
        formats.chinese_day,
        formats.weekday,
        formats.moment,
        formats.number,
        formats.masked_id,
        formats.masked_phone,
    ],
)
def test_nothing_is_a_dash(write: object) -> None:
    assert callable(write)
    assert write(None) == "—"
