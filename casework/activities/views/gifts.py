"""What was given at an activity, written down later; it lies in the ledger of assistance alone."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.activities import actions, queries
from casework.activities.forms import gift_form
from casework.activities.views.blueprint import blueprint
from casework.activities.views.single import own
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken


@blueprint.route("/<uuid:activity_id>/gifts", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def give(activity_id: UUID) -> ResponseReturnValue:
    """Write one more thing down that was given: to children it names, or to others."""
    viewer, activity = own(activity_id)
    children = queries.children_at(viewer, activity)
    form = gift_form(viewer, children)
    if form.validate_on_submit():
        try:
            actions.give(viewer, activity, form.gift(activity.region_code))
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已登记，帮扶台账里也有了。"))
            return redirect(url_for(".show", activity_id=activity.id, _anchor="gifts"))
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id for child in children])
    return render_template("activities/give.html", form=form, activity=activity), form.status
