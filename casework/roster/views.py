"""Pages of the roster import: hand in, look at the dry run, import, take back."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.roster import actions, queries, standing
from casework.roster.forms import ImportForm, UploadForm
from casework.roster.models import Upload, UploadState
from casework.roster.preview import SHOWN
from casework.roster.progress import Progress

blueprint = Blueprint("roster", __name__, url_prefix="/roster")

_MOST_BYTES = 20 * 1024 * 1024


@blueprint.route("/", methods=["GET", "POST"])
@accepts_upload(_MOST_BYTES)
@access(Permission.ROSTER_IMPORT)
def index() -> ResponseReturnValue:
    """Hand in a ledger; see what became of the earlier ones."""
    viewer = current_viewer()
    form = UploadForm([(code, regions.full_name(code)) for code in viewer.regions])
    if form.validate_on_submit():
        try:
            upload = actions.keep_upload(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return redirect(url_for("roster.show", upload_id=upload.id))
    told = {"uploads": queries.uploads_of(viewer), "asked": standing.asked_of(viewer)}
    return render_template("roster/index.html", form=form, **told), form.status


@blueprint.get("/<uuid:upload_id>")
@access(Permission.ROSTER_IMPORT)
def show(upload_id: UUID) -> ResponseReturnValue:
    """Show what importing the ledger would do, how far it is, or what it has done."""
    viewer = current_viewer()
    upload = queries.get(viewer, upload_id)
    progress = Progress.of(upload)
    if progress.is_live:
        told = {"upload": upload, "progress": progress, "form": ImportForm()}
        return render_template("roster/progress.html", **told)
    if upload.state in (UploadState.IMPORTED, UploadState.TAKEN_BACK):
        return _done(upload, progress)
    if upload.state is UploadState.UNSURE:
        return redirect(url_for("roster.layout", upload_id=upload.id))
    if upload.checked_at is None or upload.state is UploadState.REFUSED:
        told = {"upload": upload, "progress": progress, "form": ImportForm()}
        return render_template("roster/refused.html", **told), 422
    actions.note_look(viewer, upload)
    return render_template(
        "roster/show.html",
        upload=upload,
        progress=progress,
        shown=SHOWN,
        earlier=queries.imported_before(viewer, upload),
        form=ImportForm(),
    )


@blueprint.get("/<uuid:upload_id>/progress")
@access(Permission.ROSTER_IMPORT)
def progress(upload_id: UUID) -> ResponseReturnValue:
    """Give the part of the page that says how far the work is, for the script that asks again."""
    upload = queries.get(current_viewer(), upload_id)
    return render_template("roster/_progress.html", upload=upload, progress=Progress.of(upload))


@blueprint.post("/<uuid:upload_id>/import")
@access(Permission.ROSTER_IMPORT)
def import_(upload_id: UUID) -> ResponseReturnValue:
    """Begin the import once, however often the button is pressed."""

    def start(upload: Upload) -> None:
        if not actions.start_import(actor=current_viewer(), upload=upload):
            flash(_("这份台账已经导入过了，不会重复导入。"))

    return _asked(upload_id, start)


@blueprint.post("/<uuid:upload_id>/check")
@access(Permission.ROSTER_IMPORT)
def check(upload_id: UUID) -> ResponseReturnValue:
    """Make the dry run anew."""
    return _asked(upload_id, lambda u: actions.check_again(actor=current_viewer(), upload=u))


@blueprint.post("/<uuid:upload_id>/stop")
@access(Permission.ROSTER_IMPORT)
def stop(upload_id: UUID) -> ResponseReturnValue:
    """End what is under way; what is done stays done."""

    def end(upload: Upload) -> None:
        if actions.stop(upload=upload):
            flash(_("已停下。已经处理的行不受影响。"))

    return _asked(upload_id, end)


@blueprint.post("/<uuid:upload_id>/take-back")
@access(Permission.ROSTER_IMPORT)
def take_back(upload_id: UUID) -> ResponseReturnValue:
    """Take a whole import back, within a day."""
    return _asked(upload_id, lambda u: actions.start_taking_back(actor=current_viewer(), upload=u))


@blueprint.get("/<uuid:asked_id>/second")
@access(Permission.ROSTER_IMPORT)
def second(asked_id: UUID) -> ResponseReturnValue:
    """Show a second person what an import by somebody else would do."""
    viewer = current_viewer()
    upload = standing.get_asked(viewer, asked_id)
    actions.note_look(viewer, upload)
    return render_template(
        "roster/second.html",
        upload=upload,
        uploader=queries.uploader_of(upload),
        place=regions.full_name(upload.target_code),
        shown=SHOWN,
        form=ImportForm(),
    )


@blueprint.post("/<uuid:asked_id>/second")
@access(Permission.ROSTER_IMPORT)
def answer(asked_id: UUID) -> ResponseReturnValue:
    """Take the second person's answer."""
    viewer = current_viewer()
    upload = standing.get_asked(viewer, asked_id)
    if request.form.get("agreed") == "yes":
        actions.confirm(actor=viewer, upload=upload)
        flash(_("已同意，导入开始。"))
    else:
        actions.decline(actor=viewer, upload=upload)
        flash(_("已退回，没有导入任何内容。"))
    return redirect(url_for("roster.index"))


def _asked(upload_id: UUID, act: Callable[[Upload], None]) -> ResponseReturnValue:
    """Do something with one's own upload and go back to its page, which says how it stands."""
    upload = queries.get(current_viewer(), upload_id)
    try:
        act(upload)
    except RuleBroken as broken:
        flash(broken.message, "error")
    return redirect(url_for("roster.show", upload_id=upload.id))


def _done(upload: Upload, progress: Progress) -> ResponseReturnValue:
    return render_template(
        "roster/done.html",
        upload=upload,
        progress=progress,
        reasons=standing.rows_with_reasons(upload, SHOWN),
        may_be_taken_back=actions.may_be_taken_back(upload),
        form=ImportForm(),
    )
