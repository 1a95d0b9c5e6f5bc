"""Finding assessments: those of one child, one of them, and what they say together."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import GRANTS, Permission, Role
from casework.accounts.viewer import Viewer
from casework.assessments.models import STANDING, Assessment, AssessmentState
from casework.assessments.rules.due import Due, Last, due_on
from casework.assessments.rules.scoring import Result, result
from casework.children import queries as children
from casework.children.models import Child, RiskSpell, Status
from casework.children.queries import same_place
from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.practice import queries as practice
from casework.practice.rules.assessment import Level, Template
from casework.practice.rules.terms import AssessmentTerms
from casework.regions.codes import pad

_TOWNSHIP, _COUNTY = 9, 6


def in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that an assessment is of a child whom the viewer may see."""
    condition = within(Assessment.region_code, viewer.scope.ranges)
    if viewer.scope.children:
        condition = or_(condition, Assessment.child_id.in_(viewer.scope.children))
    return condition


def get(viewer: Viewer, assessment_id: UUID, *, fresh: bool = False) -> Assessment:
    """Return one assessment in reach; raise NotFound. ``fresh`` holds it against others."""
    statement = select(Assessment).where(in_reach(viewer), Assessment.id == assessment_id)
    if fresh:
        statement = statement.with_for_update(of=Assessment)
        statement = statement.execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def of_child(child: Child) -> Sequence[Assessment]:
    """Return every assessment of a child, the newest first."""
    statement = (
        select(Assessment)
        .where(same_place(Assessment, child))
        .order_by(Assessment.assessed_on.desc(), Assessment.id.desc())
    )
    return db.session.scalars(statement).all()


def begun(viewer: Viewer, child: Child, template: str) -> Assessment | None:
    """Return what the viewer has begun on a form for a child and not finished."""
    statement = select(Assessment).where(
        same_place(Assessment, child),
        Assessment.account_id == viewer.account_id,
        Assessment.template == template,
        Assessment.state == AssessmentState.DRAFT,
    )
    return db.session.scalars(statement.order_by(Assessment.id.desc()).limit(1)).first()


def template_of(assessment: Assessment) -> Template:
    """Return the edition of the form that an assessment was made on."""
    return practice.assessment(assessment.template, assessment.template_version)


def result_of(assessment: Assessment) -> Result:
    """Return what the answers say, by their own edition."""
    return result(template_of(assessment), assessment.answers)


def level_of(assessment: Assessment) -> Level | None:
    """Return what was decided, else what is proposed; None where nothing can be said."""
    code = assessment.level or assessment.proposed
    return template_of(assessment).level(code) if code else None


def is_full(assessment: Assessment) -> bool:
    """Say whether it holds for years, as a screening does not."""
    return assessment.valid_until is not None


def newest_full(assessments: Sequence[Assessment]) -> Assessment | None:
    """Return the newest full assessment that stands."""
    return next((a for a in assessments if a.state in STANDING and is_full(a)), None)


def before(assessment: Assessment, others: Sequence[Assessment]) -> Assessment | None:
    """Return the one on the same form before this one, which it is compared with."""
    key = (assessment.assessed_on, assessment.id)
    older = (
        a
        for a in others
        if a.template == assessment.template
        and a.state is not AssessmentState.DRAFT
        and (a.assessed_on, a.id) < key
    )
    return next(older, None)


def due_of(child: Child, assessments: Sequence[Assessment]) -> Due | None:
    """Return when a child in reach is to be assessed and why; nothing for one not on the list."""
    if child.status is not Status.ACTIVE:
        return None
    terms = practice.assessment_terms(child.region_code)
    last = newest_full(assessments)
    return due_on(
        terms,
        asked_since=child.entered_on if is_asked(terms, child.category_mask) else None,
        last=last_of(last) if last else None,
        clue_on=_clue_on(child, terms),
        screened_on=screened_on(assessments),
        birth_on=child.birth_on,
    )


def is_near(child: Child, due: Due) -> bool:
    """Say whether an assessment is past due or so near that the region wants it to be told."""
    return due.is_near(practice.assessment_terms(child.region_code), clock.today())


def is_asked(terms: AssessmentTerms, mask: int) -> bool:
    """Say whether a category of the mask demands assessments."""
    return bool(mask & asked_mask(terms))


def asked_mask(terms: AssessmentTerms) -> int:
    """Return the bits of the categories whose children must be assessed."""
    book = practice.categories()
    return sum(1 << book.bit(code) for code in terms.categories)


def last_of(assessment: Assessment) -> Last:
    """Return the plain days of a full assessment."""
    return Last(
        assessment.assessed_on,
        assessment.valid_until or assessment.assessed_on,
        assessment.decided_on,
    )


def screened_on(assessments: Sequence[Assessment]) -> date | None:
    """Return when the newest that stands is a screening which advised a full one; else None.

    ``assessments`` has the newest first: a full one before it has answered the screening.
    """
    standing = (each for each in assessments if each.state in STANDING)
    newest = next(standing, None)
    if newest is None or is_full(newest):
        return None
    level = level_of(newest)
    return newest.assessed_on if level and level.full else None


def _clue_on(child: Child, terms: AssessmentTerms) -> date | None:
    # Asked for every child, so that a page costs the same for each.
    spell = children.open_row(RiskSpell, child)
    return spell.from_on if spell and spell.level >= terms.clue_risk else None


def colleagues(assessment: Assessment) -> list[tuple[UUID, str]]:
    """Return who else may have assessed: the workers of the village, the township, the county."""
    code = assessment.region_code
    offices = [code, pad(code[:_TOWNSHIP]), pad(code[:_COUNTY])]
    found = children.workers_in(offices, clock.today())
    able = [account for account in found if account.id != assessment.account_id]
    return [(account.id, account.name) for account in able if _may_assess(account.role)]


def _may_assess(role: Role) -> bool:
    return Permission.ASSESSMENT_WRITE in GRANTS[role]


def names_of(assessment: Assessment) -> list[str]:
    """Return the assessors by name; an outside person with the office."""
    second = assessment.second or {}
    ids = {assessment.account_id}
    if "account" in second:
        ids.add(UUID(second["account"]))
    names = accounts.names_of(ids)
    told = [names.get(assessment.account_id, "")]
    if "account" in second:
        told.append(names.get(UUID(second["account"]), ""))
    elif second:
        told.append(second["name"])
    return told


def decider_name(assessment: Assessment) -> str | None:
    """Return who decided."""
    if assessment.decided_by is None:
        return None
    return accounts.names_of({assessment.decided_by}).get(assessment.decided_by)
