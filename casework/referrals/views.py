"""Referrals: the list, one with its sheet, its answer and its end."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.errors import NotFound, RuleBroken
from casework.needs import queries as needs
from casework.referrals import actions, queries
from casework.referrals.forms import AnswerForm, CheckForm, EndForm, ReferralForm, receivers
from casework.referrals.models import Referral, ReferralState
from casework.referrals.queries import Tab
from casework.referrals.showing import kind_label, told

blueprint = Blueprint("referrals", __name__)

_ONE = "/referrals/<uuid:referral_id>"


@blueprint.get("/referrals")
@access(Permission.REFERRAL_READ)
def index() -> str:
    """List the referrals of the viewer's reach by what they wait for."""
    viewer, today = current_viewer(), clock.today()
    tab = next((tab for tab in Tab if tab.value == request.args.get("tab")), Tab.WAITING)
    after = queries.identifier(request.args.get("after"))
    page = queries.listing(viewer, tab, today, after)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.child.id for line in page.rows})
    return render_template(
        "referrals/index.html",
        page=page,
        tab=tab,
        tabs=Tab,
        kind_label=kind_label,
        is_first=after is None,
        today=today,
    )


@blueprint.route("/children/<uuid:child_id>/referrals/new", methods=["GET", "POST"])
@access(Permission.REFERRAL_WRITE)
def new(child_id: UUID) -> ResponseReturnValue:
    """Choose whom to ask, then write what is asked and shown."""
    viewer, child = opened(child_id)
    need_id, to = queries.identifier(request.args.get("need")), request.args.get("to")
    need = needs.get(child, need_id) if need_id else None
    offered = receivers(child, need)
    if to not in dict(offered):
        page = render_template("referrals/choose.html", child=child, need=need, offered=offered)
        return page, 422 if request.method == "POST" else 200
    form = ReferralForm(child, to, need)
    if form.validate_on_submit():
        try:
            made = actions.prepare(
                actor=viewer, child=child, need=need, recipient_kind=to, **form.act()
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _to(made.id)
    page = render_template(
        "referrals/new.html", form=form, child=child, need=need, to=to, kind=dict(offered)[to]
    )
    return page, form.status


@blueprint.get(_ONE)
@access(Permission.REFERRAL_READ)
def show(referral_id: UUID) -> str:
    """Show one referral: what it shares, how far it has come."""
    referral, child = _opened(referral_id)
    return render_template(
        "referrals/show.html",
        told=told(child, referral, is_covered=True),
        child=child,
        State=ReferralState,
        check_form=CheckForm(),
        today=clock.today(),
    )


@blueprint.post(f"{_ONE}/send")
@access(Permission.REFERRAL_WRITE)
def send(referral_id: UUID) -> ResponseReturnValue:
    """Send it off; the giving stands in the register from now on."""
    referral, child = _found(referral_id)
    try:
        actions.send(actor=current_viewer(), child=child, referral=referral)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        flash(_("已登记送出。请打印转介单，交给对方。"))
    return _to(referral_id)


@blueprint.get(f"{_ONE}/print", endpoint="print")
@access(Permission.REFERRAL_WRITE)
def print_(referral_id: UUID) -> str:
    """Show the sheet with its stub, to be printed; there is none before it is sent."""
    referral, child = _found(referral_id)
    if referral.sheet is None:
        raise NotFound
    actions.print_sheet(actor=current_viewer(), referral=referral)
    return render_template("referrals/print.html", told=told(child, referral))


@blueprint.route(f"{_ONE}/answer", methods=["GET", "POST"])
@access(Permission.REFERRAL_WRITE)
def answer(referral_id: UUID) -> ResponseReturnValue:
    """Enter what came back."""
    referral, child = _opened(referral_id)
    form = AnswerForm(has_need=referral.need_id is not None)
    if form.validate_on_submit() and does(
        form,
        actions.answer,
        actor=current_viewer(),
        child=child,
        referral=referral,
        **form.values(),
    ):
        flash(_("回复已登记。"))
        return _to(referral_id)
    page = render_template("referrals/answer.html", form=form, child=child, referral=referral)
    return page, form.status


@blueprint.post(f"{_ONE}/check")
@access(Permission.CHILD_REVIEW)
def check(referral_id: UUID) -> ResponseReturnValue:
    """Say that the ground was looked at."""
    referral, _child = _found(referral_id)
    form = CheckForm()
    if form.validate_on_submit() and does(
        form, actions.check, actor=current_viewer(), referral=referral, **form.values()
    ):
        flash(_("已核对。"))
        return _to(referral_id)
    for error in [*form.general_errors, *form.note.errors]:
        flash(error, "error")
    return _to(referral_id)


@blueprint.route(f"{_ONE}/end", methods=["GET", "POST"])
@access(Permission.REFERRAL_WRITE)
def end(referral_id: UUID) -> ResponseReturnValue:
    """Close it unsolved, or take it back."""
    referral, child = _opened(referral_id)
    form = EndForm()
    if form.validate_on_submit() and does(
        form, actions.end, actor=current_viewer(), referral=referral, **form.values()
    ):
        flash(_("已登记。"))
        return _to(referral_id)
    page = render_template("referrals/end.html", form=form, child=child, referral=referral)
    return page, form.status


def _found(referral_id: UUID) -> tuple[Referral, Child]:
    viewer = current_viewer()
    referral = queries.get(viewer, referral_id)
    return referral, children.get(viewer, referral.child_id)


def _opened(referral_id: UUID) -> tuple[Referral, Child]:
    """Return a referral in reach with its child; opening a page of it leaves its trace."""
    referral, child = _found(referral_id)
    if request.method == "GET":
        actions.open_page(actor=current_viewer(), referral=referral)
    return referral, child


def _to(referral_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("referrals.show", referral_id=referral_id))
