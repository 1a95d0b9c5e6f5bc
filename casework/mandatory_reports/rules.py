"""When the next step of a report is missed, who is left out, and which office it goes to: pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from casework.clock import local
from casework.mandatory_reports.models import UNPLACED, ReportState, StepKind
from casework.practice.rules.mandatory import ReportClock
from casework.regions.codes import Level, level_of, pad

_TOWNSHIP, _COUNTY = 9, 6
_RECEIPT_DIGITS = 10

#: Hours do not stop for holidays, nights or weekends (law: 立即).
_TERMS = {
    ReportState.RECEIVED: "acknowledge",
    ReportState.ACKNOWLEDGED: "scene",
    ReportState.ON_SCENE: "outcome",
}

#: What an officer may write about a report, in the order of the page.
WRITTEN = (
    StepKind.ON_SCENE,
    StepKind.SENT,
    StepKind.FEEDBACK,
    StepKind.NOTE,
    StepKind.OUTCOME,
)


@dataclass(frozen=True)
class Step:
    """One step as its sealed words keep it."""

    kind: StepKind
    #: The account that did it; None for the clock and for the reporter.
    by: UUID | None = None
    #: The authority that it was sent to or came from.
    recipient: str | None = None
    text: str | None = None
    #: The reporter reads the words too.
    tell: bool = False

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Return what was kept."""
        by = kept.get("by")
        return cls(
            kind=StepKind(kept["kind"]),
            by=UUID(by) if by else None,
            recipient=kept.get("recipient"),
            text=kept.get("text"),
            tell=bool(kept.get("tell")),
        )

    def kept(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {
            "kind": self.kind.value,
            "by": str(self.by) if self.by else None,
            "recipient": self.recipient,
            "text": self.text,
            "tell": self.tell,
        }


def first_due(clock: ReportClock, filed_at: datetime) -> datetime:
    """Return when somebody has to have taken a report on."""
    return filed_at + clock.acknowledge


def due_after(clock: ReportClock, state: ReportState, filed_at: datetime) -> datetime | None:
    """Return when the step that a state waits for is missed; None where nothing is waited for.

    All terms run from the report.
    """
    term = _term(clock, state)
    return None if term is None else filed_at + term


def due_again(
    clock: ReportClock, state: ReportState, due_at: datetime, now: datetime
) -> datetime | None:
    """Return when a step missed at ``due_at`` is missed once more: after the same term.

    The next such instant after ``now``: what was asleep wakes up once, not once for each.
    """
    term = _term(clock, state)
    if term is None:
        return None
    missed = max(0, (now - due_at) // term)
    return due_at + term * (missed + 1)


def told_at(instant: datetime) -> str:
    """Return an instant as a step says it."""
    at = local(instant)
    return f"{at.month}月{at.day}日{at:%H:%M}"  # no-catalogue: a format


def _term(clock: ReportClock, state: ReportState) -> timedelta | None:
    name = _TERMS.get(state)
    return None if name is None else getattr(clock, name)


def feedback_due(clock: ReportClock, sent_at: datetime) -> datetime:
    """Return when the police are to have answered (三日, 待核)."""
    return sent_at + clock.police_feedback


def office_of(place_code: str | None, *, county_alone: bool) -> str:
    """Return the region code of the office that a report about a place goes to.

    The township, where the place lies in one and it may know; else the county. UNPLACED where the
    place is unknown or wider than a county.
    """
    if place_code is None or level_of(place_code) in {Level.PROVINCE, Level.CITY}:
        return UNPLACED
    is_below = level_of(place_code) in {Level.TOWNSHIP, Level.VILLAGE}
    digits = _TOWNSHIP if is_below and not county_alone else _COUNTY
    return pad(place_code[:digits])


def county_of(region_code: str) -> str:
    """Return the county whose office answers for a report."""
    return pad(region_code[:_COUNTY])


def township_of(region_code: str) -> str | None:
    """Return the township that is told of a report; None where the county alone is."""
    return None if region_code == county_of(region_code) else pad(region_code[:_TOWNSHIP])


def receipt_of(digest: bytes) -> str:
    """Return ten digits that can be read out over the telephone: ``482-719-3605``."""
    digits = str(int.from_bytes(digest) % 10**_RECEIPT_DIGITS).rjust(_RECEIPT_DIGITS, "0")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def is_late(state: ReportState, due_at: datetime | None, level: int, now: datetime) -> bool:
    """Say whether a report is behind its clock, or was when a step was missed."""
    return state is not ReportState.CLOSED and (level > 0 or (due_at is not None and due_at < now))


def was_on_time(clock: ReportClock, report: Any) -> bool:
    """Say whether every step done so far, and none that is missing, came within its term."""
    return bool(report.level == 0) and all(
        done is None or done <= report.created_at + term
        for done, term in (
            (report.acknowledged_at, clock.acknowledge),
            (report.scene_at, clock.scene),
            (report.closed_at, clock.outcome),
        )
    )
