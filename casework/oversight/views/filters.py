"""Views of the table under a name: kept, renamed, forgotten."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import NotFound, RuleBroken
from casework.oversight import actions, queries
from casework.oversight.filters import Narrowed
from casework.oversight.forms import FilterForm
from casework.oversight.views.blueprint import blueprint
from casework.oversight.views.township import table


@blueprint.post("/township")
@access(Permission.TOWNSHIP_READ)
def keep_filter() -> ResponseReturnValue:
    """Keep the view that the page shows under a name."""
    viewer, form = current_viewer(), FilterForm()
    here = queries.choose(viewer, queries.townships(viewer), request.args.get("code"))
    if here is None:
        raise NotFound
    code, narrowed = here.code, Narrowed.parse(request.args)
    if form.validate_on_submit():
        try:
            actions.keep_filter(
                actor=viewer, name=form.name.data or "", code=code, narrowed=narrowed
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("筛选已保存。"))
            address = queries.address_of(code, narrowed)
            return redirect(f"{url_for('oversight.township')}?{address}")
    return render_template("oversight/township.html", **table(form)), form.status


@blueprint.get("/township/filters")
@access(Permission.TOWNSHIP_READ)
def filters() -> ResponseReturnValue:
    """Show one's own views, to be renamed or deleted."""
    return render_template(
        "oversight/filters.html", kept=queries.filters_of(current_viewer()), most=actions.AT_MOST
    )


@blueprint.route("/township/filters/<uuid:filter_id>", methods=["GET", "POST"])
@access(Permission.TOWNSHIP_READ)
def rename_filter(filter_id: UUID) -> ResponseReturnValue:
    """Give a view another name."""
    viewer, form = current_viewer(), FilterForm()
    kept = queries.own_filter(viewer, filter_id)
    if form.validate_on_submit():
        try:
            actions.rename_filter(actor=viewer, filter_id=filter_id, name=form.name.data or "")
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("名称已修改。"))
            return redirect(url_for("oversight.filters"))
    if not form.is_submitted():
        form.name.data = kept.name
    return render_template("oversight/filter.html", form=form, kept=kept), form.status


@blueprint.post("/township/filters/<uuid:filter_id>/delete")
@access(Permission.TOWNSHIP_READ)
def forget_filter(filter_id: UUID) -> ResponseReturnValue:
    """Delete a view."""
    viewer = current_viewer()
    actions.forget_filter(actor=viewer, filter_id=queries.own_filter(viewer, filter_id).id)
    flash(_("筛选已删除。"))
    return redirect(url_for("oversight.filters"))
