"""Making an assessment step by step, and deciding on it.

Nothing follows by itself from a level: risk, talks and guardianship are separate acts of people.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.assessments import queries
from casework.assessments.models import STANDING, Assessment, AssessmentState
from casework.assessments.rules import deciding
from casework.assessments.rules.due import valid_until
from casework.assessments.rules.scoring import result
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import steps
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.inbox import actions as inbox
from casework.inbox.models import Kind
from casework.inbox.rules import Recipient
from casework.practice import queries as practice

#: Where the inbox leads.
PAGE = "assessments.show"


def start(*, actor: Viewer, child: Child, template: str, assessed_on: date) -> Assessment:
    """Begin an assessment on the edition that holds today.

    What the actor has begun on the same form and not finished is gone on with. Raises RuleBroken
    for a closed file, an unknown form, a day to come.
    """
    steps.demand_open(child.status)
    held = {each.code: each for each in practice.assessments()}
    if template not in held:
        raise RuleBroken("没有这种评估表，请重新选择。", "template")
    if assessed_on > clock.today():
        raise RuleBroken("评估日期不能晚于今天，请核对。", "assessed_on")
    begun = queries.begun(actor, child, template)
    if begun is not None:
        begun.assessed_on = assessed_on
        return begun
    assessment = Assessment(
        owner=child,
        region_code=child.region_code,
        account_id=actor.account_id,
        template=template,
        template_version=held[template].version,
        state=AssessmentState.DRAFT,
        assessed_on=assessed_on,
        answers={},
        notes={},
        scores={"total": 0},
    )
    db.session.add(assessment)
    _tell(Tag.ASSESSMENT_START, actor, assessment)
    return assessment


def answer(
    *,
    actor: Viewer,
    assessment_id: UUID,
    answers: Mapping[str, str],
    notes: Mapping[str, str | None],
) -> Assessment:
    """Keep the answers and words of one step; those of other steps stay.

    What the form does not have is left out. Raises RuleBroken once it is decided.
    """
    assessment = queries.get(actor, assessment_id, fresh=True)
    deciding.demand_open(assessment)
    template = queries.template_of(assessment)
    known = {c: a for c, a in answers.items() if a in template.by_code[c].by_code}
    said = {**assessment.notes, **notes}
    assessment.answers = {**assessment.answers, **known}
    assessment.notes = {code: text for code, text in said.items() if text}
    _reckon(assessment)
    _tell(Tag.ASSESSMENT_ANSWER, actor, assessment)
    return assessment


def finish(
    *,
    actor: Viewer,
    assessment_id: UUID,
    child_words: str | None = None,
    second: Mapping[str, str] | None = None,
) -> Assessment:
    """Keep who else assessed and what the child said; it is done once every item is answered.

    With items missing it stays a draft, with one assessor it is done all the same: what was seen
    is never turned away. Whoever decides is told.
    """
    assessment = queries.get(actor, assessment_id, fresh=True)
    deciding.demand_open(assessment)
    assessment.child_words = child_words
    if second is not None:
        assessment.second = _second(assessment, second)
    _reckon(assessment)
    if assessment.proposed is not None:
        _complete(actor, assessment)
    return assessment


def name_second(*, actor: Viewer, assessment_id: UUID, second: Mapping[str, str]) -> Assessment:
    """Say afterwards who the other assessor was, also of what is decided; once."""
    assessment = queries.get(actor, assessment_id, fresh=True)
    if assessment.second:
        raise RuleBroken("第二评估人已经登记过了，请刷新页面。", "second")
    assessment.second = _second(assessment, second)
    _tell(Tag.ASSESSMENT_ANSWER, actor, assessment)
    return assessment


def decide(
    *, actor: Viewer, assessment_id: UUID, level: str, reason: str | None = None
) -> Assessment:
    """Decide on the level of a done assessment; another one than proposed says why.

    Raises RuleBroken for a screening, a draft, and what was decided before.
    """
    assessment = queries.get(actor, assessment_id, fresh=True)
    template = queries.template_of(assessment)
    deciding.demand_decidable(assessment, template)
    assessment.reason = deciding.check_decision(
        template, proposed=assessment.proposed, level=level, reason=reason
    )
    assessment.level = level
    assessment.state = AssessmentState.DECIDED
    assessment.decided_by, assessment.decided_on = actor.account_id, clock.today()
    _supersede_older(actor, assessment, STANDING)
    _done_with(actor, assessment)
    _tell(Tag.ASSESSMENT_DECIDE, actor, assessment)
    return assessment


def _reckon(assessment: Assessment) -> None:
    """Work out anew what the answers add up to."""
    found = result(queries.template_of(assessment), assessment.answers)
    assessment.scores = found.scores
    assessment.proposed = found.level.code if found.level else None


def _complete(actor: Viewer, assessment: Assessment) -> None:
    template = queries.template_of(assessment)
    is_new = assessment.state is AssessmentState.DRAFT
    assessment.state = AssessmentState.DONE
    if template.decided:
        terms = practice.assessment_terms(assessment.region_code)
        assessment.valid_until = valid_until(assessment.assessed_on, terms.valid_years)
    _supersede_older(actor, assessment, (AssessmentState.DONE,))
    if is_new and template.decided:
        _ask_office(assessment)
    _tell(Tag.ASSESSMENT_FINISH, actor, assessment)


def _second(assessment: Assessment, told: Mapping[str, str]) -> dict[str, Any]:
    """Return the other assessor as it is kept; refuse an account that is none of the place."""
    if "account" in told:
        known = {str(account_id) for account_id, _name in queries.colleagues(assessment)}
        if told["account"] not in known:
            raise RuleBroken("没有这个人，请重新选择。", "second")
        return {"account": told["account"]}
    return {"name": told["name"], "office": told.get("office") or ""}


def _supersede_older(
    actor: Viewer, assessment: Assessment, states: tuple[AssessmentState, ...]
) -> None:
    statement = select(Assessment).where(
        Assessment.child_id == assessment.child_id,
        Assessment.region_code == assessment.region_code,
        Assessment.template == assessment.template,
        Assessment.state.in_(states),
        Assessment.id != assessment.id,
        Assessment.assessed_on <= assessment.assessed_on,
    )
    for older in db.session.scalars(statement).all():
        older.state = AssessmentState.SUPERSEDED
        _done_with(actor, older)


def _ask_office(assessment: Assessment) -> None:
    task = inbox.draft(
        Kind.INFORMATION,
        f"{assessment.id}:decide",
        to=Recipient.township(assessment.region_code, Permission.CHILD_REVIEW),
        region_code=assessment.region_code,
        endpoint=PAGE,
        link_id=assessment.id,
        child_id=assessment.child_id,
    )
    inbox.put(task)


def _done_with(actor: Viewer, assessment: Assessment) -> None:
    inbox.finish_page(
        region_code=assessment.region_code,
        endpoint=PAGE,
        link_id=assessment.id,
        by=actor.account_id,
    )


def _tell(tag: Tag, actor: Viewer, assessment: Assessment) -> None:
    record(
        tag,
        actor_id=actor.account_id,
        region_code=assessment.region_code,
        child_id=assessment.child_id,
        subject_id=assessment.id,
    )
