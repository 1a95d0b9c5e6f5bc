"""Answers about what was found: nothing of a file is changed unseen, no answer is asked twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as child_actions
from casework.children import queries as children
from casework.children.models import Child
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.errors import NotFound, RuleBroken
from casework.national import queries, standing
from casework.national.models import (
    Choice,
    NationalDecision,
    NationalList,
    NationalRow,
    NationalStranger,
    Result,
)
from casework.national.queries.answers import IDENTITY, value_digest
from casework.national.rules.facts import Difference
from casework.practice import queries as practice

#: What may be taken over at once: values that say nothing of who the child is.
TAKEN_OVER = ("school", "health")
_SHORTEST_NOTE = 2


@dataclass(frozen=True)
class _Answer:
    """What was chosen, and why."""

    choice: Choice
    note: str | None = None


_LATER = "这一行已经处理过，或者档案刚刚改过，请刷新后再看。"


def decide(
    *,
    actor: Viewer,
    found: NationalList,
    row: NationalRow,
    choices: Mapping[str, Choice],
    note: str | None,
) -> None:
    """Answer for some fields of a row; what our file says by now is what is answered about.

    Raises NotFound where the child is out of reach by now, RuleBroken for an answer without a
    reason where one is needed, and for a value that cannot be taken over.
    """
    if Choice.FINE in choices.values():
        _check_note(note)
    child = _child_of(actor, row)
    _take_over(actor, child, row, [f for f, choice in choices.items() if choice is Choice.THEIRS])
    live = {each.name: each for each in standing.live(actor, found, row)}
    for name, choice in choices.items():
        if name in live and choice is not Choice.THEIRS:
            said = _decision(actor, found, child, live[name], _Answer(choice, note))
            if not _is_said(said):
                db.session.add(said)
    db.session.flush()
    standing.refresh(actor, found, row)
    recount(found)
    _note(actor, found, row, child, {name: each.value for name, each in choices.items()})


def _child_of(actor: Viewer, row: NationalRow) -> Child:
    if row.here_id is None:
        raise NotFound
    return children.get(actor, row.here_id)


def _check_note(note: str | None) -> None:
    if len((note or "").strip()) < _SHORTEST_NOTE:
        raise RuleBroken("请写一句为什么不用管，例如“那边写的是旧校名”。", "note")


def _take_over(actor: Viewer, child: Child, row: NationalRow, names: Sequence[str]) -> None:
    """Let the file say what the list says, by the act that every form changes a file with."""
    values: dict[str, Any] = {}
    for name in names:
        if name not in TAKEN_OVER:
            raise RuleBroken("这一项要到档案里核对后再改，不能直接改过来。", f"choice_{name}")
        values |= _taken(name, row.told.get(name, ""))
    if values:
        facts = replace(children.facts_of(child), **values)
        child_actions.change(
            actor=actor, child=child, version=child.version, facts=facts, source="national"
        )


def _taken(name: str, text: str) -> dict[str, Any]:
    if name == "school":
        return {"school": text}
    code = practice.code_list("health").from_synonym(text)
    return {"health": code} if code else {"health_note": text}


def decide_field(
    *, actor: Viewer, found: NationalList, field: str, choice: Choice, note: str | None
) -> int:
    """Answer the same for every row in which a field differs and nobody has answered.

    Returns how many. Raises RuleBroken for an answer without a reason where one is needed.
    """
    if choice not in (Choice.OURS, Choice.FINE):
        raise RuleBroken("请选择怎么办。", "choice")
    if choice is Choice.FINE:
        _check_note(note)
    asked = [row for row in _open_rows(found) if _unsettled(row, field)]
    files = {
        child.id: child
        for child in db.session.scalars(
            children.visible_to(actor).where(Child.id.in_({row.here_id for row in asked}))
        )
    }
    made = []
    for row in asked:
        told = _unsettled(row, field)
        child = files.get(row.here_id) if row.here_id else None
        if child is not None and told is not None:
            asked_about = Difference(field, str(told["here"]), str(told["there"]))
            made.append(_decision(actor, found, child, asked_about, _Answer(choice, note)))
            row.differences = [
                {**each, "settled": choice.value} if each["field"] == field else each
                for each in row.differences or ()
            ]
            row.open -= 1
    insert_all(db.session(), made)
    db.session.flush()
    recount(found)
    told_of = [each.child_id for each in made]
    record(
        Tag.NATIONAL_DECIDE,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=found.id,
        seen=told_of,
        choices={field: choice.value},
    )
    return len(made)


def _open_rows(found: NationalList) -> Sequence[NationalRow]:
    statement = queries.lists.rows_of(found).where(NationalRow.result == Result.DIFFERS)
    return db.session.scalars(statement.where(NationalRow.open > 0)).all()


def _unsettled(row: NationalRow, field: str) -> Mapping[str, Any] | None:
    return next(
        (e for e in row.differences or () if e["field"] == field and not e["settled"]), None
    )


def decide_who(
    *,
    actor: Viewer,
    found: NationalList,
    row: NationalRow,
    child_id: UUID | None,
    note: str | None,
) -> None:
    """Say who a row is: one of the children that it may be, or nobody of ours (None).

    Raises NotFound for a child that is none of them or out of reach, RuleBroken without a reason
    where a row is nobody's, and for a row about which nothing is asked (any more).
    """
    if not row.open or row.result is Result.DIFFERS:
        raise RuleBroken(_LATER)
    if row.result is Result.POSSIBLE:
        _tell_apart(actor, found, row, child_id)
    else:
        _pass_over(actor, found, row, note)
    recount(found)


def _tell_apart(
    actor: Viewer, found: NationalList, row: NationalRow, child_id: UUID | None
) -> None:
    candidates = [UUID(each) for each in (row.about or {}).get("candidates", ())]
    if child_id is not None and child_id not in candidates:
        raise NotFound
    chosen = [child_id] if child_id else candidates
    choice = Choice.IS_SAME if child_id else Choice.IS_OTHER
    person = bytes.fromhex((row.about or {})["person"])
    for each in chosen:
        child = children.get(actor, each)
        who = Difference(IDENTITY, str(child.id), "")
        made = _decision(actor, found, child, who, _Answer(choice))
        made.there_digest = person
        db.session.add(made)
        _note(actor, found, row, child, {IDENTITY: choice.value})
    row.here_id, row.result = child_id, Result.DIFFERS if child_id else Result.THERE
    db.session.flush()
    if child_id is not None:
        standing.refresh(actor, found, row)


def _pass_over(actor: Viewer, found: NationalList, row: NationalRow, note: str | None) -> None:
    _check_note(note)
    made = NationalStranger(
        region_code=found.region_code,
        system=found.system,
        result=row.result,
        digest=bytes.fromhex((row.about or {})["person"]),
        account_id=actor.account_id,
        note=note or "",
    )
    if (made.result, made.digest) not in queries.answers.strangers(actor, found.system):
        db.session.add(made)
    row.open = 0
    db.session.flush()
    record(
        Tag.NATIONAL_DECIDE,
        actor_id=actor.account_id,
        region_code=found.region_code,
        subject_id=row.id,
        choices={"row": row.result.value},
    )


def _decision(
    actor: Viewer,
    found: NationalList,
    child: Child,
    about: Difference,
    answer: _Answer,
) -> NationalDecision:
    return NationalDecision(
        owner=child,
        region_code=child.region_code,
        child_id=child.id,
        system=found.system,
        field=about.name,
        choice=answer.choice,
        here_digest=value_digest(about.name, about.here),
        there_digest=value_digest(about.name, about.there),
        account_id=actor.account_id,
        note=(answer.note or "").strip() or None,
        there=about.there or None,
    )


def _is_said(answer: NationalDecision) -> bool:
    """Say whether the newest answer about the same says the same: a form that came twice."""
    own = NationalDecision
    statement = select(own).where(
        own.region_code == answer.region_code,
        own.child_id == answer.child_id,
        own.system == answer.system,
        own.field == answer.field,
    )
    with db.session.no_autoflush:
        known = db.session.scalar(statement.order_by(own.id.desc()).limit(1))
    told = ("choice", "here_digest", "there_digest", "note")
    return known is not None and all(getattr(known, name) == getattr(answer, name) for name in told)


def recount(found: NationalList) -> None:
    """Say anew how many rows of each result there are and how many are open."""
    statement = (
        select(NationalRow.result, func.count(), func.sum(case((NationalRow.open > 0, 1), else_=0)))
        .where(NationalRow.region_code == found.region_code, NationalRow.list_id == found.id)
        .group_by(NationalRow.result)
    )
    told = {result.value: 0 for result in Result} | {f"open_{r.value}": 0 for r in Result}
    for result, n, asking in db.session.execute(statement):
        told |= {result.value: n, f"open_{result.value}": int(asking or 0)}
    found.counts = told


def _note(
    actor: Viewer,
    found: NationalList,
    row: NationalRow,
    child: Child,
    choices: Mapping[str, str],
) -> None:
    record(
        Tag.NATIONAL_DECIDE,
        actor_id=actor.account_id,
        region_code=found.region_code,
        child_id=child.id,
        subject_id=row.id,
        choices=dict(choices),
    )
