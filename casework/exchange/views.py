"""Pages of the exports: one's own, a new one, the forms of superiors, the register."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.errors import NotFound, RuleBroken
from casework.exchange import actions, queries, rules, selections
from casework.exchange.books import suffix_of
from casework.exchange.forms import ExportForm, LayoutUploadForm, as_id, columns_form
from casework.exchange.layouts import Form as LayoutForm
from casework.exchange.rules import MOST_DOWNLOADS, Opened
from casework.exchange.selections import Selection, Source
from casework.regions import queries as regions
from casework.sheets.blanks import LIMITS

blueprint = Blueprint("exchange", __name__, url_prefix="/exchange")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/")
@access(Permission.CHILD_EXPORT)
def index() -> ResponseReturnValue:
    """Show one's own exports and the forms that lists can be put into."""
    return _index()


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.CHILD_EXPORT)
def new() -> ResponseReturnValue:
    """Ask in what shape a list is to go out, and make the file."""
    viewer = current_viewer()
    selection = selections.read_selection(request.form or request.args)
    if request.method == "GET" and selection.source is Source.SEARCH:
        raise NotFound  # what was looked for never stands in an address
    if "start" in request.form:  # from a page whose list is never told in an address
        form = ExportForm(queries.layouts_for(viewer), formdata=None)
        return _asking(form, selection)
    form = ExportForm(queries.layouts_for(viewer))
    if form.validate_on_submit():
        try:
            export = actions.build_export(actor=viewer, selection=selection, **form.values())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(
                _("文件已生成，编号 %(number)s，共 %(n)s 人。", number=export.number, n=export.rows)
            )
            return redirect(url_for(".index"))
    return _asking(form, selection)


@blueprint.post("/<uuid:export_id>/download")
@access(Permission.CHILD_EXPORT)
def download(export_id: UUID) -> ResponseReturnValue:
    """Hand the file out, and count it."""
    viewer = current_viewer()
    export = queries.get(viewer, export_id)
    content = actions.hand_out(actor=viewer, export=export)
    suffix = suffix_of(export.shape)
    name = f"{export.title}-{export.number}.{suffix}"
    kind = "text/csv" if suffix == "csv" else _XLSX
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name)


@blueprint.route("/layouts/new", methods=["GET", "POST"])
@accepts_upload(LIMITS.file_bytes)
@access(Permission.CHILD_EXPORT)
def add_layout() -> ResponseReturnValue:
    """Take in an empty form of a superior."""
    viewer = current_viewer()
    form = LayoutUploadForm([(code, regions.full_name(code)) for code in viewer.regions])
    if form.validate_on_submit():
        try:
            layout, lost = actions.add_layout(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken if broken.field else RuleBroken(broken.message, "file"))
        else:
            for message in lost:
                flash(_(message), "error")
            return redirect(url_for(".layout", layout_id=layout.id))
    return render_template("exchange/add_layout.html", form=form), form.status


@blueprint.route("/layouts/<uuid:layout_id>", methods=["GET", "POST"])
@access(Permission.CHILD_EXPORT)
def layout(layout_id: UUID) -> ResponseReturnValue:
    """Show which column of a form gets what; let it be changed."""
    viewer = current_viewer()
    found = queries.own_layout(viewer, layout_id)
    shape = LayoutForm.of(found.form)
    form = columns_form(shape, found.columns)
    if form.validate_on_submit():
        try:
            actions.assign_columns(actor=viewer, layout=found, columns=form.columns())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("表格已保存，导出名单时可以选用。"))
            return redirect(url_for(".index"))
    page = render_template("exchange/layout.html", layout=found, shape=shape, form=form)
    return page, form.status


@blueprint.post("/layouts/<uuid:layout_id>/remove")
@access(Permission.CHILD_EXPORT)
def remove_layout(layout_id: UUID) -> ResponseReturnValue:
    """Forget a form."""
    viewer = current_viewer()
    actions.remove_layout(actor=viewer, layout=queries.own_layout(viewer, layout_id))
    flash(_("表格已删除。"))
    return redirect(url_for(".index"))


@blueprint.get("/register")
@access(Permission.AUDIT_READ)
def register() -> ResponseReturnValue:
    """Show who has taken lists out, how many rows, how often: nothing of any child."""
    viewer = current_viewer()
    after = as_id(request.args.get("after"))
    page = queries.register(viewer, after)
    record(Tag.AUDIT_READ, actor_id=viewer.account_id)
    return render_template(
        "exchange/register.html",
        page=page,
        is_first=after is None,
        opened_labels={kind.value: kind.label for kind in Opened},
        places=regions.by_codes({line.export.target_code for line in page.rows}),
        most=MOST_DOWNLOADS,
    )


def _index(refused: str | None = None) -> str:
    viewer = current_viewer()
    return render_template(
        "exchange/index.html",
        refused=refused,
        exports=queries.exports_of(viewer),
        layouts=queries.layouts_for(viewer),
        is_own=lambda layout: viewer.scope.covers(layout.target_code),
        is_ready=queries.is_ready,
        most=MOST_DOWNLOADS,
    )


def _asking(form: ExportForm, selection: Selection) -> ResponseReturnValue:
    viewer = current_viewer()
    most = rules.most_rows(viewer)
    found = selections.find(viewer, selection, most)
    page = render_template(
        "exchange/new.html",
        form=form,
        sent=selection.sent,
        found=found,
        count=len(found.child_ids),
        most=most,
    )
    return page, 200 if "start" in request.form else form.status


@blueprint.errorhandler(RuleBroken)
def refused(broken: RuleBroken) -> ResponseReturnValue:
    """Say why there is no such list, and lead back to the exports."""
    return _index(broken.message), 422
