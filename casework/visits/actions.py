"""Recording visits and correcting them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.rules import ChangedMeanwhile
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.visits import consequences, entries, queries, rules
from casework.visits.entries import Entry
from casework.visits.models import ReviewState, Submission, SubmissionState, Visit
from casework.visits.reading import (
    FORM_VERSION,
    SIBLINGS,
    VISITED_ON,
    Content,
    Reading,
    add_needs,
    one,
    read,
)
from casework.visits.rules import CheckReason
from casework.visits.submissions import quarantine

_NO_DAY = frozenset(
    {CheckReason.DATE_MISSING, CheckReason.DATE_UNREADABLE, CheckReason.DATE_FUTURE}
)


@dataclass(frozen=True)
class _Draft:
    """A visit about to be stored."""

    child: Child
    visit_id: UUID
    entry: Entry


def record_visit(*, actor: Viewer, submission: Submission) -> Visit | None:
    """Make the visits that a kept submission tells of, each once however often it is asked.

    None where nothing can be recorded: the child is out of reach, or the submission is in
    quarantine. It stays kept all the same.
    """
    if submission.state is SubmissionState.QUARANTINED:
        return None
    reading = _read(submission.body)
    found = queries.locked(actor, {submission.child_id, *reading.siblings})
    child = found.get(submission.child_id)
    if child is None:
        record(Tag.VISIT_TO_CHECK, actor_id=actor.account_id, subject_id=submission.id)
        return None
    return queries.of_child(child, submission.client_id) or _record(
        actor, submission, reading, child
    )


def visit_ids(submission: Submission) -> list[UUID]:
    """Return the ids of the visits that a submission makes; not all of them need exist."""
    siblings = _read(submission.body).siblings
    return [submission.client_id, *(_sibling_visit_id(submission, each) for each in siblings)]


def correct_visit(
    *, actor: Viewer, visit: Visit, version: int, content: Content, reason: str
) -> Visit:
    """Add a version that says what was meant; nothing is overwritten.

    ``version`` is the number that the form was opened with. Raises ChangedMeanwhile when there is a
    newer one that says something else, RuleBroken for an answer that the form does not offer, a day
    that cannot be, or a correction that changes nothing.
    """
    child = queries.locked(actor, {visit.child_id})[visit.child_id]
    visit = queries.get(actor, visit.id, fresh=True)
    present = queries.newest(visit)
    before = present.findings
    reading = add_needs(read(practice.visit_form(present.form_version), content), before)
    entry = _corrected(actor, child, visit, reading, content)
    if entries.says(entry, present):
        return _unchanged(visit, version)
    if version != visit.version:
        raise ChangedMeanwhile
    _rewrite(actor, child, visit, entry, reason)
    _settle(actor, child, visit, reading, before)
    record(
        Tag.VISIT_CORRECT,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=visit.id,
        version=visit.version,
    )
    return visit


def _record(
    actor: Viewer, submission: Submission, reading: Reading, child: Child
) -> Visit | None:
    seen = _siblings_seen(actor, child, reading)
    if len(seen) < len(reading.siblings):
        strangers = [str(each) for each in reading.siblings]
        reading = replace(reading, unread={**reading.unread, SIBLINGS: strangers})
    drafts = _drafts(actor, submission, reading, child, seen)
    visits = _store(actor, drafts, submission.client_id if seen else None)
    if not visits:
        quarantine(submission)
        return None
    for draft, visit in zip(drafts, visits, strict=True):
        _settle(actor, draft.child, visit, reading if draft.child is child else None, {})
        _tell(actor, visit)
    return visits[0]


def _siblings_seen(actor: Viewer, child: Child, reading: Reading) -> list[Child]:
    if not reading.siblings:
        return []
    return [each for each in queries.at_home_with(actor, child) if each.id in reading.siblings]


def _drafts(
    actor: Viewer, submission: Submission, reading: Reading, child: Child, seen: Sequence[Child]
) -> list[_Draft]:
    main = entries.entry(
        reading,
        actor=actor,
        child=child,
        written_date=one(submission.body, VISITED_ON),
        recorded_on=clock.today(),
    )
    drafts = [_Draft(child, submission.client_id, main)]
    for sibling in seen:
        entry = entries.entry_for_sibling(
            reading, main, actor=actor, child=sibling, of=submission.client_id
        )
        drafts.append(_Draft(sibling, _sibling_visit_id(submission, sibling.id), entry))
    return drafts


def _store(
    actor: Viewer, drafts: Sequence[_Draft], encounter_id: UUID | None
) -> list[Visit]:
    """Add the visits with their first versions; none where an id belongs to another visit."""
    visits = []
    try:
        with db.session.begin_nested():
            for draft in drafts:
                visit = entries.visit_of(
                    draft.entry,
                    child=draft.child,
                    author_id=actor.account_id,
                    visit_id=draft.visit_id,
                    encounter_id=encounter_id,
                )
                db.session.add(visit)
                db.session.flush()
                _add_version(actor, draft.child, visit, draft.entry)
                visits.append(visit)
    except IntegrityError:
        return []
    return visits


def _add_version(
    actor: Viewer, child: Child, visit: Visit, entry: Entry, reason: str | None = None
) -> None:
    version = entries.version_of(
        entry, visit, child=child, author_id=actor.account_id, reason=reason
    )
    db.session.add(version)


def _settle(
    actor: Viewer, child: Child, visit: Visit, reading: Reading | None, before: dict[str, object]
) -> None:
    """Let follow what follows; where a rule refuses, the visit is put up for checking."""
    if reading is not None and not consequences.follow_up(
        actor=actor, child=child, visit=visit, reading=reading, before=before
    ):
        visit.review_state = ReviewState.TO_CHECK
        visit.check_reason = visit.check_reason or CheckReason.FOLLOW_UP_REFUSED.value
    consequences.reckon(child)
    if visit.review_state is ReviewState.TO_CHECK:
        record(
            Tag.VISIT_TO_CHECK,
            actor_id=actor.account_id,
            region_code=child.region_code,
            child_id=child.id,
            subject_id=visit.id,
            why=visit.check_reason,
        )


def _tell(actor: Viewer, visit: Visit) -> None:
    record(
        Tag.VISIT_RECORD,
        actor_id=actor.account_id,
        region_code=visit.region_code,
        child_id=visit.child_id,
        subject_id=visit.id,
        mode=visit.mode.value,
        outcome=visit.outcome.value,
    )


def _corrected(
    actor: Viewer, child: Child, visit: Visit, reading: Reading, content: Content
) -> Entry:
    if reading.unread:
        field = next(iter(reading.unread))
        raise RuleBroken("这一项没有认出来，请重新选择或填写。", field)
    entry = entries.entry(
        reading,
        actor=actor,
        child=child,
        written_date=one(content, VISITED_ON),
        recorded_on=min(clock.today(), clock.local(visit.recorded_at).date()),
    )
    if entry.reason in _NO_DAY:
        raise RuleBroken("走访日期不对：不能空着，也不能晚于登记那天。请重新选择。", VISITED_ON)
    return entry


def _unchanged(visit: Visit, version: int) -> Visit:
    """Let the same correction come again; refuse one that corrects nothing."""
    if version == visit.version:
        raise RuleBroken("内容没有变化，不用更正。要退出请点“返回”。")
    return visit


def _rewrite(actor: Viewer, child: Child, visit: Visit, entry: Entry, reason: str) -> None:
    if entry.visited_on != visit.visited_on:
        visit.counted_region_code = entry.region_code
    visit.version += 1
    for name, value in (entry.plain | entry.standing).items():
        setattr(visit, name, value)
    _add_version(actor, child, visit, entry, reason)
    db.session.flush()


def _read(content: Content) -> Reading:
    try:
        form = practice.visit_form(one(content, FORM_VERSION))
    except NotFound:
        form = practice.visit_form()
    return read(form, content)


def _sibling_visit_id(submission: Submission, child_id: UUID) -> UUID:
    """Return the id of a brother's or sister's visit: the same whenever it is asked for."""
    return uuid5(submission.client_id, child_id.hex)
