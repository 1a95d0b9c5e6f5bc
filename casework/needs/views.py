"""Needs: the list of a reach, one need with its steps, its end and what the family says of it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.errors import RuleBroken
from casework.needs import actions, listing, queries, showing
from casework.needs.forms import (
    CloseForm,
    ConfirmForm,
    NeedForm,
    ReopenForm,
    StepForm,
    change_form,
)
from casework.needs.models import Need, NeedStatus, Urgency
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.ui.forms import Form

blueprint = Blueprint("needs", __name__)

_CHILD = "/children/<uuid:child_id>/needs"
_ONE = f"{_CHILD}/<uuid:need_id>"


@blueprint.get("/needs")
@access(Permission.NEED_CLOSE)
def index() -> str:
    """List the needs of the viewer's reach, narrowed as the address says."""
    viewer, after = current_viewer(), request.args.get("after")
    filters = listing.Filters.parse(viewer, request.args)
    found = listing.listing(viewer, filters, after)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen={line.child.id for line in found.lines})
    return render_template(
        "needs/index.html",
        found=found,
        filters=filters,
        Show=listing.Show,
        Urgency=Urgency,
        kinds=practice.visit_form().needs,
        owner=filters.owner_id and accounts.names_of({filters.owner_id}).get(filters.owner_id),
        place=filters.place and regions.full_name(filters.place),
        is_first=after is None,
        today=clock.today(),
    )


@blueprint.route(f"{_CHILD}/new", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def new(child_id: UUID) -> ResponseReturnValue:
    """Open a need outside a visit."""
    viewer, child = opened(child_id)
    form = NeedForm()
    if form.validate_on_submit():
        try:
            actions.open_need(actor=viewer, child=child, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("需求已登记。"))
            return redirect(url_for("dossier.show", child_id=child.id, _anchor="needs"))
    return render_template("needs/new.html", form=form, child=child), form.status


@blueprint.route(_ONE, methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def show(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Show one need with everything that was done, and write down the next step."""
    viewer, child, need = _found(child_id, need_id)
    form = StepForm()
    if form.validate_on_submit() and does(
        form, actions.add_step, actor=viewer, child=child, need=need, **form.values()
    ):
        flash(_("已记下。"))
        return _to(need)
    page = render_template(
        "needs/show.html",
        form=form,
        child=child,
        told=showing.told(child, need),
        today=clock.today(),
        Status=NeedStatus,
    )
    return page, form.status


@blueprint.route(f"{_ONE}/change", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def change(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Let somebody else see to it, or let it be more or less pressing."""
    viewer, child, need = _found(child_id, need_id)
    present = accounts.names_of({need.account_id}).get(need.account_id, "")
    form = change_form(need, queries.owners(child), present)
    if form.validate_on_submit() and does(
        form, actions.change_need, actor=viewer, child=child, need=need, **form.act()
    ):
        flash(_("已改好。"))
        return _to(need)
    return _page("needs/change.html", form, child, need)


@blueprint.route(f"{_ONE}/close", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def close(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Close a need as solved or no longer there."""
    viewer, child, need = _found(child_id, need_id)
    form = CloseForm()
    if form.validate_on_submit() and does(
        form, actions.close_need, actor=viewer, child=child, need=need, **form.act()
    ):
        flash(_("需求已办结。"))
        return redirect(url_for("dossier.show", child_id=child.id, _anchor="needs"))
    return _page("needs/close.html", form, child, need)


@blueprint.route(f"{_ONE}/confirm", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def confirm(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Keep what the child or its carer says of it."""
    viewer, child, need = _found(child_id, need_id)
    form = ConfirmForm()
    if form.validate_on_submit() and does(
        form, actions.confirm_need, actor=viewer, child=child, need=need, **form.act()
    ):
        flash(_("已记下。"))
        return _to(need)
    return _page("needs/confirm.html", form, child, need)


@blueprint.route(f"{_ONE}/reopen", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def reopen(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Open a need again that was closed."""
    viewer, child, need = _found(child_id, need_id)
    form = ReopenForm()
    if form.validate_on_submit() and does(
        form, actions.reopen_need, actor=viewer, child=child, need=need, **form.values()
    ):
        flash(_("需求已重新打开。"))
        return _to(need)
    return _page("needs/reopen.html", form, child, need)


def _found(child_id: UUID, need_id: UUID) -> tuple[Viewer, Child, Need]:
    viewer, child = opened(child_id)
    return viewer, child, queries.get(child, need_id)


def _page(template: str, form: Form, child: Child, need: Need) -> ResponseReturnValue:
    kind = practice.visit_form().need_label(need.kind)
    return render_template(template, form=form, child=child, need=need, kind=kind), form.status


def _to(need: Need) -> ResponseReturnValue:
    return redirect(url_for("needs.show", child_id=need.child_id, need_id=need.id))
