"""Writing an activity down, once more, and putting it right."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.activities import actions, addressing, queries
from casework.activities.forms import LINES, ActivityForm, activity_form, is_used, prefix_of
from casework.activities.models import Activity
from casework.activities.offering import offered
from casework.activities.views.blueprint import blueprint
from casework.activities.views.single import own
from casework.assistance import places
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import RuleBroken
from casework.practice import queries as practice


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def new() -> ResponseReturnValue:
    """Write an activity down: kind, day and how many came; everything else may follow."""
    return _recording({})


@blueprint.route("/<uuid:activity_id>/copy", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def copy(activity_id: UUID) -> ResponseReturnValue:
    """Write another activity of the same sort down: its day and who came are new."""
    viewer = current_viewer()
    activity = queries.get(viewer, activity_id)
    return _recording(addressing.copy_of(viewer, activity), activity)


@blueprint.route("/<uuid:activity_id>/correct", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def correct(activity_id: UUID) -> ResponseReturnValue:
    """Let an activity say what is right, with a word why."""
    viewer, activity = own(activity_id)
    form = _form(addressing.opening_of(viewer, activity), activity, is_new=False)
    if _is_finding():
        return _page(form, activity, is_new=False), 200
    if form.validate_on_submit():
        try:
            actions.correct_activity(
                actor=viewer,
                activity=activity,
                version=form.seen_version,
                facts=form.facts(),
                around=form.around(),
                reason=form.reason.data,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已保存，原来的内容也留着。"))
            return redirect(url_for(".show", activity_id=activity.id))
    return _page(form, activity, is_new=False), form.status


def _recording(opening: Mapping[str, Any], copied: Activity | None = None) -> ResponseReturnValue:
    viewer, form = current_viewer(), _form(opening, copied, is_new=True)
    if _is_finding():
        return _page(form, copied, is_new=True), 200
    if form.validate_on_submit():
        try:
            activity = actions.record_activity(
                actor=viewer,
                form_id=form.client_id,
                unit_code=form.unit_code,
                facts=form.facts(),
                around=form.around(),
                copied_from=copied,
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已登记。"))
            return redirect(url_for(".show", activity_id=activity.id))
    return _page(form, copied, is_new=True), form.status


def _is_finding() -> bool:
    """Say whether volunteers are looked for: the form comes back as it was, with who is found."""
    return request.method == "POST" and "find" in request.form


def _place() -> str | None:
    """Return the village or township whose children are offered."""
    viewer = current_viewer()
    if not viewer.sees_names:
        return None
    asked = places.checked(viewer, request.args.get("place")) or places.usual(viewer)
    return asked if asked and places.is_narrow(asked) else None


def _form(opening: Mapping[str, Any], activity: Activity | None, *, is_new: bool) -> ActivityForm:
    viewer, looked_for = current_viewer(), request.form.get("looked_for", "")
    found = offered(viewer, place=_place(), activity=activity, looked_for=looked_for)
    record(Tag.CHILD_LIST, actor_id=viewer.account_id, seen=[child.id for child in found.children])
    return activity_form(viewer, found, opening, is_new=is_new)


def _page(form: ActivityForm, activity: Activity | None, *, is_new: bool) -> str:
    viewer, place = current_viewer(), _place()
    return render_template(
        "activities/new.html",
        form=form,
        activity=activity,
        is_new=is_new,
        place=place,
        place_name=places.name_of(place),
        below=places.below(viewer, place) if viewer.sees_names else [],
        helpers=[name for name in form.data if name.startswith("helpers_")],
        lines=[(prefix_of(n), is_used(form, prefix_of(n))) for n in LINES] if is_new else [],
        is_finding=_is_finding(),
        today=clock.today(),
        words_of_kinds=practice.codes("volunteer_kind"),
    )
