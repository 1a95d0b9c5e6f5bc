"""Lists of activities: the template, a list handed in, tried and imported."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.activities.imports import books, importing, lists, uploads
from casework.activities.imports.forms import ImportForm, ListForm
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions

blueprint = Blueprint("activity_lists", __name__, url_prefix="/activities/import")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("", methods=["GET", "POST"])
@accepts_upload(lists.LIMITS.file_bytes)
@access(Permission.ACTIVITY_WRITE)
def hand_in() -> ResponseReturnValue:
    """Hand in a list; see the earlier ones."""
    viewer = current_viewer()
    form = ListForm([(code, regions.full_name(code)) for code in viewer.regions])
    if form.validate_on_submit():
        try:
            upload = importing.keep_upload(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken if broken.field else RuleBroken(broken.message, "file"))
        else:
            return redirect(url_for(".tried", activity_list_id=upload.id))
    page = render_template("activity_lists/import.html", form=form, uploads=uploads.own(viewer))
    return page, form.status


@blueprint.route("/<uuid:activity_list_id>", methods=["GET", "POST"])
@access(Permission.ACTIVITY_WRITE)
def tried(activity_list_id: UUID) -> ResponseReturnValue:
    """Show what importing a list would do, and import it once."""
    viewer = current_viewer()
    upload, form = uploads.get(viewer, activity_list_id), ImportForm()
    if form.validate_on_submit():
        try:
            n = importing.import_rows(actor=viewer, upload=upload)
        except RuleBroken as broken:
            flash(broken.message, "error")
        else:
            flash(_("已导入 %(n)s 场活动。", n=n))
        return redirect(url_for(".tried", activity_list_id=upload.id))
    plan = importing.plan_of(viewer, upload)
    told = {"upload": upload, "plan": plan, "kinds": practice.codes("activity_kind")}
    page = render_template("activity_lists/tried.html", form=form, **told)
    return page, form.status


@blueprint.get("/<uuid:activity_list_id>/returned.xlsx")
@access(Permission.ACTIVITY_WRITE)
def returned(activity_list_id: UUID) -> ResponseReturnValue:
    """Give back the rows that are to be mended, each with its reasons."""
    viewer = current_viewer()
    upload = uploads.get(viewer, activity_list_id)
    plan = importing.plan_of(viewer, upload)
    content = lists.returned(plan, is_imported=upload.imported_at is not None)
    if content is None:
        raise NotFound
    return _file(content, f"退回的行-{clock.today().isoformat()}")  # no-catalogue: a file


@blueprint.get("/template.xlsx")
@access(Permission.ACTIVITY_WRITE)
def template() -> ResponseReturnValue:
    """Give the empty list."""
    return _file(books.template(), "活动清单模板")  # no-catalogue: a file


def _file(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=f"{name}.xlsx")
