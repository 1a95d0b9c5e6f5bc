"""Days of needs, and what the family says of their end: pure."""

from datetime import date

from casework.errors import RuleBroken
from casework.labels import LabelledEnum


class Teller(LabelledEnum):
    """Who says whether a need is met."""

    CHILD = "child", "孩子自己"
    CARER = "carer", "照料人"


class Satisfied(LabelledEnum):
    """What they say of it."""

    YES = "yes", "解决了，满意"
    PARTLY = "partly", "解决了一部分"
    NO = "no", "没有解决"


def check_confirmation(day: date, closed_on: date, today: date) -> None:
    """Refuse a day on which nobody can have been asked."""
    if day > today:
        raise RuleBroken("回访日期不能晚于今天，请核对。", "confirmed_on")
    if day < closed_on:
        raise RuleBroken("回访日期不能早于办结日期，请核对。", "confirmed_on")
