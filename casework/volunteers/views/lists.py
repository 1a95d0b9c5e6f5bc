"""Lists in and out: the template, a list handed in, tried and imported, the register as a file."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clock
from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.volunteers import actions, books, lists, queries, uploads
from casework.volunteers.forms import ExportForm, ImportForm, UploadForm
from casework.volunteers.views.blueprint import blueprint

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/import", methods=["GET", "POST"])
@accepts_upload(lists.LIMITS.file_bytes)
@access(Permission.VOLUNTEER_WRITE)
def hand_in() -> ResponseReturnValue:
    """Hand in a list; see the earlier ones."""
    viewer = current_viewer()
    form = UploadForm([(code, regions.full_name(code)) for code in viewer.regions])
    if form.validate_on_submit():
        try:
            upload = actions.keep_upload(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken if broken.field else RuleBroken(broken.message, "file"))
        else:
            return redirect(url_for(".tried", list_id=upload.id))
    page = render_template("volunteers/import.html", form=form, uploads=uploads.own(viewer))
    return page, form.status


@blueprint.route("/import/<uuid:list_id>", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def tried(list_id: UUID) -> ResponseReturnValue:
    """Show what importing a list would do, and import it once."""
    viewer = current_viewer()
    upload, form = uploads.get(viewer, list_id), ImportForm()
    if form.validate_on_submit():
        try:
            n = actions.import_rows(actor=viewer, upload=upload)
        except RuleBroken as broken:
            flash(broken.message, "error")
        else:
            flash(_("已导入 %(n)s 人。", n=n))
        return redirect(url_for(".tried", list_id=upload.id))
    plan = actions.plan_of(viewer, upload)
    told = {"upload": upload, "plan": plan, "kinds": practice.codes("volunteer_kind")}
    page = render_template("volunteers/tried.html", form=form, **told)
    return page, form.status


@blueprint.get("/import/<uuid:list_id>/returned.xlsx")
@access(Permission.VOLUNTEER_WRITE)
def returned(list_id: UUID) -> ResponseReturnValue:
    """Give back the rows that are to be mended, each with its reasons."""
    viewer = current_viewer()
    plan = actions.plan_of(viewer, uploads.get(viewer, list_id))
    content = lists.returned(plan)
    if content is None:
        raise NotFound
    return _file(content, f"退回的行-{clock.today().isoformat()}")  # no-catalogue: a file


@blueprint.get("/template.xlsx")
@access(Permission.VOLUNTEER_WRITE)
def template() -> ResponseReturnValue:
    """Give the empty list."""
    return _file(books.template(), "志愿者名单模板")  # no-catalogue: a file


@blueprint.route("/export", methods=["GET", "POST"])
@access(Permission.VOLUNTEER_WRITE)
def export() -> ResponseReturnValue:
    """Give the register as a workbook, as it is narrowed on the page."""
    viewer = current_viewer()
    filters, form = queries.read_filters(viewer, request.values), ExportForm()
    if form.validate_on_submit():
        try:
            content = actions.export(actor=viewer, filters=filters, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _file(content, f"志愿者名册-{clock.today().isoformat()}")  # no-catalogue: a file
    n = queries.facets(viewer, filters, clock.today()).total
    page = render_template("volunteers/export.html", form=form, filters=filters, n=n)
    return page, form.status


def _file(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=f"{name}.xlsx")
