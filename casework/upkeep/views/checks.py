"""Nothing has changed: one tap, and one to take it back."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import to_child
from casework.db.base import new_id
from casework.errors import RuleBroken
from casework.upkeep import actions
from casework.upkeep.forms import SourceForm
from casework.upkeep.views.blueprint import blueprint

#: The parts of the list of the day.
_PARTS = frozenset({"overdue", "now", "week", "done", "later"})


@blueprint.post("/<uuid:child_id>/unchanged")
@access(Permission.CHILD_EDIT)
def unchanged(child_id: UUID) -> ResponseReturnValue:
    """Keep that the file was checked today and stands."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    try:
        actions.confirm(actor=viewer, child=child, client_id=_client_id())
    except RuleBroken as broken:
        flash(broken.message, "error")
    return _back(child)


@blueprint.post("/<uuid:child_id>/unchanged/undo")
@access(Permission.CHILD_EDIT)
def undo(child_id: UUID) -> ResponseReturnValue:
    """Take one's own check of today back."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    actions.withdraw(actor=viewer, child=child)
    return _back(child)


@blueprint.post("/<uuid:child_id>/unchanged/source")
@access(Permission.CHILD_EDIT)
def source(child_id: UUID) -> ResponseReturnValue:
    """Say how one knows."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    form = SourceForm()
    if not form.validate_on_submit():
        flash(_("请点一下您是怎么知道的。"), "error")
        return to_child(child.id)
    try:
        actions.say_source(actor=viewer, child=child, source=form.source.data)
    except RuleBroken as broken:
        flash(broken.message, "error")
    return to_child(child.id)


def _client_id() -> UUID:
    """Return the UUID that the page was made with; a page without one makes a check of its own."""
    try:
        return UUID(request.form.get("client_id", ""))
    except ValueError:
        return new_id()


def _back(child: Child) -> ResponseReturnValue:
    """Lead back to where the button stood: the card on the list of the day, or the child's page."""
    part = request.form.get("back")
    if part in _PARTS and current_viewer().may(Permission.TODAY_READ):
        return redirect(url_for("home.today", _anchor=f"{part}-{child.id}"))
    return to_child(child.id)
