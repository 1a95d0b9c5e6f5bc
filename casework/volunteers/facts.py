"""What is said of a volunteer when she is put on the register, by hand or from a list."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class VolunteerFacts:
    """Plain values, as a form or a row has them."""

    name: str
    kind: str
    #: A village, township or county, 12 digits.
    base_code: str
    #: The widest region that she takes a child in, 12 digits.
    reach_code: str
    capacity: int
    sex: str | None = None
    phone: str | None = None
    id_number: str | None = None
    organisation: str | None = None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    free_times: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class CheckFacts:
    """One query of records."""

    checked_on: date
    #: A value of ``VettingResult``.
    result: str
    unit: str
