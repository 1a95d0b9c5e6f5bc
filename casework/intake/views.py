"""The page that takes a child in."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.forms import EnrolForm
from casework.children.rules import Doubt
from casework.children.views.doubts import shown
from casework.children.views.register import tell_enrolled
from casework.errors import RuleBroken
from casework.intake import actions

blueprint = Blueprint("intake", __name__, url_prefix="/children")


@blueprint.route("/enrol", methods=["GET", "POST"])
@access(Permission.CHILD_ENROL)
def enrol() -> ResponseReturnValue:
    """Make a child's file, after asking about what is doubtful."""
    viewer = current_viewer()
    if "start" in request.form:
        form = EnrolForm(viewer, formdata=None, name=_as_name(request.form["start"]))
        return render_template("intake/enrol.html", form=form)
    form = EnrolForm(viewer)
    if form.validate_on_submit() and form.settles(_doubts(viewer, form)):
        try:
            child = actions.take_in(viewer, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            tell_enrolled(child)
            return redirect(url_for("dossier.show", child_id=child.id))
    return render_template("intake/enrol.html", form=form), form.status


def _doubts(viewer: Viewer, form: EnrolForm) -> list[Doubt]:
    return shown(viewer, children.doubts_about(viewer, form.facts()))


def _as_name(typed: str) -> str | None:
    """Take what was searched for into the form, where it is a name and not pinyin."""
    return None if typed.isascii() else typed[:100]
