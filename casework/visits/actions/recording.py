"""Making visits of what was kept: each once, however often it arrives."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.visits import entries, queries
from casework.visits.actions import promised
from casework.visits.actions.following import follow, tell
from casework.visits.entries import Entry
from casework.visits.models import Submission, SubmissionState, Visit
from casework.visits.reading import (
    FORM_VERSION,
    SIBLINGS,
    VISITED_ON,
    Reading,
    for_sibling,
    one,
    read,
)
from casework.visits.submissions import quarantine

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Draft:
    """A visit about to be stored."""

    child: Child
    reading: Reading
    visit_id: UUID
    entry: Entry


def record_visit(*, actor: Viewer, submission: Submission) -> Visit | None:
    """Make the visits that a kept submission tells of, and return the one to its child.

    Nothing is made twice. None where nothing can be recorded: the child is out of reach, the
    submission is in quarantine, or a fault of ours comes between. It stays kept all the same.
    """
    try:
        with db.session.begin_nested():
            return _make(actor, submission)
    except Exception as fault:  # noqa: BLE001 - whatever it is, what she wrote must not be lost
        _log.error("a kept submission was not recorded: %s", type(fault).__name__)
        record(Tag.VISIT_TO_CHECK, actor_id=actor.account_id, subject_id=submission.id, why="fault")
        return None


def _make(actor: Viewer, submission: Submission) -> Visit | None:
    if submission.state is SubmissionState.QUARANTINED:
        return None
    reading = _read(submission)
    found = queries.locked(actor, {submission.child_id, *reading.siblings})
    child = found.get(submission.child_id)
    if child is None:
        record(Tag.VISIT_TO_CHECK, actor_id=actor.account_id, subject_id=submission.id)
        return None
    # The file may have been merged while the form was on its way.
    child = children.answering_for(actor, child)
    known = queries.of_child(child, submission.client_id)
    return known or _record(actor, submission, child, reading)


def visit_ids(submission: Submission) -> list[UUID]:
    """Return the ids of the visits that a submission makes; not all of them need exist."""
    if submission.state is SubmissionState.QUARANTINED:
        return []
    siblings = _read(submission).siblings
    return [submission.client_id, *(_sibling_visit_id(submission, each) for each in siblings)]


def _record(actor: Viewer, submission: Submission, child: Child, reading: Reading) -> Visit | None:
    seen = _siblings_seen(actor, child, reading)
    if len(seen) < len(reading.siblings):
        strangers = submission.body[SIBLINGS]
        reading = replace(reading, unread={**reading.unread, SIBLINGS: strangers})
    drafts = [_draft(actor, submission, child, reading, submission.client_id)]
    for sibling in seen:
        said = for_sibling(reading, submission.client_id)
        visit_id = _sibling_visit_id(submission, sibling.id)
        drafts.append(_draft(actor, submission, sibling, said, visit_id))
    visits = _store(actor, drafts, submission.client_id if seen else None)
    if not visits:
        quarantine(submission)
        return None
    for draft, visit in zip(drafts, visits, strict=True):
        tell(Tag.VISIT_RECORD, actor, visit, mode=visit.mode.value, outcome=visit.outcome.value)
        promised.settle(actor=actor, child=draft.child, said=draft.reading.needs_said)
        follow(actor=actor, child=draft.child, visit=visit, reading=draft.reading)
    return visits[0]


def _siblings_seen(actor: Viewer, child: Child, reading: Reading) -> list[Child]:
    if not reading.siblings:
        return []
    return [each for each in queries.at_home_with(actor, child) if each.id in reading.siblings]


def _draft(
    actor: Viewer, submission: Submission, child: Child, reading: Reading, visit_id: UUID
) -> _Draft:
    entry = entries.entry(
        reading,
        actor=actor,
        child=child,
        written_date=one(submission.body, VISITED_ON),
        recorded_on=clock.today(),
    )
    return _Draft(child, reading, visit_id, entry)


def _store(actor: Viewer, drafts: Sequence[_Draft], encounter_id: UUID | None) -> list[Visit]:
    """Add the visits with their first versions; none where an id belongs to another visit."""
    try:
        with db.session.begin_nested():
            return [_add(actor, draft, encounter_id) for draft in drafts]
    except IntegrityError:
        return []


def _add(actor: Viewer, draft: _Draft, encounter_id: UUID | None) -> Visit:
    visit = entries.visit_of(
        draft.entry,
        child=draft.child,
        author_id=actor.account_id,
        visit_id=draft.visit_id,
        encounter_id=encounter_id,
    )
    db.session.add(visit)
    db.session.flush()
    version = entries.version_of(draft.entry, visit, child=draft.child, author_id=actor.account_id)
    db.session.add(version)
    return visit


def _read(submission: Submission) -> Reading:
    try:
        form = practice.visit_form(one(submission.body, FORM_VERSION))
    except NotFound:
        form = practice.visit_form()
    return read(form, submission.body)


def _sibling_visit_id(submission: Submission, child_id: UUID) -> UUID:
    """Return the id of a brother's or sister's visit: the same whenever it is asked for."""
    return uuid5(submission.client_id, child_id.hex)
