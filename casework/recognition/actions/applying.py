"""Applying: taken in with what there is, completed, withdrawn."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children import steps as file_steps
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.recognition import proposing, queries, rules, steps
from casework.recognition.actions import stepping
from casework.recognition.models import Recognition, RecognitionState
from casework.recognition.rules import Proof


@dataclass(frozen=True)
class Applicant:
    """Who applies for a child; whatever is not known is left open."""

    #: A code of the practice: guardian, relative, village.
    kind: str
    name: str | None = None
    relation: str | None = None
    phone: str | None = None
    #: By whom and how a relative is authorised.
    authorised: str | None = None


def apply(
    *,
    actor: Viewer,
    child: Child,
    category: str,
    applicant: Applicant,
    applied_on: date | None = None,
    words: str | None = None,
    seen: Sequence[str] = (),
    promised: Sequence[str] = (),
) -> Recognition:
    """Take an application in, whatever papers are missing: they are noted and asked for later.

    Raises RuleBroken for a closed file, a category that nobody is recognised for, a day to come,
    and where the same is under way or holds already.
    """
    file_steps.demand_open(child.status)
    child = children.of(children.locked(actor, {child.id}), child.id)
    today = clock.today()
    day = applied_on or today
    rules.check_day(day, today, "applied_on")
    settings = practice.recognition(child.region_code, max(day, queries.first_day()))
    if category not in settings.terms:
        raise RuleBroken("请选择要申请的类别。", "category")
    rules.check_applicant(applicant.kind, settings.applicants)
    _refuse_double(child, category)
    said = {Proof.SEEN: seen, Proof.PROMISED: promised}
    by = str(actor.account_id)
    recognition = Recognition(
        owner=child,
        region_code=child.region_code,
        state=RecognitionState.APPLIED,
        applied_on=day,
        entered_by=actor.account_id,
        category=category,
        applicant={name: value for name, value in asdict(applicant).items() if value},
        materials=rules.noted({}, settings.materials[category], said, by=by, on=today),
        words=words,
    )
    db.session.add(recognition)
    db.session.flush()
    proposal = proposing.proposal(child, category, today, practice.categories())
    stepping.keep(actor, recognition, child, steps.APPLY, on=day, explanation=proposal.explanation)
    return recognition


def _refuse_double(child: Child, category: str) -> None:
    for other in queries.of_child(child):
        if other.category != category:
            continue
        if other.state in steps.OPEN:
            raise RuleBroken("这一类已经有一份申请在办，请在档案里打开那一份。", "category")
        if other.state in steps.HOLDS:
            raise RuleBroken("这一类已经确认过了，不用再申请。", "category")


def supplement(
    *,
    actor: Viewer,
    recognition_id: UUID,
    seen: Sequence[str] = (),
    promised: Sequence[str] = (),
    words: str | None = None,
) -> Recognition:
    """Hand in what was asked for, or say that it cannot be had; the township goes on."""
    recognition, child = stepping.held(actor, recognition_id)
    steps.demand(steps.SUPPLEMENT, recognition.state)
    note_papers(actor, recognition, {Proof.SEEN: seen, Proof.PROMISED: promised})
    stepping.take(actor, recognition, child, steps.SUPPLEMENT, words=words)
    return recognition


def note_papers(actor: Viewer, recognition: Recognition, said: dict[Proof, Sequence[str]]) -> None:
    """Note what is known of the papers now."""
    asked: Any = queries.settings(recognition).materials[recognition.category]
    recognition.materials = rules.noted(
        recognition.materials, asked, said, by=str(actor.account_id), on=clock.today()
    )


def withdraw(*, actor: Viewer, recognition_id: UUID, words: str) -> Recognition:
    """Take an application back before it is decided."""
    recognition, child = stepping.held(actor, recognition_id)
    stepping.take(actor, recognition, child, steps.WITHDRAW, words=words)
    return recognition
