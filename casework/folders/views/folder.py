"""Printing one child's whole file."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.accounts import queries as accounts
from casework.accounts.access import access
from casework.accounts.permissions import Permission
from casework.children import queries as children
from casework.children.models import Child
from casework.children.views.blueprint import opened
from casework.errors import RuleBroken
from casework.folders import actions, pdf, queries
from casework.folders.drawing import presser
from casework.folders.forms import FolderPrintForm
from casework.folders.models import FolderForm, FolderPrint
from casework.folders.rules import Lifted
from casework.folders.views.blueprint import as_file, blueprint


@blueprint.route("/folder", methods=["GET", "POST"], endpoint="new")
@access(Permission.FOLDER_PRINT)
def new(child_id: UUID) -> ResponseReturnValue:
    """Ask what is printed and what for, and hand it out; nothing of it is kept."""
    viewer, child = opened(child_id)
    kept = children.answering_for(viewer, child)
    if request.method == "GET" and kept is not child:
        return redirect(url_for("folders.new", child_id=kept.id))
    form = FolderPrintForm(viewer, has_press=pdf.is_available())
    if form.validate_on_submit():
        values = form.values()
        try:
            _row, made = actions.make_folder(
                actor=viewer, child=kept, press=presser(values["form"]), **values
            )
        except RuleBroken as broken:
            form.reject(broken)
        else:
            return _answer(values["form"], made, kept)
    return _asking(form, child), form.status


def _answer(form: FolderForm, made: actions.Pressed, child: Child) -> ResponseReturnValue:
    if form is FolderForm.PDF:
        return as_file(made.content, f"folder-{child.case_number}")
    return made.content.decode()


def _asking(form: FolderPrintForm, child: Child) -> str:
    prints = queries.prints_of(child)
    return render_template(
        "folders/new.html",
        form=form,
        child=child,
        prints=prints,
        names=accounts.names_of({each.account_id for each in prints}),
        lifted_of=_lifted_of,
        has_press=pdf.is_available(),
    )


def _lifted_of(row: FolderPrint) -> list[Any]:
    return [Lifted(code).label for code in row.lifted]
