"""Terms and months of the procedure, what is missing, who decides on what: pure.

Terms are working days, counted from the day after their cause (民法典 art 201); support begins and
ends with months.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casework.children.rules import ADULT_AGE, age_on
from casework.clock import Month
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.calendar import WorkCalendar
from casework.practice.rules.recognition import Material, Supplement, Terms
from casework.recognition import steps
from casework.recognition.models import RecognitionState
from casework.texts import Text

_S = RecognitionState

#: A term of two weeks may lie across a long holiday: so far ahead a year has to be known.
_SHORTEST_REASON = 2


class Proof(LabelledEnum):
    """How far a paper is there."""

    MATCHED = "matched", "数据比对一致"
    SEEN = "seen", "看过原件"
    PROMISED = "promised", "答应补交"
    MISSING = "missing", "还没有"


class Opinion(LabelledEnum):
    """What the township found; the county decides."""

    FITS = "fits", "符合条件"
    FITS_NOT = "fits_not", "不符合条件"
    UNSURE = "unsure", "说不准，请县级决定"


#: Papers that are not there yet, whatever was promised.
OWED = frozenset({Proof.PROMISED, Proof.MISSING})


@dataclass(frozen=True)
class Taken:
    """A step that was taken, and when."""

    act: str
    on: date


@dataclass(frozen=True)
class Run:
    """A stretch in which a term runs: the days after ``from_on`` up to and with ``until_on``."""

    from_on: date
    until_on: date | None = None


# --- terms -----------------------------------------------------------------------------------


def term_ends_on(calendar: WorkCalendar, days: int, runs: Sequence[Run]) -> date:
    """Return the last day of a term of working days that stood still between its runs."""
    left = days
    for run in runs:
        due = calendar.add_working_days(run.from_on, left)
        if run.until_on is None or due <= run.until_on:
            return due
        left -= calendar.working_days_between(run.from_on, run.until_on)
    message = "a term without an open run"
    raise ValueError(message)


def verifying_runs(history: Iterable[Taken], *, stops_clock: bool) -> list[Run]:
    """Return when the township's term ran: anew since it was sent back, not while it waited."""
    runs: list[Run] = []
    for taken in history:
        if taken.act in (steps.APPLY, steps.SEND_BACK):
            runs = [Run(taken.on)]
        elif taken.act == steps.ASK_MORE and stops_clock and runs:
            runs[-1] = Run(runs[-1].from_on, taken.on)
        elif taken.act == steps.SUPPLEMENT and stops_clock:
            runs.append(Run(taken.on))
    return runs


def due_on(
    state: RecognitionState,
    history: Sequence[Taken],
    *,
    terms: Terms,
    supplement: Supplement,
    calendar: WorkCalendar,
) -> date | None:
    """Return by when the one whom it waits for has to act; None where it waits for nobody."""
    if state in steps.AT_TOWNSHIP:
        runs = verifying_runs(history, stops_clock=supplement.stops_clock)
        return term_ends_on(calendar, terms.verify_days, runs)
    since = {
        _S.SUPPLEMENT: (steps.ASK_MORE, supplement.days),
        _S.VERIFIED: (steps.VERIFY, terms.confirm_days),
        _S.ENDING: (steps.PROPOSE_END, terms.confirm_days),
    }
    if state not in since:
        return None
    act, days = since[state]
    return calendar.add_working_days(last_on(history, act), days)


def last_on(history: Sequence[Taken], act: str) -> date:
    """Return when a step was taken last."""
    return next(taken.on for taken in reversed(history) if taken.act == act)


# --- months ----------------------------------------------------------------------------------


def starts_on(confirmed_on: date) -> date:
    """Return the first day of support: that of the month after confirmation."""
    return Month.of(confirmed_on).next.first


def stops_on(ended_on: date) -> date:
    """Return the first day without support: that of the month after the condition ended."""
    return Month.of(ended_on).next.first


def check_day(day: date, today: date, field: str) -> None:
    """Refuse a day that has not come."""
    if day > today:
        raise RuleBroken("日期不能晚于今天，请核对。", field)


def check_ended_on(day: date, today: date, applied_on: date) -> None:
    """Refuse a day of ending that has not come, or from before the application."""
    check_day(day, today, "ended_on")
    if day < applied_on:
        raise RuleBroken("这一天早于申请的日期（%(day)s），请核对。", "ended_on", day=applied_on)


def is_adult(birth_on: date | None, day: date) -> bool:
    """Say whether somebody is 18 by a day; not where the birth date is unknown."""
    return birth_on is not None and age_on(birth_on, day) >= ADULT_AGE


# --- papers ----------------------------------------------------------------------------------


def noted(
    held: Mapping[str, Any],
    asked: Iterable[Material],
    said: Mapping[Proof, Iterable[str]],
    *,
    by: str,
    on: date,
) -> dict[str, Any]:
    """Return the papers with what was said of them now; nobody's earlier word is lost by silence.

    Of a paper that was matched or seen it is not said again that it is missing.
    """
    told = {code: proof for proof in Proof for code in said.get(proof, ())}
    papers: dict[str, Any] = {}
    for material in asked:
        before = held.get(material.code)
        proof = told.get(material.code)
        if proof is not None and (before is None or before["state"] != proof.value):
            before = {"state": proof.value, "by": by, "on": on.isoformat()}
        papers[material.code] = before or {
            "state": Proof.MISSING.value,
            "by": by,
            "on": on.isoformat(),
        }
    return papers


def owed(materials: Mapping[str, Any]) -> list[str]:
    """Return the codes of the papers that are not there yet."""
    return [code for code, said in materials.items() if Proof(said["state"]) in OWED]


# --- deciding --------------------------------------------------------------------------------


def check_reason(step: steps.Step, words: str | None, *, against: bool) -> str | None:
    """Return what was said; refuse silence where a step, or a word against the rule, needs why."""
    said = (words or "").strip()
    if len(said) >= _SHORTEST_REASON:
        return said
    if against:
        raise RuleBroken("这与系统按规定推算的结果不一致，请写明理由。", "words")
    if step.needs_reason:
        raise RuleBroken("请写明理由，让申请人看得明白。", "words")
    return said or None


def check_applicant(kind: str, known: Mapping[str, str]) -> None:
    """Refuse an applicant that no rule knows."""
    if kind not in known:
        raise RuleBroken("请选择谁来申请。", "applicant_kind")


def lateness(due: date | None, today: date) -> timedelta | None:
    """Return how long a term has passed; None where it has not."""
    return today - due if due is not None and due < today else None


def unpublished(calendar: WorkCalendar, since: date, due: date | None) -> Text | None:
    """Return the sentence that stands beside a term over years whose holidays are not known."""
    if due is None:
        return None
    unknown = [str(y) for y in range(since.year, due.year + 1) if not calendar.is_published(y)]
    if not unknown:
        return None
    return Text(
        "%(years)s年的放假安排还没有公布，按周一至周五计算；公布后自动重算。",
        years="、".join(unknown),
    )
