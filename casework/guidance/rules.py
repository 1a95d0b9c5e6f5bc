"""Who may give which guidance, and when somebody looks what came of it."""

from datetime import date

from casework.errors import RuleBroken
from casework.practice.rules.guardianship import GuardianshipRules, GuidanceKind


def kind_of(code: str, body: str, practice: GuardianshipRules) -> GuidanceKind:
    """Return the kind of guidance that a body gave.

    Raises RuleBroken for a kind that is not on the list and for a body that has no right to it:
    an admonition is given by police, procuratorate and court (未成年人保护法 art 118).
    """
    kind = practice.guidance_by_code.get(code)
    if kind is None:
        raise RuleBroken("请重新选择做了什么。", "kind")
    if body not in kind.by:
        allowed = [practice.bodies[each] for each in kind.by]
        raise RuleBroken(
            "这一项由%(bodies)s作出。别的单位做的，请选“劝诫、制止”或“教育提醒”。",
            "body",
            bodies=allowed,
        )
    return kind


def check_days(given_on: date, follow_up_on: date | None, today: date) -> None:
    """Refuse what is still to come, and looking after it before it was given."""
    if given_on > today:
        raise RuleBroken("日期不能晚于今天，请核对。", "given_on")
    if follow_up_on is not None and follow_up_on < given_on:
        raise RuleBroken("跟进日期不能早于当天，请核对。", "follow_up_on")
