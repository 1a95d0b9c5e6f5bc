"""When a child is due, what an ID number tells, when a category ends: pure rules of the file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.facts import ChildFacts, PersonFacts
from casework.children.models import DueKind, IdState, Status
from casework.clock import Month
from casework.errors import RuleBroken
from casework.identifiers import (
    IdNumber,
    IdProblem,
    check_id_number,
    check_name,
    normalise_name,
    pinyin_of,
)
from casework.practice.rules.visiting import Interval
from casework.texts import Text

UNKNOWN_SEX = frozenset({"0", "9"})
SEXES = {"1": "男", "2": "女"}
ADULT_AGE = 18
#: Documents whose number has birth date, sex and check digit in it.
CHECKED_KINDS = frozenset({"resident_id", "hmt_residence", "foreign_permanent"})
#: A reason of fewer characters says nothing.
SHORTEST_REASON = 2
SHORTEST_SEARCH = 2

_EARLIEST_BIRTH = date(1900, 1, 1)


class ChangedMeanwhile(Exception):
    """Somebody else has saved the file since it was opened; nothing is overwritten unseen."""


# --- due dates -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """By when a child is to be visited: the earlier of the two dates leads."""

    in_person_on: date | None = None
    contact_on: date | None = None

    @property
    def next_on(self) -> date | None:
        """The earlier date."""
        return min((day for day in (self.in_person_on, self.contact_on) if day), default=None)


NOT_DUE = Due()

#: Files that are visited: on the list, or waiting for the township and due for a first visit.
VISITED_STATUSES = frozenset({Status.ACTIVE, Status.SUBMITTED})

#: Files that somebody still works on.
OPEN_STATUSES = tuple(status for status in Status if status is not Status.CLOSED)


def due(
    *,
    interval: Interval,
    first_due_on: date | None,
    last_in_person_on: date | None,
    last_contact_on: date | None,
) -> Due:
    """Return the due dates of a child who is on the list.

    A phone call moves only the second date. Before the first visit in person only that one is due.
    """
    if last_in_person_on is None:
        return Due(in_person_on=first_due_on)
    contact = max(last_in_person_on, last_contact_on or last_in_person_on)
    return Due(
        in_person_on=last_in_person_on + timedelta(days=interval.in_person_days),
        contact_on=contact + timedelta(days=interval.contact_days),
    )


@dataclass(frozen=True)
class Window:
    """A time in which every child on the list is seen once (全覆盖), its last day among it."""

    first_on: date
    last_on: date

    def holds(self, day: date) -> bool:
        """Say whether a day lies in it."""
        return self.first_on <= day <= self.last_on


def due_in(
    windows: Iterable[Window], found: Due, *, last_in_person_on: date | None, on: date
) -> Due:
    """Return the due dates of a child on the list while windows are open on a day.

    Whoever was not seen in person since a window opened is due by its last day, never later than
    without it. Before a window opens, after it has closed and once the child was seen nothing
    differs.
    """
    ends = [
        window.last_on
        for window in windows
        if window.holds(on) and (last_in_person_on is None or last_in_person_on < window.first_on)
    ]
    if not ends:
        return found
    return replace(found, in_person_on=min([*ends, found.in_person_on or date.max]))


def due_kind(found: Due, last_in_person_on: date | None) -> DueKind | None:
    """Say what the next due date asks for."""
    if found.next_on is None:
        return None
    if last_in_person_on is None:
        return DueKind.FIRST
    return DueKind.IN_PERSON if found.in_person_on == found.next_on else DueKind.CONTACT


def since_entry(day: date | None, exited_on: date | None) -> date | None:
    """Return a day of visit unless it belongs to an earlier time on the list."""
    return None if day and exited_on and day <= exited_on else day


# --- ages ------------------------------------------------------------------------------------


def age_on(birth_on: date, day: date) -> int:
    """Return full years of age on a day."""
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def ages_out_on(birth_on: date, limit: int) -> date:
    """Return the first day on which a category with an age limit no longer holds.

    It holds to the end of the month of the birthday: the stored date must not tell the day.
    """
    month = Month(birth_on.year + limit, birth_on.month)
    if (birth_on.month, birth_on.day) == (2, 29) and month.last.day < birth_on.day:
        month = month.next
    return month.next.first


def ending_horizon(day: date) -> date:
    """Return up to which day endings by age are told of: three months, to the end of that quarter.

    By quarters, since a task that came up by months would tell in which month a child was born.
    """
    month = Month.of(day).plus(3)
    return month.plus(-month.month % 3).next.first


# --- the ID number ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubt:
    """Something that may be wrong and may be right: the person is asked, never refused."""

    code: str
    question: str
    #: A file that may be the same child's.
    child_id: UUID | None = None


def completed(facts: ChildFacts) -> ChildFacts:
    """Fill in what the ID number tells and nobody has said: birth date and sex."""
    known = _taken_apart(facts)
    if known is None:
        return facts
    sex = known.sex if facts.sex in UNKNOWN_SEX and known.sex else facts.sex
    return replace(facts, birth_on=facts.birth_on or known.birth_on, sex=sex)


def id_state(facts: ChildFacts, today: date) -> IdState:
    """Say how far the number can be relied on; what contradicts the file has to be looked into."""
    if not facts.id_number:
        return IdState.NONE
    known = _taken_apart(facts)
    if known is None or check_id_number(known.number, today=today).problem:
        return IdState.DOUBTFUL
    agrees = facts.birth_on in (None, known.birth_on) and not _sex_differs(facts, known)
    return IdState.VERIFIED if agrees else IdState.DOUBTFUL


def doubts(facts: ChildFacts, today: date) -> list[Doubt]:
    """Return what to ask before the file is saved: both values are shown."""
    found = []
    known = _taken_apart(facts)
    if known is not None and known.problem is IdProblem.CHECK_DIGIT:
        found.append(Doubt("check_digit", "身份证号最后一位校验不通过，保存后列为“待核对”"))
    if known is not None and known.birth_on and facts.birth_on not in (None, known.birth_on):
        found.append(Doubt("birth_on", _birth_question(facts.birth_on, known.birth_on)))
    if known is not None and known.sex and _sex_differs(facts, known):
        given, told = SEXES[facts.sex], SEXES[known.sex]
        question = Text("性别填的是%(given)s，身份证号第17位表示%(told)s", given=given, told=told)
        found.append(Doubt("sex", question))
    if facts.birth_on and age_on(facts.birth_on, today) >= ADULT_AGE:
        found.append(Doubt("adult", "已满18周岁，一般应当退出，不再新登记"))
    return found


def check_facts(facts: ChildFacts, today: date) -> None:
    """Refuse a file without a real name or with an impossible birth date."""
    problem = check_name(facts.name).problem
    if problem is not None:
        raise RuleBroken("%(problem)s。", "name", problem=problem.message)
    if facts.birth_on is None:
        return
    if facts.birth_on > today:
        raise RuleBroken("出生日期晚于今天，请核对。", "birth_on")
    if facts.birth_on < _EARLIEST_BIRTH:
        raise RuleBroken("出生日期早于1900年，请核对。", "birth_on")


def _taken_apart(facts: ChildFacts) -> IdNumber | None:
    if not facts.id_number or (facts.id_kind or "resident_id") not in CHECKED_KINDS:
        return None
    return check_id_number(facts.id_number)


def _sex_differs(facts: ChildFacts, known: IdNumber) -> bool:
    return facts.sex not in UNKNOWN_SEX and known.sex is not None and facts.sex != known.sex


def _birth_question(given: date | None, told: date) -> Text:
    return Text("出生日期填的是%(given)s，身份证号上是%(told)s", given=given or "空", told=told)


# --- names -----------------------------------------------------------------------------------


def search_text(name: str) -> str:
    """Return what a search looks through: name, full pinyin and initials on three lines.

    All of it as ``needle`` makes it, so that a search only asks whether one text holds another.
    """
    return "\n".join((needle(name), *pinyin_of(name)))


def needle(typed: str) -> str:
    """Return what was typed as it is compared: no blanks, no dots, small letters."""
    plain = normalise_name(typed).replace("·", "")
    return "".join(plain.replace("'", "").split()).lower()


def same_person(one: PersonFacts, other: PersonFacts) -> bool:
    """Say whether two sayings mean one person: the name holds, or the number does."""
    same_number = one.id_number is not None and one.id_number == other.id_number
    return one.name == other.name or same_number


# --- acts ------------------------------------------------------------------------------------


def status_on_entry(actor: Viewer) -> Status:
    """Return how a file begins: what a village proposes, the township still accepts."""
    return Status.ACTIVE if actor.may(Permission.CHILD_REVIEW) else Status.SUBMITTED


def check_reason(reason: str | None, field: str = "reason") -> str:
    """Return a reason; refuse none."""
    if reason is None or len(reason.strip()) < SHORTEST_REASON:
        raise RuleBroken("请写明原因。", field)
    return reason.strip()


def covers(from_on: date, until_on: date | None, day: date) -> bool:
    """Say whether a half-open interval holds a day."""
    return from_on <= day and (until_on is None or day < until_on)
