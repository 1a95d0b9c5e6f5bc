"""A number that two files hold: what whoever typed it is told, and the page of who decides."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts.access import access, current_viewer
from casework.accounts.permissions import Permission
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions, queries
from casework.children.forms import SharedNumberForm
from casework.children.models import Child, Verdict
from casework.children.views.blueprint import blueprint, does


@blueprint.route("/shared-numbers/<uuid:case_id>", methods=["GET", "POST"])
@access(Permission.CHILD_REVIEW)
def shared_number(case_id: UUID) -> ResponseReturnValue:
    """Show the files of one number side by side, as far as they are in reach, and decide."""
    viewer = current_viewer()
    case = queries.get_shared_number(viewer, case_id)
    sides = queries.sides_of(viewer, case)
    form = SharedNumberForm(queries.verdicts_for(case))
    done = form.validate_on_submit()
    if done and does(form, actions.decide, actor=viewer, case=case, **form.values()):
        flash(_("核对结果已记下。"))
        if case.verdict is Verdict.SAME:  # the file that came first is kept, unless chosen anew
            first, second = case.other_id, case.child_id
            return redirect(url_for("merging.merge", child_id=first, other_id=second))
        return redirect(url_for("inbox.index"))
    # The task in hand is the reason; both files are opened by looking at them.
    record(
        Tag.CHILD_OPEN,
        actor_id=viewer.account_id,
        region_code=case.region_code,
        child_id=case.child_id,
        subject_id=case.id,
        seen=[side.id for side in sides],
    )
    page = render_template("children/shared_number.html", form=form, case=case, sides=sides)
    return page, form.status


def tell_shared_number(child: Child) -> None:
    """Say that a number is known: in the same words whoever holds it, wherever that is."""
    case = queries.open_shared_number(child)
    if case is None:
        return
    if case.office_code in current_viewer().regions:
        flash(_("该证件号已在系统中登记，已列入您的待办，请核对"), "error")
    else:
        flash(_("该证件号已在系统中登记，已通知上级核对"), "error")
