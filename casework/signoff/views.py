"""The month's page: the township confirms, the county signs, and what changed afterwards."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.clock import Month
from casework.counting.rules import Measure
from casework.errors import NotFound, RuleBroken
from casework.regions.models import Region
from casework.signoff import actions, forms, pages
from casework.signoff import changes as differing
from casework.signoff.pages import MonthPage

blueprint = Blueprint("signoff", __name__, url_prefix="/month")

_OK, _REFUSED = 200, 422


@blueprint.get("")
@access(Permission.MONTH_CONFIRM)
def month() -> ResponseReturnValue:
    """Show a month of a township or a county, and what is still to be done."""
    viewer = current_viewer()
    if not viewer.regions:
        return render_template("signoff/refused.html"), _REFUSED
    region = pages.region_for(viewer, request.args.get("region") or viewer.regions[0])
    text = request.args.get("month")
    asked = forms.month(text) if text else pages.first_open(region.code)
    if asked > Month.of(clock.today()):
        raise NotFound
    return _show(viewer, region, asked)


@blueprint.post("/reasons")
@access(Permission.MONTH_CONFIRM)
def give_reasons() -> ResponseReturnValue:
    """Keep why children were not visited."""
    viewer = current_viewer()
    region, of = _named(viewer)
    asked = pages.asked(viewer, region.code, forms.named())
    form = forms.reasons_form(asked)
    if form.validate_on_submit():
        try:
            actions.give_reasons(
                actor=viewer, township=region.code, month=of, said=form.said(asked)
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("原因已保存。"))
            return _back(region, of)
    return _show(viewer, region, of, reasons=form, asked=asked, status=_REFUSED)


@blueprint.post("/confirm")
@access(Permission.MONTH_CONFIRM)
def confirm() -> ResponseReturnValue:
    """Let a township say that its month is complete."""
    return _pressed(actions.confirm, "township", lambda _done: _("本月数据已确认。"))


@blueprint.post("/withdraw")
@access(Permission.MONTH_CONFIRM)
def withdraw() -> ResponseReturnValue:
    """Take the township's word back."""
    return _pressed(actions.withdraw, "township", lambda _done: _("确认已撤回。"))


@blueprint.post("/ask")
@access(Permission.MONTH_SIGN)
def ask() -> ResponseReturnValue:
    """Remind the townships that have not confirmed."""

    def said(new: int) -> str:
        told = _("已给%(n)s个乡镇（街道）发了待办。", n=new) if new else _("都已经提醒过了。")
        return str(told)

    return _pressed(actions.ask, "county", said)


def _pressed(
    act: Callable[..., Any], place: str, said: Callable[[Any], str]
) -> ResponseReturnValue:
    """Do what a button of the page asks for; a refusal stands on the page that comes back."""
    viewer = current_viewer()
    region, of = _named(viewer)
    try:
        done = act(actor=viewer, month=of, **{place: region.code})
    except RuleBroken as broken:
        return _show(viewer, region, of, refused=broken, status=_REFUSED)
    flash(said(done))
    return _back(region, of)


@blueprint.post("/sign")
@access(Permission.MONTH_SIGN)
def sign() -> ResponseReturnValue:
    """Sign the county's month."""
    viewer = current_viewer()
    region, of = _named(viewer)
    page = pages.month_page(viewer, region, of)
    form = forms.sign_form(page.missing)
    if form.validate_on_submit():
        why = form.why_missing(page.missing)
        try:
            actions.sign(actor=viewer, county=region.code, month=of, why_missing=why)
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("月报已签发。"))
            return _back(region, of)
    return _show(viewer, region, of, signing=form, status=_REFUSED)


@blueprint.route("/changes", methods=["GET", "POST"])
@access(Permission.MONTH_SIGN)
def changes() -> ResponseReturnValue:
    """Show what differs from what was signed, and let the county state it as a correction."""
    viewer = current_viewer()
    region, of = _named(viewer)
    page, form = differing.changes_page(viewer, region, of), forms.CorrectForm()
    if form.validate_on_submit():
        try:
            actions.correct(
                actor=viewer, month=page.signed, reason=form.reason.data, seen=form.seen.data or ""
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("更正已登记，签发的数字没有改动。"))
            return redirect(url_for(".changes", region=region.code, month=of))
    record(
        Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=region.code,
        seen=page.seen,
        month=str(of),
    )
    form.seen.data = page.code
    html = render_template("signoff/changes.html", page=page, region=region, month=of, form=form)
    return html, form.status


def _named(viewer: Viewer) -> tuple[Region, Month]:
    """Return the region and month that an address names; raise NotFound for a month to come."""
    of = forms.month(request.args.get("month", ""))
    if of > Month.of(clock.today()):
        raise NotFound
    return pages.region_for(viewer, request.args.get("region", "")), of


def _back(region: Region, month: Month) -> ResponseReturnValue:
    return redirect(url_for(".month", region=region.code, month=month))


def _show(
    viewer: Viewer, region: Region, month: Month, *, status: int = _OK, **sent: Any
) -> ResponseReturnValue:
    """Show the page, with forms that came back where there are any."""
    page = pages.month_page(viewer, region, month)
    asked = sent.get("asked") or page.asked
    record(
        Tag.REPORT_READ,
        actor_id=viewer.account_id,
        region_code=region.code,
        seen=page.seen | {child.id for child in asked},
        month=str(month),
    )
    html = render_template(
        "signoff/month.html",
        page=page,
        asked=asked,
        reasons=sent["reasons"] if sent.get("asked") else forms.reasons_form(asked),
        signing=sent.get("signing") or _signing(viewer, page),
        refused=sent.get("refused"),
        is_running=month == Month.of(clock.today()),
        Measure=Measure,
    )
    return html, status


def _signing(viewer: Viewer, page: MonthPage) -> forms.SignForm | None:
    may_sign = page.is_county and viewer.may(Permission.MONTH_SIGN)
    return forms.sign_form(page.missing) if may_sign and not page.signature else None
