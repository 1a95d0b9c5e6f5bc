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


def entry(
    reading: Reading,
    *,
    actor: Viewer,
    child: Child,
    written_date: str | None,
    recorded_on: date,
) -> Entry:
    """Return what was read as an entry for the child that the form was opened for."""
    day = rules.day_of(written_date, recorded_on=recorded_on, entered_on=child.entered_on)
    was_moved = day.doubt in (CheckReason.DATE_FUTURE, CheckReason.DATE_UNREADABLE)
    place = queries.place_on(actor, child, day.on)
    return Entry(
        form_version=reading.form.version,
        mode=findings.mode_of(reading.answers),
        outcome=findings.outcome_of(reading.answers),
        visited_on=day.on,
        region_code=place or child.region_code,
        findings=findings.document(reading, written_date=written_date if was_moved else None),
        flags=findings.flags(reading.form, reading.answers),
        reason=rules.first_of({day.doubt, *_doubts(reading, child, place)}),
    )


def entry_for_sibling(
    reading: Reading, main: Entry, *, actor: Viewer, child: Child, of: UUID
) -> Entry:
    """Return the entry of a brother or sister who was seen in one go with another child."""
    found = findings.shared(reading, of=of)
    day = rules.day_of(
        main.visited_on.isoformat(), recorded_on=main.visited_on, entered_on=child.entered_on
    )
    place = queries.place_on(actor, child, day.on)
    doubts = {_unlisted(child), _moved(child, place), day.doubt, main.reason}
    return Entry(
        form_version=main.form_version,
        mode=main.mode,
        outcome=Outcome.CHILD_SEEN,
        visited_on=main.visited_on,
        region_code=place or child.region_code,
        findings=found,
        flags=findings.flags(reading.form, found),
        reason=rules.first_of(doubts - {CheckReason.OUTCOME_MISSING}),
    )


def _doubts(reading: Reading, child: Child, place: str | None) -> set[CheckReason | None]:
    return {
        _unlisted(child),
        _moved(child, place),
        None if OUTCOME in reading.answers else CheckReason.OUTCOME_MISSING,
        None if MODE in reading.answers and not reading.unread else CheckReason.ANSWERS_UNREADABLE,
    }


def _unlisted(child: Child) -> CheckReason | None:
    return None if child.status in VISITED_STATUSES else CheckReason.CHILD_NOT_LISTED


def _moved(child: Child, place: str | None) -> CheckReason | None:
    return None if place == child.region_code else CheckReason.CHILD_MOVED


def says(entry: Entry, version: VisitVersion) -> bool:
    """Say whether a version says the same already."""
    plain = all(getattr(version, name) == value for name, value in entry.plain.items())
    return plain and findings.without_notes(version.findings) == entry.findings


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
    """Return the row that keeps what the entry says as the visit's version of its number."""
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
