"""The child's page, what it hides, and the phone numbers."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import cards
from casework.children import queries as children
from casework.children.models import Child, IdState, Status
from casework.db.base import new_id
from casework.dossier import actions, labels, queries, rules
from casework.dossier.acts import acts_on
from casework.dossier.forms import ReasonForm, RevealForm
from casework.dossier.queries import Sibling
from casework.dossier.rules import Group, Veil
from casework.errors import RuleBroken
from casework.inbox import queries as inbox
from casework.practice import queries as practice
from casework.upkeep.models import CheckSource
from casework.upkeep.rules import KEPT_UP

blueprint = Blueprint("dossier", __name__, url_prefix="/children")


@blueprint.get("/<uuid:child_id>")
@access(Permission.CHILD_OPEN)
def show(child_id: UUID) -> ResponseReturnValue:
    """Show a child's page, with phone, address, health and numbers hidden."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    kept = children.answering_for(viewer, child)
    if kept is not child and "before" not in request.args:
        return redirect(url_for("dossier.show", child_id=kept.id))
    siblings = queries.siblings_of(viewer, child)
    actions.open_file(actor=viewer, child=child, beside=[each.line.id for each in siblings])
    return _page(child, RevealForm(), Veil(), siblings)


@blueprint.post("/<uuid:child_id>/reveal")
@access(Permission.CHILD_REVEAL)
def reveal(child_id: UUID) -> ResponseReturnValue:
    """Show the page with some of what it hides, this once."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    form, siblings = RevealForm(), queries.siblings_of(viewer, child)
    beside = [each.line.id for each in siblings]
    if form.validate_on_submit():
        try:
            veil = actions.reveal(actor=viewer, child=child, beside=beside, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _page(child, form, veil, siblings)
    return _page(child, form, Veil(), siblings), form.status


@blueprint.route("/<uuid:child_id>/call", methods=["GET", "POST"])
@access(Permission.CHILD_REVEAL)
def call(child_id: UUID) -> ResponseReturnValue:
    """Show whom to call; who has no daily task with the family says why first."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    form = ReasonForm()
    ready = not rules.needs_reason(viewer, {Group.CONTACT}) or form.validate_on_submit()
    if ready:
        try:
            actions.reveal(
                actor=viewer, child=child, groups={Group.CONTACT}, reason=form.reason.data
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            calls = queries.calls_of(viewer, child)
            return render_template("dossier/call.html", child=child, calls=calls)
    actions.open_file(actor=viewer, child=child)
    return render_template("dossier/call_reason.html", child=child, form=form), form.status


def _page(child: Child, form: RevealForm, veil: Veil, siblings: list[Sibling]) -> str:
    viewer = current_viewer()
    whole = "all" in request.args
    doubtful = child.id_state is IdState.DOUBTFUL
    return render_template(
        "dossier/show.html",
        dossier=queries.dossier_of(viewer, child, veil, siblings, whole=whole),
        form=form,
        cards=cards.shown(viewer, child),
        number_notes=inbox.notes_about(viewer, child.id) if doubtful else [],
        needs_reason=rules.needs_reason(viewer, {Group.CONTACT}),
        code_label=labels.code_label,
        need_label=practice.visit_form().need_label,
        Status=Status,
        Group=Group,
        acts=acts_on(child.status),
        before=children.merged_into(viewer, child),
        kept=children.answering_for(viewer, child),
        today=clock.today(),
        client_id=new_id(),
        CheckSource=CheckSource,
        is_kept_up=child.status in KEPT_UP,
    )
