"""What a counsellor does: taking a case on, screening, meeting the child, handing over, the end."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.assessments.rules.scoring import result
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db, new_id
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.psychology import casebook, rules
from casework.psychology.actions.telling import calm, tell
from casework.psychology.casebook import Casebook
from casework.psychology.models import (
    ActKind,
    CaseState,
    PsychologyAct,
    PsychologyCase,
    PsychologyRecord,
    RecordKind,
)

_LONGEST = 600


def note_list(*, actor: Viewer, book: Casebook) -> None:
    """Put into the trail whose names a list has shown."""
    shown = [*book.to_take, *book.mine, *book.closed]
    seen = {line.case.child_id for line in shown}
    record(Tag.CHILD_LIST, actor_id=actor.account_id, seen=seen)


def note_opening(*, actor: Viewer, case: PsychologyCase) -> None:
    """Put into the trail that a case was opened."""
    record(
        Tag.PSYCHOLOGY_OPEN,
        actor_id=actor.account_id,
        region_code=case.region_code,
        child_id=case.child_id,
        subject_id=case.id,
        seen=[case.child_id],
    )


def accept(*, actor: Viewer, case: PsychologyCase) -> None:
    """Take a case on: it is hers from now, and the alarm stops. Twice is once."""
    if casebook.is_hers(actor, case):
        return
    _give(case, actor.account_id)
    if case.state is CaseState.REFERRED:
        case.state, case.accepted_on = CaseState.ACCEPTED, clock.today()
    calm(case.region_code, case.child_id, actor)
    tell(Tag.PSYCHOLOGY_ACCEPT, actor, case)


def screen(
    *,
    actor: Viewer,
    case: PsychologyCase,
    on_day: date,
    answers: Mapping[str, str],
    words: str | None = None,
    next_on: date | None = None,
) -> None:
    """Keep what a screening found; answers may be missing, then it says no result.

    Raises RuleBroken for a closed case, a day to come, a next day before it.
    """
    _demand(case, on_day, next_on)
    form = practice.psychology_form()
    found = result(form, answers)
    known = {each.item.code: each.choice.code for each in found.answered}
    body = {"answers": known, "words": words, "result": found.level.code if found.level else None}
    if _write(actor, case, RecordKind.SCREENING, on_day, body, form_version=form.version):
        case.screened_on = on_day
        case.state = rules.after_screening(case.state)
        case.next_on = next_on or case.next_on
        tell(Tag.PSYCHOLOGY_TREAT, actor, case)


def hold_session(
    *,
    actor: Viewer,
    case: PsychologyCase,
    on_day: date,
    minutes: int | None,
    way: str,
    words: str,
    next_on: date | None = None,
) -> None:
    """Keep that she met the child, for how long, what it was about, and when again.

    Raises RuleBroken for a closed case, a day to come, a next day before it.
    """
    _demand(case, on_day, next_on)
    body = {"way": way, "words": words}
    if _write(actor, case, RecordKind.SESSION, on_day, body, minutes=minutes):
        case.sessions += 1
        case.state = CaseState.IN_CARE
        case.care_from_on = min(case.care_from_on or on_day, on_day)
        case.next_on = next_on
        tell(Tag.PSYCHOLOGY_TREAT, actor, case)


def close(*, actor: Viewer, case: PsychologyCase, outcome: str, words: str | None = None) -> None:
    """End a case with its outcome; the village learns the outcome and not the words."""
    if case.state is CaseState.CLOSED:
        return
    if words:
        _write(actor, case, RecordKind.CLOSING, clock.today(), {"words": words})
    case.state, case.closed_on = CaseState.CLOSED, clock.today()
    case.next_on = case.answer_due_at = None
    case.outcome = outcome
    tell(Tag.PSYCHOLOGY_CLOSE, actor, case)


def hand_over(
    *, actor: Viewer, case: PsychologyCase, account_id: UUID, words: str | None = None
) -> None:
    """Give a case with everything in it to a colleague; from then on only she opens it.

    Raises RuleBroken for somebody who is no counsellor of the county.
    """
    if account_id not in casebook.colleagues(actor):
        raise RuleBroken("没有这个人，请重新选择。", "account")
    if words:
        _write(actor, case, RecordKind.HANDOVER, clock.today(), {"words": words})
    _give(case, account_id)
    tell(Tag.PSYCHOLOGY_HAND_OVER, actor, case)


def _give(case: PsychologyCase, account_id: UUID) -> None:
    case.counsellor_id, case.office_code = account_id, rules.office_of(case.region_code)
    case.answer_due_at = None


def _demand(case: PsychologyCase, on_day: date, next_on: date | None) -> None:
    if case.state is CaseState.CLOSED:
        raise RuleBroken("这个个案已经结束。要继续，请让村里重新转介。")
    if on_day > clock.today():
        raise RuleBroken("日期不能晚于今天，请核对。", "on_day")
    if next_on is not None and next_on <= on_day:
        raise RuleBroken("下次见面要在这一次之后，请核对。", "next_on")


def _write(
    actor: Viewer,
    case: PsychologyCase,
    kind: RecordKind,
    on_day: date,
    body: dict[str, Any],
    **plain: Any,
) -> bool:
    """Write a record, and that the child was met; False where the same is there already."""
    if _is_known(case, kind, on_day, body):
        return False
    record_id = new_id()
    if kind in (RecordKind.SCREENING, RecordKind.SESSION):
        db.session.add(_act(case, kind, on_day, record_id))
    row = PsychologyRecord(
        owner=case,
        id=record_id,
        region_code=rules.office_of(case.region_code),
        account_id=actor.account_id,
        kind=kind,
        on_day=on_day,
        body=body,
        **plain,
    )
    db.session.add(row)
    return True


def _act(case: PsychologyCase, kind: RecordKind, on_day: date, record_id: UUID) -> PsychologyAct:
    return PsychologyAct(
        id=record_id,
        region_code=case.region_code,
        counted_region_code=case.region_code,
        child_id=case.child_id,
        case_id=case.id,
        kind=ActKind(kind.value),
        on_day=on_day,
    )


def _is_known(case: PsychologyCase, kind: RecordKind, on_day: date, body: dict[str, Any]) -> bool:
    """Say whether the same was written before: a second tap."""
    return any(
        (each.kind, each.on_day, each.body) == (kind, on_day, body)
        for each in casebook.records(case)
    )
