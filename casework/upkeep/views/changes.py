"""Something has changed: five tiles, and a short form behind each."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.children.rules import ChangedMeanwhile
from casework.children.views.blueprint import does, opened, to_child
from casework.upkeep import actions
from casework.upkeep.forms import (
    CarerForm,
    ChangeForm,
    HomeForm,
    ParentsForm,
    PhoneForm,
    SchoolForm,
)
from casework.upkeep.views.blueprint import blueprint


@blueprint.get("/<uuid:child_id>/changed")
@access(Permission.CHILD_EDIT)
def index(child_id: UUID) -> ResponseReturnValue:
    """Ask what has changed."""
    _viewer, child = opened(child_id)
    return render_template("upkeep/index.html", child=child)


@blueprint.route("/<uuid:child_id>/changed/address", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def address(child_id: UUID) -> ResponseReturnValue:
    """The family has moved."""
    return _asked(child_id, HomeForm, actions.move_home, _("搬家"))


@blueprint.route("/<uuid:child_id>/changed/parents", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def parents(child_id: UUID) -> ResponseReturnValue:
    """Parents have come back or gone away."""
    return _asked(child_id, ParentsForm, actions.tell_of_parents, _("父母返乡、外出"))


@blueprint.route("/<uuid:child_id>/changed/school", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def school(child_id: UUID) -> ResponseReturnValue:
    """The child goes to another school."""
    return _asked(child_id, SchoolForm, actions.change_school, _("换学校"))


@blueprint.route("/<uuid:child_id>/changed/phone", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def phone(child_id: UUID) -> ResponseReturnValue:
    """Somebody has another number."""
    return _asked(child_id, PhoneForm, actions.change_phone, _("换电话"))


@blueprint.route("/<uuid:child_id>/changed/carer", methods=["GET", "POST"])
@access(Permission.CHILD_EDIT)
def carer(child_id: UUID) -> ResponseReturnValue:
    """Somebody else looks after the child."""
    return _asked(child_id, CarerForm, actions.change_carer, _("换照料人"))


def _asked(
    child_id: UUID, kind: type[ChangeForm], act: Callable[..., object], title: str
) -> ResponseReturnValue:
    """Ask the questions of one change and keep the answers; what is kept is kept once."""
    viewer, child = opened(child_id)
    form = kind(viewer, child)
    if form.validate_on_submit():
        if form.holds():
            flash(_("档案里已经是这样了。"))
            return to_child(child.id)
        try:
            if does(form, act, actor=viewer, child=child, **form.act()):
                return _shown(child.id, form)
        except ChangedMeanwhile:
            form.overtake()
    page = render_template("upkeep/change.html", form=form, child=child, title=title)
    return page, form.status


def _shown(child_id: UUID, form: ChangeForm) -> ResponseReturnValue:
    """Lead back to the child's page, where the change stands on top."""
    if form.advice:
        flash(form.advice)
    return to_child(child_id)
