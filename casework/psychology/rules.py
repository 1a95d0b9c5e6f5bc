"""What a visit's answer asks for, when a referral is answered, what a counsellor is told: pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from casework.practice.rules.calendar import WorkCalendar
from casework.practice.rules.psychology import PsychologyRules
from casework.psychology.models import CaseState, MarkState

#: The question of the visit form, and the answers of it that speak.
QUESTION = "psych"
WATCH, REFER, SELF_HARM = "watch", "refer", "self_harm"
SIGNS: Mapping[str, MarkState] = {
    WATCH: MarkState.WATCH,
    REFER: MarkState.PROPOSED,
    SELF_HARM: MarkState.PROPOSED,
}

#: What still goes on.
OPEN_CASES = tuple(state for state in CaseState if state is not CaseState.CLOSED)
#: What a counsellor has in hand.
IN_HAND = (CaseState.ACCEPTED, CaseState.SCREENED, CaseState.IN_CARE)

_SHANGHAI = timezone(timedelta(hours=8))
_COUNTY = 6


@dataclass(frozen=True)
class Call:
    """Somebody whom the counsellor may call."""

    name: str
    #: A code of the list ``relation``.
    relation: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Brief:
    """Everything that a counsellor is told of a child: the minimum, written for her."""

    name: str
    why: str
    #: 1 or 2 of the list ``sex``.
    sex: str = ""
    #: In full years on the day of the referral.
    age: int | None = None
    place: str = ""
    school: str = ""
    #: What the visit answered: a code of ``SIGNS``; None where it was written by hand.
    sign: str | None = None
    call: tuple[Call, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Brief":
        """Read what is stored; fields of another edition are left out."""
        names = {each.name for each in fields(cls)}
        told = {name: value for name, value in document.items() if name in names}
        call = tuple(Call(**each) for each in told.get("call") or ())
        return cls(**{**told, "call": call})

    @property
    def document(self) -> dict[str, Any]:
        """What is stored."""
        return asdict(self) | {"call": [asdict(each) for each in self.call]}


def answer_due_at(
    settings: PsychologyRules, calendar: WorkCalendar, now: datetime, *, urgent: bool
) -> datetime:
    """Return until when a counsellor takes a referral on, as an instant.

    An urgent one within hours, whatever the day; else until the end of a working day.
    """
    if urgent:
        return now + timedelta(hours=settings.urgent_hours)
    today = now.astimezone(_SHANGHAI).date()
    last = calendar.add_working_days(today, settings.answer_days)
    return datetime.combine(last, time(23, 59), _SHANGHAI).astimezone(now.tzinfo)


def look_again_on(settings: PsychologyRules, noted_on: date) -> date:
    """Return when somebody looks again at a child whose mood was low."""
    return noted_on + timedelta(days=settings.watch_days)


def office_of(region_code: str) -> str:
    """Return the office of the county in which a region lies."""
    return region_code[:_COUNTY].ljust(12, "0")


def is_late(due_at: datetime | None, now: datetime) -> bool:
    """Say whether nobody has taken a referral on in time."""
    return due_at is not None and due_at <= now


def after_screening(state: CaseState) -> CaseState:
    """Return where a case stands once it was screened; care that has begun goes on."""
    return CaseState.SCREENED if state is CaseState.ACCEPTED else state
