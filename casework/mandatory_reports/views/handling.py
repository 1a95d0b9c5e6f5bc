"""Handling: the list of reports, one of them with its next steps, and the figures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.mandatory_reports import actions, choosing, queries, rules, showing
from casework.mandatory_reports.forms import AccountForm, ForwardForm, ReasonForm, StepForm
from casework.mandatory_reports.models import MandatoryReport, ReportState, StepKind
from casework.mandatory_reports.views.blueprint import blueprint
from casework.ui.forms import Form

_WRITTEN = ",".join(kind.value for kind in rules.WRITTEN)


@blueprint.get("/")
@access(Permission.MANDATORY_HANDLE)
def index() -> ResponseReturnValue:
    """List the reports that the viewer handles, or those behind a figure."""
    viewer = current_viewer()
    month, which = request.args.get("month"), request.args.get("which")
    found = showing.narrowed(showing.lines(viewer), month, which)
    return render_template(
        "mandatory_reports/index.html", lines=found, which=which, month=month, states=ReportState
    )


@blueprint.get("/figures")
@access(Permission.MANDATORY_COUNT)
def figures() -> ResponseReturnValue:
    """Count the reports that the viewer may open; each figure opens them."""
    rows = showing.figures(showing.lines(current_viewer()))
    return render_template("mandatory_reports/figures.html", rows=rows)


@blueprint.get("/<uuid:report_id>")
@access(Permission.MANDATORY_HANDLE)
def show(report_id: UUID) -> ResponseReturnValue:
    """Show a report, what was done about it and what comes next."""
    viewer = current_viewer()
    report = queries.get(viewer, report_id)
    actions.note_opening(actor=viewer, report=report)
    sheet = showing.sheet(viewer, report)
    return render_template(
        "mandatory_reports/show.html",
        sheet=sheet,
        states=ReportState,
        kinds=StepKind,
        guards_url=_guards_url(sheet.child),
    )


@blueprint.post("/<uuid:report_id>/acknowledge")
@access(Permission.MANDATORY_HANDLE)
def acknowledge(report_id: UUID) -> ResponseReturnValue:
    """Take a report on."""
    report = queries.get(current_viewer(), report_id, lock=True)
    if ActForm().validate_on_submit():
        actions.acknowledge(actor=current_viewer(), report=report)
        flash(_("您已接手。接下来请联系公安、赶到现场。"))
    return _back(report_id)


@blueprint.route(f"/<uuid:report_id>/<any({_WRITTEN}):what>", methods=["GET", "POST"])
@access(Permission.MANDATORY_HANDLE)
def write(report_id: UUID, what: str) -> ResponseReturnValue:
    """Write down one step."""
    report = queries.get(current_viewer(), report_id, lock=request.method == "POST")
    sheet, kind = showing.sheet(current_viewer(), report), StepKind(what)
    form = StepForm(sheet.practice.recipient_labels)
    if form.validate_on_submit() and _does(
        form, actions.write_step, report=report, kind=kind, **form.values()
    ):
        flash(_("已记下。"))
        return _back(report_id)
    page = render_template(
        "mandatory_reports/write.html", form=form, sheet=sheet, kind=kind, kinds=StepKind
    )
    return page, form.status


@blueprint.route("/<uuid:report_id>/reopen", methods=["GET", "POST"])
@access(Permission.MANDATORY_HANDLE)
def reopen(report_id: UUID) -> ResponseReturnValue:
    """Take up a closed report again."""
    report, form = _opened(report_id), ReasonForm()
    if form.validate_on_submit() and _does(
        form, actions.reopen, report=report, reason=form.reason.data or ""
    ):
        return _back(report_id)
    return _asked("mandatory_reports/reopen.html", report, form)


@blueprint.route("/<uuid:report_id>/forward", methods=["GET", "POST"])
@access(Permission.MANDATORY_COUNT)
def forward(report_id: UUID) -> ResponseReturnValue:
    """Send a report on to where it belongs."""
    report, form = _opened(report_id, officer=True), ForwardForm()
    if form.validate_on_submit() and _does(
        form, _forward, report=report, words=form.place_words.data, reason=form.reason.data
    ):
        flash(_("已经改送，这里不再显示。"))
        return redirect(url_for(".index"))
    return _asked("mandatory_reports/forward.html", report, form)


@blueprint.route("/<uuid:report_id>/bar", methods=["GET", "POST"])
@access(Permission.MANDATORY_COUNT)
def bar(report_id: UUID) -> ResponseReturnValue:
    """Let somebody whom the report touches not see it any more."""
    viewer, report = current_viewer(), _opened(report_id, officer=True)
    ids = set(queries.handlers(report).all) - {viewer.account_id}
    form = AccountForm({str(key): name for key, name in accounts.names_of(ids).items()})
    if form.validate_on_submit():
        account_id = UUID(form.account.data)
        if _does(form, actions.bar, report=report, account_id=account_id):
            flash(_("已登记回避，这个人看不到这份报告了。"))
            return _back(report_id)
    return _asked("mandatory_reports/bar.html", report, form)


@blueprint.route("/<uuid:report_id>/reporter", methods=["GET", "POST"])
@access(Permission.MANDATORY_COUNT)
def reporter(report_id: UUID) -> ResponseReturnValue:
    """Show who reported, once it is said why; that it was asked stays with the report."""
    report, form, account = _opened(report_id, officer=True), ReasonForm(), None
    if form.validate_on_submit():
        account = actions.open_reporter(
            actor=current_viewer(), report=report, reason=form.reason.data or ""
        )
    page = render_template(
        "mandatory_reports/reporter.html",
        form=form,
        account=account,
        sheet=showing.sheet(current_viewer(), report),
    )
    return page, 200 if account else form.status


def _opened(report_id: UUID, *, officer: bool = False) -> MandatoryReport:
    viewer = current_viewer()
    report = queries.get(viewer, report_id, lock=request.method == "POST")
    if officer:
        queries.demand_officer(viewer, report)
    return report


def _asked(template: str, report: MandatoryReport, form: Form) -> ResponseReturnValue:
    sheet = showing.sheet(current_viewer(), report)
    return render_template(template, form=form, sheet=sheet), form.status


def _forward(*, actor: Any, report: MandatoryReport, words: str, reason: str) -> None:
    code = choosing.one_place(None, words)
    actions.forward(actor=actor, report=report, place_code=code, reason=reason)


def _does(form: Form, act: Callable[..., object], **arguments: Any) -> bool:
    try:
        act(actor=current_viewer(), **arguments)
    except RuleBroken as broken:
        form.reject(broken)
        return False
    return True


def _back(report_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show", report_id=report_id))


def _guards_url(child: Child | None) -> str | None:
    """Return where temporary guardianship begins for the child, without a word of the report."""
    if not current_viewer().may(Permission.PROTECTION_BEGIN):
        return None
    if child is None:
        return url_for("protection.found", discreet=1)
    return url_for("protection.new", child_id=child.id, discreet=1)
