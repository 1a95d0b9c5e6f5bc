"""Pages of the roster import: hand in, look at the dry run, import."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.regions import queries as regions
from casework.roster import actions, queries
from casework.roster.forms import ImportForm, UploadForm
from casework.roster.models import Upload, UploadState
from casework.roster.wording import change_lines

blueprint = Blueprint("roster", __name__, url_prefix="/roster")

_MOST_BYTES = 20 * 1024 * 1024
#: So many rows of each kind stand on the page; the counts are whole.
_SHOWN = 100


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
    uploads = queries.uploads_of(viewer)
    return render_template("roster/index.html", form=form, uploads=uploads), form.status


@blueprint.get("/<uuid:upload_id>")
@access(Permission.ROSTER_IMPORT)
def show(upload_id: UUID) -> ResponseReturnValue:
    """Show what importing the ledger would do, or what it has done."""
    viewer = current_viewer()
    upload = queries.get(viewer, upload_id)
    if upload.state is UploadState.IMPORTED:
        return render_template("roster/done.html", upload=upload)
    try:
        plan = actions.dry_run(actor=viewer, **actions.contents(upload))
    except RuleBroken as broken:
        return _refused(upload, broken)
    changes = change_lines(viewer, upload.target_code, plan.changed[:_SHOWN])
    villages = regions.by_codes({line.region_code for line in plan.new[:_SHOWN]})
    return render_template(
        "roster/show.html",
        upload=upload,
        plan=plan,
        counts=plan.counts,
        changes=changes,
        villages=villages,
        shown=_SHOWN,
        form=ImportForm(),
    )


@blueprint.post("/<uuid:upload_id>/import")
@access(Permission.ROSTER_IMPORT)
def import_(upload_id: UUID) -> ResponseReturnValue:
    """Import the ledger once, however often the button is pressed."""
    viewer = current_viewer()
    upload = queries.get(viewer, upload_id)
    try:
        is_imported = actions.import_upload(actor=viewer, upload=upload)
    except RuleBroken as broken:
        return _refused(upload, broken)
    if is_imported:
        flash(_("台账已导入。"))
    else:
        flash(_("这份台账已经导入过了，不会重复导入。"))
    return redirect(url_for("roster.show", upload_id=upload_id))


def _refused(upload: Upload, broken: RuleBroken) -> ResponseReturnValue:
    return render_template("roster/refused.html", upload=upload, why=broken.message), 422
