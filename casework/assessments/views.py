"""Assessments: begun, answered step by step, read, compared, printed, decided."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.assessments import actions, forms, queries
from casework.assessments.models import Assessment
from casework.assessments.rules import deciding
from casework.assessments.rules.scoring import compare as compared
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child, Status
from casework.children.views.blueprint import does, opened
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.texts import Text
from casework.ui import charts

blueprint = Blueprint("assessments", __name__)

_DIGITS = 2


@blueprint.get("/children/<uuid:child_id>/assessments")
@access(Permission.ASSESSMENT_READ)
def index(child_id: UUID) -> str:
    """List a child's assessments, the newest first."""
    _viewer, child = opened(child_id)
    found = queries.of_child(child)
    due = queries.due_of(child, found)
    return render_template(
        "assessments/index.html",
        child=child,
        assessments=found,
        due=due,
        is_near=due is not None and queries.is_near(child, due),
        template_of=queries.template_of,
        level_of=queries.level_of,
        today=clock.today(),
        may_begin=child.status is not Status.CLOSED,
    )


@blueprint.route("/children/<uuid:child_id>/assessments/new", methods=["GET", "POST"])
@access(Permission.ASSESSMENT_WRITE)
def new(child_id: UUID) -> ResponseReturnValue:
    """Choose the form and the day, and begin."""
    viewer, child = opened(child_id)
    form = forms.StartForm(request.args.get("template"))
    if form.validate_on_submit():
        try:
            begun = actions.start(actor=viewer, child=child, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return redirect(url_for(".answers", assessment_id=begun.id))
    page = render_template(
        "assessments/new.html", form=form, child=child, templates=practice.assessments()
    )
    return page, form.status


@blueprint.route("/assessments/<uuid:assessment_id>/answers", methods=["GET", "POST"])
@access(Permission.ASSESSMENT_WRITE)
def answers(assessment_id: UUID) -> ResponseReturnValue:
    """Answer one step; each is kept before the next is shown."""
    assessment, child = _opened(assessment_id)
    if not deciding.is_editable(assessment):
        return redirect(url_for(".show", assessment_id=assessment_id))
    template = queries.template_of(assessment)
    step = _step(len(template.indicators))
    indicator = template.indicators[step - 1]
    form = forms.step_form(indicator, assessment)
    if form.validate_on_submit():
        said = forms.said(form, indicator)
        if does(form, actions.answer, actor=current_viewer(), assessment_id=assessment_id, **said):
            return redirect(_after(assessment, step, len(template.indicators)))
    page = render_template(
        "assessments/answers.html",
        form=form,
        child=child,
        assessment=assessment,
        template=template,
        indicator=indicator,
        step=step,
        answered=len(queries.result_of(assessment).answered),
    )
    return page, form.status


@blueprint.route("/assessments/<uuid:assessment_id>/finish", methods=["GET", "POST"])
@access(Permission.ASSESSMENT_WRITE)
def finish(assessment_id: UUID) -> ResponseReturnValue:
    """Say who else was there and what the child said, and be done."""
    assessment, child = _opened(assessment_id)
    if not deciding.is_editable(assessment):
        return redirect(url_for(".show", assessment_id=assessment_id))
    form = forms.FinishForm(assessment)
    if form.validate_on_submit():
        told = {"child_words": form.child_words.data, "second": form.said()}
        if does(form, actions.finish, actor=current_viewer(), assessment_id=assessment_id, **told):
            return redirect(url_for(".show", assessment_id=assessment_id))
    page = render_template(
        "assessments/finish.html",
        form=form,
        child=child,
        assessment=assessment,
        result=queries.result_of(assessment),
        step_of=_step_of(assessment),
    )
    return page, form.status


@blueprint.get("/assessments/<uuid:assessment_id>")
@access(Permission.ASSESSMENT_READ)
def show(assessment_id: UUID) -> str:
    """Show what an assessment says, why, and what may be done next."""
    assessment, child = _opened(assessment_id)
    others = queries.of_child(child)
    return render_template(
        "assessments/show.html",
        child=child,
        **_page(assessment, child),
        before=queries.before(assessment, others),
        step_of=_step_of(assessment),
        is_editable=deciding.is_editable(assessment),
        links=_links(child),
        today=clock.today(),
    )


@blueprint.route("/assessments/<uuid:assessment_id>/second", methods=["GET", "POST"])
@access(Permission.ASSESSMENT_WRITE)
def second(assessment_id: UUID) -> ResponseReturnValue:
    """Say afterwards who the other assessor was."""
    assessment, child = _opened(assessment_id)
    form = forms.SecondForm(assessment)
    if form.validate_on_submit():
        told = form.said()
        if told is None:
            return redirect(url_for(".show", assessment_id=assessment_id))
        named = {"actor": current_viewer(), "assessment_id": assessment_id, "second": told}
        if does(form, actions.name_second, **named):
            flash(_("第二评估人已登记。"))
            return redirect(url_for(".show", assessment_id=assessment_id))
    page = render_template("assessments/second.html", form=form, child=child, assessment=assessment)
    return page, form.status


@blueprint.route("/assessments/<uuid:assessment_id>/decide", methods=["GET", "POST"])
@access(Permission.ASSESSMENT_DECIDE)
def decide(assessment_id: UUID) -> ResponseReturnValue:
    """Decide on the level; the answers only propose one."""
    assessment, child = _opened(assessment_id)
    form = forms.DecideForm(queries.template_of(assessment), assessment.proposed)
    if form.validate_on_submit():
        said = {"actor": current_viewer(), "assessment_id": assessment_id, **form.values()}
        if does(form, actions.decide, **said):
            flash(_("结论已确认。要不要采取措施，由您另外办理。"))
            return redirect(url_for(".show", assessment_id=assessment_id))
    page = render_template(
        "assessments/decide.html", form=form, child=child, **_page(assessment, child)
    )
    return page, form.status


@blueprint.get("/assessments/<uuid:assessment_id>/compare")
@access(Permission.ASSESSMENT_READ)
def compare(assessment_id: UUID) -> str:
    """Show what got better and worse since the assessment before."""
    assessment, child = _opened(assessment_id)
    before = queries.before(assessment, queries.of_child(child))
    if before is None:
        raise NotFound
    return render_template(
        "assessments/compare.html",
        child=child,
        assessment=assessment,
        before=before,
        template=queries.template_of(assessment),
        old_template=queries.template_of(before),
        level=queries.level_of(assessment),
        old_level=queries.level_of(before),
        compared=compared(queries.result_of(assessment), queries.result_of(before)),
    )


@blueprint.get("/assessments/<uuid:assessment_id>/print")
@access(Permission.ASSESSMENT_READ)
def print_sheet(assessment_id: UUID) -> str:
    """Show the sheet that both assessors sign."""
    assessment, child = _opened(assessment_id)
    return render_template("assessments/print.html", child=child, **_page(assessment, child))


def _opened(assessment_id: UUID) -> tuple[Assessment, Child]:
    """Return an assessment in reach with its child; opening a page of it leaves its trace."""
    viewer = current_viewer()
    assessment = queries.get(viewer, assessment_id)
    child = children.get(viewer, assessment.child_id)
    if request.method == "GET":
        record(
            Tag.ASSESSMENT_OPEN,
            actor_id=viewer.account_id,
            region_code=child.region_code,
            child_id=child.id,
            subject_id=assessment.id,
            seen=[child.id],
        )
    return assessment, child


def _page(assessment: Assessment, child: Child) -> dict[str, Any]:
    """Return what every page about the result shows."""
    result = queries.result_of(assessment)
    title = Text("各项得分占满分的比例")
    bars = [(whole.label, whole.ratio) for whole, _parts in result.subtotals]
    terms = practice.assessment_terms(child.region_code)
    return {
        "assessment": assessment,
        "template": result.template,
        "result": result,
        "level": queries.level_of(assessment),
        "bars": charts.bars(bars, title) if len(bars) > 1 else None,
        "assessors": queries.names_of(assessment),
        "lacks_second": result.template.decided and not assessment.second and terms.assessors > 1,
        "decider": queries.decider_name(assessment),
    }


def _step(steps: int) -> int:
    asked = request.args.get("step", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    return min(max(int(asked), 1), steps) if is_number else 1


def _after(assessment: Assessment, step: int, steps: int) -> str:
    """Return where a step leads: to the next, to the end, or away for now."""
    if "later" in request.form:
        return url_for(".show", assessment_id=assessment.id)
    if step < steps:
        return url_for(".answers", assessment_id=assessment.id, step=step + 1)
    return url_for(".finish", assessment_id=assessment.id)


def _step_of(assessment: Assessment) -> dict[str, int]:
    """Return in which step each item stands."""
    steps = enumerate(queries.template_of(assessment).indicators, 1)
    return {item.code: number for number, indicator in steps for item in indicator.items}


def _links(child: Child) -> dict[str, str | None]:
    """Return where floors above this one go on, as far as they are there."""
    known = current_app.view_functions
    talk = "guidance.new" if "guidance.new" in known else "needs.new"
    report = "mandatory_reports.new"
    return {
        "conversation": url_for(talk, child_id=child.id),
        "report": url_for(report, child=child.id) if report in known else None,
    }
