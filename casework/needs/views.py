"""Opening a need by hand, and closing one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.children.views.blueprint import opened
from casework.errors import RuleBroken
from casework.needs import actions, queries
from casework.needs.forms import CloseForm, NeedForm
from casework.practice import queries as practice

blueprint = Blueprint("needs", __name__, url_prefix="/children")


@blueprint.route("/<uuid:child_id>/needs/new", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def new(child_id: UUID) -> ResponseReturnValue:
    """Open a need outside a visit."""
    viewer, child = opened(child_id)
    form = NeedForm()
    if form.validate_on_submit():
        try:
            actions.open_need(actor=viewer, child=child, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("需求已登记。"))
            return redirect(url_for("dossier.show", child_id=child.id, _anchor="needs"))
    return render_template("needs/new.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/needs/<uuid:need_id>/close", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def close(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """Close a need as solved or no longer there."""
    viewer, child = opened(child_id)
    need, form = queries.get(child, need_id), CloseForm()
    if form.validate_on_submit():
        try:
            actions.close_need(actor=viewer, child=child, need=need, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("需求已办结。"))
            return redirect(url_for("dossier.show", child_id=child.id, _anchor="needs"))
    kind = practice.visit_form().need_label(need.kind)
    page = render_template("needs/close.html", form=form, child=child, need=need, kind=kind)
    return page, form.status
