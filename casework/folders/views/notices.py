"""Sheets on personal data: printed for a child, and noted when they were given."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.children import queries as children
from casework.children.views.blueprint import does, opened
from casework.folders import actions, pdf, queries
from casework.folders.drawing import document
from casework.folders.forms import NoticeForm
from casework.folders.models import NoticeAnswer, NoticeKind
from casework.folders.notices import filled_in
from casework.folders.views.blueprint import as_file, blueprint
from casework.practice import queries as practice

_KINDS = ",".join(each.value for each in NoticeKind)


@blueprint.route("/notices", methods=["GET", "POST"])
@access(Permission.SHEET_PRINT)
def notices(child_id: UUID) -> ResponseReturnValue:
    """Show what was given, offer the sheets, and note a giving."""
    viewer, child = opened(child_id)
    form = NoticeForm(viewer, child)
    if form.validate_on_submit() and does(
        form, actions.note_given, actor=viewer, child=child, **form.act()
    ):
        flash(_("已登记。"))
        return redirect(url_for("folders.notices", child_id=child.id))
    given = queries.notices_of(child)
    page = render_template(
        "folders/notices.html",
        form=form,
        child=child,
        given=given,
        kinds=NoticeKind,
        agreed=NoticeAnswer.AGREED.value,
        ways=practice.notices(child.region_code).ways,
        names=accounts.names_of({each.account_id for each in given}),
        has_press=pdf.is_available(),
    )
    return page, form.status


@blueprint.get(f"/notices/<any({_KINDS}):kind>/print")
@access(Permission.SHEET_PRINT)
def notice_page(child_id: UUID, kind: str) -> str:
    """Show a sheet with the child's name, to be printed and signed."""
    viewer, child = opened(child_id)
    actions.print_notice(actor=viewer, child=child, kind=NoticeKind(kind))
    return render_template(
        "folders/notice.html", child=child, filled=filled_in(child, NoticeKind(kind))
    )


@blueprint.get(f"/notices/<any({_KINDS}):kind>.pdf")
@access(Permission.SHEET_PRINT)
def notice_file(child_id: UUID, kind: str) -> ResponseReturnValue:
    """Hand the same sheet out as a file."""
    viewer, child = opened(child_id)
    if not pdf.is_available():
        return redirect(url_for("folders.notice_page", child_id=child.id, kind=kind))
    actions.print_notice(actor=viewer, child=child, kind=NoticeKind(kind))
    mark = actions.mark_of(viewer, NoticeKind(kind).label)
    filled = filled_in(child, NoticeKind(kind))
    made = pdf.press(document("folders/_notice.html", "notice", mark, filled=filled))
    return as_file(made.content, f"{kind}-{child.case_number}")


@blueprint.post("/notices/<uuid:notice_id>/withdraw")
@access(Permission.SHEET_PRINT)
def withdraw(child_id: UUID, notice_id: UUID) -> ResponseReturnValue:
    """Note that a consent was taken back."""
    viewer = current_viewer()
    child = children.get(viewer, child_id)
    notice = queries.notice(child, notice_id)
    actions.take_back(actor=viewer, child=child, notice=notice)
    flash(_("已登记：同意撤回了。"))
    return redirect(url_for("folders.notices", child_id=child.id))
