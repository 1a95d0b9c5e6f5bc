"""The child's page: see it whole, open what is covered, see a need done."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import queries as children
from casework.children.models import Child
from casework.dossier import actions, queries, rules
from casework.dossier.acts import ACTS, Act
from casework.dossier.forms import CloseNeedForm, UncoverForm

from casework.dossier.rules import Cover
from casework.errors import RuleBroken
from casework.needs import actions as needs
from casework.practice import queries as practice
from casework.regions import queries as regions

blueprint = Blueprint("dossier", __name__, url_prefix="/children")


@blueprint.get("/<uuid:child_id>")
@access(Permission.CHILD_OPEN)
def show(child_id: UUID) -> ResponseReturnValue:
    """Show a child's file, with what is sensitive covered."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    actions.open_file(actor=viewer, child=child)
    return _page(child, frozenset(), UncoverForm()), 200


@blueprint.post("/<uuid:child_id>/uncover")
@access(Permission.CHILD_REVEAL)
def uncover(child_id: UUID) -> ResponseReturnValue:
    """Show the file with one group opened, for this answer only."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    form = UncoverForm()
    if form.validate_on_submit():
        try:
            actions.uncover(actor=viewer, child=child, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _page(child, frozenset({form.cover.data}), UncoverForm(formdata=None))
    return _page(child, frozenset(), form), 422


@blueprint.get("/<uuid:child_id>/call")
@access(Permission.CHILD_REVEAL)
def call(child_id: UUID) -> ResponseReturnValue:
    """Show whom to call; who must say why is led to the page that asks."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    if rules.asks_reason(viewer.role, Cover.CONTACT):
        return redirect(url_for("dossier.show", child_id=child.id, _anchor="contact"))
    actions.uncover(actor=viewer, child=child, cover=Cover.CONTACT)
    dossier = queries.whole(viewer, child)
    return render_template("dossier/call.html", dossier=dossier, relations=_relations())


@blueprint.route("/<uuid:child_id>/needs/<uuid:need_id>/close", methods=["GET", "POST"])
@access(Permission.NEED_CLOSE)
def close_need(child_id: UUID, need_id: UUID) -> ResponseReturnValue:
    """See a need done, or dropped with a reason."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    need = queries.need(child, need_id)
    form = CloseNeedForm()
    if form.validate_on_submit():
        try:
            needs.close_need(actor=viewer, child=child, need=need, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已办结。"))
            return redirect(url_for("dossier.show", child_id=child.id))
    kinds = practice.visit_form().needs
    page = render_template("needs/close.html", child=child, need=need, kinds=kinds, form=form)
    return page, form.status


def _page(child: Child, opened: frozenset[Cover], form: UncoverForm) -> str:
    viewer = current_viewer()
    return render_template(
        "dossier/show.html",
        dossier=queries.whole(viewer, child),
        opened={cover.value for cover in opened},
        asked={cover.value for cover in Cover if rules.asks_reason(viewer.role, cover)},
        covers=Cover,
        form=form,
        place=regions.full_name(child.region_code),
        today=clock.today(),
        categories=practice.categories(),
        conditions=practice.conditions(),
        kinds=practice.visit_form().needs,
        codes=practice.codes,
        relations=_relations(),
        acts=_acts(child),
        field_label=queries.field_label,
    )


def _acts(child: Child) -> list[Act]:
    return [act for act in ACTS if child.status in act.statuses]


def _relations() -> dict[str, str]:
    return practice.codes("relation")
