"""Goods in stock: what came in, what is left, what became of the rest."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.assistance import actions, places, queries, showing
from casework.assistance.forms import BatchForm, RestForm
from casework.assistance.showing import Codes
from casework.assistance.views.blueprint import blueprint
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.views.blueprint import does
from casework.errors import RuleBroken


@blueprint.get("/goods")
@access(Permission.GOODS_HAND_OUT)
def stock() -> ResponseReturnValue:
    """List the goods that the viewer may hand out, the newest first."""
    viewer = current_viewer()
    after = _key(request.args.get("after"))
    page = queries.batches(viewer, after)
    return render_template(
        "assistance/stock.html",
        page=page,
        is_first=after is None,
        places=showing.village_names({batch.place_code for batch in page.rows}),
        codes=Codes.today(),
    )


def _key(told: str | None) -> UUID | None:
    try:
        return UUID(told) if told else None
    except ValueError:
        return None


@blueprint.route("/goods/new", methods=["GET", "POST"])
@access(Permission.GOODS_KEEP)
def new_batch() -> ResponseReturnValue:
    """Take goods in."""
    viewer = current_viewer()
    form = BatchForm(viewer, places.offered(viewer))
    if form.validate_on_submit():
        try:
            batch = actions.receive(actor=viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已入库，可以按名单发放了。"))
            return redirect(url_for(".batch", batch_id=batch.id))
    return render_template("assistance/new_batch.html", form=form), form.status


@blueprint.get("/goods/<uuid:batch_id>")
@access(Permission.GOODS_HAND_OUT)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Show one batch: how much is left, what has to be checked, what became of the rest."""
    viewer = current_viewer()
    found = queries.get_batch(viewer, batch_id)
    doubted, steps = queries.to_check(viewer, found), queries.steps_of(found)
    children = showing.children_of(viewer, {share.child_id for share in doubted})
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=set(children))
    return render_template(
        "assistance/batch.html",
        batch=found,
        place=showing.village_names({found.place_code}).get(found.place_code),
        doubted=doubted,
        children=children,
        steps=steps,
        people=accounts.names_of({found.account_id, *(step.account_id for step in steps)}),
        codes=Codes.today(),
    )


@blueprint.route("/goods/<uuid:batch_id>/rest", methods=["GET", "POST"])
@access(Permission.GOODS_KEEP)
def rest(batch_id: UUID) -> ResponseReturnValue:
    """Note goods that went back or were lost, or that there were more."""
    viewer = current_viewer()
    found, form = queries.get_batch(viewer, batch_id), RestForm()
    if form.validate_on_submit() and does(
        form, actions.move_rest, actor=viewer, batch=found, **form.act()
    ):
        flash(_("已登记。"))
        return redirect(url_for(".batch", batch_id=found.id))
    page = render_template(
        "assistance/rest.html", form=form, batch=found, unit=Codes.today().units.get(found.unit)
    )
    return page, form.status
