"""Who answers what, and what does not belong into a text: pure."""

import re
import secrets
from collections.abc import Sequence

from casework.accounts.permissions import Role
from casework.feedback.models import Desk, Kind, State
from casework.regions.codes import pad

#: So many a day from one author: more are one matter, or no complaint.
A_DAY = 10

_DESKS = {Role.COUNTY_CIVIL: Desk.COUNTY, Role.SYS_ADMIN: Desk.SYSTEM}
_COUNTY_DIGITS = 6
#: Eighteen or fifteen digits in a row are an ID number, eleven that begin with 1 a mobile phone.
_ID_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_BETWEEN = re.compile(r"(?<=\d)[ \-－—](?=\d)")


def desk_of(role: Role) -> Desk | None:
    """Return the desk at which a role sits, if any."""
    return _DESKS.get(role)


def county_of(regions: Sequence[str]) -> str | None:
    """Return the county of the first region granted; None where that is wider or there is none."""
    first = regions[0] if regions else ""
    county = first[:_COUNTY_DIGITS]
    return None if not county or county.endswith("00") else pad(county)


def desk_for(kind: Kind, asked: Desk, county: str | None) -> Desk:
    """Return who will answer: faults go to the system's desk, and so does what has no county."""
    return Desk.SYSTEM if kind is Kind.FAULT or county is None else asked


def seems_to_name(text: str) -> bool:
    """Say whether a text seems to hold an ID number or a phone number."""
    joined = _BETWEEN.sub("", text)
    return bool(_ID_NUMBER.search(joined) or _PHONE.search(joined))


def may_become(old: State, new: State) -> bool:
    """Say whether a matter may go from one state to another; an answer is the end."""
    return old is not State.ANSWERED and new is not State.RECEIVED


def new_number() -> str:
    """Return a number by chance: it says nothing of who wrote before or after."""
    digits = f"{secrets.randbelow(10**8):08d}"
    return f"{digits[:4]}-{digits[4:]}"
