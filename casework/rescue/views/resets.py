"""Pages of the reset by the system administrator, which the security administrator confirms."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.accounts import queries as accounts
from casework.accounts.access import access, current_viewer
from casework.accounts.forms import ActForm
from casework.accounts.permissions import Permission
from casework.accounts.session import profile
from casework.errors import RuleBroken
from casework.rescue import queries, resetting
from casework.rescue.views.blueprint import blueprint


@blueprint.post("/accounts/<uuid:account_id>/reset")
@access(Permission.ACCOUNT_MANAGE)
def ask_reset(account_id: UUID) -> ResponseReturnValue:
    """Ask for a reset; nothing changes before a second person confirms it."""
    account = accounts.get(account_id)
    if _does(lambda: resetting.ask(actor=current_viewer(), account=account)):
        flash(_("已提交申请，请告诉安全管理员去确认。"))
    return redirect(url_for("rescue.resets"))


@blueprint.get("/resets/")
@access(Permission.ACCOUNT_MANAGE)
def resets() -> ResponseReturnValue:
    """List the viewer's own requests that still stand."""
    return render_template("rescue/resets.html", lines=queries.resets_of(current_viewer()))


@blueprint.post("/resets/<uuid:reset_id>/show")
@access(Permission.ACCOUNT_MANAGE)
def show_reset(reset_id: UUID) -> ResponseReturnValue:
    """Make the one-time password of a confirmed request and show it, this once."""
    reset = queries.reset(reset_id)
    made: list[str] = []
    if ActForm().validate_on_submit() and _does(
        lambda: made.append(
            resetting.carry_out(actor=current_viewer(), reset=reset, profile=profile())
        )
    ):
        account = accounts.get(reset.account_id)
        return render_template("rescue/one_time.html", account=account, secret=made[0])
    return redirect(url_for("rescue.resets"))


@blueprint.get("/resets/confirm")
@access(Permission.ACCOUNT_CONFIRM)
def to_confirm() -> ResponseReturnValue:
    """List the requests that wait for a second person."""
    return render_template("rescue/to_confirm.html", lines=queries.resets_to_confirm())


@blueprint.post("/resets/<uuid:reset_id>/confirm")
@access(Permission.ACCOUNT_CONFIRM)
def confirm_reset(reset_id: UUID) -> ResponseReturnValue:
    """Confirm a request of somebody else's for somebody else."""
    reset = queries.reset(reset_id)
    if ActForm().validate_on_submit() and _does(
        lambda: resetting.confirm(actor=current_viewer(), reset=reset)
    ):
        flash(_("已确认。申请人现在可以取一次性密码。"))
    return redirect(url_for("rescue.to_confirm"))


def _does(act: Callable[[], object]) -> bool:
    try:
        act()
    except RuleBroken as broken:
        flash(broken.message, "error")
        return False
    return True
