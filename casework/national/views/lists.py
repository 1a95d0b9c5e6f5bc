"""Lists: handed in, their columns, how far the comparison is, what came of it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import accepts_upload, access, current_viewer
from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.jobs import queries as jobs
from casework.national import actions, queries, sheet
from casework.national.forms import FieldForm, UploadForm, columns_form
from casework.national.models import ListState, NationalList, Result
from casework.national.showing import differing_fields, glimpses
from casework.national.views.blueprint import blueprint
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.sheets.records import column_letters


@blueprint.route("/", methods=["GET", "POST"])
@accepts_upload(sheet.LIMITS.file_bytes)
@access(Permission.NATIONAL_KEEP)
def index() -> ResponseReturnValue:
    """Hand in a list; see what became of the earlier ones."""
    viewer, book = current_viewer(), practice.national()
    form = UploadForm([(code, regions.full_name(code)) for code in viewer.regions], book)
    if form.validate_on_submit():
        try:
            made = actions.keep_list(actor=viewer, **form.values())
        except RuleBroken as broken:
            form.reject(broken if broken.field else RuleBroken(broken.message, "file"))
        else:
            return redirect(url_for(".show", comparison_id=made.id))
    told = {"lists": queries.lists.recent(viewer), "systems": book.by_code}
    return render_template(
        "national/index.html", form=form, kept=book.kept_days, **told
    ), form.status


@blueprint.get("/<uuid:comparison_id>")
@access(Permission.NATIONAL_KEEP)
def show(comparison_id: UUID) -> ResponseReturnValue:
    """Show how far the comparison is, or what came of it."""
    found = queries.lists.get(current_viewer(), comparison_id)
    if found.state is ListState.UNSURE:
        return redirect(url_for(".columns", comparison_id=found.id))
    told = {"found": found, "system": practice.national().of(found.system)}
    if found.state is ListState.COMPARING:
        return render_template("national/progress.html", job=jobs.latest(found.id), **told)
    if found.state is ListState.REFUSED:
        return render_template("national/refused.html", **told), 422
    fields = differing_fields(found) if found.counts.get("open_differs") else {}
    return render_template(
        "national/show.html", form=FieldForm(fields), fields=fields, **_told(found)
    )


def _told(found: NationalList) -> dict[str, object]:
    return {
        "found": found,
        "system": practice.national().of(found.system),
        "results": [each for each in Result if found.counts.get(each.value)],
        "place": regions.full_name(found.region_code),
        "labels": practice.categories(),
    }


@blueprint.get("/<uuid:comparison_id>/progress")
@access(Permission.NATIONAL_KEEP)
def progress(comparison_id: UUID) -> ResponseReturnValue:
    """Give the part of the page that says how far the work is, for the script that asks again."""
    found = queries.lists.get(current_viewer(), comparison_id)
    return render_template("national/_progress.html", found=found, job=jobs.latest(found.id))


@blueprint.route("/<uuid:comparison_id>/columns", methods=["GET", "POST"])
@access(Permission.NATIONAL_KEEP)
def columns(comparison_id: UUID) -> ResponseReturnValue:
    """Ask which column is which, with the best guess filled in."""
    viewer = current_viewer()
    found = queries.lists.get(viewer, comparison_id)
    table, headings = sheet.unpacked(found.content, found.columns), sheet.book()
    form = columns_form(table, headings)
    if form.validate_on_submit():
        try:
            actions.set_columns(actor=viewer, found=found, table=table, columns=form.columns())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("栏目已记住，以后同样的名单不再问。"))
            return redirect(url_for(".show", comparison_id=found.id))
    told = {"found": found, "table": table, "letters": column_letters, "glimpses": glimpses}
    return render_template("national/columns.html", form=form, **told), form.status


@blueprint.post("/<uuid:comparison_id>/again")
@access(Permission.NATIONAL_KEEP)
def again(comparison_id: UUID) -> ResponseReturnValue:
    """Compare a list anew with what our files say now."""
    viewer = current_viewer()
    found = queries.lists.get(viewer, comparison_id)
    actions.compare_again(actor=viewer, found=found)
    return redirect(url_for(".show", comparison_id=found.id))


@blueprint.post("/<uuid:comparison_id>/confirm")
@access(Permission.NATIONAL_KEEP)
def confirm(comparison_id: UUID) -> ResponseReturnValue:
    """Stand for a comparison: who is there counts as entered from then on."""
    viewer = current_viewer()
    found = queries.lists.get(viewer, comparison_id)
    try:
        actions.confirm(actor=viewer, found=found)
    except RuleBroken as broken:
        flash(broken.message, "error")
        return redirect(url_for(".show", comparison_id=found.id))
    flash(_("已确认。还要去那边录入、修改、停止的，都在下面。"))
    return redirect(url_for(".to_enter", system=found.system))


@blueprint.post("/<uuid:comparison_id>/field")
@access(Permission.NATIONAL_KEEP)
def field(comparison_id: UUID) -> ResponseReturnValue:
    """Answer the same for every row in which a field differs."""
    viewer = current_viewer()
    found = queries.lists.get(viewer, comparison_id)
    fields = differing_fields(found)
    form = FieldForm(fields)
    if form.validate_on_submit():
        try:
            n = actions.decide_field(actor=viewer, found=found, **form.act())
        except RuleBroken as broken:
            form.reject(broken)
        else:
            flash(_("已处理 %(n)s 人。", n=n))
            return redirect(url_for(".show", comparison_id=found.id))
    page = render_template("national/show.html", form=form, fields=fields, **_told(found))
    return page, form.status
