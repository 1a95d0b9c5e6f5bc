"""Who may be paired, how long a check holds, what a change of base means: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.clock import Month
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.volunteers import VolunteerRules
from casework.regions.codes import pad
from casework.texts import Text
from casework.ui.formats import masked_id, masked_phone
from casework.volunteers.models import Vetting, VettingResult, Volunteer, VolunteerState

#: A purpose of fewer characters says nothing.
SHORTEST_PURPOSE = 6


class Reach(LabelledEnum):
    """How far somebody goes from where she starts."""

    VILLAGE = "village", "本村（社区）"
    TOWNSHIP = "township", "本乡镇（街道）"
    COUNTY = "county", "全县"


_DIGITS = {Reach.VILLAGE: 12, Reach.TOWNSHIP: 9, Reach.COUNTY: 6}


class Opened(LabelledEnum):
    """What is shown whole only for a purpose."""

    PHONE = "phone", "电话"
    NUMBER = "number", "身份证号码"


@dataclass(frozen=True)
class Checked:
    """One query of records, as far as it decides."""

    checked_on: date
    result: VettingResult
    until_on: date | None


# --- whether she may be near a child -----------------------------------------------------------


def may_be_paired(volunteer: Volunteer, on: date, rules: VolunteerRules) -> list[Text]:
    """Return why somebody may not be paired on a day; nothing where she may.

    未成年人保护法 art 62: nobody comes near a child before her records were asked for.
    """
    lacks = (
        (volunteer.state is not VolunteerState.ACTIVE, Text("已经退出，不再结对")),
        *((volunteer.vetting(on) is state, Text(why)) for state, why in _NOT_CLEAR.items()),
        (not has_agreed(volunteer, rules), Text("还没有同意现在的行为守则")),
        (
            not volunteer.has_room(),
            Text("已经结对%(n)s个孩子，没有空位", n=volunteer.places_taken),
        ),
    )
    return [why for is_lacking, why in lacks if is_lacking]


_NOT_CLEAR = {
    Vetting.NOT_CHECKED: "还没有查询违法犯罪记录",
    Vetting.EXPIRED: "违法犯罪记录查询已经过期，要重新查",
    Vetting.BARRED: "查询结果是不得从事，不能接触孩子",
}


def has_agreed(volunteer: Volunteer, rules: VolunteerRules) -> bool:
    """Say whether she agreed to the code of conduct that is in force."""
    return volunteer.agreed_version == rules.conduct.version


def holds_until(checked_on: date, rules: VolunteerRules) -> date:
    """Return the first day on which a query of records holds no more.

    Where the month has no such day, the first of the next one stands for it.
    """
    month = Month.of(checked_on).plus(rules.check.valid_months)
    has_day = checked_on.day <= month.last.day
    return month.first.replace(day=checked_on.day) if has_day else month.next.first


def standing(checks: Iterable[Checked]) -> tuple[bool, date | None]:
    """Return whether she is barred, and until when (exclusive) she is clear.

    In the order in which they were recorded: whoever is barred is so at once, whatever was found
    before or on a later day; only a later query that is recorded afterwards lifts it.
    """
    is_barred, barred_on, until_on = False, date.min, None
    for each in checks:
        if each.result is VettingResult.BARRED:
            is_barred, barred_on, until_on = True, max(barred_on, each.checked_on), None
        elif each.checked_on > barred_on and each.until_on is not None:
            is_barred, until_on = False, max(until_on or date.min, each.until_on)
    return is_barred, until_on


def runs_out_soon(volunteer: Volunteer, on: date, rules: VolunteerRules) -> bool:
    """Say whether a check holds today and is to be renewed within the days of the setting."""
    until_on = volunteer.cleared_until_on
    is_clear = volunteer.vetting(on) is Vetting.CLEAR
    return is_clear and until_on is not None and (until_on - on).days <= rules.check.remind_days


# --- where she goes ----------------------------------------------------------------------------


def reach_code(base_code: str, reach: Reach) -> str:
    """Return how far somebody goes from her base, as a code of 12 digits.

    Nobody goes in a narrower place than she starts from: then the base itself is the reach.
    """
    return pad(base_code[: _DIGITS[reach]])


def reach_of(volunteer: Volunteer) -> Reach:
    """Return how far somebody goes."""
    for reach in (Reach.COUNTY, Reach.TOWNSHIP):
        if volunteer.reach_code == pad(volunteer.base_code[: _DIGITS[reach]]):
            return reach
    return Reach.VILLAGE


# --- what is shown -----------------------------------------------------------------------------


def check_purpose(purpose: str | None) -> str:
    """Return what something is opened for; refuse nothing at all."""
    if len((purpose or "").strip()) < SHORTEST_PURPOSE:
        raise RuleBroken("请写明用途，至少%(n)s个字。", "purpose", n=SHORTEST_PURPOSE)
    return (purpose or "").strip()


def shown_phone(volunteer: Volunteer, opened: Sequence[Opened] = ()) -> str | None:
    """Return a telephone, or its last two digits."""
    phone = volunteer.phone
    return phone if Opened.PHONE in opened or not phone else masked_phone(phone)


def shown_number(volunteer: Volunteer, opened: Sequence[Opened] = ()) -> str | None:
    """Return an ID number, or its last character."""
    number = volunteer.id_number
    return number if Opened.NUMBER in opened or not number else masked_id(number)
