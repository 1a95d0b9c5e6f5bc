"""Pages of allowances: a month, its comparison, files in and out, standards, accounts."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.allowances import actions, queries
from casework.allowances.actions.batches import trial
from casework.allowances.checking import CheckSheet, check_sheet
from casework.allowances.comparing import Finding
from casework.allowances.forms import (
    BatchForm,
    ConfirmForm,
    ExplainForm,
    PayeeForm,
    PayFileForm,
    PurposeForm,
    StandardForm,
    StrayForm,
    StrikeForm,
    month_of,
)
from casework.allowances.models import BatchState
from casework.allowances.monthly import Tab, month_sheet
from casework.allowances.payment_rows import WHY
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.views.blueprint import does, opened
from casework.clock import Month
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.sheets.limits import Limits

blueprint = Blueprint("allowances", __name__)

#: Lines a page, and how long the number of lines before it may be.
_PAGE, _LONGEST = 100, 7
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/allowances")
@access(Permission.ALLOWANCE_READ)
def index() -> str:
    """Show who is due how much in a month, and what is otherwise than the month before."""
    viewer, month = current_viewer(), _month()
    region_code = _region(viewer)
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.DUE)
    sheet = month_sheet(viewer, region_code, month)
    lines, after = _cut(sheet.of(tab))
    _note_list(viewer, region_code, [line.child.id for line in lines])
    return render_template(
        "allowances/index.html",
        **_about(region_code, month),
        sheet=sheet,
        tab=tab,
        tabs=Tab,
        lines=lines,
        after=after,
        is_first="after" not in request.args,
        places=regions.by_codes({line.child.region_code for line in lines}),
    )


@blueprint.get("/allowances/check")
@access(Permission.ALLOWANCE_READ)
def check() -> str:
    """Show how what was paid differs from what was due."""
    viewer, month = current_viewer(), _month()
    region_code = _region(viewer)
    sheet = check_sheet(viewer, region_code, month)
    finding = _finding(sheet)
    lines, after = _cut(sheet.of(finding))
    _note_list(viewer, region_code, [line.child.id for line in lines if line.child])
    return render_template(
        "allowances/check.html",
        **_about(region_code, month),
        sheet=sheet,
        finding=finding,
        findings=[f for f in Finding if f is not Finding.STRAY or _keeps(viewer)],
        lines=lines,
        after=after,
        is_first="after" not in request.args,
        Finding=Finding,
        places=regions.by_codes({line.child.region_code for line in lines if line.child}),
    )


@blueprint.route("/allowances/check/<uuid:child_id>", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_READ)
def explain(child_id: UUID) -> ResponseReturnValue:
    """Say what is behind a difference of a child's month."""
    viewer, child = opened(child_id)
    month = _month()
    finding = _of_child(request.args.get("finding", Finding.UNPAID.value))
    back, form = _checked_at(month, finding), ExplainForm()
    told = {"actor": viewer, "child": child, "month": month, "finding": finding}
    if form.validate_on_submit() and does(form, actions.explain, **told, **form.values()):
        flash(_("说明已保存，这一条仍然留在名单里。"))
        return redirect(back)
    page = render_template(
        "allowances/explain.html", form=form, child=child, finding=finding, month=month, back=back
    )
    return page, form.status


