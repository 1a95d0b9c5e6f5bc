"""The pages about what guardians were told."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import does, opened
from casework.guidance import actions, queries
from casework.guidance.cards import people_now
from casework.guidance.forms import FollowForm, GuidanceForm
from casework.practice import queries as practice

blueprint = Blueprint("guidance", __name__, url_prefix="/children")


@blueprint.route("/<uuid:child_id>/guidance/new", methods=["GET", "POST"])
@access(Permission.GUIDANCE_WRITE)
def new(child_id: UUID) -> ResponseReturnValue:
    """Keep that a guardian was reminded, admonished or guided."""
    viewer, child = _opened(child_id)
    form = GuidanceForm(viewer, people_now(child), child.region_code)
    if form.validate_on_submit() and does(
        form, actions.give, actor=viewer, child=child, **form.act()
    ):
        flash(_("已登记。"))
        return _to_page(child)
    return render_template("guidance/new.html", form=form, child=child), form.status


@blueprint.route("/<uuid:child_id>/guidance/<uuid:guidance_id>/follow", methods=["GET", "POST"])
@access(Permission.GUIDANCE_WRITE)
def follow(child_id: UUID, guidance_id: UUID) -> ResponseReturnValue:
    """Say what came of it."""
    viewer, child = _opened(child_id)
    guidance, form = queries.get(child, guidance_id), FollowForm()
    if form.validate_on_submit() and does(
        form, actions.follow, actor=viewer, child=child, guidance=guidance, **form.values()
    ):
        flash(_("已登记。"))
        return _to_page(child)
    kind = practice.codes("guidance_kind").get(guidance.kind, guidance.kind)
    page = render_template(
        "guidance/follow.html", form=form, child=child, guidance=guidance, kind=kind
    )
    return page, form.status


def _opened(child_id: UUID) -> tuple[Viewer, Child]:
    """Return who asks and the file that answers for the child since files were merged."""
    viewer, child = opened(child_id)
    return viewer, children.answering_for(viewer, child)


def _to_page(child: Child) -> ResponseReturnValue:
    return redirect(url_for("guardianship.show", child_id=child.id, _anchor="guidance"))
