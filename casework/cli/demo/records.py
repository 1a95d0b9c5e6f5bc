"""What was entered of a visit: when, in which state, with which answers, corrected or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from casework.cli.demo import findings
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.lives import Life
from casework.cli.demo.places import Village
from casework.cli.demo.rounds import Meeting, meetings, with_sibling
from casework.practice.rules.form import VisitForm
from casework.visits.findings import TAKEN_FROM
from casework.visits.models import Outcome, ReviewState
from casework.visits.rules import LATEST_ENTRY, CheckReason, state_for

#: Days after which a township has looked at a visit.
_REVIEWED_AFTER = 20
_CHECKED_AFTER = 40


@dataclass
class Record:
    """One visit as it stands in the register."""

    id: UUID
    meeting: Meeting
    village: Village
    recorded_at: datetime
    state: ReviewState
    check_reason: CheckReason | None
    answers: dict[str, Any]
    #: What it said before it was corrected, and when it was.
    before: dict[str, Any] | None = None
    corrected_at: datetime | None = None
    encounter_id: UUID | None = None
    flags: dict[str, bool] = field(init=False)

    def __post_init__(self) -> None:
        self.flags = findings.flags(self.answers)

    @property
    def recorded_on(self) -> date:
        """The day of entry; in Shanghai the same as in UTC (``Dice.instant``)."""
        return self.recorded_at.date()


def of_family(
    dice: Dice, lives: Sequence[Life], ids: Sequence[UUID], span: Span, form: VisitForm
) -> list[list[Record]]:
    """Return the records of all children of one home; ``ids`` are those of the children."""
    first = meetings(dice, lives[0], span)
    eldest = _records(dice, lives[0], first, span)
    others = []
    for life, child_id in zip(lives[1:], ids[1:], strict=True):
        made = with_sibling(dice, life, span, first)
        records = _records(dice, life, made, span)
        for record in records:
            if record.meeting.together is not None:
                _join(record, eldest[record.meeting.together], child_id, form)
        others.append(records)
    return [eldest, *others]


def _join(record: Record, eldest: Record, child_id: UUID, form: VisitForm) -> None:
    """Let a record be one visit with that to a brother or sister, as the form stores it."""
    record.id = uuid5(eldest.id, child_id.hex)
    record.encounter_id = eldest.encounter_id = eldest.id
    record.answers = findings.for_sibling(eldest.answers, form) | {TAKEN_FROM: str(eldest.id)}
    record.flags = findings.flags(record.answers)
    record.recorded_at = eldest.recorded_at
    record.state, record.check_reason = eldest.state, eldest.check_reason
    record.before = record.corrected_at = None


def _records(dice: Dice, life: Life, made: Sequence[Meeting], span: Span) -> list[Record]:
    habits = findings.habits(
        life.facts.school_stage, life.facts.health, life.family.carer, life.family.contact
    )
    record = partial(_record, dice, life, habits, span)
    return [record(meeting) for meeting in made]


def _record(dice: Dice, life: Life, habits: dict[str, Any], span: Span, meeting: Meeting) -> Record:
    recorded_on = min(meeting.on + timedelta(days=_delay(dice)), span.yesterday)
    state, reason = _review(dice, life, meeting, recorded_on, span)
    if reason is CheckReason.DATE_MISSING:
        recorded_on = meeting.on
    at = dice.instant(recorded_on)
    return _maybe_corrected(
        dice,
        Record(
            id=dice.row_id(at),
            meeting=meeting,
            village=life.village_on(meeting.on),
            recorded_at=at,
            state=state,
            check_reason=reason,
            answers=_answers(dice, habits, meeting),
        ),
        span,
    )


def _delay(dice: Dice) -> int:
    """Return the days until the visit was entered."""
    chance = dice.random()
    if chance < 0.75:
        return 0
    if chance > 0.997:
        return LATEST_ENTRY.days + 1 + dice.below(15)
    return 1 + dice.below(3) if chance < 0.96 else 4 + dice.below(9)


def _review(
    dice: Dice, life: Life, meeting: Meeting, recorded_on: date, span: Span
) -> tuple[ReviewState, CheckReason | None]:
    """Return the state that the record has reached, and why it was put up for checking."""
    reason, days, chance = None, (span.yesterday - recorded_on).days, dice.random()
    if life.moved_on and meeting.on < life.moved_on <= recorded_on:
        reason = CheckReason.CHILD_MOVED
    elif recorded_on - meeting.on > LATEST_ENTRY:
        reason = CheckReason.DATE_LONG_AGO
    elif chance > 0.994 and days < _CHECKED_AFTER:
        reason = CheckReason.DATE_MISSING
    if reason is not None and days < _CHECKED_AFTER:
        return state_for(reason), reason
    if chance < 0.006 and days > 2:
        return ReviewState.RETURNED, None
    accepted = reason is not None or (days > _REVIEWED_AFTER and chance < 0.93)
    return (ReviewState.ACCEPTED if accepted else ReviewState.RECEIVED), reason


def _answers(dice: Dice, habits: dict[str, Any], meeting: Meeting) -> dict[str, Any]:
    answers = findings.answers(
        dice,
        habits,
        on=meeting.on,
        mode=meeting.mode,
        outcome=meeting.outcome,
        trouble=meeting.cause or findings.trouble(dice),
    )
    if meeting.raised_to is not None:
        answers |= {"risk_after": str(meeting.raised_to), "risk_reason": "情况有变，需要常来看看"}
    return answers


def _maybe_corrected(dice: Dice, record: Record, span: Span) -> Record:
    """Let one record in a hundred have been wrong at first: the wrong button for health."""
    seen = record.meeting.outcome is Outcome.CHILD_SEEN and not record.meeting.cause
    right = record.answers.get("health") == "good"
    day = record.recorded_on + timedelta(days=1 + dice.below(3))
    if not (seen and right) or day > span.yesterday or not dice.happens(0.01):
        return record
    wrong = record.answers | {"health": "minor"}
    return replace(record, before=wrong, corrected_at=dice.instant(day))
