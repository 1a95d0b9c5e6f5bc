"""Pages that go with a ledger's layout: which column is which, and the rows that come back."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.roster import mapping_actions, queries, returning
from casework.roster.forms import ImportForm
from casework.roster.mapping_forms import columns_form, said_by
from casework.roster.mapping_samples import samples
from casework.roster.progress import Progress
from casework.roster.views import blueprint
from casework.sheets.records import column_letters

__all__ = ["blueprint"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/<uuid:upload_id>/columns", methods=["GET", "POST"])
@access(Permission.ROSTER_IMPORT)
def layout(upload_id: UUID) -> ResponseReturnValue:
    """Ask which column is which, with the best guess filled in."""
    viewer = current_viewer()
    upload = queries.get(viewer, upload_id)
    try:
        tables = mapping_actions.tables(upload)
    except RuleBroken as broken:
        told = {"progress": Progress.of(upload), "form": ImportForm(), "why": broken.message}
        return render_template("roster/refused.html", upload=upload, **told), 422
    wanted = request.args.get("sheet", type=int)
    place = mapping_actions.table_in_question(upload, tables, wanted)
    table, book = tables[place], practice.header_synonyms()
    form = columns_form(table, book, is_one_of_many=len(tables) > 1)
    if form.validate_on_submit():
        try:
            mapping_actions.set_columns(actor=viewer, upload=upload, table=table, **said_by(form))
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("栏目已记住，以后同样的台账不再问。"))
            return redirect(url_for("roster.show", upload_id=upload.id))
    page = render_template(
        "roster/columns.html",
        upload=upload,
        form=form,
        tables=tables,
        place=place,
        table=table,
        needed=[book.label(code) for code in mapping_actions.needed(upload, table)],
        samples=samples,
        letters=column_letters,
    )
    return page, form.status


@blueprint.get("/<uuid:upload_id>/returned.xlsx")
@access(Permission.ROSTER_IMPORT)
def returned(upload_id: UUID) -> ResponseReturnValue:
    """Give back the refused and doubtful rows, each with its reason, to be mended."""
    viewer = current_viewer()
    upload = queries.get(viewer, upload_id)
    content = returning.give_back(actor=viewer, upload=upload)
    if content is None:
        flash(_("这份台账没有要退回的行。"))
        return redirect(url_for("roster.show", upload_id=upload.id))
    name = returning.filename()
    return send_file(BytesIO(content), _XLSX, as_attachment=True, download_name=name)