@blueprint.route("/allowances/strays/<uuid:stray_id>", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def stray(stray_id: UUID) -> ResponseReturnValue:
    """Say whom a row about nobody is about, or what is behind it."""
    viewer = current_viewer()
    found, form = queries.stray(viewer, stray_id), StrayForm()
    back = _checked_at(Month.of(found.month_on), Finding.STRAY)
    if form.validate_on_submit() and does(form, _settle_stray, stray_id=stray_id, **form.values()):
        flash(_("已保存。"))
        return redirect(back)
    rules = practice.allowances(found.region_code)
    page = render_template(
        "allowances/stray.html", form=form, stray=found, back=back, labels=_labels_of(rules)
    )
    return page, form.status


@blueprint.route("/allowances/files", methods=["GET", "POST"])
@accepts_upload(Limits().file_bytes)
@access(Permission.ALLOWANCE_KEEP)
def files() -> ResponseReturnValue:
    """Hand in what a finance office or a bank has paid; see the earlier files."""
    viewer, form = current_viewer(), BatchForm()
    if form.validate_on_submit():
        try:
            batch = actions.try_file(actor=viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken if broken.field else RuleBroken(broken.message, "file"))
        else:
            return redirect(url_for("allowances.file", batch_id=batch.id))
    page = render_template("allowances/files.html", form=form, batches=queries.batches(viewer))
    return page, form.status


@blueprint.route("/allowances/files/<uuid:batch_id>", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def file(batch_id: UUID) -> ResponseReturnValue:
    """Show what a file holds and let it be booked, or show what was booked."""
    viewer = current_viewer()
    batch = queries.batch(viewer, batch_id)
    month = Month.of(batch.month_on)
    is_open = batch.state is BatchState.TRIED
    form = ConfirmForm(queries.confirmed(viewer, month) if is_open else [])
    if form.validate_on_submit() and does(form, _book, batch_id=batch_id, said=form):
        flash(_("发放结果已记账。"))
        return redirect(url_for("allowances.check", month=str(month)))
    page = render_template(
        "allowances/file.html",
        form=form,
        batch=batch,
        month=month,
        is_open=is_open,
        trial=trial(viewer, batch) if is_open else None,
        strays=[] if is_open else queries.strays_of(batch),
        WHY=WHY,
    )
    return page, form.status


@blueprint.post("/allowances/files/<uuid:batch_id>/drop")
@access(Permission.ALLOWANCE_KEEP)
def drop(batch_id: UUID) -> ResponseReturnValue:
    """Not take a tried file up."""
    try:
        actions.drop(actor=current_viewer(), batch_id=batch_id)
    except RuleBroken as broken:
        flash(_(broken.message), "error")
        return redirect(url_for("allowances.file", batch_id=batch_id))
    flash(_("这份文件没有采用，内容已删除。"))
    return redirect(url_for("allowances.files"))


@blueprint.route("/allowances/pay-file", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def pay_file() -> ResponseReturnValue:
    """Make the list of what is due, with accounts, for the finance office or the bank."""
    viewer, form = current_viewer(), PayFileForm()
    if form.validate_on_submit():
        try:
            content = actions.pay_file(
                actor=viewer, region_code=queries.county(viewer), **form.values()
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            name = f"{form.month.data}-allowances.xlsx"
            return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)
    if not form.is_submitted():
        form.month.data = _month()
    rules = practice.allowances(queries.county(viewer))
    return render_template("allowances/pay_file.html", form=form, rules=rules), form.status


@blueprint.route("/allowances/standards", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def standards() -> ResponseReturnValue:
    """Show what the county pays, with its history; enter a standard."""
    viewer = current_viewer()
    form = StandardForm(viewer)
    if form.validate_on_submit() and does(
        form, actions.set_standard, actor=viewer, **form.values()
    ):
        flash(_("标准已录入。"))
        return redirect(url_for("allowances.standards"))
    county = queries.county(viewer)
    page = render_template(
        "allowances/standards.html",
        form=form,
        standards=queries.standards_of(county),
        rules=practice.allowances(county),
    )
    return page, form.status


@blueprint.route("/allowances/standards/<uuid:standard_id>/strike", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def strike(standard_id: UUID) -> ResponseReturnValue:
    """Take a standard out of the reckoning, with the reason."""
    viewer, form = current_viewer(), StrikeForm()
    county = queries.county(viewer)
    standard = queries.standard(county, standard_id)
    told = {"actor": viewer, "standard_id": standard_id}
    if form.validate_on_submit() and does(form, actions.strike, **told, **form.values()):
        flash(_("这条标准已作废，仍可查看。"))
        return redirect(url_for("allowances.standards"))
    rules = practice.allowances(county)
    page = render_template("allowances/strike.html", form=form, standard=standard, rules=rules)
    return page, form.status


@blueprint.route("/children/<uuid:child_id>/payee", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def payee(child_id: UUID) -> ResponseReturnValue:
    """Show where a child's money goes, masked; enter another account."""
    viewer, child = opened(child_id)
    form = PayeeForm()
    told = {"actor": viewer, "child": child}
    if form.validate_on_submit() and does(form, actions.set_payee, **told, **form.values()):
        flash(_("收款账户已登记。"))
        return redirect(url_for("allowances.payee", child_id=child.id))
    page = render_template(
        "allowances/payee.html",
        form=form,
        child=child,
        payees=queries.payees_of(child),
        relations=practice.codes("relation"),
    )
    return page, form.status


@blueprint.route("/children/<uuid:child_id>/payee/whole", methods=["GET", "POST"])
@access(Permission.ALLOWANCE_KEEP)
def whole_payee(child_id: UUID) -> ResponseReturnValue:
    """Show the account whole, for a purpose that is kept."""
    viewer, child = opened(child_id)
    form, payees = PurposeForm(), None
    if form.validate_on_submit():
        try:
            payees = actions.reveal(actor=viewer, child=child, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
    page = render_template("allowances/whole_payee.html", form=form, child=child, payees=payees)
    return page, 200 if payees is not None else form.status


# --- what pages share ------------------------------------------------------------------------


def _settle_stray(*, stray_id: UUID, **said: Any) -> None:
    viewer, case_number = current_viewer(), said.pop("case_number")
    if case_number:
        actions.assign(actor=viewer, stray_id=stray_id, case_number=case_number)
    elif not said["code"]:
        raise RuleBroken("请填档案编号，或者选是什么情况。", "code")
    else:
        actions.explain_stray(actor=viewer, stray_id=stray_id, **said)


def _book(*, batch_id: UUID, said: ConfirmForm) -> None:
    actions.confirm(actor=current_viewer(), batch_id=batch_id, replaces_id=said.replaced())


def _month() -> Month:
    return month_of(request.args.get("month"), Month.of(clock.today()))


def _region(viewer: Viewer) -> str:
    """Return the region that is asked for, or the viewer's own; raise NotFound out of reach."""
    asked = request.args.get("region")
    if asked is None and viewer.regions:
        return viewer.regions[0]
    if not asked or not viewer.scope.covers(asked):
        raise NotFound
    return regions.get(asked).code


def _cut(lines: list[Any]) -> tuple[list[Any], int | None]:
    """Return some lines of a list, and behind how many the next page begins."""
    told = request.args.get("after", "")
    start = int(told) if told.isascii() and told.isdecimal() and len(told) < _LONGEST else 0
    end = start + _PAGE
    return lines[start:end], end if end < len(lines) else None


def _about(region_code: str, month: Month) -> dict[str, Any]:
    return {
        "region": regions.get(region_code),
        "below": regions.children_of(region_code),
        "month": month,
        "kinds": practice.allowances(region_code).kinds,
        "tiers": practice.allowances(region_code).tiers,
    }


def _finding(sheet: CheckSheet) -> Finding:
    asked = next((f for f in Finding if f.value == request.args.get("finding")), None)
    return asked or next((f for f in Finding if sheet.numbers[f][1]), Finding.UNPAID)


def _of_child(asked: str) -> Finding:
    """Return the kind of difference that is asked about; raise NotFound."""
    found = next((f for f in Finding if f.value == asked and f is not Finding.STRAY), None)
    if found is None:
        raise NotFound
    return found


def _keeps(viewer: Viewer) -> bool:
    return viewer.may(Permission.ALLOWANCE_KEEP)


def _checked_at(month: Month, finding: Finding) -> str:
    return url_for("allowances.check", month=str(month), finding=finding.value)


def _labels_of(rules: Any) -> dict[str, str]:
    return {code: titles[0] for code, titles in rules.incoming.items()}


def _note_list(viewer: Viewer, region_code: str, seen: list[UUID]) -> None:
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, region_code=region_code, seen=seen)
