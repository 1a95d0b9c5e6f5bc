"""Correcting a visit: a new version says what was meant, nothing is overwritten."""

from dataclasses import replace

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.rules import ChangedMeanwhile
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.visits import entries, queries, rules
from casework.visits.actions import tasks
from casework.visits.actions.following import follow, tell
from casework.visits.actions.reviewing import add_step
from casework.visits.entries import Entry
from casework.visits.findings import TAKEN_FROM
from casework.visits.models import Act, Visit, VisitVersion
from casework.visits.reading import VISITED_ON, Content, Reading, one, read, with_needs


def correct_visit(
    *, actor: Viewer, visit: Visit, version: int, content: Content, reason: str
) -> Visit:
    """Add a version to a visit; due dates, risk and needs follow it.

    What was accepted or returned waits for the office again, what was asked is answered by it.
    ``version`` is the number that the form was opened with. The same correction may come twice.
    Raises ChangedMeanwhile when there is a newer version that says something else, RuleBroken for
    an answer that the form does not offer, a day that cannot be, or when nothing would change.
    """
    child = queries.locked(actor, {visit.child_id})[visit.child_id]
    visit, present = queries.held(actor, {visit.id})[visit.id]
    reading = _read(present, content)
    entry = _entry(actor, child, visit, reading, content)
    if entry.is_said_by(present):
        return _unchanged(visit, version)
    if version != visit.version:
        raise ChangedMeanwhile
    before = visit.review_state
    _rewrite(actor, child, visit, entry, reason)
    tell(Tag.VISIT_CORRECT, actor, visit, version=visit.version)
    follow(actor=actor, child=child, visit=visit, reading=reading, before=present.findings)
    if visit.review_state is not before:
        step = add_step(actor, visit, Act.CORRECT, before=before)
        tasks.follow_step(actor, visit, step)
    return visit


def _read(present: VisitVersion, content: Content) -> Reading:
    """Read by the edition that the visit was made with, so that no answer of it is lost."""
    reading = read(practice.visit_form(present.form_version), content)
    before = present.findings
    if reading.unread:
        raise RuleBroken("这一项没有认出来，请重新选择或填写。", next(iter(reading.unread)))
    return replace(with_needs(reading, before), taken_from=before.get(TAKEN_FROM))


def _entry(actor: Viewer, child: Child, visit: Visit, reading: Reading, content: Content) -> Entry:
    entry = entries.entry(
        reading,
        actor=actor,
        child=child,
        written_date=one(content, VISITED_ON),
        recorded_on=min(clock.today(), clock.local(visit.recorded_at).date()),
    )
    if entry.reason in rules.NO_DAYS:
        raise RuleBroken("走访日期不能空着，也不能晚于登记那天，请重新选择。", VISITED_ON)
    return entry


def _unchanged(visit: Visit, version: int) -> Visit:
    if version == visit.version:
        raise RuleBroken("内容没有变化，不用更正。要退出请点“返回”。")
    return visit


def _rewrite(actor: Viewer, child: Child, visit: Visit, entry: Entry, reason: str) -> None:
    if entry.visited_on != visit.visited_on:
        visit.counted_region_code = entry.region_code
    visit.version += 1
    for name, value in (entry.plain | entry.standing).items():
        setattr(visit, name, value)
    version = entries.version_of(
        entry, visit, child=child, author_id=actor.account_id, reason=reason
    )
    db.session.add(version)
    db.session.flush()
