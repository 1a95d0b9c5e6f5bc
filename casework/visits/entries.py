"""One entry: what a visit is taken to say of one child, ready to be stored."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.children.rules import VISITED_STATUSES
from casework.visits import findings, queries, rules
from casework.visits.models import Mode, Outcome, Visit, VisitVersion
from casework.visits.reading import MODE, OUTCOME, Reading
from casework.visits.rules import CheckReason


@dataclass(frozen=True)
class Entry:
    """The plain facts of a visit, its findings, and why it is put up for checking, if it is."""

    form_version: str
    mode: Mode
    outcome: Outcome
    visited_on: date
    #: Where the child lived on that day.
    region_code: str
    findings: dict[str, Any]
    flags: dict[str, bool]
    reason: CheckReason | None

    @property
    def plain(self) -> dict[str, Any]:
        """What stands on the visit and on its version alike."""
        return {"mode": self.mode, "outcome": self.outcome, "visited_on": self.visited_on}

    @property
    def standing(self) -> dict[str, Any]:
        """What stands on the visit alone."""
        state = rules.state_for(self.reason)
        code = self.reason.value if self.reason else None
        return {"review_state": state, "check_reason": code, **self.flags}

    def is_said_by(self, version: VisitVersion) -> bool:
        """Say whether a version says the same already."""
        plain = all(getattr(version, name) == value for name, value in self.plain.items())
        return plain and version.findings == self.findings


def entry(
    reading: Reading, *, actor: Viewer, child: Child, written_date: str | None, recorded_on: date
) -> Entry:
    """Return what was read as an entry for one child."""
    day = rules.day_of(written_date, recorded_on=recorded_on, entered_on=child.entered_on)
    is_another_day = day.doubt in rules.NO_DAYS
    place = queries.place_on(actor, child, day.on)
    return Entry(
        form_version=reading.form.version,
        mode=findings.mode_of(reading.answers),
        outcome=findings.outcome_of(reading.answers),
        visited_on=day.on,
        region_code=place or child.region_code,
        findings=findings.document(reading, written_date=written_date if is_another_day else None),
        flags=findings.flags(reading),
        reason=rules.first_of({day.doubt, *_doubts(reading, child, place)}),
    )


def _doubts(reading: Reading, child: Child, place: str | None) -> set[CheckReason]:
    found = {
        CheckReason.CHILD_NOT_LISTED: child.status not in VISITED_STATUSES,
        CheckReason.CHILD_MOVED: place != child.region_code,
        CheckReason.OUTCOME_MISSING: OUTCOME not in reading.answers,
        CheckReason.ANSWERS_UNREADABLE: bool(reading.unread) or MODE not in reading.answers,
    }
    return {reason for reason, is_so in found.items() if is_so}


def visit_of(
    entry: Entry, *, child: Child, author_id: UUID, visit_id: UUID, encounter_id: UUID | None
) -> Visit:
    """Return the row of a new visit."""
    row = Visit(
        owner=child,
        id=visit_id,
        region_code=child.region_code,
        counted_region_code=entry.region_code,
        encounter_id=encounter_id,
        author_id=author_id,
        version=1,
        **entry.plain,
        **entry.standing,
    )
    row.recorded_at = row.created_at
    return row


def version_of(
    entry: Entry, visit: Visit, *, child: Child, author_id: UUID, reason: str | None = None
) -> VisitVersion:
    """Return the row that keeps what the entry says, under the visit's present number."""
    row = VisitVersion(
        owner=child,
        region_code=child.region_code,
        visit_id=visit.id,
        n=visit.version,
        author_id=author_id,
        form_version=entry.form_version,
        findings=entry.findings,
        reason=reason,
        **entry.plain,
    )
    row.recorded_at = row.created_at
    return row
