"""Finding the other file of a child, and making one of two."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import actions
from casework.children.lines import line_of
from casework.children.rules import ChangedMeanwhile
from casework.children.views.blueprint import does, opened, to_child
from casework.dossier import merging
from casework.dossier.merging_forms import MergeFilesForm, OtherFileForm
from casework.errors import RuleBroken
from casework.regions import queries as regions

blueprint = Blueprint("merging", __name__, url_prefix="/children")


@blueprint.route("/<uuid:child_id>/merge", methods=["GET", "POST"])
@access(Permission.CHILD_MERGE)
def choose(child_id: UUID) -> ResponseReturnValue:
    """Show which files may be the same child's, or take a case number."""
    viewer, child = opened(child_id)
    form, found = OtherFileForm(), merging.candidates(viewer, child)
    if form.validate_on_submit():
        other = merging.by_case_number(viewer, form.case_number.data)
        if other is not None and other.id != child.id:
            return redirect(url_for("merging.merge", child_id=child.id, other_id=other.id))
        form.reject(RuleBroken("辖区里没有这个编号的另一份档案，请核对。", "case_number"))
    merging.compare(actor=viewer, kept=child, others=found)
    places = regions.by_codes({each.region_code for each in found})
    page = render_template(
        "dossier/merge_choose.html",
        form=form,
        child=child,
        lines=[(line_of(each, places), each.case_number) for each in found],
    )
    return page, form.status


@blueprint.route("/<uuid:child_id>/merge/<uuid:other_id>", methods=["GET", "POST"])
@access(Permission.CHILD_MERGE)
def merge(child_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Make one file of two that stand side by side; the first one is kept."""
    viewer = current_viewer()
    pair = merging.pair(viewer, child_id, other_id)
    form = MergeFilesForm(pair)
    if form.validate_on_submit():
        ids = {"kept_id": child_id, "ended_id": other_id}
        try:
            if does(form, actions.merge, actor=viewer, **ids, **form.act()):
                flash(_("已合并成一份。另一份档案已退出，以前的记录都保留。"))
                return to_child(child_id)
        except ChangedMeanwhile:
            form.meet(merging.pair(viewer, child_id, other_id))
    merging.compare(actor=viewer, kept=pair.kept, others=[pair.ended])
    return render_template("dossier/merge.html", form=form, pair=pair), form.status
