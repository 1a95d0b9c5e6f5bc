"""Photos of an activity: uploaded, looked at, answered for, removed."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer, keep_writes
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.activities import queries as activities
from casework.activities.models import Activity
from casework.attachments.limits import REQUEST_BYTES
from casework.children.views.blueprint import does
from casework.errors import RuleBroken
from casework.media import actions, queries
from casework.media.forms import AnswerForm, ClearPhotoForm, PhotosForm, RemoveForm
from casework.media.models import ActivityPhoto, Face
from casework.media.rules import PHOTOS_AN_ACTIVITY
from casework.ui.formats import label, said

blueprint = Blueprint(
    "activity_photos", __name__, url_prefix="/activities/<uuid:activity_id>/photos"
)


@blueprint.get("")
@access(Permission.ACTIVITY_READ)
def index(activity_id: UUID) -> ResponseReturnValue:
    """Show the photos of an activity."""
    activity = activities.get(current_viewer(), activity_id)
    return _page(activity, PhotosForm())


@blueprint.post("")
@accepts_upload(REQUEST_BYTES)
@access(Permission.ACTIVITY_WRITE)
def upload(activity_id: UUID) -> ResponseReturnValue:
    """Take photos in; those that cannot be stored are told, the others stay."""
    viewer = current_viewer()
    activity, form = activities.get(viewer, activity_id), PhotosForm()
    if not queries.is_own(viewer, activity):
        return _elsewhere(activity)
    if not form.validate_on_submit():
        return _page(activity, form)
    received = actions.receive(form.uploads())
    activity = activities.get(viewer, activity_id)
    face = form.face.data or Face.UNKNOWN
    refused = actions.add_photos(actor=viewer, activity=activity, received=received, face=face)
    if not refused:
        flash(_("照片已保存。"))
        return redirect(_to(activity_id))
    form.file.errors = [*form.file.errors, *refused]
    keep_writes()
    return _page(activity, form)


@blueprint.get("/<uuid:photo_id>.jpg")
@access(Permission.ACTIVITY_READ)
def show(activity_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Hand a photo out, and note who has looked at it."""
    viewer, activity, photo = _opened(activity_id, photo_id)
    if not queries.is_shown(viewer, activity, photo):
        return _elsewhere(activity)
    try:
        content = queries.content(photo)
    except RuleBroken as broken:
        flash(said(broken.message), "error")
        return redirect(_to(activity_id))
    actions.note_opening(actor=viewer, photo=photo)
    answer = Response(content, mimetype="image/jpeg")
    answer.content_length = photo.size
    answer.headers.set("Content-Disposition", "inline", filename=f"{photo_id.hex[-6:]}.jpg")
    return answer


@blueprint.route("/<uuid:photo_id>/answer", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def answer(activity_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Say whether a child is on a photo."""
    viewer, activity, photo = _opened(activity_id, photo_id)
    if not queries.is_own(viewer, activity):
        return _elsewhere(activity)
    form = AnswerForm(photo)
    if form.validate_on_submit():
        actions.answer(actor=viewer, photo=photo, face=form.face.data)
        return redirect(_to(activity_id))
    page = render_template("media/photo.html", form=form, activity=activity, photo=photo)
    return page, form.status


@blueprint.route("/<uuid:photo_id>/clear", methods=["GET", "POST"])
@access(Permission.MEDIA_CLEAR)
def clear(activity_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Say that a photo with a child on it may go outside."""
    viewer, activity, photo = _opened(activity_id, photo_id)
    if not queries.is_own(viewer, activity):
        return _elsewhere(activity)
    form = ClearPhotoForm(photo)
    if form.validate_on_submit() and does(
        form,
        actions.clear_photo,
        actor=viewer,
        photo=photo,
        consent=form.consent(),
        masking=form.masking.data,
    ):
        flash(_("这张照片可以对外使用了。"))
        return redirect(_to(activity_id))
    page = render_template("media/clear_photo.html", form=form, activity=activity, photo=photo)
    return page, form.status


@blueprint.route("/<uuid:photo_id>/remove", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def remove(activity_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """Remove a photo for good, with a reason."""
    viewer, activity, photo = _opened(activity_id, photo_id)
    if not queries.is_own(viewer, activity):
        return _elsewhere(activity)
    form = RemoveForm()
    if form.validate_on_submit() and does(
        form, actions.remove_photo, actor=viewer, photo=photo, **form.values()
    ):
        flash(_("照片已删除。"))
        return redirect(_to(activity_id))
    page = render_template("media/remove_photo.html", form=form, activity=activity, photo=photo)
    return page, form.status


def _opened(activity_id: UUID, photo_id: UUID) -> tuple[Viewer, Activity, ActivityPhoto]:
    viewer = current_viewer()
    activity = activities.get(viewer, activity_id)
    return viewer, activity, queries.get_photo(activity, photo_id)


def _elsewhere(activity: Activity) -> ResponseReturnValue:
    """Send somebody of another desk back, and say whose photos these are."""
    flash(_("这是%(desk)s登记的活动，照片由%(desk)s管理。", desk=label(activity.desk)), "error")
    return redirect(_to(activity.id))


def _page(activity: Activity, form: PhotosForm) -> ResponseReturnValue:
    viewer = current_viewer()
    shown = queries.shown_photos(viewer, activity)
    page = render_template(
        "media/photos.html",
        form=form,
        activity=activity,
        photos=shown,
        room=PHOTOS_AN_ACTIVITY - len(shown) if queries.is_own(viewer, activity) else 0,
        is_own=queries.is_own(viewer, activity),
        back=url_for("activities.show", activity_id=activity.id),
    )
    return page, form.status


def _to(activity_id: UUID) -> str:
    return url_for(".index", activity_id=activity_id)
