"""The rows of visits, and of the needs that they opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid5

from casework.accounts.permissions import Role
from casework.cli.demo import met
from casework.cli.demo.calendar import Span
from casework.cli.demo.dice import Dice
from casework.cli.demo.files import File, Milestones
from casework.cli.demo.findings import needs_of, why_needed
from casework.cli.demo.records import Record
from casework.needs.models import Need, NeedStatus, Urgency
from casework.visits import rules
from casework.visits.models import Act, ReviewState, Visit, VisitStep, VisitVersion

_HIGHEST_RISK = 4
_CORRECTION = "身体一项点错了"
_QUESTION = "走访情况没有写清楚，请补充"
_LOOKED_AT_AFTER = timedelta(days=2)
_OUTCOMES = {
    NeedStatus.SOLVED: "已经办好，孩子和照料人都清楚",
    NeedStatus.DROPPED: "家里自己解决了",
}


@dataclass(frozen=True)
class _Lacking:
    """A need with what became of it."""

    kind: str
    record: Record
    status: NeedStatus
    closed_on: date | None


def add_visits(file: File, records: Sequence[Record], span: Span) -> Milestones:
    """Add every visit with its versions and needs; return what they leave on the child's row."""
    for record in records:
        _add_visit(file, record)
    needs = [
        _lacking(file, record, kind, span)
        for record in records
        for kind in needs_of(record.answers)
    ]
    for number, need in enumerate(needs, 1):
        _add_need(file, need, f"{file.id.hex[-8:].upper()}-{number}")
    return milestones(records, sum(need.status is NeedStatus.OPEN for need in needs))


def milestones(records: Sequence[Record], open_needs: int) -> Milestones:
    """Return the days that due dates are reckoned from, by the rules of visits."""
    moving = [record for record in records if _moves_due(record)]
    face_to_face = [r.meeting.on for r in moving if rules.is_in_person(r.meeting.mode)]
    return Milestones(
        first_visit_on=min(face_to_face, default=None),
        last_visit_on=max(face_to_face, default=None),
        last_contact_on=max((record.meeting.on for record in moving), default=None),
        open_needs=open_needs,
    )


def _moves_due(record: Record) -> bool:
    reason = record.check_reason.value if record.check_reason else None
    return rules.moves_due(record.state, record.meeting.outcome, reason)


def _add_visit(file: File, record: Record) -> None:
    author_id = file.staff.workers[record.village.code]
    said = {
        "author_id": author_id,
        "recorded_at": record.recorded_at,
        "mode": record.meeting.mode,
        "outcome": record.meeting.outcome,
        "visited_on": record.meeting.on,
    }
    row = said | {
        "counted_region_code": record.village.code,
        "encounter_id": record.encounter_id,
        "review_state": record.state,
        "check_reason": record.check_reason.value if record.check_reason else None,
        "stepped_at": _returned_at(record),
        "filed_under_id": None,
        "filed_until_on": None,
        "version": 1 if record.before is None else 2,
        **record.flags,
    }
    file.add_as(record.id, Visit, record.recorded_at, row, {})
    _add_versions(file, record, said)
    _add_return(file, record)


def _returned_at(record: Record) -> datetime | None:
    is_returned = record.state is ReviewState.RETURNED
    return record.recorded_at + _LOOKED_AT_AFTER if is_returned else None


def _add_return(file: File, record: Record) -> None:
    """Add the township's question about a returned visit."""
    at = _returned_at(record)
    if at is None:
        return
    row = {
        "visit_id": record.id,
        "n": 1,
        "act": Act.RETURN,
        "before": ReviewState.RECEIVED,
        "after": ReviewState.RETURNED,
        "account_id": file.staff.supervisors[record.village.township_code],
        "role": Role.CHILD_SUPERVISOR,
    }
    file.add_as(uuid5(record.id, "return"), VisitStep, at, row, {"reason": _QUESTION})


def _add_versions(file: File, record: Record, said: dict[str, Any]) -> None:
    said |= {"visit_id": record.id, "form_version": file.practice.form.version}
    if record.before is None or record.corrected_at is None:
        _add_version(file, said, 1, record.recorded_at, record.answers)
        return
    _add_version(file, said, 1, record.recorded_at, record.before)
    _add_version(file, said, 2, record.corrected_at, record.answers, reason=_CORRECTION)


def _add_version(
    file: File,
    said: dict[str, Any],
    n: int,
    at: datetime,
    findings: dict[str, Any],
    *,
    reason: str | None = None,
) -> None:
    row = said | {"n": n, "recorded_at": at}
    file.add(VisitVersion, at, row, {"findings": findings, "reason": reason})


def _lacking(file: File, record: Record, kind: str, span: Span) -> _Lacking:
    """Return a need as it stands today: mostly solved in time, nothing open behind the exit."""
    opened_on, end = record.recorded_on, file.life.exited_on or span.yesterday
    closed_on = max(opened_on, min(end, opened_on + timedelta(days=2 + file.dice.below(20))))
    chance, age = file.dice.random(), (span.today - opened_on).days
    is_grave = record.meeting.raised_to == _HIGHEST_RISK
    if file.life.exited_on is None and (is_grave or chance < (0.75 if age < 20 else 0.07)):
        return _Lacking(kind, record, NeedStatus.OPEN, None)
    status = NeedStatus.DROPPED if chance > 0.95 else NeedStatus.SOLVED
    return _Lacking(kind, record, status, closed_on)


def _add_need(file: File, need: _Lacking, number: str) -> None:
    record, dice = need.record, Dice(f"{need.record.id}/{need.kind}")
    end = met.ending(need.kind, need.status, need.closed_on, dice)
    worker_id = file.staff.workers[record.village.code]
    row = {
        "counted_region_code": record.village.code if need.closed_on else None,
        "urgency": Urgency.ORDINARY,
        "closed_by": worker_id if need.closed_on else None,
        "helped_by": end["helped_by"],
        "confirmed_on": end["confirmed_on"],
        "account_id": worker_id,
        "visit_id": record.id,
        "status": need.status,
        "opened_on": record.recorded_on,
        "due_on": file.practice.need_due_on(need.kind, record.recorded_on),
        "closed_on": need.closed_on,
    }
    sealed = {
        "kind": need.kind,
        "detail": why_needed(file.practice.form, record.answers),
        "outcome": _OUTCOMES.get(need.status),
        "solution": end.get("solution"),
        "confirmation": end.get("confirmation"),
    }
    need_id = file.add(Need, record.recorded_at, row, sealed)
    label = file.practice.form.need_label(need.kind)
    met.add_steps(file, need_id, need.kind, {**row, "label": label}, number)
