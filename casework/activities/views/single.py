"""One activity, and what is done with it afterwards."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import actions, queries, showing
from casework.activities.forms import CheckForm, WithdrawForm
from casework.activities.models import Activity
from casework.activities.showing import Words
from casework.activities.views.blueprint import blueprint
from casework.assistance.showing import Codes
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound, RuleBroken


def own(activity_id: UUID) -> tuple[Viewer, Activity]:
    """Return who asks and an activity of her desk in reach; raise NotFound."""
    viewer = current_viewer()
    activity = queries.get(viewer, activity_id)
    if activity.desk is not actions.desk_of(viewer):
        raise NotFound
    return viewer, activity


@blueprint.get("/<uuid:activity_id>")
@access(Permission.ACTIVITY_READ)
def show(activity_id: UUID) -> ResponseReturnValue:
    """Show an activity with everybody and everything that belongs to it."""
    viewer = current_viewer()
    activity = queries.get(viewer, activity_id)
    whole = showing.whole(viewer, activity)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[c.id for c in whole.children])
    return render_template(
        "activities/show.html",
        whole=whole,
        activity=activity,
        steps=showing.steps(viewer, activity) if whole.is_own or viewer.sees_names else [],
        words=Words.of(viewer),
        codes=Codes.today(),
        today=clock.today(),
    )


@blueprint.route("/<uuid:activity_id>/withdraw", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def withdraw(activity_id: UUID) -> ResponseReturnValue:
    """Let an activity count no more; show what was given at it, which stays in the ledger."""
    viewer, activity = own(activity_id)
    form = WithdrawForm(activity)
    if form.validate_on_submit():
        try:
            actions.withdraw_activity(
                actor=viewer,
                activity=activity,
                version=form.seen_version,
                reason=form.reason.data,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已撤销。记录留着，不再算数。"))
            return redirect(url_for(".show", activity_id=activity.id))
    whole = showing.whole(viewer, activity)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[c.id for c in whole.children])
    page = render_template(
        "activities/withdraw.html",
        form=form,
        whole=whole,
        activity=activity,
        codes=Codes.today(),
    )
    return page, form.status


@blueprint.route("/<uuid:activity_id>/check", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def check(activity_id: UUID) -> ResponseReturnValue:
    """Settle the doubt about an activity with a word."""
    viewer, activity = own(activity_id)
    form = CheckForm(activity)
    if form.validate_on_submit():
        try:
            actions.check_activity(
                actor=viewer,
                activity=activity,
                version=form.seen_version,
                reason=form.reason.data,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已核对。"))
            return redirect(url_for(".show", activity_id=activity.id))
    return render_template("activities/check.html", form=form, activity=activity), form.status
