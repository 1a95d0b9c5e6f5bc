"""Counting months and full years, as the law does.

民法典 art 201: the day on which a term begins is not counted. Art 202: a term of months ends on
the day of its last month that has the same number, or on that month's last day where there is
none: six months from 31 August are full on 28 (29) February.
"""

from datetime import date, timedelta

from casework.children.rules import age_on
from casework.clock import Month


def months_later(day: date, months: int) -> date:
    """Return the day on which so many months since a day are full."""
    month = Month.of(day).plus(months)
    return min(month.first + timedelta(days=day.day - 1), month.last)


def comes_of_age(birth_on: date, years: int) -> date:
    """Return the first day on which somebody is so many full years old.

    A child born on 29 February is a year older on 1 March where the year has no such day: age is
    counted as everywhere in the register (``children.rules.age_on``), in the child's favour.
    """
    try:
        return birth_on.replace(year=birth_on.year + years)
    except ValueError:
        return date(birth_on.year + years, 3, 1)


def is_of_age(birth_on: date, years: int, on: date) -> bool:
    """Say whether somebody has so many full years on a day."""
    return age_on(birth_on, on) >= years
